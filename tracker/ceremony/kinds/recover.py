"""Recovering: the recovery identity was used, or may be known; it is retired and replaced by a new one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from crypto.epoch import Epoch
from tracker.ceremony.kinds.people import next_head
from tracker.ceremony.kinds.sharing import Sharing
from tracker.ceremony.plan import RECOVERY, Change, Keys, Plan, Successor
from tracker.ceremony.plan_table import Table
from tracker.records.errors import PlanThreshold


@dataclass(frozen=True)
class Recover(Change):
    """Who comes with a share of the old identity, and how the new one is shared."""

    names: tuple[str, ...]
    sharing: Sharing

    @classmethod
    def read(cls, top: Table) -> Self:
        """The plan's ``[recovery]``. Raises PlanMalformed, PlanThreshold."""
        table = top.table("recovery")
        names, sharing = table.names("holders"), Sharing.read(table)
        table.end()
        return cls(names, sharing)

    @property
    def cards(self) -> Mapping[str, bool]:
        """The card of the new recovery identity; it is of no person."""
        return {RECOVERY: False}

    @property
    def holders(self) -> tuple[str, ...]:
        """Who comes with a share."""
        return self.names

    def make(self, plan: Plan, before: Epoch | None, keys: Keys) -> Successor:
        """The roster with the new recovery recipient and all new commitments. Raises PlanThreshold."""
        old = self.need(before)
        need = old.roster.recovery.threshold
        if len(self.names) < need:
            text = f"{len(self.names)} holders where {need} shares are needed"
            raise PlanThreshold(text, field="recovery.holders")
        recovery = self.sharing.checked(keys.recovery)
        roster = replace(old.roster, epoch=old.roster.epoch + 1, recovery=recovery)
        return Successor(next_head(old.head, roster, plan.reason), roster)
