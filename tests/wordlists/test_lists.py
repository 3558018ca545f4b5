"""The three lists, word by word, against every property that wordlists/README.md states."""

import hashlib
import re
import unicodedata
from itertools import combinations
from pathlib import Path

import pytest

from crypto.passphrase import normalise

HERE = Path(__file__).parents[2] / "wordlists"
LANGUAGES = ("uk", "ru", "en")
ALPHABETS = {
    "uk": "абвгдеєжзиіїйклмнопрстуфхцчшщьюя",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "en": "abcdefghijklmnopqrstuvwxyz",
}
# A word decodes by its line: a change breaks every passphrase made before it.
DIGESTS = {
    "uk": "2b18aac09f4202f35c3443d16ad972718d356c0b4447bcc98b3f0a49947f3df2",
    "ru": "658d40b072f961c2dcc01ac3667ef12404d65e47c89ab30b12ad385e0bfa7751",
    "en": "a869add5fe900014b1b81afeef7d7dcb733e67c960d70b7e9f1d14be8d19874e",
}
# Letters that are read or typed for one another; a list never tells two words apart by them alone.
ALIKE = {
    "uk": ["єе", "їи", "іи", "йи", "щш", "юу", "яа"],
    "ru": ["эе", "ыи", "йи", "щш", "юу", "яа", "ъь"],
    "en": ["yi", "zs", "ck"],
}

each_language = pytest.mark.parametrize("language", LANGUAGES)
each_pair = pytest.mark.parametrize(("language", "other"), list(combinations(LANGUAGES, 2)))


def words_of(language: str) -> list[str]:
    return (HERE / f"{language}.txt").read_text(encoding="utf-8").splitlines()


def reviewed(name: str) -> set[str]:
    lines = (HERE / "review" / name).read_text(encoding="utf-8").splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def slips(word: str, alphabet: str) -> set[str]:
    """Everything that one letter dropped, added or changed, or two neighbours swapped, makes of a word."""
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    dropped = {a + b[1:] for a, b in splits if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    changed = {a + letter + b[1:] for a, b in splits if b for letter in alphabet}
    added = {a + letter + b for a, b in splits for letter in alphabet}
    return (dropped | swapped | changed | added) - {word}


def merged(word: str, language: str) -> str:
    """A word with look-alike letters made one, soft signs dropped and doubled letters single."""
    for alike, stand_in in ALIKE[language]:
        word = word.replace(alike, stand_in)
    return re.sub(r"(.)\1", r"\1", word.replace("ь", ""))


@each_language
def test_a_list_is_final(language: str) -> None:
    digest = hashlib.sha256((HERE / f"{language}.txt").read_bytes()).hexdigest()
    assert digest == DIGESTS[language], "a changed list breaks every passphrase that was made before"
    assert f"{digest}  {language}.txt" in (HERE / "README.md").read_text(encoding="utf-8")


@each_language
def test_the_file_is_plain(language: str) -> None:
    data = (HERE / f"{language}.txt").read_bytes()
    text = data.decode("utf-8")
    assert b"\r" not in data
    assert text == "".join(f"{word}\n" for word in text.splitlines())
    assert text == unicodedata.normalize("NFC", text)


@each_language
def test_there_are_2048_words_sorted_by_code_point(language: str) -> None:
    words = words_of(language)
    assert len(words) == len(set(words)) == 2048
    assert words == sorted(words)


@each_language
def test_words_have_four_to_eight_letters_of_their_alphabet(language: str) -> None:
    strange = [w for w in words_of(language) if not 4 <= len(w) <= 8 or set(w) - set(ALPHABETS[language])]
    assert strange == []


@each_language
def test_the_first_four_letters_name_a_word(language: str) -> None:
    assert len({word[:4] for word in words_of(language)}) == 2048


@each_language
def test_words_stay_themselves_when_they_are_typed_in(language: str) -> None:
    words = words_of(language)
    assert [normalise(word) for word in words] == words
    assert [normalise(word.upper()) for word in words] == words


@each_language
def test_one_slip_never_makes_another_word_of_the_list(language: str) -> None:
    words = set(words_of(language))
    pairs = {word: slips(word, ALPHABETS[language]) & words for word in words}
    assert {word: others for word, others in pairs.items() if others} == {}


@each_language
def test_words_differ_by_more_than_look_alike_letters(language: str) -> None:
    assert len({merged(word, language) for word in words_of(language)}) == 2048


@each_language
def test_no_refused_word_is_listed(language: str) -> None:
    refused = reviewed(f"{language}.exclude.txt")
    if language != "en":
        refused |= reviewed("cyrillic.exclude.txt")
    assert refused
    assert refused & set(words_of(language)) == set()


@each_language
def test_every_word_was_reviewed(language: str) -> None:
    assert set(words_of(language)) <= reviewed(f"{language}.words.txt")


@each_pair
def test_lists_share_no_more_words_than_is_stated(language: str, other: str) -> None:
    shared = set(words_of(language)) & set(words_of(other))
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    assert f"| {language} and {other} | {len(shared)} |" in readme
