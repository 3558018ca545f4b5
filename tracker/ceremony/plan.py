"""The plan of a ceremony: what is to be changed, when, why and before whom; written as plan.toml."""

import tomllib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from crypto.ceremony import Kind
from crypto.encoding import check_day
from crypto.epoch import Epoch
from crypto.head import Head
from crypto.note import VerifierKey
from crypto.possession import RecipientCard
from crypto.recovery import RecoveryCard
from crypto.roster import Roster
from crypto.transcript import Suspect
from tracker.ceremony.folder import ARCHIVE
from tracker.ceremony.plan_table import Table
from tracker.records.errors import FolderIncomplete, PlanMalformed

RECOVERY = "recovery"
REASON_MAX = 200


@dataclass(frozen=True)
class Keys:
    """What was handed in so far, by the names of the plan; Ed25519 keys are 32 bytes.

    ``officers`` are those of the head before and those who are new; ``logs`` the keys of a genesis.
    """

    officers: Mapping[str, bytes]
    witnesses: Mapping[str, bytes]
    holders: Mapping[str, bytes]
    cards: Mapping[str, RecipientCard]
    recovery: RecoveryCard | None
    logs: Mapping[str, VerifierKey]
    manifest: bytes | None


@dataclass(frozen=True)
class Successor:
    """What a ceremony makes: head and roster of the new epoch, and which old keys are suspect from when.

    The head's transcript line is not yet the true one.
    """

    head: Head
    roster: Roster
    suspects: tuple[Suspect, ...] = ()

    @property
    def epoch(self) -> Epoch:
        """Head and roster as one."""
        return Epoch(self.head, self.roster)


class Change(ABC):
    """What one kind of ceremony changes; each is a module of ``tracker.ceremony.kinds``."""

    @classmethod
    @abstractmethod
    def read(cls, top: Table) -> Self:
        """The part of the plan that is of this kind alone. Raises PlanMalformed, PlanThreshold."""

    @abstractmethod
    def make(self, plan: "Plan", before: Epoch | None, keys: Keys) -> Successor:
        """Head and roster that follow from those before (None at genesis) and what was handed in."""

    @property
    def cards(self) -> Mapping[str, bool]:
        """Who must hand in a card, and whether they are in the room and sign the transcript."""
        return {}

    @property
    def new_officers(self) -> tuple[str, ...]:
        """Who must hand in an officer's key."""
        return ()

    @property
    def holders(self) -> tuple[str, ...]:
        """Who comes with a share of the recovery identity."""
        return ()

    @staticmethod
    def need(before: Epoch | None) -> Epoch:
        """The epoch before, without which only a genesis can be. Raises FolderIncomplete."""
        if before is None:
            raise FolderIncomplete("this ceremony changes an epoch, and there is none", file=ARCHIVE)
        return before


@dataclass(frozen=True)
class Plan:
    """What every plan says. The day is the first on which the ceremony may be held, UTC ``YYYY-MM-DD``.

    ``officers`` are those in the room, ``witnesses`` other people there: the witnesses of the logs stand
    in the head's policy.
    """

    kind: Kind
    day: str
    reason: str
    officers: tuple[str, ...]
    witnesses: tuple[str, ...]
    change: Change

    @property
    def present(self) -> tuple[str, ...]:
        """Everybody in the room, each by a name of their own."""
        caseworkers = tuple(name for name, present in self.change.cards.items() if present)
        return (*self.all_officers, *self.witnesses, *caseworkers, *self.change.holders)

    @property
    def needs_log_keys(self) -> bool:
        """Whether the keys of the logs are made here: at genesis alone."""
        return self.kind is Kind.GENESIS

    @property
    def all_officers(self) -> tuple[str, ...]:
        """The officers in the room, those who become officers today among them."""
        return self.officers + tuple(name for name in self.change.new_officers if name not in self.officers)


def kind_of(document: bytes) -> Kind:
    """Which ceremony a plan.toml is of. Raises PlanMalformed."""
    kind = _parse(document).text("ceremony")
    if kind not in {item.value for item in Kind}:
        raise PlanMalformed(f"no ceremony is called '{kind}'", field="ceremony")
    return Kind(kind)


def read_plan(document: bytes, kinds: Mapping[Kind, type[Change]]) -> Plan:
    """The plan behind a plan.toml. Raises PlanMalformed, PlanThreshold, PolicyMalformed, TrustWeak."""
    kind, top = kind_of(document), _parse(document)
    top.text("ceremony")
    day, reason = top.checked("day", check_day), top.line("reason", REASON_MAX)
    room = top.table("room", optional=True)
    officers, witnesses = room.names("officers", ()), room.names("witnesses", ())
    room.end()
    plan = Plan(kind, day, reason, officers, witnesses, kinds[kind].read(top))
    top.end()
    _check_names(plan)
    return plan


def _parse(document: bytes) -> Table:
    try:
        return Table("", tomllib.loads(document.decode()))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PlanMalformed(f"plan.toml is not TOML: {error}", field="") from error


def _check_names(plan: Plan) -> None:
    """Every participant, in whatever role, has a name of their own: signatures lie there by name."""
    absent = tuple(name for name in plan.change.cards if name not in plan.present and name != RECOVERY)
    names = [*plan.present, *absent, RECOVERY]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise PlanMalformed(f"'{doubled[0]}' is named twice, or is the name of the recovery", field="names")
