"""Lists as workbooks (XLSX, XLS, ODS), unfolded by a process that can do no harm (docs/spec/lists.md).

The caseworker's process, which holds keys, never parses a workbook: it sends the bytes to
``tracker.desk.lists.unfolding`` and reads bounded JSON lines back.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from itertools import pairwise
from threading import Timer
from typing import Any

from tracker.desk.lists import limits
from tracker.desk.lists.table import Finding, Reading, Row
from tracker.records.errors import (
    ListEmpty,
    ListEncrypted,
    ListSheetUnknown,
    ListTooLarge,
    ListUnreadable,
)

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSALS = {
    kind.code: kind for kind in (ListEmpty, ListEncrypted, ListSheetUnknown, ListTooLarge, ListUnreadable)
}
# A character of JSON takes at most six bytes; rows take brackets and numbers.
_MOST_OUTPUT = 6 * limits.CHARACTERS + 64 * limits.ROWS
_SECONDS = 120
_LONGEST_SHEET = 200
_OUT_OF_BOUNDS = {-signal.SIGABRT, -signal.SIGKILL, -signal.SIGXCPU, -signal.SIGSEGV, -signal.SIGBUS}


def is_workbook(data: bytes) -> bool:
    """By the first bytes: a zipped workbook, or an old one."""
    return data.startswith((ZIP, OLE))


def unfold(data: bytes, sheet: str = "") -> tuple[Reading, tuple[Row, ...]]:
    """How the workbook was read, and the rows of one sheet.

    Raises ListTooLarge, ListUnreadable, ListEncrypted, ListEmpty, ListSheetUnknown.
    """
    if len(sheet) > _LONGEST_SHEET or "\n" in sheet:
        raise ListSheetUnknown("no sheet has such a name", sheets="")
    lines = [json.loads(line) for line in _run(data, sheet).splitlines()]
    head, body = lines[0], lines[1:]
    if "error" in head:
        raise _REFUSALS[head["error"]](head["detail"], **head["facts"])
    rows = [Row(number, tuple(cells)) for number, *cells in body]
    rows, filled = _filled_down(rows, head["merged"])
    found = [Finding(code, count) for code, count in head["findings"].items()]
    found += [Finding.at("merged", filled)] if filled else []
    found += [Finding("hidden-sheet")] if head["hidden"] else []
    if len(head["sheets"]) > 1:
        found.append(Finding("other-sheets", len(head["sheets"]) - 1, (), ", ".join(head["sheets"])))
    kind = "xls" if data.startswith(OLE) else "ods" if b"opendocument" in data[:200] else "xlsx"
    return Reading(kind, "", "", head["sheet"], tuple(head["sheets"]), tuple(found)), tuple(rows)


def _run(data: bytes, sheet: str) -> bytes:
    """What the confined process says. Raises ListTooLarge, ListUnreadable."""
    command = [sys.executable, "-m", "tracker.desk.lists.unfolding"]
    # It gets no more of our surroundings than it needs to be found.
    keep = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "VIRTUAL_ENV") if name in os.environ}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=keep
    ) as process:
        late = Timer(_SECONDS, process.kill)
        late.start()
        try:
            output = _talk(process, sheet.encode() + b"\n" + data)
        finally:
            late.cancel()
            process.kill()
    # Whatever it said before: a process that did not end well may have left out rows.
    if process.returncode in _OUT_OF_BOUNDS:
        raise ListTooLarge("unfolding it takes more memory or time than a list may", what="memory", limit=0)
    if process.returncode or not output:
        raise ListUnreadable("the workbook cannot be read")
    return output


def _talk(process: "subprocess.Popen[bytes]", data: bytes) -> bytes:
    if process.stdin is None or process.stdout is None:
        raise ListUnreadable("the process that unfolds workbooks has no pipes")
    # It may end before it has read all: what it said, or how it ended, tells why.
    with suppress(BrokenPipeError):
        process.stdin.write(data)
    with suppress(BrokenPipeError):
        process.stdin.close()
    output = process.stdout.read(_MOST_OUTPUT + 1)
    if len(output) > _MOST_OUTPUT:
        raise ListTooLarge("more text than a list may have", what="characters", limit=limits.CHARACTERS)
    process.wait()
    return output


def _filled_down(rows: list[Row], areas: list[Any]) -> tuple[list[Row], list[int]]:
    """Cells merged over several rows stand in each of them; gives the rows that got something."""
    by_number = {row.number: row for row in rows}
    filled: list[int] = []
    for (top, left), (bottom, _right) in areas:
        for above, number in pairwise(range(top + 1, min(bottom + 1, limits.ROWS) + 1)):
            upper, row = by_number.get(above), by_number.get(number)
            if upper and row and left < len(upper.cells) and left < len(row.cells) and not row.cells[left]:
                cells = (*row.cells[:left], upper.cells[left], *row.cells[left + 1 :])
                by_number[number] = Row(number, cells)
                filled.append(number)
    return [by_number[row.number] for row in rows], filled
