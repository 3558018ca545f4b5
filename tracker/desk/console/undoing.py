"""Taking back, and doing again: asks first where the caseworker may not see what it changes."""

from collections.abc import Collection, Sequence

from tracker.desk import acts, display
from tracker.desk.case import Case
from tracker.desk.console.asking import told
from tracker.desk.console.dialogs import AskChoice
from tracker.desk.console.history import act_words
from tracker.desk.console.screen import ConsoleScreen
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.wording import say
from tracker.desk.triage import Done
from tracker.desk.undoing import done_together, newest, undo

_WORDS_COLUMNS = 160
_GRAVE = (acts.Answer, acts.Confirm)


async def take_back(
    screen: ConsoleScreen[None], target: Done, seen: Collection[int], is_redo: bool = False
) -> list[Case]:
    """Takes an act back with all that was done together with it; gives the cases, none if it was not to be.

    Asks if it is about a case that is not ``seen``, or an answer. Raises as ``tracker.desk.undoing.undo``.
    """
    session = screen.session
    parts = done_together(session.desk, target)
    if needs_asking(parts, seen) and not await _asked(screen, parts, is_redo):
        return []
    done = undo(session.vault, session.now, target.id)
    numbers = dict.fromkeys(session.desk.acts[item.id] for item in done)
    return [session.case(number) for number in numbers]


def newest_act(session: ConsoleSession, is_redo: bool) -> Done:
    """What is taken back, or done again, from wherever the caseworker is. Raises UndoNothing."""
    return newest(session.vault, is_undo=is_redo)


def needs_asking(parts: Sequence[tuple[Case, Done]], seen: Collection[int]) -> bool:
    """Whether a case would change that is not looked at, or what a family is told."""
    return any(case.number not in seen or isinstance(_meant(case, done), _GRAVE) for case, done in parts)


async def _asked(screen: ConsoleScreen[None], parts: Sequence[tuple[Case, Done]], is_redo: bool) -> bool:
    session, (case, done) = screen.session, parts[0]
    what = display.line(act_words(session, case, _meant(case, done)), _WORDS_COLUMNS)
    kind = "redo" if is_redo else "undo"
    title = say(session, f"{kind}.ask", cases=told([case for case, _ in parts]), what=what)
    options = [(name, say(session, f"{kind}.ask.{name}")) for name in ("yes", "no")]
    return await screen.app.push_screen_wait(AskChoice(session, title, options)) == "yes"


def _meant(case: Case, done: Done) -> acts.Act:
    """The act that is taken back or, through its undo, done again."""
    what = done.act
    known = {item.id: item.act for item in case.triage.history}
    while isinstance(what, acts.Undo) and what.act in known:
        what = known[what.act]
    return what
