"""Replacing officers: a key was lost, or may be in other hands, or somebody leaves or joins."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from crypto.encoding import check_name
from crypto.epoch import Epoch
from crypto.head import OFFICERS_MAX, Officer
from crypto.transcript import KeyKind, Suspect
from tracker.ceremony.kinds.people import next_head
from tracker.ceremony.plan import Change, Keys, Plan, Successor
from tracker.ceremony.plan_table import Table
from tracker.records.errors import ParticipantUnknown, PlanThreshold


@dataclass(frozen=True)
class Replacement:
    """Who goes (None: nobody) and who comes; from which epoch on the old key's signatures do not count."""

    old: str | None
    new: str | None
    suspect_from: int | None

    @classmethod
    def read(cls, table: Table) -> "Replacement":
        """One of a plan's ``[[replace]]`` tables. Raises PlanMalformed."""
        old = table.checked("old", check_name) if table.has("old") else None
        new = table.checked("new", check_name) if table.has("new") else None
        start = table.number("suspect-from") if table.has("suspect-from") else None
        table.end()
        if (old, new) == (None, None) or (old is None and start is not None):
            raise table.wrong("old", "who goes, who comes, or both; only who goes can be suspect")
        return cls(old, new, start)


@dataclass(frozen=True)
class ReplaceOfficer(Change):
    """The replacements, and how many officers sign from then on (None: as many as before)."""

    replacements: tuple[Replacement, ...]
    threshold: int | None

    @classmethod
    def read(cls, top: Table) -> Self:
        """``[[replace]]`` tables and ``[officers] threshold``. Raises PlanMalformed."""
        officers = top.table("officers", optional=True)
        threshold = officers.number("threshold") if officers.has("threshold") else None
        officers.end()
        replacements = tuple(Replacement.read(table) for table in top.tables("replace"))
        if not replacements:
            raise top.wrong("replace", "write [[replace]] for each officer who goes or comes")
        return cls(replacements, threshold)

    @property
    def new_officers(self) -> tuple[str, ...]:
        """Whoever comes brings a key."""
        return tuple(item.new for item in self.replacements if item.new is not None)

    def make(self, plan: Plan, before: Epoch | None, keys: Keys) -> Successor:
        """The head with the new officers. Raises ParticipantUnknown, PlanThreshold."""
        old = self.need(before)
        officers = {item.name: item for item in old.head.officers}
        suspects = tuple(self._suspects(officers))
        for item in self.replacements:
            if item.old is not None:
                del officers[item.old]
        for name in self.new_officers:
            officers[name] = Officer(name, keys.officers[name])
        threshold = self.threshold or old.head.threshold
        if not 1 <= threshold <= len(officers) <= OFFICERS_MAX:
            text = f"{threshold} of {len(officers)} officers cannot be; at most {OFFICERS_MAX}"
            raise PlanThreshold(text, field="officers.threshold")
        roster = replace(old.roster, epoch=old.roster.epoch + 1)
        head = next_head(old.head, roster, plan.reason)
        return Successor(
            replace(head, threshold=threshold, officers=tuple(officers.values())), roster, suspects
        )

    def _suspects(self, officers: dict[str, Officer]) -> Iterator[Suspect]:
        for item in self.replacements:
            if item.old is not None and item.old not in officers:
                raise ParticipantUnknown(f"'{item.old}' is no officer", who=item.old)
            if item.old is not None and item.suspect_from is not None:
                yield Suspect(KeyKind.OFFICER, item.old, officers[item.old].public, item.suspect_from)
