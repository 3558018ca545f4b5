"""Files made to do harm: each is refused with a code, quickly, and leaves nothing behind."""

import os
import random
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.desk.lists.fictional import csv_of, invented, rows_of
from tests.desk.lists.written import MAIN, ods, ods_row, sheet_xml, workbook
from tracker.desk.lists import limits
from tracker.desk.lists.births import read_birth
from tracker.desk.lists.comparing import compare
from tracker.desk.lists.entries import read_entries
from tracker.desk.lists.guessing import guess_mapping
from tracker.desk.lists.mapping import Role
from tracker.desk.lists.naming import names_in, people_in
from tracker.desk.lists.reading import bytes_of, read_table
from tracker.records.errors import ListError

# Seconds of CPU; it takes a tenth of that where nothing else runs.
_LONGEST = 1.0
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CORNERS = (
    f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
)
ENTITIES = '<!DOCTYPE w [<!ENTITY a "много"><!ENTITY b SYSTEM "file" >]>'


def bomb() -> bytes:
    """An archive whose directory says that a part unfolds to 300 MiB."""
    return declared(300 * limits.MIB)


def liar() -> bytes:
    """An archive whose directory says that a part of 20 MiB has one byte."""
    return declared(1)


def declared(size: int) -> bytes:
    """A workbook with a part of 20 MiB that its directory calls so large."""
    whole = bytearray(workbook({"а": sheet_xml([["x"]])}, {"xl/sharedStrings.xml": bytes(20 * limits.MIB)}))
    place = whole.rindex(b"xl/sharedStrings.xml") - 46 + 24
    struct.pack_into("<I", whole, place, size)
    return bytes(whole)


def locked_parts() -> bytes:
    """An archive that says of each part that it is locked."""
    whole = bytearray(small())
    place = whole.find(b"PK\x01\x02")
    while place >= 0:
        whole[place + 8] |= 1
        place = whole.find(b"PK\x01\x02", place + 4)
    return bytes(whole)


def small() -> bytes:
    """A good workbook."""
    return workbook({"а": sheet_xml([["ПІБ", "Рік"], ["Вигаданенко Іван", "1987"]])})


