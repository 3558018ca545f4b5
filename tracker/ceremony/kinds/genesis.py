"""The genesis: the first officers, caseworkers, recovery identity and policy of an origin."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from crypto.encoding import check_name, check_origin
from crypto.envelope import RECIPIENTS_MAX
from crypto.epoch import Epoch
from crypto.errors import TrustWeak, VerifierKeyMalformed
from crypto.head import OFFICERS_MAX, Head, Officer, Publisher
from crypto.note import VerifierKey
from crypto.policy import Policy, parse_policy
from crypto.roster import Roster
from crypto.trust import MAX_AGE_HOURS, REHEARSAL, WITNESSES_LEAST
from tracker.ceremony.kinds.people import UNKNOWN, PlannedCaseworker, read_caseworkers
from tracker.ceremony.kinds.sharing import Sharing
from tracker.ceremony.plan import RECOVERY, Change, Keys, Plan, Successor
from tracker.ceremony.plan_table import Table
from tracker.records.archive import Log
from tracker.records.errors import PlanMalformed, PlanThreshold


@dataclass(frozen=True)
class Genesis(Change):
    """All that the first head, roster and trust root say; ``policy_lines`` without those of the logs."""

    origin: str
    officers: tuple[str, ...]
    threshold: int
    caseworkers: tuple[PlannedCaseworker, ...]
    publisher: str
    publisher_threshold: int
    intake: VerifierKey
    policy_lines: tuple[str, ...]
    max_age_hours: int
    sharing: Sharing

    @classmethod
    def read(cls, top: Table) -> Self:
        """The plan of a genesis. Raises PlanMalformed, PlanThreshold, PolicyMalformed, TrustWeak."""
        officers, publisher, policy = top.table("officers"), top.table("publisher"), top.table("policy")
        recovery = top.table("recovery", optional=True)
        plan = cls(
            origin=top.checked("origin", check_origin),
            officers=officers.names("names"),
            threshold=officers.number("threshold"),
            caseworkers=read_caseworkers(top),
            publisher=publisher.checked("name", check_name),
            publisher_threshold=publisher.number("threshold", 2),
            intake=read_intake(top.table("intake")),
            policy_lines=policy.lines("lines"),
            max_age_hours=policy.number("max-age-hours", 72),
            sharing=Sharing.read(recovery),
        )
        for table in (officers, publisher, policy, recovery):
            table.end()
        _check_shape(plan)
        _check_thresholds(plan)
        _check_policy(plan)
        return plan

    @property
    def policy(self) -> Policy:
        """The witness policy, parsed. Raises PolicyMalformed."""
        return parse_policy(self.policy_lines)

    @property
    def is_rehearsal(self) -> bool:
        """Whether what it makes must never be used for real inquiries."""
        return self.origin.startswith(REHEARSAL)

    @property
    def cards(self) -> Mapping[str, bool]:
        """Every caseworker's card, and that of the recovery identity."""
        return {item.name: item.present for item in self.caseworkers} | {RECOVERY: False}

    @property
    def new_officers(self) -> tuple[str, ...]:
        """All officers."""
        return self.officers

    def signed_policy(self, keys: Keys) -> tuple[str, ...]:
        """The policy with the keys of both logs: so the officers sign those too."""
        logs = (keys.logs[log] for log in (Log.KEYS, Log.CEREMONY))
        return (*(f"log {key.encode()}" for key in logs), *self.policy_lines)

    def make(self, plan: Plan, before: Epoch | None, keys: Keys) -> Successor:
        """Head and roster of epoch 0. Raises FolderIncomplete without the recovery card, PlanThreshold."""
        people = tuple(item.entry(keys.cards) for item in self.caseworkers)
        roster = Roster(self.origin, 0, people, self.sharing.checked(keys.recovery))
        head = Head(
            origin=self.origin,
            realm=self.origin,
            epoch=0,
            previous=None,
            threshold=self.threshold,
            officers=tuple(Officer(name, keys.officers[name]) for name in self.officers),
            publishers=(
                Publisher(self.publisher, self.publisher_threshold, tuple(item.signing for item in people)),
            ),
            intake=self.intake,
            policy_lines=self.signed_policy(keys),
            client=None,
            grace=True,
            reason=plan.reason,
            transcript=UNKNOWN,
            roster=roster.hash,
        )
        return Successor(head, roster)


def read_intake(table: Table) -> VerifierKey:
    """The server's key out of a plan's ``[intake]``. Raises PlanMalformed."""
    text = table.text("key")
    table.end()
    try:
        return VerifierKey.decode(text)
    except VerifierKeyMalformed as error:
        raise table.wrong("key", "not the verifier key that `tracker server init` prints") from error


def _check_shape(plan: Genesis) -> None:
    if not plan.caseworkers or len(plan.caseworkers) >= RECIPIENTS_MAX:
        raise PlanMalformed(f"1 to {RECIPIENTS_MAX - 1} caseworkers", field="caseworker")
    if plan.intake.name != Log.INTAKE.origin(plan.origin):
        raise PlanMalformed("the intake key is one of another origin", field="intake.key")
    if not 1 <= plan.max_age_hours <= MAX_AGE_HOURS:
        raise PlanMalformed(f"1 to {MAX_AGE_HOURS} hours", field="policy.max-age-hours")


def _check_thresholds(plan: Genesis) -> None:
    if len(plan.officers) > OFFICERS_MAX:
        raise PlanThreshold(f"at most {OFFICERS_MAX} officers", field="officers.names")
    groups: Iterable[tuple[str, int, int]] = (
        ("officers", plan.threshold, len(plan.officers)),
        ("publisher", plan.publisher_threshold, len(plan.caseworkers)),
    )
    for group, threshold, size in groups:
        if not 1 <= threshold <= size:
            text = f"plan.toml, {group}.threshold: {threshold} cannot be, with {size} in the group"
            raise PlanThreshold(text, field=f"{group}.threshold")


def _check_policy(plan: Genesis) -> None:
    policy = plan.policy
    if policy.logs:
        raise PlanMalformed("the keys of the logs are added from their files", field="policy.lines")
    if not plan.is_rehearsal and policy.needs_witnesses < WITNESSES_LEAST:
        raise TrustWeak(f"without a quorum of witnesses the origin must begin with {REHEARSAL}")
