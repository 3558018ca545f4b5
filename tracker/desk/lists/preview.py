"""What a list would say under a mapping, before anything is stored (pure; docs/spec/lists.md, "Mapping")."""

from collections import Counter
from collections.abc import Mapping as Facts
from dataclasses import dataclass, field, replace

from tracker.desk.lists.entries import Aside, Entry, read_entries
from tracker.desk.lists.mapping import Mapping, Role
from tracker.desk.lists.table import Finding, Table
from tracker.desk.matching.person import UNKNOWN
from tracker.records.errors import ListMappingInvalid

_EXAMPLES, _SHOWN = 3, 8
# Where somebody may have been overlooked comes first.
_LOOKED_AT_FIRST = ("nameless", "section", "total", "heading")


@dataclass(frozen=True)
class Column:
    """One column: its letter as in a spreadsheet, heading, role, and the first values."""

    letter: str
    heading: str
    role: Role
    examples: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Preview:
    """Columns, the first entries as they would be read, the rows that would be none, and what was odd."""

    columns: tuple[Column, ...]
    entries: tuple[Entry, ...]
    aside: tuple[Aside, ...]
    rows: int
    named: int
    without_birth: int
    why_aside: Counter[str]
    findings: tuple[Finding, ...]


def preview(table: Table, mapping: Mapping, obtained: str, shown: int = _SHOWN) -> Preview:
    """How a list, obtained on a day (``YYYY-MM-DD``), would be read."""
    read = read_entries(table.rows, mapping, int(obtained[:4]))
    return Preview(
        columns_of(table, mapping),
        read.entries[:shown],
        tuple(sorted(read.aside, key=lambda item: _LOOKED_AT_FIRST.index(item.why)))[:shown],
        len(table.rows),
        len(read.entries),
        sum(1 for entry in read.entries if entry.birth == UNKNOWN),
        Counter(item.why for item in read.aside),
        table.reading.findings,
    )


def columns_of(table: Table, mapping: Mapping) -> tuple[Column, ...]:
    """Every column of the table, from the left."""
    below = [row for row in table.rows if row.number >= mapping.first]
    found = []
    for place, role in enumerate(mapping.roles):
        values = (row.cells[place].strip() for row in below if place < len(row.cells))
        examples = tuple(dict.fromkeys(value for value in values if value))[:_EXAMPLES]
        heading = mapping.headings[place] if place < len(mapping.headings) else ""
        found.append(Column(letter_of(place), heading, role, examples))
    return tuple(found)


def changed(mapping: Mapping, given: Facts[str, str]) -> Mapping:
    """The mapping with roles for some columns, each named by letter, number from 1, or heading.

    Raises ListMappingInvalid.
    """
    roles = list(mapping.roles)
    for name, role in given.items():
        place = _place(mapping, name)
        if role not in set(Role):
            raise ListMappingInvalid(f"no meaning of a column: {', '.join(Role)}", role=role)
        roles[place] = Role(role)
    return replace(mapping, roles=tuple(roles))


def letter_of(place: int) -> str:
    """A column, from 0, as spreadsheets call it: A, Z, AA."""
    name, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _place(mapping: Mapping, name: str) -> int:
    plain = name.strip().casefold()
    for place in range(len(mapping.roles)):
        heading = mapping.headings[place].casefold() if place < len(mapping.headings) else ""
        if plain and plain in {letter_of(place).casefold(), str(place + 1), heading}:
            return place
    raise ListMappingInvalid("no such column: give its letter, number or heading", column=name)
