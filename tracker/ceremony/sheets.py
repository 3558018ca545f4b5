"""The sheet of paper that a share is kept on: filled in by a printer, or blank, to be filled in by hand."""

import html
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.ceremony.shares import WORDS
from tracker.records.language import translate

WIDTH = 72
COLUMNS = 3
_ROWS = WORDS // COLUMNS
_BLANK = "_" * 16
_NEVER = ("sheet.never.photo", "sheet.never.machine", "sheet.never.tell", "sheet.never.together")
_LINES = ("sheet.holder", "sheet.place", "sheet.day")


@dataclass(frozen=True)
class Sheet:
    """What stands on one sheet; ``threshold`` of ``count`` are needed. A sheet to fill in has no words."""

    origin: str
    number: int
    count: int
    threshold: int
    words: Sequence[str] = ()


def words_text(sheet: Sheet, language: str) -> str:
    """What is copied from the sheet, short enough for any screen: heading and words."""
    how = "sheet.words" if sheet.words else "sheet.write"
    return "\n".join(
        [
            *_heading(sheet, language),
            "",
            *_wrapped(translate(language, how, count=WORDS)),
            "",
            *_grid(sheet),
            "",
        ]
    )


def sheet_text(sheet: Sheet, language: str) -> str:
    """The whole sheet as text of 72 columns, for a printer."""
    parts = [words_text(sheet, language)]
    for title, texts in _explanations(language):
        parts += [title, *(line for text in texts for line in _wrapped(text, "- ")), ""]
    parts += [f"{translate(language, line)}: {'_' * (WIDTH // 2)}\n" for line in _LINES]
    return "\n".join(parts)


def sheets_html(sheets: Sequence[Sheet], language: str) -> str:
    """Sheets to fill in by hand as one page that stands alone, each on a leaf of its own when printed."""
    body = "".join(f"<pre>{html.escape(sheet_text(sheet, language))}</pre>" for sheet in sheets)
    title = html.escape(translate(language, "sheet.title", number=1, count=len(sheets)))
    style = "pre{break-after:page;font:12pt/1.35 monospace}@page{margin:15mm}"
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{style}</style>{body}</html>\n"
    )


def _heading(sheet: Sheet, language: str) -> list[str]:
    title = translate(language, "sheet.title", number=sheet.number, count=sheet.count)
    needed = translate(language, "sheet.needed", threshold=sheet.threshold, count=sheet.count)
    return [title.upper(), sheet.origin, *_wrapped(needed)]


def _grid(sheet: Sheet) -> list[str]:
    """Three columns, to be read downwards."""
    words = [*sheet.words] or [_BLANK] * WORDS
    cells = [f"{number:>2} {word:<18}" for number, word in enumerate(words, 1)]
    gap = "\n" if not sheet.words else ""
    return [gap + "  ".join(cells[row::_ROWS]).rstrip() for row in range(_ROWS)]


def _explanations(language: str) -> list[tuple[str, list[str]]]:
    def text(msgid: str) -> str:
        return translate(language, msgid)

    return [
        (text("sheet.what"), [text("sheet.what.recovery"), text("sheet.what.alone")]),
        (text("sheet.now"), [text("sheet.now.check"), text("sheet.now.keep")]),
        (text("sheet.never"), [text(item) for item in _NEVER]),
        (text("sheet.later"), [text("sheet.later.yearly"), text("sheet.later.lost")]),
    ]


def _wrapped(text: str, bullet: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=bullet, subsequent_indent=" " * len(bullet))
