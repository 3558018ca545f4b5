"""A report card: how far a list can be relied on (pure; docs/spec/lists.md, "Report card")."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tracker.desk.days import days_between
from tracker.desk.lists.births import is_dated, read_age, read_birth
from tracker.desk.lists.entries import Entries, Entry
from tracker.desk.lists.mapping import Role
from tracker.desk.lists.table import Finding
from tracker.desk.lists.taken import TakenList
from tracker.desk.matching.person import UNKNOWN

_DAUGHTER = re.compile(r"(?:івна|ївна|овна|евна|ична|инична)$")
_SON = re.compile(r"(?:ович|евич|йович|ілліч|ильич)$")
_AGE_SLACK = 1
# Two figures of a year in a claim are of this century, and a slip may be years ahead.
_CENTURY = 2099
_STATED = re.compile(r"станом на|по состоянию на|as of|на дату", re.IGNORECASE)


@dataclass(frozen=True)
class Contradiction:
    """Rows that cannot all be right: the catalogues have ``kind`` under ``list.contradiction.<kind>``."""

    kind: str
    rows: tuple[int, ...]
    detail: str = field(default="", repr=False)


@dataclass(frozen=True)
class ReportCard:
    """What a list is worth. ``duplicates`` are groups of rows of one name and birth.

    ``age_days`` counts from ``stated``, the day that the list itself gives, else from when it was obtained.
    """

    rows: int
    entries: int
    aside: Counter[str]
    duplicates: tuple[tuple[int, ...], ...]
    births: Counter[str]
    without_birth: tuple[int, ...]
    oddities: tuple[Finding, ...]
    contradictions: tuple[Contradiction, ...]
    findings: tuple[Finding, ...]
    stated: str
    obtained: str
    age_days: int

    @property
    def missing_births(self) -> int:
        """How many entries say nothing of a birth that can be read."""
        return self.births["missing"]


def report_card(taken: TakenList, entries: Entries, today: str) -> ReportCard:
    """The card of a list, on a day (``YYYY-MM-DD``)."""
    people = entries.entries
    stated = stated_day(entries, taken.year)
    begins = min(stated or taken.body.obtained, taken.body.obtained)
    return ReportCard(
        rows=taken.body.rows,
        entries=len(people),
        aside=Counter(item.why for item in entries.aside),
        duplicates=_groups(people),
        births=Counter(map(_known_birth, people)),
        without_birth=tuple(one.number for one in people if one.birth == UNKNOWN),
        oddities=_oddities(people),
        contradictions=tuple(_contradictions(taken, people)),
        findings=taken.reading.findings,
        stated=stated,
        obtained=taken.body.obtained,
        age_days=max(days_between(begins, today), 0),
    )


def stated_day(entries: Entries, year: int) -> str:
    """The day that stands above a list ("as of 12.03.2024"); "" if there is none."""
    for item in entries.aside:
        after = _STATED.split(item.text, maxsplit=1)[1:]
        if item.why == "heading" and after and is_dated(after[0]):
            day = read_birth(after[0][:40], year).birth
            return day.text if day.is_full else ""
    return ""


def _known_birth(entry: Entry) -> str:
    if entry.birth.is_full:
        return "full"
    return "missing" if entry.birth == UNKNOWN else "part"


def _groups(people: Iterable[Entry]) -> tuple[tuple[int, ...], ...]:
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for entry in people:
        groups[entry.key].append(entry.number)
    return tuple(tuple(numbers) for numbers in groups.values() if len(numbers) > 1)


def _oddities(people: Iterable[Entry]) -> tuple[Finding, ...]:
    found: dict[str, list[int]] = defaultdict(list)
    for entry in people:
        for code in entry.oddities:
            found[code].append(entry.number)
    return tuple(Finding.at(code, found[code]) for code in sorted(found))


def _contradictions(taken: TakenList, people: tuple[Entry, ...]) -> Iterator[Contradiction]:
    yield from _shared_records(people)
    yield from _told_twice(people)
    yield from _two_births(people)
    for entry in people:
        yield from _within(taken, entry)


def _shared_records(people: Iterable[Entry]) -> Iterator[Contradiction]:
    """One number of a record for different people."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in people:
        if record := entry.says.get(Role.RECORD):
            groups[record].append(entry)
    for record, group in groups.items():
        if len({entry.key for entry in group}) > 1:
            yield Contradiction("record-shared", tuple(entry.number for entry in group), record)


def _told_twice(people: Iterable[Entry]) -> Iterator[Contradiction]:
    """One name and birth, and another status or sex."""
    groups: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in people:
        if entry.birth != UNKNOWN:
            groups[entry.key].append(entry)
    for group in groups.values():
        for kind, role in (("status-differs", Role.STATUS), ("sex-differs", Role.SEX)):
            told = [entry.says[role].casefold() for entry in group if entry.says.get(role)]
            said = dict.fromkeys(" ".join(text.split()) for text in told)
            if len(said) > 1:
                yield Contradiction(kind, tuple(entry.number for entry in group), " / ".join(said))


def _two_births(people: Iterable[Entry]) -> Iterator[Contradiction]:
    """A surname, given name and patronymic in common, and two days of birth: one person, or namesakes."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in people:
        if entry.birth.is_full and entry.name_key.count(" ") >= 2:
            groups[entry.name_key].append(entry)
    for group in groups.values():
        births = dict.fromkeys(entry.birth.text for entry in group)
        if len(births) > 1:
            yield Contradiction("births-differ", tuple(entry.number for entry in group), " / ".join(births))


def _within(taken: TakenList, entry: Entry) -> Iterator[Contradiction]:
    """What a row says against itself."""
    here = (entry.number,)
    if told := entry.says.get(Role.STATUS_DATE):
        day = read_birth(told, _CENTURY, month_first=taken.mapping.month_first).birth
        if day.is_full and day.text > taken.body.obtained:
            yield Contradiction("date-ahead", here, told)
        if day.is_full and entry.birth.is_full and day.text < entry.birth.text:
            yield Contradiction("date-before-birth", here, told)
    aged = read_age(entry.says.get(Role.AGE, ""), taken.year).birth.years
    if aged and entry.birth.years and entry.says.get(Role.BIRTH):
        apart = max(aged[0] - entry.birth.years[1], entry.birth.years[0] - aged[1], 0)
        if apart > _AGE_SLACK:
            yield Contradiction("age-differs", here, f"{entry.birth.text} / {entry.says[Role.AGE]}")
    if entry.sex and _sex_of_patronymic(entry) not in (entry.sex, None):
        yield Contradiction("sex-of-name", here, entry.names[0])


def _sex_of_patronymic(entry: Entry) -> str | None:
    words = entry.names[0].casefold().split()[1:]
    if any(_DAUGHTER.search(word) for word in words):
        return "female"
    return "male" if len(words) > 1 and _SON.search(words[-1]) else None
