"""Caseworkers as plans name them, and what head and roster say of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from crypto.encoding import check_day, check_name
from crypto.head import Head, Publisher
from crypto.possession import RecipientCard
from crypto.roster import Caseworker, Roster
from crypto.succession import OLD
from tracker.ceremony.plan import RECOVERY
from tracker.ceremony.plan_table import Table

UNKNOWN = bytes(32)


@dataclass(frozen=True)
class PlannedCaseworker:
    """A caseworker: first and last day, and whether they are in the room and sign the transcript."""

    name: str
    first_day: str
    last_day: str
    present: bool

    @classmethod
    def read(cls, table: Table) -> "PlannedCaseworker":
        """One of a plan's ``[[caseworker]]`` tables; what is left in it is for the caller to end."""
        item = cls(
            name=table.checked("name", check_name),
            first_day=table.checked("from", check_day),
            last_day=table.checked("until", check_day),
            present=table.flag("present", default=False),
        )
        if item.name == RECOVERY:
            raise table.wrong("name", "that is the name of the recovery identity")
        if item.first_day > item.last_day:
            raise table.wrong("until", "the last day is before the first")
        return item

    def entry(self, cards: Mapping[str, RecipientCard]) -> Caseworker:
        """What a roster says of them."""
        card = cards[self.name]
        return Caseworker(self.name, card.recipient, card.signing, self.first_day, self.last_day)


def read_caseworkers(top: Table) -> tuple[PlannedCaseworker, ...]:
    """All ``[[caseworker]]`` tables, in the order of their names. Raises PlanMalformed."""
    people = []
    for table in top.tables("caseworker"):
        people.append(PlannedCaseworker.read(table))
        table.end()
    return tuple(sorted(people, key=lambda item: item.name))


def next_roster(before: Roster, caseworkers: Iterable[Caseworker]) -> Roster:
    """The next epoch's roster with these caseworkers and the same recovery identity."""
    ordered = tuple(sorted(caseworkers, key=lambda item: item.name))
    return Roster(before.origin, before.epoch + 1, ordered, before.recovery)


def living(before: Roster, day: str | None) -> list[Caseworker]:
    """The caseworkers without old keys, kept after a rotation, whose last day is before this; None: all."""
    names = {item.name for item in before.caseworkers}
    return [
        item
        for item in before.caseworkers
        if not (item.name.endswith(OLD) and item.name.removesuffix(OLD) in names)
        or (day is not None and item.last_day >= day)
    ]


def next_head(before: Head, roster: Roster, reason: str) -> Head:
    """The next epoch's head, which changes nothing but what every epoch changes."""
    return replace(
        before,
        epoch=before.epoch + 1,
        previous=before.hash,
        grace=True,
        reason=reason,
        transcript=UNKNOWN,
        roster=roster.hash,
    )


def with_signers(
    publishers: Iterable[Publisher], gone: Iterable[bytes], new: Iterable[bytes]
) -> tuple[Publisher, ...]:
    """Every publisher without the signers who are gone and with those who are new."""
    removed, added = set(gone), tuple(new)
    return tuple(
        replace(item, signers=tuple(key for key in item.signers if key not in removed) + added)
        for item in publishers
    )
