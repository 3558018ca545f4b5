"""Where a ceremony stands, a line per part of it, for people."""

from collections.abc import Iterator

from crypto.trust import REHEARSAL
from tracker.ceremony.kinds.genesis import Genesis
from tracker.ceremony.plan import Plan
from tracker.ceremony.turn import NeedKind, Turn

_NOT_REAL = " (a rehearsal: not for real inquiries)"
_PARTS = (
    ("keys", (NeedKind.KEY,), "of all in the room, each once and in one role"),
    ("announced", (NeedKind.LOG_KEY, NeedKind.COSIGNATURES), "in the ceremony log, seen by its witnesses"),
    ("opened", (NeedKind.DAY, NeedKind.OPENING), "with the newest checkpoints of both logs"),
    ("checked in", (NeedKind.CHECKIN,), "everybody who came"),
    ("possession", (NeedKind.KEY, NeedKind.SHARE, NeedKind.PROOF), "of every new key proven"),
    ("steps", (NeedKind.STEP,), "all recorded"),
    ("signatures", (NeedKind.SIGNATURE,), "all are here"),
    ("logged", (NeedKind.LOG_KEY, NeedKind.COSIGNATURES), "head and outcome, seen by the witnesses"),
)
_BEFORE_ANNOUNCEMENT, _AFTER_DRAFTS = 2, 7


def progress_lines(turn: Turn) -> Iterator[str]:
    """What stands, a line per part of the ceremony, up to the first that waits."""
    ground = turn.ground
    if ground is None:
        return
    real = _NOT_REAL if ground.origin.startswith(REHEARSAL) else ""
    yield f"ceremony     {ground.plan.kind}, makes epoch {ground.epoch}, on {ground.plan.day}"
    yield f"origin       {ground.origin}{real}"
    yield from _people(ground.plan)
    if turn.aborted:
        yield f"aborted      {'logged' if turn.finished else 'its end is being logged'}"
        return
    waiting = {need.kind for need in turn.needs}
    count = len(turn.needs)
    for number, (title, kinds, done) in enumerate(_PARTS):
        is_late = number >= _BEFORE_ANNOUNCEMENT
        if waiting & set(kinds) and is_late == turn.announced and (number < _AFTER_DRAFTS or turn.drafts):
            yield f"{title:<13}{count} to come"
            return
        yield f"{title:<13}{done}"


def _people(plan: Plan) -> Iterator[str]:
    change = plan.change
    if isinstance(change, Genesis):
        yield f"officers     {', '.join(change.officers)}; all sign today, {change.threshold} from then on"
        names = ", ".join(item.name for item in change.caseworkers)
        yield f"caseworkers  {names}; {change.publisher_threshold} sign what the desk publishes"
        return
    yield f"in the room  {', '.join(plan.present)}"
