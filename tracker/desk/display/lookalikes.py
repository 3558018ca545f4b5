"""Letters that look like those of another alphabet: ``Іван<o>в`` has a Latin ``o`` (pure).

A word of one alphabet is left alone, whatever its letters resemble. In a word of several, the letters that do
not belong to most of the others, and could be taken for theirs, stand in ``<>``. So does a whole word of
look-alikes beside words of the other alphabet, and so do letters that no keyboard types (``𝐇``, ``ｆ``).
"""

import re
import string
import unicodedata
from collections import Counter
from functools import cache

_WORD = re.compile(r"[^\W\d_ªº]+")
# Shorter ones are abbreviations more often than tricks.
_WHOLE_WORD = 3
_STYLED = "styled"
_TYPED = {
    "LATIN": string.ascii_letters,
    "CYRILLIC": "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯЪЫЭЁӀабвгґдеєжзиіїйклмнопрстуфхцчшщьюяъыэё",
}
_OTHER = {"LATIN": "CYRILLIC", "GREEK": "CYRILLIC", "CYRILLIC": "LATIN"}
# Alike enough in a terminal's type, though the tables do not say so.
_MORE = {"LATIN": "ІӀк", "CYRILLIC": "Ik"}


def mark_lookalikes(text: str) -> str:
    """The text with look-alike letters in ``<>``."""
    if text.isascii():
        return text
    words = Counter(script for word in _WORD.findall(text) for script in set(map(_script, word)))
    if len(words) < 2 and _STYLED not in words:
        return text
    return _WORD.sub(lambda found: _marked(found[0], words), text)


def _marked(word: str, words: Counter[str]) -> str:
    scripts = Counter(map(_script, word))
    if len(scripts) == 1 and _STYLED not in scripts:
        return f"<{word}>" if _poses(word, words) else word
    # Which alphabet the word is in: most of its letters, and between equals that of the words around it.
    most = max(scripts, key=lambda script: (script != _STYLED, scripts[script], words[script], script))
    return "".join(_letter(char, most) for char in word).replace("><", "")


def _letter(char: str, most: str) -> str:
    own = _script(char)
    return f"<{char}>" if own == _STYLED or (own != most and _looks_like(char, most)) else char


def _poses(word: str, words: Counter[str]) -> bool:
    """A whole word of one alphabet that could be read in the other, among words of the other."""
    own = _script(word[0])
    posed = _OTHER.get(own, "")
    if len(word) < _WHOLE_WORD or words[posed] < words[own]:
        return False
    return all(_looks_like(char, posed) for char in word)


@cache
def _script(char: str) -> str:
    if char.isascii():
        return "LATIN"
    if char.isalpha() and unicodedata.normalize("NFKC", char).isascii():
        return _STYLED
    return unicodedata.name(char, "").split(" ", 1)[0]


def _looks_like(char: str, script: str) -> bool:
    bare = unicodedata.normalize("NFD", char)[0]
    return script in _TYPED and bare in _posing_as(script)


@cache
def _posing_as(script: str) -> frozenset[str]:
    """Letters that look like one that people type in this alphabet."""
    near = {twin for letter in _TYPED[script] for twin in _twins(letter)}
    # The tables lead from one alphabet to another by way of Latin.
    far = {twin for letter in near & set(string.ascii_letters) for twin in _twins(letter)}
    return frozenset(near | far | set(_MORE[script]))


def _twins(letter: str) -> list[str]:
    # The tables take most of a second to read: only where an odd letter was met.
    from confusable_homoglyphs import confusables

    found = confusables.is_confusable(letter, greedy=True) or []
    return [twin["c"] for item in found for twin in item["homoglyphs"]]
