"""Searching in any script: a text as it sounds, and what was typed as the beginnings of sounds (pure).

Шевч finds Шевченко, Shevchenko and Schewtschenko. Make ``fold_text`` of a text once, ask ``is_found`` of it.
"""

from tracker.desk.matching.sounds import all_words, fold

_BREAK = " "


def fold_text(text: str) -> str:
    """Every word as it sounds, each after a space; for ``is_found``, not to be shown."""
    return "".join(_BREAK + sound for word in all_words(text) if (sound := fold(word)))


def fold_query(typed: str) -> tuple[str, ...]:
    """What ``is_found`` looks for: each typed word as the beginning of a sound; empty if nothing is left."""
    found = (_beginning(word) for word in all_words(typed))
    return tuple(dict.fromkeys(sound for sound in found if sound))


def is_found(query: tuple[str, ...], folded: str) -> bool:
    """Whether every typed word begins a word of the text."""
    return all(_BREAK + sound in folded for sound in query)


def _beginning(word: str) -> str:
    """A word that may go on: without the end whose sound depends on the next letter (Дарі of Дарія)."""
    sound = fold(word)
    if sound.endswith("v") and not word.endswith(("в", "v", "w")):
        sound = sound[:-1]
    return sound.rstrip("i") or sound
