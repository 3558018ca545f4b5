"""Three synthetic lists of 2,048 words: made by rule, so that the vectors do not wait for the real ones.

Word ``i`` is ``i`` in base 16, a letter a digit, behind a first letter of the list's own: so first four
letters are unique, and no word is in two lists.
"""

from crypto.passphrase import LIST_LENGTH, Wordlist

_ALPHABETS = {"en": "abdefgiklmnoprst", "ru": "абвгдежзиклмнпры", "uk": "абвгдежзиклмнпрї"}
_FIRST = {"en": "v", "ru": "я", "uk": "ю"}


def _word(language: str, index: int) -> str:
    letters = _ALPHABETS[language]
    digits = [letters[index >> 4 * place & 15] for place in (2, 1, 0)]
    return _FIRST[language] + "".join(digits) + letters[index % 7]


LISTS = {
    language: Wordlist(language, tuple(_word(language, index) for index in range(LIST_LENGTH)))
    for language in ("uk", "ru", "en")
}
