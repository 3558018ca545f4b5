"""The process that unfolds a stranger's workbook: little memory, no files, no keys (docs/spec/lists.md).

Run by ``tracker.desk.lists.workbook`` as a program of its own: it reads the file from standard input and
writes JSON lines, first what it found, then the rows. Formulas are not computed: what stands in a cell is
what was last computed and saved. It holds no secret, and may open no file once it has begun.
"""

import codecs
import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine as calamine

from tracker.desk.hardening import harden
from tracker.desk.lists import limits
from tracker.desk.lists.limits import hold
from tracker.records.errors import (
    ListEmpty,
    ListEncrypted,
    ListError,
    ListSheetUnknown,
    ListTooLarge,
    ListUnreadable,
)

_MOST_PARTS, _MOST_SHEETS, _MOST_MERGED = 5000, 500, 500_000
_LONGEST_LINE, _LONGEST_NAME = 1000, 200
_PIECE = 1 << 20
_SIGNS = {"macro": "vbaproject", "external-link": "externallinks/"}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How the parts are called in which locked workbooks keep what they are.
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
_MANIFEST, _LOCKED_ENTRY = "META-INF/manifest.xml", b"encryption-data"


def main() -> None:
    """Standard input to standard output; the first line names a sheet, empty for the first with anything."""
    harden()
    _confine()
    wanted = sys.stdin.buffer.readline(_LONGEST_LINE).decode().rstrip("\n")
    data = sys.stdin.buffer.read(limits.FILE_BYTES + 1)
    try:
        answer = b"".join(_unfolded(data, wanted))
    except ListError as error:
        answer = _refusal(error)
    except MemoryError:
        answer = _refusal(
            ListTooLarge("unfolding it takes more memory than a list may", what="memory", limit=0)
        )
    sys.stdout.buffer.write(answer)


def _confine() -> None:
    """From here on: bounded memory and processor time, no core file, no file or socket opened."""
    # What the archive's reader would import later, from files.
    codecs.lookup("cp437")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY_BYTES,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.PROCESSOR_SECONDS,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def _unfolded(data: bytes, wanted: str) -> Iterator[bytes]:
    hold(len(data), limits.FILE_BYTES, "bytes")
    if data.startswith(_OLE) and _LOCKED_STREAM in data:
        raise ListEncrypted("the workbook is locked with a password")
    findings = _look_into(data) if data.startswith(_ZIP) else {}
    try:
        book = calamine.load_workbook(io.BytesIO(data))
        hold(len(book.sheet_names), _MOST_SHEETS, "sheets")
        hold(max(map(len, book.sheet_names), default=0), _LONGEST_NAME, "letters in the name of a sheet")
        sheet, hidden, merged = _sheet(book, wanted)
        facts = {"sheet": sheet.name, "sheets": book.sheet_names, "findings": findings, "merged": merged}
        yield _line({**facts, "hidden": hidden})
        yield from _rows(sheet)
    except calamine.PasswordError as error:
        raise ListEncrypted("the workbook is locked with a password") from error
    except calamine.CalamineError as error:
        raise ListUnreadable("no workbook, or a damaged one") from error


def _look_into(data: bytes) -> dict[str, int]:
    """What parts a zipped workbook has, and that they unfold to what they say, no more than is allowed."""
    found: dict[str, int] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            hold(len(parts), _MOST_PARTS, "parts")
            hold(sum(part.file_size for part in parts), limits.UNFOLDED_BYTES, "bytes unfolded")
            if any(part.flag_bits & 1 for part in parts) or _is_locked(archive):
                raise ListEncrypted("the workbook is locked with a password")
            for part in parts:
                name = part.filename.lower()
                for code, sign in _SIGNS.items():
                    found[code] = found.get(code, 0) + (sign in name)
                if name.startswith("xl/worksheets/"):
                    found["formula"] = found.get("formula", 0) + _formulas(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise ListUnreadable("a damaged or locked archive") from error
    return {code: count for code, count in found.items() if count}


def _is_locked(archive: zipfile.ZipFile) -> bool:
    """Whether an open document says of its parts that they are encrypted."""
    if _MANIFEST not in archive.namelist():
        return False
    with archive.open(_MANIFEST) as content:
        return _LOCKED_ENTRY in content.read(_PIECE)


def _formulas(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    count = 0
    with archive.open(part) as content:
        while piece := content.read(_PIECE):
            count += piece.count(b"<f>") + piece.count(b"<f ")
    return count


def _sheet(book: calamine.CalamineWorkbook, wanted: str) -> tuple[calamine.CalamineSheet, bool, list[Any]]:
    """The sheet, whether it is hidden, and its merged cells."""
    visible = {item.name: item.visible == calamine.SheetVisibleEnum.Visible for item in book.sheets_metadata}
    if wanted and wanted not in visible:
        raise ListSheetUnknown("no sheet of this name", sheets=", ".join(book.sheet_names))
    names = [wanted] if wanted else sorted(book.sheet_names, key=lambda name: not visible[name])
    for name in names:
        sheet = book.get_sheet_by_name(name)
        if sheet.start is not None:
            return sheet, not visible[name], _merged(sheet)
    raise ListEmpty("no sheet of the workbook has anything in it")


def _merged(sheet: calamine.CalamineSheet) -> list[Any]:
    """Areas of merged cells: first row and column, last row and column, within the sheet."""
    last = sheet.end[0] if sheet.end else 0
    areas = [
        [[top, left], [min(bottom, last), right]]
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if top < min(bottom, last)
    ]
    hold(sum(bottom - top for (top, _), (bottom, _) in areas), _MOST_MERGED, "merged cells")
    return areas


def _rows(sheet: calamine.CalamineSheet) -> Iterator[bytes]:
    first, left = sheet.start or (0, 0)
    hold(first + sheet.height, limits.ROWS, "rows")
    hold(left + sheet.width, limits.COLUMNS, "columns")
    characters = 0
    for number, values in enumerate(sheet.to_python(skip_empty_area=True), first + 1):
        cells = [""] * left + [_text(value) for value in values]
        hold(max(map(len, cells), default=0), limits.CELL_CHARACTERS, "characters in one cell", number)
        characters += sum(map(len, cells))
        hold(characters, limits.CHARACTERS, "characters")
        yield _line([number, *cells])


def _text(value: object) -> str:
    """A cell as people see it; whole numbers without a fraction, days as ``YYYY-MM-DD``."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return str(value)


def _refusal(error: ListError) -> bytes:
    return _line({"error": error.code, "detail": error.detail, "facts": error.facts})


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


if __name__ == "__main__":
    main()
