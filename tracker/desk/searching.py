"""Search over everything that was written: names, spellings, places, letters, notes, numbers (pure).

A word is found where it stands so, and in names and places also where it sounds so, whatever the script
(tracker/desk/matching/searching.py). An index is filled bit by bit: ten thousand cases take a second or two.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from tracker.desk.acts import Note
from tracker.desk.case import Case, case_number
from tracker.desk.matching.searching import fold_query, fold_text
from tracker.desk.matching.sounds import all_words, fold, skeleton
from tracker.records.fields import LongText, Text, TextList
from tracker.records.form import paths

MOST_WORDS = 12
_LEAST_SOUND, _LEAST_BONES = 2, 4
_ALIKE = str.maketrans({"ё": "е", "ґ": "г", "’": "'", "ʼ": "'", "`": "'", "\u00a0": " "})
# Free text is found as written: only short fields hold names that are spelled in many ways.
_SOUNDING = tuple(path for path, field in paths() if isinstance(field, Text | TextList))
_WRITTEN = tuple(path for path, field in paths() if isinstance(field, LongText))


class Entry(NamedTuple):
    """What can be found of a case: its words in plain small letters; sounds of its names, and skeletons."""

    case: Case
    plain: str
    sounds: str


def plain(text: str) -> str:
    """Small letters without accents, look-alike apostrophes and ё taken as one."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    return folded.translate(_ALIKE)


def entry_of(case: Case) -> Entry:
    """What can be found of a case."""
    named = [text for letter in case.letters for text in _texts(letter.body.form, _SOUNDING)]
    written = [text for letter in case.letters for text in _texts(letter.body.form, _WRITTEN)]
    written += [answer.content["text"] for answer in case.answers]
    written += _notes(case)
    heard = sorted(set(fold_text("\n".join(named)).split()))
    bones = sorted({skeleton(sound) for sound in heard})
    sounds = f" {' '.join(heard)} |{'|'.join(bones)}|"
    return Entry(case, plain("\n".join([case.label, *named, *written])), sounds)


class SearchIndex:
    """Entries by case number; ``fill`` brings it up to date in steps, ``find`` completes it first."""

    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}

    def missing(self, cases: dict[int, Case]) -> list[int]:
        """The cases that are not yet in the index as they now stand."""
        known = self._entries
        return [
            number
            for number, case in cases.items()
            if (entry := known.get(number)) is None or entry.case is not case
        ]

    def fill(self, cases: dict[int, Case], numbers: Iterable[int], goes_on: Callable[[], bool]) -> int:
        """Takes cases in as long as ``goes_on`` says so; gives how many."""
        done = 0
        for number in numbers:
            if not goes_on():
                break
            if number in cases:
                self._entries[number] = entry_of(cases[number])
            done += 1
        return done

    def complete(self, cases: dict[int, Case]) -> None:
        """Takes in all that is missing, and forgets what was erased."""
        self.fill(cases, self.missing(cases), lambda: True)
        for number in self._entries.keys() - cases.keys():
            del self._entries[number]

    def found(self, text: str) -> list[int]:
        """The numbers of all cases that have every word of ``text``; those that are in the index."""
        left = list(self._entries.items())
        for word in text.split()[:MOST_WORDS]:
            test = _test(word)
            left = [item for item in left if test(item[1])]
        return [number for number, _ in left]

    def keeps(self, text: str) -> Callable[[int], bool]:
        """Whether a case has every word of ``text``: as a function of its number."""
        tests = [_test(word) for word in text.split()[:MOST_WORDS]]
        entries = self._entries

        def keep(number: int) -> bool:
            entry = entries.get(number)
            return entry is not None and all(test(entry) for test in tests)

        return keep


def _test(word: str) -> Callable[[Entry], bool]:
    """Whether an entry has one word: written so, sounding so, or as its number."""
    written = plain(word)
    sounds = [" " + sound for sound in fold_query(word) if len(sound) >= _LEAST_SOUND]
    bones = [f"|{bone}|" for part in all_words(word) if len(bone := skeleton(fold(part))) >= _LEAST_BONES]
    number = case_number(word)

    def test(entry: Entry) -> bool:
        if written in entry.plain or (number is not None and entry.case.number == number):
            return True
        if sounds and all(sound in entry.sounds for sound in sounds):
            return True
        # A whole word of which only the vowels differ: Харків, Харьков.
        return bool(bones) and all(bone in entry.sounds for bone in bones)

    return test


def _texts(form: dict[str, Any], where: Iterable[str]) -> Iterator[str]:
    for path in where:
        key, _, member = path.partition(".")
        value = form.get(key)
        if member:
            value = value.get(member) if isinstance(value, dict) else None
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str):
                yield item


def _notes(case: Case) -> Iterator[str]:
    yield from (done.act.text for done in case.triage.notes if isinstance(done.act, Note))
    yield from case.triage.tags
