"""Cyrillic words typed on a Latin layout (docs/spec/passphrase.md, "Typing")."""

import pytest

from crypto.passphrase import Passphrase, decode, encode
from crypto.typing_layout import LAYOUTS
from tests.vectors.words import LISTS


@pytest.mark.parametrize("language", ["uk", "ru"])
@pytest.mark.parametrize("upper", [False, True])
def test_words_typed_with_the_keyboard_on_latin_are_read(language: str, upper: bool) -> None:
    keys = {chr(letter): chr(key) for key, letter in LAYOUTS[language].items()}
    entropy = bytes(range(40, 53))
    typed = "  ".join("".join(keys[c] for c in word) for word in encode(entropy, LISTS[language]))
    assert typed.isascii()
    assert decode(typed.upper() if upper else typed, LISTS) == [Passphrase(language, entropy)]


def test_each_layout_gives_each_letter_one_key() -> None:
    for layout in LAYOUTS.values():
        assert len(set(layout.values())) == len(layout) == 34 - 1


def test_the_letters_of_the_two_alphabets_are_all_there() -> None:
    assert set(map(ord, "абвгдежзийклмнопрстуфхцчшщъыьэюяё")) == set(LAYOUTS["ru"].values())
    assert set(map(ord, "абвгдеєжзиіїйклмнопрстуфхцчшщьюя'")) == set(LAYOUTS["uk"].values())
