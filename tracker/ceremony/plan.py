"""The plan of a genesis: who, how many, from when; written by the administrator as plan.toml."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass

from crypto.encoding import check_day, check_name, check_origin
from crypto.envelope import RECIPIENTS_MAX
from crypto.errors import TrustWeak, VerifierKeyMalformed
from crypto.head import OFFICERS_MAX
from crypto.note import VerifierKey
from crypto.policy import Policy, parse_policy
from crypto.trust import MAX_AGE_HOURS, REHEARSAL, WITNESSES_LEAST
from tracker.ceremony.plan_table import Table
from tracker.records.errors import PlanMalformed, PlanThreshold

RECOVERY = "recovery"
REASON_MAX = 200


@dataclass(frozen=True)
class PlannedCaseworker:
    """A caseworker: first and last day, and whether they are in the room and sign the transcript."""

    name: str
    first_day: str
    last_day: str
    present: bool


@dataclass(frozen=True)
class Deviation:
    """A numbered step of the script that was done otherwise, and how."""

    step: int
    text: str


@dataclass(frozen=True)
class Plan:
    """What a genesis is to make. Days are UTC ``YYYY-MM-DD``; ``policy_lines`` are C2SP tlog-policy.

    ``witnesses`` are people in the room; the witnesses of the log stand in the policy.
    """

    origin: str
    day: str
    reason: str
    officers: tuple[str, ...]
    threshold: int
    caseworkers: tuple[PlannedCaseworker, ...]
    publisher: str
    publisher_threshold: int
    recovery_threshold: int
    intake: VerifierKey
    policy_lines: tuple[str, ...]
    max_age_hours: int
    witnesses: tuple[str, ...]
    deviations: tuple[Deviation, ...]

    @property
    def log_name(self) -> str:
        """The name of the key log and of the key that signs it."""
        return f"{self.origin}/keys"

    @property
    def policy(self) -> Policy:
        """The witness policy, parsed. Raises PolicyMalformed."""
        return parse_policy(self.policy_lines)

    @property
    def is_rehearsal(self) -> bool:
        """Whether what it makes must never be used for real inquiries."""
        return self.origin.startswith(REHEARSAL)


def read_plan(document: bytes) -> Plan:
    """The plan behind a plan.toml. Raises PlanMalformed, PlanThreshold, PolicyMalformed, TrustWeak."""
    try:
        top = Table("", tomllib.loads(document.decode()))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PlanMalformed(f"plan.toml is not TOML: {error}", field="") from error
    plan = _read(top)
    _check_names(plan)
    _check_thresholds(plan)
    _check_policy(plan)
    return plan


def _read(top: Table) -> Plan:
    officers, publisher = top.table("officers"), top.table("publisher")
    recovery, policy, room = top.table("recovery"), top.table("policy"), top.table("room", optional=True)
    plan = Plan(
        origin=top.checked("origin", check_origin),
        day=top.checked("day", check_day),
        reason=top.line("reason", REASON_MAX),
        officers=officers.names("names"),
        threshold=officers.number("threshold"),
        caseworkers=tuple(sorted(map(_caseworker, top.tables("caseworker")), key=lambda item: item.name)),
        publisher=publisher.checked("name", check_name),
        publisher_threshold=publisher.number("threshold", 2),
        recovery_threshold=recovery.number("threshold", 1),
        intake=_intake_key(top.table("intake")),
        policy_lines=policy.lines("lines"),
        max_age_hours=policy.number("max-age-hours", 72),
        witnesses=room.names("witnesses", ()),
        deviations=tuple(map(_deviation, top.tables("deviation"))),
    )
    for table in (officers, publisher, recovery, policy, room, top):
        table.end()
    return plan


def _caseworker(table: Table) -> PlannedCaseworker:
    item = PlannedCaseworker(
        name=table.checked("name", check_name),
        first_day=table.checked("from", check_day),
        last_day=table.checked("until", check_day),
        present=table.flag("present", default=False),
    )
    table.end()
    if item.first_day > item.last_day:
        raise table.wrong("until", "the last day is before the first")
    return item


def _deviation(table: Table) -> Deviation:
    item = Deviation(table.number("step"), table.line("text", REASON_MAX))
    table.end()
    return item


def _intake_key(table: Table) -> VerifierKey:
    text = table.text("key")
    table.end()
    try:
        return VerifierKey.decode(text)
    except VerifierKeyMalformed as error:
        raise table.wrong("key", "not the verifier key that `tracker server init` prints") from error


def _check_names(plan: Plan) -> None:
    """Every participant, in whatever role, has a name of their own: signatures lie there by name."""
    names = [*plan.officers, *plan.witnesses, *(item.name for item in plan.caseworkers), RECOVERY]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise PlanMalformed(f"'{doubled[0]}' is named twice, or is the name of the recovery", field="names")
    if not plan.caseworkers or len(plan.caseworkers) >= RECIPIENTS_MAX:
        raise PlanMalformed(f"1 to {RECIPIENTS_MAX - 1} caseworkers", field="caseworker")
    if plan.intake.name != f"{plan.origin}/intake":
        raise PlanMalformed("the intake key is one of another origin", field="intake.key")
    if not 1 <= plan.max_age_hours <= MAX_AGE_HOURS:
        raise PlanMalformed(f"1 to {MAX_AGE_HOURS} hours", field="policy.max-age-hours")


def _check_thresholds(plan: Plan) -> None:
    if len(plan.officers) > OFFICERS_MAX:
        raise PlanThreshold(f"at most {OFFICERS_MAX} officers", field="officers.names")
    groups: Iterable[tuple[str, int, int]] = (
        ("officers", plan.threshold, len(plan.officers)),
        ("publisher", plan.publisher_threshold, len(plan.caseworkers)),
        ("recovery", plan.recovery_threshold, 1),
    )
    for group, threshold, size in groups:
        if not 1 <= threshold <= size:
            text = f"plan.toml, {group}.threshold: {threshold} cannot be, with {size} in the group"
            raise PlanThreshold(text, field=f"{group}.threshold")


def _check_policy(plan: Plan) -> None:
    policy = plan.policy
    if policy.logs:
        raise PlanMalformed("the log's key is added from log.vkey", field="policy.lines")
    if not plan.is_rehearsal and policy.needs_witnesses < WITNESSES_LEAST:
        raise TrustWeak(f"without a quorum of witnesses the origin must begin with {REHEARSAL}")
