"""Revoking caseworkers' keys at once: what is revoked is in no later epoch."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from crypto.encoding import check_name
from crypto.epoch import Epoch
from crypto.head import Publisher
from crypto.roster import Caseworker
from crypto.succession import OLD
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
        gone = self._gone({item.name: item for item in old.roster.caseworkers})
        roster = next_roster(old.roster, (item for item in old.roster.caseworkers if item not in gone))
        publishers = with_signers(old.head.publishers, (item.signing for item in gone), ())
        head = replace(
            next_head(old.head, roster, plan.reason),
            publishers=tuple(replace(item, threshold=_reachable(item)) for item in publishers),
            grace=False,
        )
        suspects = [suspect for person, start in gone.items() for suspect in _suspects(person, start)]
        return Successor(head, roster, tuple(suspects))

    def _gone(self, people: dict[str, Caseworker]) -> dict[Caseworker, int]:
        """Who goes, with their old keys that were still read with, and from where on they are suspect."""
        gone: dict[Caseworker, int] = {}
        for item in self.revoked:
            if item.name not in people:
                raise ParticipantUnknown(f"'{item.name}' is in no roster of this epoch", who=item.name)
            names = [name for name in (item.name, item.name + OLD) if name in people]
            gone |= {people[name]: item.suspect_from for name in names}
        return gone


def _suspects(person: Caseworker, start: int) -> Iterator[Suspect]:
    yield Suspect(KeyKind.RECIPIENT, person.name, person.recipient.id, start)
    yield Suspect(KeyKind.SIGNER, person.name, person.signing, start)


def _reachable(publisher: Publisher) -> int:
    return min(publisher.threshold, len(publisher.signers))
