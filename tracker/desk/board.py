"""The desk's cases as rows in queues, kept up to date after each act (pure).

A case is replaced by a new object whenever it changes (tracker/desk/state.py): the board sees what changed
by identity alone, so that nobody has to tell it.
"""

from collections import Counter
from typing import Any

from tracker.desk.alarms import NEXT_HEARING, SENTENCE_END, alarms_of
from tracker.desk.queues import QueueContext, queues_of
from tracker.desk.rows import Row, row_of
from tracker.desk.state import Desk

_DAYS_DUE = {SENTENCE_END, NEXT_HEARING, "wait-over"}


class Board:
    """All rows of a desk by case number, the queues of each, and how many each queue has."""

    def __init__(self, desk: Desk, context: QueueContext) -> None:
        self.desk = desk
        self.context = context
        self.rows: dict[int, Row] = {}
        self.counts: Counter[str] = Counter()
        self._queues: dict[int, frozenset[str]] = {}
        self._needs: dict[int, tuple[Any, ...]] = {}
        self.refresh()

    def refresh(self, context: QueueContext | None = None, desk: Desk | None = None) -> set[int]:
        """Takes in what changed since; gives the numbers of the cases whose rows or queues did."""
        before, self.context = self.context, context or self.context
        self.desk = desk or self.desk
        gone = self.rows.keys() - self.desk.cases.keys()
        changed = {
            number
            for number, case in self.desk.cases.items()
            if (row := self.rows.get(number)) is None or row.case is not case
        }
        for number in changed:
            self.rows[number] = row_of(self.desk.cases[number])
        for number in gone:
            del self.rows[number]
            self.counts.subtract(self._queues.pop(number))
            self._needs.pop(number, None)
        moved = self._moved(before) - gone
        for number in changed | moved:
            self._place(number)
        return changed | moved | gone

    def queues_of(self, number: int) -> frozenset[str]:
        """The queues that a case is in."""
        return self._queues[number]

    def pressing(self, row: Row) -> tuple[int, str, int]:
        """What sorts the most pressing case first: urgency, then who waits longest, then the number."""
        return (-self.urgency(row), row.since or "9999", row.number)

    def urgency(self, row: Row) -> int:
        """3: urgent and waiting for us; 2: escalated; 1: urgent and answered; 0: as usual."""
        if row.is_open and row.urgent:
            return 3 if row.has_news else 1
        return 2 if row.is_open and row.escalated else 0

    def next_for_me(self, after: int | None = None) -> int | None:
        """The case that needs this caseworker next, after the one of number ``after``; None if none does.

        Behind the last one it begins anew, with the most pressing.
        """
        here = self._needs.get(after or 0)
        others = [key for key in self._needs.values() if here is None or key > here]
        found = min(others or self._needs.values(), default=None)
        return None if found is None else int(found[-1])

    def need(self, row: Row) -> int:
        """How a case needs this caseworker: 1 first, 6 last; 0 if it does not."""
        at, queues = self.context, self._queues[row.number]
        if not row.is_open or (row.owner and row.owner != at.me) or "waiting-until" in queues:
            return 2 if row.needs_second and row.writer != at.key else 0
        order = (
            "alarms" in queues and self._is_due(row),
            row.needs_second and row.writer != at.key,
            bool(row.urgent) and row.has_news,
            row.owner == at.me and row.has_news,
            row.has_news,
            "needs-dedupe" in queues or "list-hit" in queues,
        )
        return next((place for place, is_so in enumerate(order, 1) if is_so), 0)

    def _is_due(self, row: Row) -> bool:
        """Whether a day has come that does not wait: not only that an answer is overdue."""
        return any(alarm.kind in _DAYS_DUE for alarm in alarms_of(row.case, self.context.today))

    def _moved(self, before: QueueContext) -> set[int]:
        """The cases that another day, another person or other matches may put elsewhere."""
        now = self.context
        if (before.me, before.today, before.key) != (now.me, now.today, now.key):
            return set(self.rows)
        if before.hits is now.hits:
            return set()
        known = (before.hits.keys() | now.hits.keys()) & self.rows.keys()
        return {number for number in known if before.hits.get(number) != now.hits.get(number)}

    def _place(self, number: int) -> None:
        row, at = self.rows[number], self.context
        queues = queues_of(row, at)
        self.counts.subtract(self._queues.get(number, ()))
        self.counts.update(queues)
        self._queues[number] = queues
        if need := self.need(row):
            self._needs[number] = (need, *self.pressing(row))
        else:
            self._needs.pop(number, None)
