"""Rotating: caseworkers get new keys, or old ones end; witnesses or the intake key may change that day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Self

from crypto.encoding import check_day
from crypto.epoch import Epoch
from crypto.errors import ChangeForbidden
from crypto.head import Head
from crypto.note import VerifierKey
from crypto.roster import Caseworker
from crypto.succession import OLD, check_policy
from crypto.transcript import KeyKind, Suspect
from tracker.ceremony.kinds.genesis import read_intake
from tracker.ceremony.kinds.people import PlannedCaseworker, living, next_head, next_roster, with_signers
from tracker.ceremony.plan import Change, Keys, Plan, Successor
from tracker.ceremony.plan_table import Table
from tracker.records.errors import ParticipantUnknown, PlanMalformed


@dataclass(frozen=True)
class Rotation:
    """A caseworker with their new term, and the last day of the old key if it stays for a while.

    ``suspect_from``: the position of the intake log from which on the old key is not to be believed; a key
    that is not suspect signs for its successor.
    """

    person: PlannedCaseworker
    old_until: str | None
    suspect_from: int | None


@dataclass(frozen=True)
class Rotate(Change):
    """Who gets new keys; new policy lines (without the logs' own) and intake key, or None as before.

    ``ends_overlaps``: no old key stays from an earlier rotation, even if its last day is yet to come.
    """

    rotations: tuple[Rotation, ...]
    policy_lines: tuple[str, ...] | None
    intake: VerifierKey | None
    ends_overlaps: bool

    @classmethod
    def read(cls, top: Table) -> Self:
        """``[[caseworker]]``, ``[policy]``, ``[intake]`` or ``end-overlaps``. Raises PlanMalformed."""
        ends = top.flag("end-overlaps", default=False)
        rotations = []
        for table in top.tables("caseworker"):
            person = PlannedCaseworker.read(table)
            until = table.checked("old-until", check_day) if table.has("old-until") else None
            suspect = table.number("suspect-from") if table.has("suspect-from") else None
            table.end()
            rotations.append(Rotation(person, until, suspect))
        policy = intake = None
        if top.has("policy"):
            table = top.table("policy")
            policy = table.lines("lines")
            table.end()
        if top.has("intake"):
            intake = read_intake(top.table("intake"))
        if not rotations and not ends and policy is None and intake is None:
            raise top.wrong("caseworker", "write [[caseworker]] for each who gets new keys")
        return cls(tuple(sorted(rotations, key=lambda item: item.person.name)), policy, intake, ends)

    @property
    def cards(self) -> Mapping[str, bool]:
        """Everybody who gets new keys brings a new card."""
        return {item.person.name: item.person.present for item in self.rotations}

    def is_suspect(self, name: str) -> bool:
        """Whether the old key of a caseworker is not to be believed, and so need not sign."""
        return any(item.person.name == name and item.suspect_from is not None for item in self.rotations)

    def check(self, day: str, before: Epoch | None) -> None:
        """Whether a plan for this day changes something; policy and intake key may follow those before.

        Known before anybody brings a key, so that nothing is announced in vain. Raises ChangeForbidden,
        PlanMalformed, PolicyMalformed.
        """
        old = self.need(before)
        here = (old.head.intake.name, old.head.intake.key_type)
        if self.intake is not None and (self.intake.name, self.intake.key_type) != here:
            raise PlanMalformed("the intake key is one of another origin", field="intake.key")
        head = self._with_policy(old.head, old.head)
        check_policy(old.head, head)
        same = (head.policy_lines, head.intake) == (old.head.policy_lines, old.head.intake)
        if same and not self.rotations and len(self._kept(old, day)) == len(old.roster.caseworkers):
            raise ChangeForbidden("nothing changed", what="nothing")

    def make(self, plan: Plan, before: Epoch | None, keys: Keys) -> Successor:
        """Roster and publishers with the new keys in the place of the old ones."""
        old = self.need(before)
        people = {item.name: item for item in old.roster.caseworkers}
        for item in self.rotations:
            if item.person.name not in people:
                raise ParticipantUnknown(f"'{item.person.name}' is in no roster", who=item.person.name)
        roster = next_roster(old.roster, self._people(self._kept(old, plan.day), people, keys))
        successor = {
            people[name].signing: keys.cards[name].signing for name in (r.person.name for r in self.rotations)
        }
        publishers = tuple(
            replace(item, signers=tuple(successor.get(key, key) for key in item.signers))
            for item in with_signers(old.head.publishers, (), ())
        )
        head = replace(next_head(old.head, roster, plan.reason), publishers=publishers)
        return Successor(self._with_policy(head, old.head), roster, tuple(self._suspects(people)))

    def _kept(self, old: Epoch, day: str) -> list[Caseworker]:
        return living(old.roster, None if self.ends_overlaps else day)

    def _suspects(self, people: Mapping[str, Caseworker]) -> Iterator[Suspect]:
        for item in self.rotations:
            if item.suspect_from is not None:
                person = people[item.person.name]
                yield Suspect(KeyKind.RECIPIENT, person.name, person.recipient.id, item.suspect_from)
                yield Suspect(KeyKind.SIGNER, person.name, person.signing, item.suspect_from)

    def _people(
        self, old: Iterable[Caseworker], people: Mapping[str, Caseworker], keys: Keys
    ) -> Iterator[Caseworker]:
        rotated = {item.person.name for item in self.rotations}
        replaced = {name + OLD for name in rotated}
        yield from (item for item in old if item.name not in rotated | replaced)
        for item in self.rotations:
            yield item.person.entry(keys.cards)
            if item.old_until is not None:
                before = people[item.person.name]
                yield replace(before, name=item.person.name + OLD, last_day=item.old_until)

    def _with_policy(self, head: Head, before: Head) -> Head:
        if self.policy_lines is not None:
            logs = tuple(line for line in before.policy_lines if line.startswith("log "))
            head = replace(head, policy_lines=logs + self.policy_lines)
        return replace(head, intake=self.intake) if self.intake is not None else head
