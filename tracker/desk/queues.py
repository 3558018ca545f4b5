"""Which cases wait for what (pure; docs/guides/caseworker.md, "Queues")."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from tracker.desk.alarms import alarms_of
from tracker.desk.case import Case
from tracker.desk.days import add_days
from tracker.desk.rows import Row, row_of
from tracker.desk.state import Desk

OVERDUE_DAYS, STALE_DAYS = 14, 30


@dataclass(frozen=True)
class QueueContext:
    """Who looks, on which day (``YYYY-MM-DD``), and the undecided matches of each case by its number.

    A match is a reference: ``inquiry:…`` or ``leaf:…`` to another inquiry, ``row:…`` to a row of a list.
    """

    me: str = ""
    today: str = ""
    hits: Mapping[int, frozenset[str]] = field(default_factory=dict)
    key: bytes = b""
    overdue: str = field(init=False)
    stale: str = field(init=False)

    def __post_init__(self) -> None:
        for name, days in (("overdue", -OVERDUE_DAYS), ("stale", -STALE_DAYS)):
            object.__setattr__(self, name, add_days(self.today, days) if self.today else "")


NOBODY = QueueContext()


def _waits(row: Row, context: QueueContext) -> bool:
    return row.waiting_until > context.today


def _has_hit(row: Row, context: QueueContext, on_list: bool) -> bool:
    found = context.hits.get(row.number, ())
    return row.is_open and any(hit.startswith("row:") == on_list for hit in found)


def _is_due(row: Row, today: str) -> bool:
    """Whether an alarm rings; that an answer is overdue is a queue of its own."""
    return any(alarm.kind != "answer-overdue" for alarm in alarms_of(row.case, today))


# What follows from the case alone.
_OF_CASE: dict[str, Callable[[Row], bool]] = {
    "all": lambda _: True,
    "urgent": lambda row: row.is_open and bool(row.urgent),
    "escalated": lambda row: row.is_open and row.escalated,
    "needs-second": lambda row: row.needs_second,
    "open": lambda row: row.is_open,
    "unanswered": lambda row: row.is_open and not row.case.answers,
    "answered": lambda row: row.is_open and row.case.published_answer is not None,
    "flagged": lambda row: bool(row.case.flags),
    "exposed": lambda row: bool(row.case.exposed),
    "closed": lambda row: row.case.is_closed and not row.case.is_withdrawn,
    "withdrawn": lambda row: row.case.is_withdrawn,
    "unreadable": lambda row: row.case.unreadable is not None,
}
# What also depends on who looks, on which day, and on matches.
_IN_CONTEXT: dict[str, Callable[[Row, QueueContext], bool]] = {
    "new": lambda row, at: row.is_open and row.has_news and not _waits(row, at),
    "needs-dedupe": lambda row, at: _has_hit(row, at, on_list=False),
    "list-hit": lambda row, at: _has_hit(row, at, on_list=True),
    "mine": lambda row, at: row.is_open and row.owner == at.me != "" and not _waits(row, at),
    "waiting-until": lambda row, at: row.is_open and _waits(row, at),
    "stale": lambda row, at: row.is_open and row.done <= at.stale and not _waits(row, at),
    "overdue": lambda row, at: "" < row.since <= at.overdue,
    "alarms": lambda row, at: bool(at.today) and _is_due(row, at.today),
}
_FIRST = ("new", "needs-dedupe", "list-hit", "urgent", "mine", "waiting-until", "stale", "overdue")
QUEUES: tuple[str, ...] = tuple(dict.fromkeys([*_FIRST, "escalated", "alarms", "needs-second", *_OF_CASE]))


def queues_of(row: Row, context: QueueContext = NOBODY) -> frozenset[str]:
    """All queues that a row is in."""
    names = [name for name, belongs in _OF_CASE.items() if belongs(row)]
    names += [name for name, belongs in _IN_CONTEXT.items() if belongs(row, context)]
    return frozenset(names)


def in_queue(desk: Desk, name: str, context: QueueContext = NOBODY) -> list[Case]:
    """The cases of a queue in the order of their numbers; ``name`` is one of ``QUEUES``."""
    alone, looked_at = _OF_CASE.get(name), _IN_CONTEXT.get(name)
    rows = (row_of(case) for _, case in sorted(desk.cases.items()))
    if alone is not None:
        return [row.case for row in rows if alone(row)]
    if looked_at is None:
        raise KeyError(name)
    return [row.case for row in rows if looked_at(row, context)]


def queue_counts(desk: Desk, names: Iterable[str] = QUEUES, context: QueueContext = NOBODY) -> dict[str, int]:
    """How many cases each queue has."""
    counts = Counter(name for case in desk.cases.values() for name in queues_of(row_of(case), context))
    return {name: counts[name] for name in names}
