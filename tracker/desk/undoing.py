"""Taking acts back, and bringing them again (docs/spec/desk-log.md, "Acts").

An undo is an act too. A caseworker's own program refuses what would unsay what families were told.
"""

from collections.abc import Sequence

from tracker.desk.acting import append_act
from tracker.desk.acts import LASTING, Answer, Confirm, Undo, fresh_nonce
from tracker.desk.case import Case
from tracker.desk.state import Desk
from tracker.desk.triage import Done
from tracker.desk.vault import Vault
from tracker.records.errors import (
    UndoDrafted,
    UndoLasting,
    UndoNothing,
    UndoNotYours,
    UndoTold,
    UndoUnknown,
)


def undo(vault: Vault, now: int, act_id: str | None = None) -> list[Done]:
    """Takes back an act, and what was done together with it; gives the undos, which are acts themselves.

    Without ``act_id``: the newest act of this caseworker that counts. The undo of an undo brings the act
    again. Raises UndoNothing, UndoUnknown, UndoLasting, UndoTold, UndoNotYours, CaseClosed.
    """
    target = newest(vault, is_undo=False) if act_id is None else find_act(vault.desk, act_id)
    return _undo(vault, target, now)


def redo(vault: Vault, now: int) -> list[Done]:
    """Brings again what this caseworker undid last, unless they did something else since.

    Raises UndoNothing, CaseClosed.
    """
    target = newest(vault, is_undo=True)
    return _undo(vault, target, now)


def find_act(desk: Desk, act_id: str) -> Done:
    """The act of an id, or of its beginning of at least eight digits. Raises UndoUnknown."""
    wanted = act_id.strip().lower()
    names = [name for name in desk.acts if name.startswith(wanted)] if len(wanted) >= 8 else []
    case = desk.cases.get(desk.acts[names[0]]) if len(names) == 1 else None
    if case is None:
        raise UndoUnknown("no act, or more than one, has this id")
    return next(done for done in case.triage.history if done.id == names[0])


def newest(vault: Vault, is_undo: bool) -> Done:
    """The act of this caseworker that ``undo`` is about, or with ``is_undo`` ``redo``. Raises UndoNothing."""
    me = vault.identity.signing_key.public
    own = (
        done
        for case in vault.desk.cases.values()
        if not case.is_withdrawn
        for done in case.triage.history
        if done.actor == me and not done.is_undone and not isinstance(done.act, LASTING)
        if not brings_again(case, done)
    )
    if is_undo:
        last = max(own, key=_sequence, default=None)
        if last is None or not isinstance(last.act, Undo):
            raise UndoNothing("nothing was undone since the last act")
        return last
    last = max((done for done in own if not isinstance(done.act, Undo)), key=_sequence, default=None)
    if last is None:
        raise UndoNothing("nothing of yours is left to undo")
    return last


def brings_again(case: Case, done: Done) -> bool:
    """Whether an act is the undo of an undo."""
    what = done.act
    return isinstance(what, Undo) and any(
        other.id == what.act and isinstance(other.act, Undo) for other in case.triage.history
    )


def _undo(vault: Vault, target: Done, now: int) -> list[Done]:
    together = done_together(vault.desk, target)
    group = fresh_nonce(vault.randomness) if len(together) > 1 else ""
    for case, done in together:
        _check_undo(vault, case, done)
    with vault.transaction():
        return [append_act(vault, case, Undo(done.id), now, group) for case, done in together]


def done_together(desk: Desk, target: Done) -> Sequence[tuple[Case, Done]]:
    """The act and all that were done with it, as far as they still count."""
    own = desk.cases[desk.acts[target.id]]
    if not target.group:
        return [(own, target)]
    cases = (case for case in desk.cases.values() if not case.is_withdrawn)
    return [
        (case, done)
        for case in cases
        for done in case.triage.history
        if done.group == target.group and done.actor == target.actor and not done.is_undone
    ]


def _check_undo(vault: Vault, case: Case, done: Done) -> None:
    if done.is_undone:
        raise UndoNothing("this was undone already")
    if isinstance(done.act, LASTING):
        raise UndoLasting("what left the desk cannot be taken back")
    me = vault.identity.signing_key.public
    if isinstance(done.act, Undo) and not vault.desk.is_same_person(me, done.actor):
        raise UndoNotYours("only who undid this can bring it again")
    taken_back = _taken_back(case, done)
    if isinstance(taken_back.act, Answer | Confirm):
        _check_untold(vault.desk, case, taken_back)


def _taken_back(case: Case, done: Done) -> Done:
    """What no longer counts then: the act itself, or what an undo of an undo brought again."""
    known = {item.id: item for item in case.triage.history}
    target, is_undo = done, False
    while isinstance(target.act, Undo) and target.act.act in known:
        target, is_undo = known[target.act.act], not is_undo
    return done if is_undo else target


def _check_untold(desk: Desk, case: Case, done: Done) -> None:
    """No outbox has the answer; one that waits for a signature may still get it, and go out."""
    named = done.act.answer if isinstance(done.act, Confirm) else done.id
    sequences = {item.sequence for item in case.answers if item.id == named}
    having = {at for at, draft in desk.drafts.items() if draft.cases.get(str(case.number)) in sequences}
    if having & {*desk.exported, *(desk.applied or ())[:1]}:
        raise UndoTold("this answer went out in an outbox: write a corrected one")
    if having:
        raise UndoDrafted(f"outbox {max(having)}, not exported yet, has this answer", outbox=max(having))


def _sequence(done: Done) -> int:
    return done.sequence
