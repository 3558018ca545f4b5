"""Text that was read in the wrong encoding before it reached us, put right (pure; docs/spec/lists.md).

Only the encoding is mended: quotes, look-alike letters, spaces and marks stay as they were written, for
the matcher and for people.
"""

import math
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from statistics import median

from ftfy import TextFixerConfig, fix_text
from ftfy.badness import is_bad

from tracker.desk.lists.code_pages import CODE_PAGES, LEAST_LIKELY, likelihood
from tracker.desk.lists.table import Finding, Row

_ONLY_ENCODING = TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    remove_control_chars=False,
    explain=False,
)
_WESTERN = "cp1252"
# A right reading is seldom below this; so much likelier must another one be before a table is read anew.
_RIGHT, _MARGIN = -3.6, 0.6
_SAMPLE_ROWS, _SAMPLE_CELLS, _SAMPLE_LETTERS = 2000, 400, 200
_LOST = "\N{REPLACEMENT CHARACTER}"


def mended(rows: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """The rows with wrong encodings undone, and what was found."""
    pages = _misread(rows)
    out, changed, lost, controls = [], [], [], []
    for row in rows:
        cells = tuple(_mended_cell(cell, pages) for cell in row.cells)
        if cells != tuple(map(_composed, row.cells)):
            changed.append(row.number)
        joined = "".join(cells)
        if _LOST in joined:
            lost.append(row.number)
        if not joined.isprintable() and _has_controls(joined):
            controls.append(row.number)
        out.append(Row(row.number, cells))
    named = {"mojibake": changed, "letters-lost": lost, "control-characters": controls}
    detail = "/".join(pages) if pages else ""
    found = tuple(Finding.at(code, numbers, detail) for code, numbers in named.items() if numbers)
    return tuple(out), found


def _misread(rows: Sequence[Row]) -> tuple[str, str] | None:
    """With which encoding the whole table was misread, and in which it was written; None if all is well.

    Judged by the cell in the middle, so that a few spoilt ones do not turn over a good table.
    """
    sample = (cell[:_SAMPLE_LETTERS] for row in rows[:_SAMPLE_ROWS] for cell in row.cells)
    cells = list(islice((cell for cell in sample if not cell.isascii()), _SAMPLE_CELLS))
    now = _middle(cells)
    if now >= _RIGHT:
        return None
    readings = {
        (wrong, right): _middle([_reread(cell, wrong, right) for cell in cells])
        for wrong in (_WESTERN, "latin-1", *CODE_PAGES)
        for right in CODE_PAGES
        if wrong != right
    }
    best = max(readings, key=lambda pair: readings[pair])
    return best if readings[best] >= max(LEAST_LIKELY, now + _MARGIN) else None


def _middle(cells: Sequence[str]) -> float:
    """The median likelihood of cells that have letters enough to tell; of none, as if all were well."""
    told = [found for cell in cells if (found := likelihood(cell)) > -math.inf]
    return median(told) if told else 0.0


def _reread(text: str, wrong: str, right: str) -> str:
    """Each stretch of letters that ``wrong`` has, read as ``right``; what it has not stays."""
    return "".join(_reread_char(char, wrong, right) for char in text)


@lru_cache(maxsize=10_000)
def _reread_char(char: str, wrong: str, right: str) -> str:
    if char <= "\x7f":
        return char
    try:
        return char.encode(wrong).decode(right)
    except UnicodeError:
        return char


def _mended_cell(cell: str, pages: tuple[str, str] | None) -> str:
    if cell.isascii():
        return cell
    if pages:
        return _composed(_reread(cell, *pages))
    return _composed(fix_text(cell, _ONLY_ENCODING) if is_bad(cell) else cell)


def _composed(cell: str) -> str:
    return unicodedata.normalize("NFC", cell)


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(char) in {"Cc", "Cf"} and char not in "\n\r\t\u00ad" for char in text)
