"""Rows as people whom a list tells of (pure; docs/spec/lists.md, "Entries").

An entry is a claim of the list's issuer: it can be compared with inquiries, and changes nothing in them.
"""

import re
from collections.abc import Iterable
from collections.abc import Mapping as Facts
from dataclasses import dataclass, field
from functools import cached_property

from tracker.desk.lists.births import Written, read_age, read_birth
from tracker.desk.lists.mapping import NAMES, Mapping, Role
from tracker.desk.lists.naming import MOST_NAMES, TOTALS, key_of, looks_named, names_in, people_in, together
from tracker.desk.lists.table import Row
from tracker.desk.matching.person import UNKNOWN, Birth, Person

_MALE = re.compile(r"(?:чол|муж|male|man)\w*|ч|м|m")
_FEMALE = re.compile(r"(?:жін|жен|female|woman)\w*|ж|f|w")
_FROM_DIGIT = re.compile(r"\d.*", re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """One row that names somebody: the names, the birth, and what each column says, by its role.

    ``oddities`` are codes, with words in the catalogues under ``list.oddity.<code>``.
    """

    number: int
    names: tuple[str, ...]
    birth: Birth = UNKNOWN
    sex: str | None = None
    says: Facts[Role, str] = field(default_factory=dict, repr=False)
    oddities: tuple[str, ...] = ()

    @cached_property
    def name_keys(self) -> tuple[str, ...]:
        """By which its names are found again (``naming.key_of``)."""
        return tuple(map(key_of, self.names))

    @property
    def name_key(self) -> str:
        """That of the main name."""
        return self.name_keys[0]

    @property
    def key(self) -> tuple[str, str]:
        """Two entries with one key tell of one person, or of namesakes born on one day."""
        return self.name_key, self.birth.text

    def tells(self, role: Role) -> str:
        """What the row says under a role; names and birth as they were understood."""
        if role is Role.FULL_NAME:
            return " / ".join(self.names)
        return self.birth.text if role is Role.BIRTH else self.says.get(role, "—")

    def person(self, category: str | None = None) -> Person:
        """For the matcher."""
        places = (self.says[Role.PLACE],) if self.says.get(Role.PLACE) else ()
        return Person(names=self.names, birth=self.birth, sex=self.sex, places=places, category=category)


@dataclass(frozen=True)
class Aside:
    """A row that names nobody, and why: ``heading``, ``total``, ``section``, ``nameless``."""

    number: int
    why: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class Entries:
    """What a list says: its entries, and the rows that are none."""

    entries: tuple[Entry, ...]
    aside: tuple[Aside, ...]


def read_entries(rows: Iterable[Row], mapping: Mapping, year: int) -> Entries:
    """The entries of a list that was made in ``year``, in its order; every row is either one or aside."""
    entries, aside = [], []
    for row in rows:
        read = _read_row(row, mapping, year)
        if isinstance(read, Entry):
            entries.append(read)
        else:
            aside.append(read)
    return Entries(tuple(entries), tuple(aside))


def _read_row(row: Row, mapping: Mapping, year: int) -> Entry | Aside:
    text = " | ".join(cell.strip() for cell in row.cells if cell.strip())
    if row.number < mapping.first:
        return Aside(row.number, "heading", text)
    says = _says(row, mapping)
    if why := _why_no_entry(row, mapping, says):
        return Aside(row.number, why, text)
    names = _names(says)
    if not names:
        return Aside(row.number, "nameless", text)
    born = _birth(says, year, month_first=mapping.month_first)
    oddities = tuple(code for code in (born.oddity, _crowded(says.get(Role.FULL_NAME, ""))) if code)
    return Entry(row.number, names, born.birth, _sex(says.get(Role.SEX, "")), says, oddities)


def _crowded(cell: str) -> str:
    """Several people in one row are found by the matcher as far as a row may have names."""
    count = people_in(cell)
    return "too-many-people" if count > MOST_NAMES else "several-people" if count > 1 else ""


def _says(row: Row, mapping: Mapping) -> dict[Role, str]:
    """What the row says under each role; several columns of one role are put together."""
    found: dict[Role, str] = {}
    for role, cell in zip(mapping.roles, row.cells, strict=False):
        if cell.strip():
            found[role] = f"{found[role]}; {cell.strip()}" if role in found else cell.strip()
    return found


def _why_no_entry(row: Row, mapping: Mapping, says: Facts[Role, str]) -> str:
    """A total, headings once more on a new page, or a line across the table that divides it."""
    filled = row.filled
    if any(TOTALS.match(row.cells[place]) for place in filled[:2]):
        return "total"
    if len(filled) > 1 and all(_repeats_heading(row.cells[place], place, mapping) for place in filled):
        return "heading"
    columns = sum(1 for role in mapping.roles if role is not Role.OTHER)
    if len(filled) == 1 and columns > 2 and not _is_named(says):
        return "section"
    return ""


def _repeats_heading(cell: str, place: int, mapping: Mapping) -> bool:
    """Headings are printed once more on each page."""
    heading = mapping.headings[place] if place < len(mapping.headings) else ""
    return bool(heading) and " ".join(cell.split()).casefold() in heading.casefold()


def _is_named(says: Facts[Role, str]) -> bool:
    """A row with nothing but a name is still a claim: a name must look like one."""
    return looks_named(says.get(Role.FULL_NAME, ""))


def _names(says: Facts[Role, str]) -> tuple[str, ...]:
    parts = [says.get(role, "") for role in (Role.SURNAME, Role.GIVEN_NAME, Role.PATRONYMIC)]
    named = (*names_in(says.get(Role.FULL_NAME, "")), *together(parts[0], parts[1], parts[2]))
    others = names_in(says.get(Role.OTHER_NAMES, "")) if named else ()
    return tuple(dict.fromkeys((*named, *others)))[:MOST_NAMES]


def _birth(says: Facts[Role, str], year: int, *, month_first: bool) -> Written:
    """From its own column; else from an age; else from what follows the name."""
    if told := says.get(Role.BIRTH):
        return read_birth(told, year, month_first=month_first)
    if told := says.get(Role.AGE):
        return read_age(told, year)
    beside = [match[0] for role in NAMES if (match := _FROM_DIGIT.search(says.get(role, "")))]
    found = [read_birth(text, year, month_first=month_first) for text in beside]
    return next((item for item in found if item.birth != UNKNOWN), Written())


def _sex(text: str) -> str | None:
    plain = text.casefold().strip(" .")
    if _FEMALE.fullmatch(plain):
        return "female"
    return "male" if _MALE.fullmatch(plain) else None
