"""A list as rows of text, with the numbers they have in the original (pure; docs/spec/lists.md).

``encode_content`` is how the rows are kept in the vault, so that opening a list does not mean reading a
stranger's file again.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tracker.records.errors import VaultDamaged

MOST_ROWS_NAMED = 20


@dataclass(frozen=True)
class Row:
    """``number`` counts from 1, as a spreadsheet shows it; ``cells`` as they stand, "" if empty."""

    number: int
    cells: tuple[str, ...] = field(repr=False)

    @property
    def filled(self) -> tuple[int, ...]:
        """The columns, from 0, that are not empty."""
        return tuple(place for place, cell in enumerate(self.cells) if cell.strip())


@dataclass(frozen=True)
class Finding:
    """Something odd that people should know: the catalogues have it under ``list.finding.<code>``.

    ``rows`` are the first of the rows where it is, ``count`` how many there are.
    """

    code: str
    count: int = 0
    rows: tuple[int, ...] = ()
    detail: str = field(default="", repr=False)

    @classmethod
    def at(cls, code: str, rows: Iterable[int], detail: str = "") -> "Finding":
        """A finding about these rows."""
        numbers = tuple(dict.fromkeys(rows))
        return cls(code, len(numbers), numbers[:MOST_ROWS_NAMED], detail)


@dataclass(frozen=True)
class Reading:
    """How a file was read: ``kind`` (``csv``, ``xlsx``, ``xls``, ``ods``), ``encoding`` and ``delimiter`` of
    a text, ``sheet`` of a workbook with the names of all its sheets, and what was odd."""

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As it stands in an event."""
        found = [[item.code, item.count, list(item.rows), item.detail] for item in self.findings]
        names = {"kind": self.kind, "encoding": self.encoding, "delimiter": self.delimiter}
        return {**names, "sheet": self.sheet, "sheets": list(self.sheets), "findings": found}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Reading":
        """From an event that a caseworker signed."""
        found = tuple(
            Finding(code, count, tuple(rows), text) for code, count, rows, text in value["findings"]
        )
        names = (value["kind"], value["encoding"], value["delimiter"], value["sheet"])
        return cls(*names, tuple(value["sheets"]), found)


@dataclass(frozen=True)
class Table:
    """A list as it was read, and the file itself, byte for byte."""

    name: str
    original: bytes = field(repr=False)
    reading: Reading
    rows: tuple[Row, ...] = field(repr=False)

    @property
    def sha256(self) -> str:
        """Of the original file, in hexadecimal."""
        return sha256(self.original).hexdigest()

    @property
    def id(self) -> str:
        """The original's SHA-256; of another sheet than the first, that with the sheet's name hashed in."""
        sheets = self.reading.sheets
        if not sheets or self.reading.sheet == sheets[0]:
            return self.sha256
        return sha256(bytes.fromhex(self.sha256) + self.reading.sheet.encode()).hexdigest()

    @property
    def width(self) -> int:
        """How many columns there are."""
        return max((len(row.cells) for row in self.rows), default=0)


def encode_content(rows: Iterable[Row]) -> bytes:
    """Rows as JSON: ``[[number, cell, …], …]``, empty cells at the end left out."""
    plain = [[row.number, *_trimmed(row.cells)] for row in rows]
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def decode_content(document: bytes) -> tuple[Row, ...]:
    """The rows again. Raises VaultDamaged."""
    try:
        return tuple(Row(number, tuple(cells)) for number, *cells in json.loads(document))
    except (ValueError, TypeError) as error:
        raise VaultDamaged("the rows of a list are not as this program writes them") from error


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    last = max((place for place, cell in enumerate(cells) if cell), default=-1)
    return cells[: last + 1]
