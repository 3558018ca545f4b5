"""Where the headings of a list are, and what its columns mean (pure; docs/spec/lists.md, "Mapping").

A guess is a proposal: a person looks at the preview before anything is taken.
"""

import re
from collections.abc import Callable, Sequence
from itertools import islice

from tracker.desk.lists.births import day_and_month, is_dated, read_birth
from tracker.desk.lists.headings import role_of
from tracker.desk.lists.mapping import NAMES, SEVERAL, Mapping, Role
from tracker.desk.lists.naming import looks_named
from tracker.desk.lists.table import Row, Table

_TRIED_ROWS, _TRIED_VALUES = 30, 200
_MOST, _MANY, _SOME = 0.6, 0.5, 0.3
_PATRONYMIC = re.compile(r"(?:ович|евич|йович|ич|івна|ївна|овна|евна|ична|инична|оглы|кызы)$", re.IGNORECASE)
_ONE_WORD = re.compile(r"[^\W\d_]{2,}(?:['’ʼ-][^\W\d_]+)*")
_LATEST_YEAR = 2100
_FIRST_CLAIMS = 2014
# A small number in a column of days.
_AS_DAY = re.compile(r"^1900-01-0?")


def guess_mapping(table: Table) -> Mapping:
    """What the headings say; where they say nothing, what the values look like."""
    block = _heading_block(table.rows)
    headings = tuple(_heading(block, place) for place in range(table.width))
    rest = [row for row in table.rows if not block or row.number > block[-1].number]
    if rest and _is_numbering(rest[0]):
        rest = rest[1:]
    columns = [_values(rest, place) for place in range(table.width)]
    roles = _once([_role(block, place, values) for place, values in enumerate(columns)])
    roles = _with_names(roles, columns)
    roles = _with_births(roles, columns)
    first = rest[0].number if rest else 1
    return Mapping(tuple(roles), first, headings, _is_month_first(roles, columns))


def _heading_block(rows: Sequence[Row]) -> list[Row]:
    """The line of headings, with a second one above or beneath if it fills gaps; none: []."""
    tried = rows[:_TRIED_ROWS]
    told = [len({role_of(cell) for cell in row.cells} - {Role.OTHER}) for row in tried]
    best = max(range(len(tried)), key=lambda place: (told[place], -place), default=0)
    if not told or not _is_heading(tried[best], told[best]):
        return []
    around = [place for place in (best - 1, best + 1) if 0 <= place < len(tried)]
    more = [tried[place] for place in around if told[place] and _fills(tried[place], tried[best])]
    return sorted([tried[best], *more], key=lambda row: row.number)


def _is_heading(row: Row, told: int) -> bool:
    if any(is_dated(cell) for cell in row.cells):
        return False
    return told >= 2 or (told == 1 and bool({role_of(cell) for cell in row.cells} & NAMES))


def _fills(row: Row, best: Row) -> bool:
    """Whether a line next to the headings says something of columns that these leave empty."""
    if len(row.filled) < 2 or any(looks_named(cell) for cell in row.cells):
        return False
    has_digits = any(char.isdigit() for cell in row.cells for char in cell)
    return bool(set(row.filled) - set(best.filled)) and not has_digits


def _heading(block: Sequence[Row], place: int) -> str:
    said = [row.cells[place].strip() for row in block if place < len(row.cells)]
    return " ".join(" ".join(dict.fromkeys(part for part in said if part)).split())


def _is_numbering(row: Row) -> bool:
    """The line beneath the headings that counts the columns: 1, 2, 3 …"""
    counted = [_AS_DAY.sub("", row.cells[place].strip()) for place in row.filled]
    return len(counted) > 2 and counted == [str(number) for number in range(1, len(counted) + 1)]


def _values(rows: Sequence[Row], place: int) -> list[str]:
    found = (row.cells[place].strip() for row in rows if place < len(row.cells))
    return list(islice((value for value in found if value), _TRIED_VALUES))


