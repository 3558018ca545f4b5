"""Names that an answer must not carry: of the desk's own people, and what only other letters told.

docs/spec/wording.md, "Names". Compared by sound, so that "Анною" is found where the roster has "anna".
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from tracker.desk.case import Case
from tracker.desk.matching.sounds import fold, words
from tracker.desk.references import case_of
from tracker.desk.replies.findings import ASKERS, STAFF, Finding, Weight
from tracker.desk.replies.folding import Folded, Word, fold_text
from tracker.desk.replies.word_lists import neighbours, pattern_of
from tracker.desk.state import Desk

_ENDINGS = ("", "a", "u", "i", "e", "oi", "ou", "o", "om", "em", "ovi", "evi", "ei", "eiu", "eu", "in", "ini")
_VOWELS = "aeiou"
_SHORTEST = 3
_NAME_KEYS = ("full-name", "other-names", "former-names")
_RUN = 5
_ANSWERS = pattern_of(
    """відпові* відповідає отвеча* ответи* пише писав писала написав написала пишет писал написал
    читав читала прочитав прочитала читал читала прочитал прочитала веде вела вів ведет вел куратор* волонтер*
    координатор* повагою уважением звати звуть зовут говорив говорила говорил answered answers wrote writes
    written read reads caseworker regards sincerely name signed"""
)
_NO_NAMES = frozenset(
    ["ані", "они", "ани", "оно", "їм", "им", "will", "can", "may", "mark", "and", "any", "on", "in"]
)


@dataclass(frozen=True)
class Names:
    """How names sound that an answer to one case must not carry: ``staff``, those of which the person sought
    has one too (``own``), those that only linked inquiries have (``others``); and runs of their words.
    """

    staff: frozenset[str]
    own: frozenset[str]
    others: frozenset[str]
    runs: frozenset[str]


class Written(NamedTuple):
    """The same as rosters and letters have it: names, and the texts of linked inquiries. Any process can tell
    from it how they sound.
    """

    staff: frozenset[str]
    own: frozenset[str]
    others: frozenset[str]
    texts: tuple[tuple[str, ...], ...]

    def heard(self) -> Names:
        """The names to look for."""
        own = _sounds_of(self.own)
        runs = frozenset[str]().union(*map(_runs, self.texts))
        return Names(_sounds_of(self.staff), own, _sounds_of(self.others) - own, runs)


def names_of(desk: Desk, case: Case) -> Written:
    """The names to look for in an answer to this case."""
    linked = linked_cases(desk, case)
    others = frozenset[str]().union(*map(_names_in, linked))
    return Written(staff_names(desk, case), _names_in(case), others, tuple(map(_texts_in, linked)))


@dataclass(frozen=True)
class NameLike:
    """A word of a line that may be a name, and how it may sound.

    ``is_written_so``: with a capital, or in pieces. Others stand beside a word of who answers or reads, as
    rosters write names; only there, as a name may sound like any other word (ані, віра, will).
    """

    start: int
    end: int
    reading: str
    sounds: frozenset[str]
    is_written_so: bool
    is_whole: bool


def names_like(folded: Folded) -> tuple[NameLike, ...]:
    """All words that may be names, whoever asks: the same for every answer with this line."""
    small = _in_small(folded.words)
    return tuple(
        NameLike(word.start, word.end, word.readings[0], _sounds(word.readings), is_written_so, word.is_whole)
        for word in (*folded.words, *folded.pieced)
        if (is_written_so := word.is_capital or not word.is_whole) or word.start in small
    )


def name_findings(line: str, words: Iterable[NameLike], names: Names) -> Iterator[Finding]:
    """Names of caseworkers past and present, and those only of linked inquiries."""
    for word in words:
        found = (word.start, word.end)
        if not word.sounds.isdisjoint(names.staff):
            is_own = word.is_written_so and not word.sounds.isdisjoint(names.own)
            yield _finding(line, STAFF, Weight.WARN if is_own else Weight.STOP, *found, word.reading)
        if word.is_written_so and word.is_whole and not word.sounds.isdisjoint(names.others):
            yield _finding(line, ASKERS, Weight.STOP, *found, word.reading)


def copied(line: str, folded: Folded, runs: frozenset[str]) -> Iterator[Finding]:
    """Five words in a row that stand so in another family's letter."""
    keys = [word.readings[0] for word in folded.words]
    for first in range(len(keys) - _RUN + 1):
        if " ".join(keys[first : first + _RUN]) in runs:
            begin, end = folded.words[first], folded.words[first + _RUN - 1]
            reading = f"{begin.readings[0]} {end.readings[0]}"
            yield _finding(line, ASKERS, Weight.STOP, begin.start, end.end, reading)


def staff_names(desk: Desk, case: Case) -> frozenset[str]:
    """Every name that a roster of this desk has had, and the case's owner."""
    names = {worker.name for roster in desk.store.rosters.values() for worker in roster.caseworkers}
    return frozenset((names | {case.triage.owner}) - {""})


def linked_cases(desk: Desk, case: Case) -> list[Case]:
    """The other inquiries that caseworkers linked with this one."""
    found = (case_of(desk, reference) for reference in sorted(case.triage.links))
    return [other for other in found if other is not None]


def _names_in(case: Case) -> frozenset[str]:
    return frozenset(str(form[key]) for form in _forms_of(case) for key in _NAME_KEYS if form.get(key))


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


@lru_cache(maxsize=20_000)
def _sounds(readings: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(each) for reading in readings for each in (reading, reading.removesuffix("s")))


@lru_cache(maxsize=50_000)
def _is_of_answering(readings: tuple[str, ...]) -> bool:
    return _ANSWERS.means(readings)


def _in_small(words: Sequence[Word]) -> set[int]:
    """Where the words begin that stand beside one of who answers or reads."""
    answering = (place for place, word in enumerate(words) if _is_of_answering(word.readings))
    beside = {word for place in answering for word in neighbours(words, place)}
    return {word.start for word in beside if word.readings[0] not in _NO_NAMES}


def _texts_in(case: Case) -> tuple[str, ...]:
    return tuple(value for form in _forms_of(case) for value in form.values() if isinstance(value, str))


def _forms_of(case: Case) -> list[dict[str, Any]]:
    """What every letter says: a later one that corrects another leaves both told."""
    return [letter.body.form for letter in case.letters]


@lru_cache(maxsize=1_000)
def _runs(texts: tuple[str, ...]) -> frozenset[str]:
    found = set()
    for text in texts:
        keys = [word.readings[0] for word in fold_text(text).words]
        found |= {" ".join(keys[first : first + _RUN]) for first in range(len(keys) - _RUN + 1)}
    return frozenset(found)


def _finding(line: str, code: str, weight: Weight, start: int, end: int, reading: str) -> Finding:
    return Finding(start, end, code, weight, line[start:end], reading)
