"""One case as one line of the list: which columns fit, and what stands in them (pure)."""

from collections.abc import Callable
from dataclasses import dataclass

from tracker.desk import display
from tracker.desk.ages import age_of
from tracker.desk.board import Board
from tracker.desk.days import days_between
from tracker.desk.display.columns import cut
from tracker.desk.rows import Row
from tracker.records.form import CATEGORIES, NOT_SURE

Say = Callable[[str], str]
# A cell: its text, padded, and the name of its style ("" for none).
Cell = tuple[str, str]
URGENCY_SIGNS = {0: "  ", 1: "! ", 2: "^ ", 3: "!!"}
_STYLES = {0: "", 1: "urgent", 2: "escalated", 3: "urgent"}
_MANY_DAYS = 999
SHORT = 5
_ROOMY = 90
# The name has at least so many columns: what stands in the preview as well makes room for it, in this order.
NAME_LEAST = 18
_MAKE_ROOM = ("seen", "owner", "knowledge")


@dataclass(frozen=True)
class Columns:
    """Widths of the columns that a list of some width has room for; 0 leaves a column out."""

    name: int
    category: int
    seen: int
    knowledge: int
    owner: int

    @classmethod
    def of(cls, width: int) -> "Columns":
        """Of a list of ``width`` columns. What is left belongs to the name."""
        roomy = width >= _ROOMY
        cells = {"category": 9 if roomy else SHORT, "seen": 10 if roomy else 7}
        cells |= {"knowledge": 12 if roomy else 9, "owner": 10 if roomy else 7}
        for name in _MAKE_ROOM:
            if _left(width, cells) < NAME_LEAST:
                cells[name] = 0
        return cls(max(8, _left(width, cells)), **cells)


def _left(width: int, cells: dict[str, int]) -> int:
    """What these columns and those that are always there leave of a line, each with a space after it."""
    return width - sum(cell + 1 for cell in (2, 2, 8, 3, 4, 5, *cells.values()) if cell) - 1


def heading(columns: Columns, say: Say) -> list[Cell]:
    """The line above the list."""
    named = [
        ("", 5),
        ("number", 8),
        ("category", columns.category),
        ("name", columns.name),
        ("age", 3),
        ("seen", columns.seen),
        ("knowledge", columns.knowledge),
        ("owner", columns.owner),
        ("days", 4),
        ("ties", 5),
    ]
    return [(_pad(say(f"column.{name}") if name else "", width) + " ", "") for name, width in named if width]


def line(row: Row, board: Board, columns: Columns, say: Say, marked: bool) -> list[Cell]:
    """The cells of a case. Text from outside is cleaned here, once for each drawing that is kept."""
    at, urgency = board.context, board.urgency(row)
    age = age_of(row.birth, row.written, at.today)
    days = min(days_between(row.since, at.today), _MANY_DAYS) if row.since else None
    overdue = bool(row.since) and row.since <= at.overdue
    knowledge = say(f"knowledge.{row.knowledge}") if row.is_open else say(f"work.{row.work}")
    cells = [
        ("x" if marked else " ", 1, "marked"),
        (URGENCY_SIGNS[urgency], 2, _STYLES[urgency]),
        (_news(row), 2, "new"),
        (row.label, 8, "number"),
        (_category(row, columns, say), columns.category, "quiet"),
        (display.line(row.name, columns.name), columns.name, "name" if row.is_open else "quiet"),
        ("" if age is None else str(age), -3, ""),
        (display.line(row.last_seen[: columns.seen], 10), columns.seen, ""),
        (knowledge, columns.knowledge, "" if row.knowledge != "none" else "quiet"),
        (display.line(row.owner, columns.owner), columns.owner, "mine" if row.owner == at.me else ""),
        ("" if days is None else str(days), -4, "urgent" if overdue else ""),
        (_ties(row, board), 5, "ties"),
    ]
    ends = ("", "", " ", *[" "] * 9)
    return [
        (_pad(text, width) + end, style if text.strip() else "")
        for (text, width, style), end in zip(cells, ends, strict=True)
        if width
    ]


def _category(row: Row, columns: Columns, say: Say) -> str:
    known = row.category if row.category in (*CATEGORIES, NOT_SURE) else "unknown"
    return say(f"category.{known}" if columns.category > SHORT else f"category.{known}.short")


def _news(row: Row) -> str:
    """``*`` something new from the family, ``2`` waits for a second caseworker."""
    return ("*" if row.is_open and row.has_news else " ") + ("2" if row.needs_second else " ")


def _ties(row: Row, board: Board) -> str:
    """``=`` links and ``~`` undecided matches, with their numbers."""
    hits = len(board.context.hits.get(row.number, ()))
    return " ".join(f"{sign}{min(count, 9)}" for sign, count in (("=", row.links), ("~", hits)) if count)


def _pad(text: str, width: int) -> str:
    """Cut and filled up to ``width`` columns; to the right if it is negative."""
    fitting = cut(text, abs(width))
    room = " " * (abs(width) - display.width(fitting))
    return room + fitting if width < 0 else fitting + room