def unfolding(xml: str) -> bytes:
    """A workbook of one such sheet."""
    return workbook({"а": xml})


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("list-empty", lambda: b""),
    "spaces": ("list-empty", lambda: b" ; ; \n\t\n"),
    "picture": ("list-unreadable", lambda: b"\xff\xd8\xff\xe0" + bytes(range(255, 0, -1)) * 10),
    "pdf": ("list-unreadable", lambda: b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"),
    "web-page": ("list-unreadable", lambda: b"\xef\xbb\xbf\n<HTML><table><tr><td>x"),
    "noise": ("list-encoding", lambda: bytes(range(255, 0, -1)) * 10),
    "zeros": ("list-encoding", lambda: bytes(1000)),
    "too-many-bytes": ("list-too-large", lambda: b"a" * (limits.FILE_BYTES + 1)),
    "two-million-rows": ("list-too-large", lambda: b"a;b\n" * 2_000_000),
    "a-million-columns": ("list-too-large", lambda: b"a;" * 1_000_000),
    "huge-cell": ("list-too-large", lambda: b"ab;" + b"x" * 100_000),
    "huge-quoted-cell": ("list-too-large", lambda: b'ab;"' + b"x" * 100_000 + b'"'),
    "zip-of-nothing": ("list-unreadable", lambda: b"PK\x03\x04" + bytes(1000)),
    "cut-off": ("list-unreadable", lambda: small()[:400]),
    "old-format-of-nothing": ("list-unreadable", lambda: OLE + bytes(10_000)),
    "locked": ("list-encrypted", lambda: OLE + "EncryptedPackage".encode("utf-16-le") + bytes(9000)),
    "locked-parts": ("list-encrypted", locked_parts),
    "locked-document": (
        "list-encrypted",
        lambda: workbook({"а": ""}, {"META-INF/manifest.xml": b"<m><m:encryption-data/></m>"}),
    ),
    "corners": ("list-too-large", lambda: unfolding(CORNERS)),
    "bomb": ("list-too-large", bomb),
    "lying-bomb": ("list-unreadable", liar),
    "cell-bomb": ("list-too-large", lambda: unfolding(sheet_xml([["x" * 5_000_000]]))),
    "rows": ("list-too-large", lambda: unfolding(sheet_xml([["x"]] * (limits.ROWS + 1)))),
    "columns": ("list-too-large", lambda: unfolding(sheet_xml([["x"] * (limits.COLUMNS + 1)]))),
    "entities": ("list-unreadable", lambda: unfolding(ENTITIES + sheet_xml([["@"]]).replace("@", "&a;"))),
    "foreign": ("list-unreadable", lambda: unfolding(ENTITIES + sheet_xml([["@"]]).replace("@", "&b;"))),
    "repeated": ("list-unreadable", lambda: ods(ods_row("x", repeated=1_048_576, wide=16_384))),
    "merged": ("list-too-large", lambda: unfolding(sheet_xml([["x"]] * 90_000, ["A1:A90000"] * 100))),
    "many-sheets": ("list-too-large", lambda: workbook({f"{n}": sheet_xml([["x"]]) for n in range(501)})),
    "long-name": ("list-too-large", lambda: workbook({"x" * 201: sheet_xml([["x"]])})),
    "no-sheets": ("list-empty", lambda: workbook({})),
    "empty-sheet": ("list-empty", lambda: unfolding(sheet_xml([]))),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_with_a_code(name: str) -> None:
    code, make = HOSTILE[name]
    data = make()
    with pytest.raises(ListError) as refused:
        read_table(data, "hostile")
    assert refused.value.code == code


def test_unknown_sheets_are_refused() -> None:
    with pytest.raises(ListError) as refused:
        read_table(small(), "x", sheet="немає")
    assert refused.value.code == "list-sheet-unknown"


@pytest.mark.parametrize("encoding", ["ascii", "no-such-encoding", "utf-16"])
def test_wrong_encodings_are_refused(encoding: str) -> None:
    with pytest.raises(ListError) as refused:
        read_table("ПІБ;Рік\nВ;1\n1".encode("cp1251"), "x", encoding=encoding)
    assert refused.value.code == "list-encoding"


@settings(max_examples=12)
@given(st.data())
def test_a_spoilt_workbook_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(small())
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    _read_or_refuse(bytes(whole))


@settings(max_examples=100)
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read_or_refused(data: bytes, after: bool) -> None:
    _read_or_refuse(
        csv_of([["ПІБ", "Рік"], ["Вигаданенко", "1987"]]) + data if after else data.lstrip(b"P\xd0")
    )


def _read_or_refuse(data: bytes) -> None:
    with suppress(ListError):
        read_table(data, "x")


def test_spoilt_tables_of_invented_people_are_read_or_refused(rng: random.Random) -> None:
    whole = csv_of(rows_of(invented(rng, 20)), encoding="koi8-u")
    for _ in range(60):
        spoilt = bytearray(whole)
        for _ in range(rng.randint(1, 30)):
            spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
        _read_or_refuse(bytes(spoilt))


def test_the_process_that_unfolds_has_bounded_memory() -> None:
    probe = (
        "from tracker.desk.lists import limits, unfolding; unfolding._confine()\n"
        "try:\n    bytearray(2 * limits.MEMORY_BYTES); print('taken')\nexcept MemoryError: print('refused')\n"
    )
    ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert ran.stdout == "refused\n"


def test_the_process_that_unfolds_may_open_no_file() -> None:
    probe = (
        "import sys; from tracker.desk.lists import unfolding; unfolding._confine()\n"
        "try:\n    open('/dev/null'); print('open')\nexcept OSError: print('closed')\n"
        "import socket\n"
    )
    ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert ran.stdout == "closed\n"
    assert ran.returncode != 0, "an import after confining must fail too"


@pytest.mark.parametrize("program", ["false", "true"])
def test_a_process_that_ends_at_once_is_a_refusal(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(sys, "executable", program)
    with pytest.raises(ListError) as refused:
        read_table(small() + bytes(5 * limits.MIB), "x")
    assert refused.value.code == "list-unreadable"


@pytest.mark.parametrize(
    ("ending", "code"),
    [("kill -9 $$", "list-too-large"), ("exit 1", "list-unreadable")],
    ids=["killed", "failed"],
)
def test_rows_of_a_process_that_did_not_end_well_are_not_taken_for_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ending: str, code: str
) -> None:
    head = '{"sheet": "a", "sheets": ["a"], "findings": {}, "merged": [], "hidden": false}'
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ncat >/dev/null\necho '{head}'\necho '[1, \"x\"]'\n{ending}\n")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    with pytest.raises(ListError) as refused:
        read_table(small(), "x")
    assert refused.value.code == code


def test_what_has_no_end_is_not_read(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "list.csv"
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    for path in (link, pipe, tmp_path):
        with pytest.raises(ListError) as refused:
            bytes_of(path)
        assert refused.value.code == "list-unreadable"
    long = tmp_path / "long"
    with long.open("wb") as file:
        file.truncate(50 * limits.MIB)
    with pytest.raises(ListError) as refused:
        read_table(bytes_of(long), long.name)
    assert refused.value.code == "list-too-large"


def test_small_words_before_a_name_take_no_more_time_than_their_letters() -> None:
    began = process_time()
    for _ in range(200):
        assert names_in("а б " * 250) == ()
    assert process_time() - began < _LONGEST


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (names_in, "," * 1000),
        (names_in, "(" * 1000),
        (people_in, "\n" * 1000),
        (lambda cell: read_birth(cell, 2026), "а" * 200),
    ],
    ids=["commas", "brackets", "lines", "letters"],
)
def test_a_hundred_thousand_such_cells_are_read_in_less_than_minutes(
    read: Callable[[str], object], cell: str
) -> None:
    """As much of a cell as is looked at: within that too, nothing takes the square of its length."""
    began = process_time()
    for _ in range(1000):
        read(cell)
    assert process_time() - began < _LONGEST


@pytest.mark.parametrize(
    "cell",
    [" ", "а", "а ", "(", "(а", "1 ", "а,", "а\n", "1.", "1;", "ї-", "/а", "Ð", "Аб "],
    ids=lambda cell: cell.encode().hex(),
)
def test_no_cell_takes_more_time_than_its_length(cell: str) -> None:
    # Anything quadratic would take minutes here.
    long = (cell * limits.CELL_CHARACTERS)[: limits.CELL_CHARACTERS - 10]
    rows = [
        ["ПІБ", "Дата народження", "Вік", "Статус"],
        *([f"Аа{long}", long, long, long] for _ in range(8)),
    ]
    table = read_table(csv_of(rows), "x", delimiter=";", encoding="utf-8")
    mapping = guess_mapping(table)
    mapping = (
        mapping
        if mapping.has_names
        else replace(mapping, roles=(Role.FULL_NAME, Role.BIRTH, Role.AGE, Role.STATUS))
    )
    found = read_entries(table.rows, mapping, 2026)
    compare(found.entries, found.entries)
    assert len(found.entries) + len(found.aside) == len(table.rows)