def _role(block: Sequence[Row], place: int, values: Sequence[str]) -> Role:
    """By the lowest heading that says something, else by all together."""
    said = [row.cells[place] for row in block if place < len(row.cells) and row.cells[place].strip()]
    tried = [" ".join(said), *reversed(said)]
    role = next((found for text in tried if (found := role_of(text)) is not Role.OTHER), Role.OTHER)
    if role in NAMES and _share(values, lambda value: any(char.isalpha() for char in value)) < _MANY:
        return Role.OTHER if values else role
    return role


def _once(roles: list[Role]) -> list[Role]:
    """Of a role that has one column only the first counts."""
    return [
        role if role in SEVERAL or role not in roles[:place] else Role.OTHER
        for place, role in enumerate(roles)
    ]


def _with_names(roles: list[Role], columns: Sequence[Sequence[str]]) -> list[Role]:
    """Names by their looks, if no heading told of them."""
    if {Role.FULL_NAME, Role.SURNAME} & set(roles):
        return roles
    free = [place for place, role in enumerate(roles) if role is Role.OTHER]
    # A text without columns has other lines as well.
    enough = _MOST if len(roles) > 1 else _SOME
    whole = [place for place in free if _share(columns[place], looks_named) > enough]
    if whole:
        roles[max(whole, key=lambda place: _share(columns[place], looks_named))] = Role.FULL_NAME
        return roles
    for place in free:
        before = (place - 2, place - 1)
        words = all(each in free and _share(columns[each], _ONE_WORD.fullmatch) > _MOST for each in before)
        if words and _share(columns[place], _PATRONYMIC.search) > _MOST:
            roles[place - 2 : place + 1] = [Role.SURNAME, Role.GIVEN_NAME, Role.PATRONYMIC]
            return roles
    return roles


def _with_births(roles: list[Role], columns: Sequence[Sequence[str]]) -> list[Role]:
    """Dates by their looks: the first column of births, if no heading told; the counting column."""
    dates = [place for place, role in enumerate(roles) if role is Role.STATUS_DATE]
    if Role.BIRTH not in roles and len(dates) == 1 and _share(columns[dates[0]], _is_long_ago) > _MOST:
        # A heading that says no more than "date".
        roles[dates[0]] = Role.BIRTH
    for place, role in enumerate(roles):
        if role is not Role.OTHER or not columns[place]:
            continue
        if Role.BIRTH not in roles and _share(columns[place], _is_birth) > _MOST:
            roles[place] = Role.BIRTH
        elif Role.ORDINAL not in roles and columns[place][:3] == ["1", "2", "3"]:
            roles[place] = Role.ORDINAL
        elif Role.STATUS_DATE not in roles and _share(columns[place], is_dated) > _MOST:
            roles[place] = Role.STATUS_DATE
    return roles


def _is_birth(value: str) -> bool:
    return read_birth(value, _LATEST_YEAR).birth.years is not None and len(value) < 40


def _is_long_ago(value: str) -> bool:
    """Before anything that lists tell of: a birth."""
    years = read_birth(value, _LATEST_YEAR).birth.years
    return years is not None and years[1] < _FIRST_CLAIMS


def _is_month_first(roles: Sequence[Role], columns: Sequence[Sequence[str]]) -> bool:
    """Some second numbers can only be days, and no first one."""
    pairs = [
        pair
        for role, values in zip(roles, columns, strict=True)
        if role in {Role.BIRTH, Role.STATUS_DATE}
        for value in values
        if (pair := day_and_month(value))
    ]
    return any(second > 12 for _, second in pairs) and not any(first > 12 for first, _ in pairs)


def _share(values: Sequence[str], test: Callable[[str], object]) -> float:
    """The part of the values for which ``test`` is true."""
    return sum(bool(test(value)) for value in values) / len(values) if values else 0.0
