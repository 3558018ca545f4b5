"""Adding caseworkers: they read letters and sign answers from the new epoch on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from crypto.epoch import Epoch
from tracker.ceremony.kinds.people import (
    PlannedCaseworker,
    living,
    next_head,
    next_roster,
    read_caseworkers,
    with_signers,
)
from tracker.ceremony.plan import Change, Keys, Plan, Successor
from tracker.ceremony.plan_table import Table


@dataclass(frozen=True)
class Add(Change):
    """The caseworkers to be added; they sign for every publisher, whose threshold stays."""

    caseworkers: tuple[PlannedCaseworker, ...]

    @classmethod
    def read(cls, top: Table) -> Self:
        """The plan's ``[[caseworker]]`` tables. Raises PlanMalformed."""
        people = read_caseworkers(top)
        if not people:
            raise top.wrong("caseworker", "write [[caseworker]] for each who is to be added")
        return cls(people)

    @property
    def cards(self) -> Mapping[str, bool]:
        """Everybody who is added brings a card."""
        return {item.name: item.present for item in self.caseworkers}

    def make(self, plan: Plan, before: Epoch | None, keys: Keys) -> Successor:
        """Roster and publishers with the new people in them."""
        old = self.need(before)
        new = [item.entry(keys.cards) for item in self.caseworkers]
        roster = next_roster(old.roster, (*living(old.roster, plan.day), *new))
        publishers = with_signers(old.head.publishers, (), (item.signing for item in new))
        return Successor(replace(next_head(old.head, roster, plan.reason), publishers=publishers), roster)
