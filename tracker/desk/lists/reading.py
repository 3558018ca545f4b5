"""A stranger's file as a table: text in any encoding, or a workbook (docs/spec/lists.md, "Reading")."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tracker.desk.lists import delimited, limits
from tracker.desk.lists.code_pages import decoded, encoding_of
from tracker.desk.lists.limits import hold
from tracker.desk.lists.mending import mended
from tracker.desk.lists.table import Reading, Row, Table
from tracker.desk.lists.workbook import is_workbook, unfold
from tracker.records.errors import ListEmpty, ListEncoding, ListUnreadable

_NAME_CHARACTERS = 200
_NO_LISTS = {
    b"%pdf": "a PDF",
    b"{\\rtf": "a text document (RTF)",
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"<table": "a web page",
    b"<?xml": "XML",
    b"\xff\xd8\xff": "a picture",
    b"\x89png": "a picture",
}


def bytes_of(path: Path) -> bytes:
    """A stranger's file, for ``read_table``: no more of it is read than a list may have.

    Raises ListUnreadable for what is no ordinary file: a pipe or a device has no end. Raises OSError.
    """
    if not path.is_file():
        raise ListUnreadable("no ordinary file", kind="")
    with path.open("rb") as file:
        return file.read(limits.FILE_BYTES + 1)


def read_table(data: bytes, name: str, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Table:
    """Reads a list; what is not said is guessed. Nothing in it is executed, followed or computed.

    Raises ListTooLarge, ListUnreadable, ListEncrypted, ListEncoding, ListEmpty, ListSheetUnknown.
    """
    hold(len(data), limits.FILE_BYTES, "bytes")
    _check_kind(data)
    if is_workbook(data):
        reading, rows = unfold(data, sheet)
    else:
        reading, rows = _read_text(data, encoding, delimiter)
    if not any(row.filled for row in rows):
        raise ListEmpty("there is nothing in it")
    rows, found = mended(_until_last(rows))
    return Table(name[:_NAME_CHARACTERS], data, replace(reading, findings=(*reading.findings, *found)), rows)


def _check_kind(data: bytes) -> None:
    """What is often sent as a list and has no rows. Raises ListUnreadable."""
    head = data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    kind = next((name for sign, name in _NO_LISTS.items() if head.startswith(sign)), "")
    if kind:
        raise ListUnreadable(f"this is {kind}: a list must be CSV, XLSX, XLS or ODS", kind=kind)


def _read_text(data: bytes, encoding: str, delimiter: str) -> tuple[Reading, tuple[Row, ...]]:
    encoding = encoding or encoding_of(data)
    text = decoded(data, encoding)
    if "\0" in text:
        raise ListEncoding("zero characters: this is no text, or of another encoding")
    delimiter, rows, found = delimited.parse(text, delimiter)
    return Reading("csv", encoding, delimiter, findings=found), rows


def _until_last(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Without the empty rows: their numbers are simply missing."""
    return tuple(row for row in rows if row.filled)
