"""Asks what an act needs: to whom, until when, why. Gives the act, or None if it was left with Escape.

Used by the list, for one case or many, and by the inquiry's screen, so that both act alike.
"""

from collections.abc import Sequence
from typing import Any

from crypto.encoding import check_day
from crypto.errors import EncodingError
from tracker.desk import acts, display
from tracker.desk.acting import NAME_MAX, TEXT_MAX
from tracker.desk.case import Case, case_number
from tracker.desk.console.dialogs import AskChoice, AskLine, AskText, too_long
from tracker.desk.console.screen import ConsoleScreen
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.wording import say
from tracker.desk.days import add_days
from tracker.desk.references import reference_of

_NOBODY, _NAME_COLUMNS, _LABELS_SHOWN = "", 40, 5
_DAYS_MOST = 3650


def told(cases: Sequence[Case]) -> str:
    """The cases that something is about to be done to: ``C-000012``, or the first few and how many more."""
    labels = [case.label for case in cases[:_LABELS_SHOWN]]
    more = f" +{len(cases) - _LABELS_SHOWN}" if len(cases) > _LABELS_SHOWN else ""
    return ", ".join(labels) + more


async def ask_assign(screen: ConsoleScreen[Any], cases: Sequence[Case]) -> acts.Assign | None:
    """To whom; oneself first, nobody last."""
    session = screen.session
    members = sorted(worker.name for worker in session.desk.store.members if worker.name != session.me)
    options = [(session.me, say(session, "assign.me", name=display.line(session.me, _NAME_COLUMNS)))]
    options += [(name, display.line(name, _NAME_COLUMNS)) for name in members]
    options += [(_NOBODY, say(session, "assign.nobody"))]
    dialog = AskChoice(session, say(session, "assign.title", cases=told(cases)), options)
    name = await screen.app.push_screen_wait(dialog)
    return None if name is None else acts.Assign(name)


async def ask_wait(screen: ConsoleScreen[Any], cases: Sequence[Case]) -> acts.Wait | None:
    """Until which day, and why; an empty day ends the waiting."""
    session = screen.session

    def check(line: str) -> str:
        return "" if not line or day_meant(line, session.today) else say(session, "wait.wrong")

    title = say(session, "wait.title", cases=told(cases))
    dialog = AskLine(session, title, hint=say(session, "wait.hint"), check=check)
    line = await screen.app.push_screen_wait(dialog)
    if line is None:
        return None
    if not line:
        return acts.Wait("", "")
    why = await screen.app.push_screen_wait(AskLine(session, say(session, "wait.why")))
    return None if why is None else acts.Wait(day_meant(line, session.today), why)


def note_title(session: ConsoleSession, cases: Sequence[Case]) -> str:
    """The question for a note; what is begun of it is kept under this (``ConsoleSession.texts``)."""
    return say(session, "note.title", cases=told(cases))


async def ask_note(screen: ConsoleScreen[Any], cases: Sequence[Case]) -> acts.Note | None:
    """The note's text."""
    title = note_title(screen.session, cases)
    text = await screen.app.push_screen_wait(AskText(screen.session, title, TEXT_MAX))
    return None if text is None else acts.Note(text)


async def ask_escalate(screen: ConsoleScreen[Any], cases: Sequence[Case]) -> acts.Escalate | None:
    """Why it is escalated. What is escalated already, all of it, is so no longer: that asks nothing."""
    if cases and all(case.triage.escalated for case in cases):
        return acts.Escalate(on=False, why="")
    title = say(screen.session, "escalate.title", cases=told(cases))

    def check(line: str) -> str:
        return "" if line else say(screen.session, "escalate.wrong")

    why = await screen.app.push_screen_wait(AskLine(screen.session, title, check=check))
    return None if why is None else acts.Escalate(on=True, why=why)


async def ask_link(screen: ConsoleScreen[Any], cases: Sequence[Case]) -> acts.Link | None:
    """The number of the other inquiry; one that all are linked with already is linked no longer."""
    session = screen.session

    def other(line: str) -> Case | None:
        found = session.desk.cases.get(case_number(line) or 0)
        return None if found is None or found.number in {case.number for case in cases} else found

    def check(line: str) -> str:
        return "" if other(line) else say(session, "link.wrong")

    title = say(session, "link.title", cases=told(cases))
    line = await screen.app.push_screen_wait(
        AskLine(session, title, hint=say(session, "link.hint"), check=check)
    )
    found = other(line or "")
    if found is None:
        return None
    reference = reference_of(found)
    return acts.Link(reference, on=not all(reference in case.triage.links for case in cases))


async def ask_tag(screen: ConsoleScreen[Any], cases: Sequence[Case]) -> acts.Tag | None:
    """A tag; one that all have already is taken away."""
    session = screen.session

    def check(line: str) -> str:
        return too_long(session, line, NAME_MAX)

    title = say(session, "tag.title", cases=told(cases))
    dialog = AskLine(session, title, hint=say(session, "tag.hint"), check=check)
    name = await screen.app.push_screen_wait(dialog)
    if not name:
        return None
    return acts.Tag(name, on=not all(name in case.triage.tags for case in cases))


def day_meant(line: str, today: str) -> str:
    """A day after today: ``2026-12-24``, or so many days from now (``14``, ``+14``); "" if it is neither."""
    digits = line.strip().removeprefix("+")
    if digits.isascii() and digits.isdigit():
        return add_days(today, int(digits)) if 0 < int(digits) <= _DAYS_MOST else ""
    try:
        return day if (day := check_day(line.strip())) > today else ""
    except EncodingError:
        return ""
