"""The sheet of paper that a share is kept on: filled in by a printer, or blank, to be filled in by hand."""

import html
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from crypto.trust import REHEARSAL
from tracker.ceremony.shares import WORDS
from tracker.records.language import translate

WIDTH = 72
COLUMNS = 3
_ROWS = WORDS // COLUMNS
_BLANK = "_" * 16
_NEVER = ("sheet.never.photo", "sheet.never.machine", "sheet.never.tell", "sheet.never.together")
_STYLE = (
    "@page{size:A4;margin:14mm}section{break-after:page;font:9.5pt/1.3 sans-serif}h1{font-size:15pt;margin:0}"
    "h2{font-size:10pt;margin:2mm 0 0}p{margin:1mm 0}ul{margin:0;padding-left:5mm}"
    "table{width:100%;border-spacing:4mm 0;margin:1mm 0}"
    "td{width:33%;height:8mm;vertical-align:bottom;border-bottom:.3mm solid}"
)
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
    parts = [*_wrapped(_banner(sheet, language)), words_text(sheet, language)]
    for title, texts in _explanations(language):
        parts += [title, *(line for text in texts for line in _wrapped(text, "- ")), ""]
    signed = [f"{translate(language, line)}: {'_' * (WIDTH // 6)}" for line in _LINES]
    return "\n".join([*parts, "  ".join(signed)])


def sheets_html(sheets: Sequence[Sheet], language: str) -> str:
    """Sheets to fill in by hand, as one self-contained page, one A4 leaf each."""
    title = html.escape(translate(language, "sheet.title", number=1, count=len(sheets)))
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style>{''.join(_leaf(sheet, language) for sheet in sheets)}</html>\n"
    )


def _leaf(sheet: Sheet, language: str) -> str:
    title, origin, *needed = map(html.escape, _heading(sheet, language))
    how = html.escape(translate(language, "sheet.write", count=WORDS))
    rows = "".join(
        "<tr>" + "".join(f"<td>{row + column * _ROWS + 1}" for column in range(COLUMNS))
        for row in range(_ROWS)
    )
    told = "".join(
        f"<h2>{html.escape(head)}</h2><ul>{''.join(f'<li>{html.escape(text)}' for text in texts)}</ul>"
        for head, texts in _explanations(language)
    )
    signed = "".join(f"<td>{html.escape(translate(language, line))}" for line in _LINES)
    return (
        f"<section><p><b>{html.escape(_banner(sheet, language))}</b>"
        f"<h1>{title}</h1><p>{origin}<br>{' '.join(needed)}<p>{how}<table>{rows}</table>"
        f"{told}<table><tr>{signed}</table></section>"
    )


def _banner(sheet: Sheet, language: str) -> str:
    """Says on paper, too, that a rehearsal's share opens nothing that is real."""
    return translate(language, "reading.rehearsal") if sheet.origin.startswith(REHEARSAL) else ""


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
