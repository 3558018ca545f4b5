"""What a word, and two words of one list, must obey. Pure; wordlists/README.md says why."""

import re

LANGUAGES = ("uk", "ru", "en")
LENGTH = 2048
PREFIX_LETTERS = 4

SHAPES = {
    "uk": re.compile("[абвгдеєжзиіїйклмнопрстуфхцчшщьюя]{4,8}"),
    "ru": re.compile("[абвгдежзийклмнопрстуфхцчшщъыьэюя]{4,8}"),
    "en": re.compile("[a-z]{4,8}"),
}

# Words that a list never takes. The Cyrillic ones are for both: what is grim or rude in either language.
EXCLUSIONS = {
    "uk": ("cyrillic.exclude.txt", "uk.exclude.txt"),
    "ru": ("cyrillic.exclude.txt", "ru.exclude.txt"),
    "en": ("en.exclude.txt",),
}

# Letters and groups that are heard, read or typed for one another; the right side stands for all of them.
_ALIKE = {
    "uk": (("є", "е"), ("ї", "и"), ("і", "и"), ("й", "и"), ("щ", "ш"), ("ю", "у"), ("я", "а"), ("ь", "")),
    "ru": (("э", "е"), ("ы", "и"), ("й", "и"), ("щ", "ш"), ("ю", "у"), ("я", "а"), ("ь", ""), ("ъ", "")),
    "en": (
        ("ph", "f"),
        ("ck", "k"),
        ("c", "k"),
        ("z", "s"),
        ("y", "i"),
        ("ie", "i"),
        ("ei", "i"),
        ("gh", ""),
    ),
}
_DOUBLED = re.compile(r"(.)\1")


def sound(word: str, language: str) -> str:
    """A rough key of how a word sounds: no two words of a list may share it."""
    for letters, stand_in in _ALIKE[language]:
        word = word.replace(letters, stand_in)
    return _DOUBLED.sub(r"\1", word)


def one_slip(word: str, other: str) -> bool:
    """Whether a letter added, dropped or changed, or two neighbours swapped, turns one into the other."""
    if abs(len(word) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    rest, other_rest = word[start:], other[start:]
    changed_or_swapped = rest[1:] == other_rest[1:] or (
        rest[2:] == other_rest[2:] and rest[:2] == other_rest[:2][::-1]
    )
    return changed_or_swapped or rest[1:] == other_rest or rest == other_rest[1:]
