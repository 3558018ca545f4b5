"""Where a ceremony stands, a line per part of it, for people."""

from collections.abc import Iterator

from tracker.ceremony.kinds.genesis import Genesis
from tracker.ceremony.plan import Plan
from tracker.ceremony.steps import recorded_steps, script_of
from tracker.ceremony.turn import NeedKind, Turn

_PARTS = (
    ("keys", "of all in the room, each once and in one role"),
    ("announced", "in the ceremony log, seen by its witnesses"),
    ("opened", "with the newest checkpoints of both logs"),
    ("checked in", "everybody who came"),
    ("possession", "of every new key proven"),
    ("steps", "all recorded"),
    ("signatures", "all are here"),
    ("logged", "head and outcome, seen by the witnesses"),
)
_PART_OF = {
    NeedKind.DAY: "opened",
    NeedKind.OPENING: "opened",
    NeedKind.CHECKIN: "checked in",
    NeedKind.SHARE: "possession",
    NeedKind.PROOF: "possession",
    NeedKind.STEP: "steps",
    NeedKind.SIGNATURE: "signatures",
}


def progress_lines(turn: Turn) -> Iterator[str]:
    """What stands, a line per part of the ceremony, up to the first that waits."""
    ground = turn.ground
    if ground is None:
        return
    yield f"ceremony     {ground.plan.kind}, makes epoch {ground.epoch}, on {ground.plan.day}"
    yield f"origin       {ground.origin}"
    yield from _people(ground.plan)
    if turn.aborted:
        yield f"aborted      {'logged' if turn.finished else 'its end is being logged'}"
        return
    waits_at = _part_that_waits(turn) if turn.needs else ""
    for title, done in _PARTS:
        if title == waits_at:
            yield f"{title:<13}{len(turn.needs)} to come"
            return
        if title != "possession" or not _is_early_step(turn):
            yield f"{title:<13}{done}"


def _part_that_waits(turn: Turn) -> str:
    kind = turn.needs[0].kind
    if kind is NeedKind.KEY:
        return "possession" if turn.announced else "keys"
    if kind in (NeedKind.LOG_KEY, NeedKind.COSIGNATURES):
        return "logged" if turn.drafts else "announced"
    return _PART_OF[kind]


def _is_early_step(turn: Turn) -> bool:
    """Whether a step is due that is done before the new keys are proven."""
    if turn.plan is None or not turn.needs or turn.needs[0].kind is not NeedKind.STEP:
        return False
    steps = {step.number: step for step in recorded_steps(script_of(turn.plan.kind))}
    # A folder keeps the script with which it was announced, which may be another version's.
    step = steps.get(int(turn.needs[0].who))
    return step is not None and not step.after_proofs


def _people(plan: Plan) -> Iterator[str]:
    change = plan.change
    if isinstance(change, Genesis):
        yield f"officers     {', '.join(change.officers)}; all sign today, {change.threshold} from then on"
        names = ", ".join(item.name for item in change.caseworkers)
        yield f"caseworkers  {names}; {change.publisher_threshold} sign what the desk publishes"
        return
    yield f"in the room  {', '.join(plan.present)}"
