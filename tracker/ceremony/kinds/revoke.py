"""Revoking caseworkers' keys at once: what is revoked is in no later epoch."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from crypto.encoding import check_name
from crypto.epoch import Epoch
from crypto.head import Publisher
from crypto.roster import Caseworker
from crypto.transcript import KeyKind, Suspect
from tracker.ceremony.kinds.people import next_head, next_roster, with_signers
from tracker.ceremony.plan import Change, Keys, Plan, Successor
from tracker.ceremony.plan_table import Table
from tracker.records.errors import ParticipantUnknown


@dataclass(frozen=True)
class Revoked:
    """Who is revoked, and from which position of the intake log on their keys are not to be believed."""

    name: str
    suspect_from: int


@dataclass(frozen=True)
class Revoke(Change):
    """The caseworkers whose keys go; a publisher's threshold falls only where too few signers are left."""

    revoked: tuple[Revoked, ...]

    @classmethod
    def read(cls, top: Table) -> Self:
        """The plan's ``[[revoke]]`` tables. Raises PlanMalformed."""
        revoked = []
        for table in top.tables("revoke"):
            revoked.append(Revoked(table.checked("name", check_name), table.number("suspect-from")))
            table.end()
        if not revoked:
            raise top.wrong("revoke", "write [[revoke]] for each whose keys are revoked")
        return cls(tuple(revoked))

    def make(self, plan: Plan, before: Epoch | None, keys: Keys) -> Successor:
        """Roster and publishers without them; envelopes under the epoch before are refused."""
        old = self.need(before)
        people = {item.name: item for item in old.roster.caseworkers}
        for item in self.revoked:
            if item.name not in people:
                raise ParticipantUnknown(f"'{item.name}' is in no roster of this epoch", who=item.name)
        gone = {people[item.name].name: people[item.name] for item in self.revoked}
        roster = next_roster(old.roster, (item for name, item in people.items() if name not in gone))
        publishers = with_signers(old.head.publishers, (item.signing for item in gone.values()), ())
        head = replace(
            next_head(old.head, roster, plan.reason),
            publishers=tuple(replace(item, threshold=_reachable(item)) for item in publishers),
            grace=False,
        )
        return Successor(head, roster, tuple(self._suspects(gone)))

    def _suspects(self, gone: dict[str, Caseworker]) -> Iterator[Suspect]:
        for item in self.revoked:
            person = gone[item.name]
            yield Suspect(KeyKind.RECIPIENT, item.name, person.recipient.id, item.suspect_from)
            yield Suspect(KeyKind.SIGNER, item.name, person.signing, item.suspect_from)


def _reachable(publisher: Publisher) -> int:
    return min(publisher.threshold, len(publisher.signers))
