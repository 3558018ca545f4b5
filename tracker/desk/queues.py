"""Which cases wait for what (pure)."""

from collections.abc import Callable, Iterable

from tracker.desk.case import Case
from tracker.desk.state import Desk

QUEUES: dict[str, Callable[[Case], bool]] = {
    "all": lambda _: True,
    "new": lambda case: case.is_open and case.has_news,
    "open": lambda case: case.is_open,
    "unanswered": lambda case: case.is_open and not case.answers,
    "answered": lambda case: case.is_open and case.published_answer is not None,
    "needs-second": lambda case: not case.is_withdrawn and case.waiting_answer is not None,
    "urgent": lambda case: case.is_open and bool(case.form.get("urgent")),
    "flagged": lambda case: bool(case.flags),
    "exposed": lambda case: bool(case.exposed),
    "closed": lambda case: case.is_closed and not case.is_withdrawn,
    "withdrawn": lambda case: case.is_withdrawn,
    "unreadable": lambda case: case.unreadable is not None,
}


def in_queue(desk: Desk, name: str) -> list[Case]:
    """The cases of a queue in the order of their numbers; ``name`` is one of ``QUEUES``."""
    belongs = QUEUES[name]
    return [case for _, case in sorted(desk.cases.items()) if belongs(case)]


def queue_counts(desk: Desk, names: Iterable[str] = QUEUES) -> dict[str, int]:
    """How many cases each queue has."""
    return {name: sum(map(QUEUES[name], desk.cases.values())) for name in names}
