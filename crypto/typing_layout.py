"""What a Cyrillic word looks like when it was typed with the keyboard still set to Latin letters.

docs/spec/passphrase.md, "Typing".
"""

_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_UKRAINIAN = "'йцукенгшщзхїфівапролджєячсмитьбю"

# Language of the word list -> table for str.translate from the Latin key to the letter on it.
LAYOUTS: dict[str, dict[int, int]] = {
    "ru": str.maketrans(_LATIN, _RUSSIAN),
    "uk": str.maketrans(_LATIN, _UKRAINIAN),
}
