"""Names that an answer must not carry: of the desk's own people, and what only other letters told.

docs/spec/wording.md, "Names". Compared by sound, so that "Анною" is found where the roster has "anna".
"""

from collections.abc import Iterator
from functools import lru_cache

from tracker.desk.case import Case
from tracker.desk.matching.sounds import fold, words
from tracker.desk.references import case_of
from tracker.desk.replies.findings import ASKERS, STAFF, Finding, Weight
from tracker.desk.replies.folding import Folded, Word, plain
from tracker.desk.state import Desk

_ENDINGS = ("", "a", "u", "i", "e", "oi", "ou", "o", "om", "em", "ovi", "evi", "ei", "eiu", "eu", "in", "ini")
_VOWELS = "aeiou"
_SHORTEST = 3
_NAME_KEYS = ("full-name", "other-names", "former-names")
_RUN = 5


def name_findings(text: str, folded: Folded, desk: Desk, case: Case) -> Iterator[Finding]:
    """Names of caseworkers past and present, and what stands only in letters of linked inquiries."""
    staff, own = _sounds_of(staff_names(desk, case)), _sounds_of(_names_in(case))
    for word in (*folded.words, *folded.pieced):
        if _names(word, staff):
            weight = Weight.WARN if _names(word, own) else Weight.STOP
            yield _finding(text, STAFF, weight, word, word)
    for other in linked_cases(desk, case):
        theirs = _sounds_of(_names_in(other)) - own
        for word in folded.words:
            if word.is_capital and _names(word, theirs):
                yield _finding(text, ASKERS, Weight.STOP, word, word)
        yield from _copied(text, folded, other)


def staff_names(desk: Desk, case: Case) -> frozenset[str]:
    """Every name that a roster of this desk has had, and the case's owner."""
    names = {worker.name for roster in desk.store.rosters.values() for worker in roster.caseworkers}
    return frozenset((names | {case.triage.owner}) - {""})


def linked_cases(desk: Desk, case: Case) -> list[Case]:
    """The other inquiries that caseworkers linked with this one."""
    found = (case_of(desk, reference) for reference in sorted(case.triage.links))
    return [other for other in found if other is not None]


def _names_in(case: Case) -> frozenset[str]:
    return frozenset(str(case.form[key]) for key in _NAME_KEYS if case.form.get(key))


@lru_cache(maxsize=20_000)
def _sounds_of(names: frozenset[str]) -> frozenset[str]:
    """How the words of names sound, with the endings that cases give them."""
    found = set()
    for name in names:
        # "clara" in a roster is Клара: a Latin c is k as often as ts.
        for sound in {fold(each) for word in words(name) for each in (word, word.replace("c", "k"))}:
            stem = sound[:-1] if sound[-1:] in _VOWELS else sound
            if len(sound) >= _SHORTEST:
                found |= {sound, *(stem + ending for ending in _ENDINGS if len(stem + ending) >= _SHORTEST)}
    return frozenset(found)


def _names(word: Word, sounds: frozenset[str]) -> bool:
    if not sounds or not (word.is_capital or not word.is_whole):
        return False
    return any(
        fold(reading.removesuffix("s")) in sounds or fold(reading) in sounds for reading in word.readings
    )


def _copied(text: str, folded: Folded, other: Case) -> Iterator[Finding]:
    """Five words in a row that stand so in another family's letter."""
    theirs = _runs(tuple(str(value) for value in other.form.values() if isinstance(value, str)))
    keys = [word.readings[0] for word in folded.words]
    for first in range(len(keys) - _RUN + 1):
        if " ".join(keys[first : first + _RUN]) in theirs:
            yield _finding(text, ASKERS, Weight.STOP, folded.words[first], folded.words[first + _RUN - 1])


@lru_cache(maxsize=1_000)
def _runs(texts: tuple[str, ...]) -> frozenset[str]:
    found = set()
    for text in texts:
        keys = [plain(word) for word in text.split()]
        found |= {" ".join(keys[first : first + _RUN]) for first in range(len(keys) - _RUN + 1)}
    return frozenset(found)


def _finding(text: str, code: str, weight: Weight, first: Word, last: Word) -> Finding:
    reading = first.readings[0] if first is last else f"{first.readings[0]} {last.readings[0]}"
    return Finding(first.start, last.end, code, weight, text[first.start : last.end], reading)
