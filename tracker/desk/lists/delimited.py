"""Lists as text: CSV with any delimiter (pure; docs/spec/lists.md, "Text")."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Literal

from tracker.desk.lists import limits
from tracker.desk.lists.limits import hold
from tracker.desk.lists.table import Finding, Row
from tracker.records.errors import ListTooLarge

DELIMITERS = (";", ",", "\t", "|")
_TRIED_ROWS, _TRIED_CHARACTERS = 200, 1_000_000
# A cell with so many line breaks is a quotation mark that nobody closed.
_MOST_BREAKS = 30
_FORMULA = ("=", "@", "+", "-")


def parse(text: str, delimiter: str | None = None) -> tuple[str, tuple[Row, ...], tuple[Finding, ...]]:
    """The delimiter ("" for a single column), the rows, and what was odd. Raises ListTooLarge."""
    text = text.removeprefix("\ufeff")
    declared, text = _declared(text)
    delimiter = delimiter or declared or guess_delimiter(text[:_TRIED_CHARACTERS])
    rows, is_quoted = _rows(text, delimiter)
    found = [Finding.at("formula", (row.number for row in rows if any(map(_is_formula, row.cells))))]
    if not is_quoted:
        found.append(Finding("quotes"))
    return delimiter, rows, tuple(item for item in found if item.count or item.code == "quotes")


def guess_delimiter(text: str) -> str:
    """The delimiter with which most rows have the same number of cells; "" if there is none."""
    best, found = 0.0, ""
    for delimiter in DELIMITERS:
        widths = _widths(text, delimiter)
        width, count = Counter(widths).most_common(1)[0] if widths else (1, 0)
        # Agreement first; of two that agree, the one that divides more.
        worth = count / len(widths) + min(width, 20) / 100 if width > 1 else 0.0
        if worth > best:
            best, found = worth, delimiter
    return found


def _declared(text: str) -> tuple[str, str]:
    """Spreadsheets write ``sep=;`` into a first line, and do not show it: the delimiter, and the rest."""
    line, _, rest = text.partition("\n")
    sign = line[4:].strip(" \r")
    if line.lower().startswith("sep=") and len(sign) == 1:
        return sign, rest
    return "", text


def _rows(text: str, delimiter: str) -> tuple[tuple[Row, ...], bool]:
    """The rows, and whether quotation marks were taken as such. Raises ListTooLarge."""
    try:
        rows = _bounded(_read(text, delimiter, quoted=True))
    except csv.Error:
        # A quotation mark that nobody closed takes in all that follows.
        rows = ()
    if '"' in text and (not rows or any(_is_unclosed(row, delimiter) for row in rows)):
        return _unquoted(text, delimiter), False
    return rows or _unquoted(text, delimiter), True


def _unquoted(text: str, delimiter: str) -> tuple[Row, ...]:
    try:
        return _bounded(_read(text, delimiter, quoted=False))
    except csv.Error as error:
        raise ListTooLarge(
            "more characters in one cell than any list has",
            what="characters in one cell",
            limit=limits.CELL_CHARACTERS,
            row=0,
        ) from error


def _bounded(records: Iterator[list[str]]) -> tuple[Row, ...]:
    """Within the limits. Raises ListTooLarge, csv.Error for a cell that is too long."""
    rows, characters = [], 0
    for number, cells in enumerate(records, 1):
        hold(number, limits.ROWS, "rows")
        hold(len(cells), limits.COLUMNS, "columns", number)
        characters += sum(map(len, cells))
        hold(characters, limits.CHARACTERS, "characters")
        rows.append(Row(number, tuple(cells)))
    return tuple(rows)


def _read(text: str, delimiter: str, *, quoted: bool) -> Iterator[list[str]]:
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    csv.field_size_limit(limits.CELL_CHARACTERS)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or "\0", quoting=quoting)


def _widths(text: str, delimiter: str) -> list[int]:
    """How many cells each of the first rows has."""
    try:
        return [len(cells) for cells in islice(_read(text, delimiter, quoted=True), _TRIED_ROWS) if cells]
    except csv.Error:
        return [line.count(delimiter) + 1 for line in text.split("\n", _TRIED_ROWS)[:_TRIED_ROWS]]


def _is_unclosed(row: Row, delimiter: str) -> bool:
    """Whether a cell has swallowed rows: many lines, most of them with delimiters."""
    many = (cell.split("\n") for cell in row.cells if cell.count("\n") > _MOST_BREAKS)
    return any(2 * sum(delimiter in text for text in lines) > len(lines) for lines in many)


def _is_formula(cell: str) -> bool:
    """What a spreadsheet would run; numbers with a sign, and dashes for nothing, are none."""
    text = cell.lstrip()
    return text.startswith(_FORMULA) and any(char.isalpha() and char.isascii() for char in text[1:])
