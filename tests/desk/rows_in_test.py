"""Rows and cases made of a few facts, for tests of what is pure."""

from typing import Any

from tracker.desk.case import Case
from tracker.desk.rows import Row


def row(**facts: Any) -> Row:
    """A row of an open civilian without an answer, unless ``facts`` say otherwise."""
    number = facts.get("number", 1)
    usual: dict[str, Any] = {
        "number": number,
        "case": Case(number, number),
        "category": "civilian",
        "name": "Вигадана Особа",
        "birth": "1987-05-03",
        "written": "2026-09-01",
        "last_seen": "2026-03",
        "work": "received",
        "knowledge": "none",
        "since": "2026-10-01",
        "done": "2026-10-01",
        "urgent": (),
        "is_open": True,
        "has_news": True,
    }
    return Row(**{**usual, **facts})
