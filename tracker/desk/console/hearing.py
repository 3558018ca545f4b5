"""Asks which alarm of an inquiry was dealt with, or until when it is put off."""

from typing import Any

from tracker.desk import acts, display
from tracker.desk.alarm_words import alarm_text
from tracker.desk.alarms import alarms_of, heard_act
from tracker.desk.case import Case
from tracker.desk.console.asking import day_meant
from tracker.desk.console.dialogs import AskChoice, AskLine, Tell
from tracker.desk.console.screen import ConsoleScreen
from tracker.desk.console.wording import say

_LINE_COLUMNS = 100


async def ask_heard(screen: ConsoleScreen[Any], case: Case) -> acts.Heard | None:
    """Which of the alarms that ring; an empty day says that it was dealt with, another puts it off."""
    session = screen.session
    ringing = alarms_of(case, session.today)
    title = say(session, "alarms.title", case=case.label)
    if not ringing:
        await screen.app.push_screen_wait(Tell(session, title, say(session, "alarms.none")))
        return None
    options = [
        (alarm.name, display.line(alarm_text(alarm, session.language), _LINE_COLUMNS)) for alarm in ringing
    ]
    name = await screen.app.push_screen_wait(AskChoice(session, title, options))
    if name is None:
        return None

    def check(line: str) -> str:
        return "" if not line or day_meant(line, session.today) else say(session, "alarms.wrong")

    asked = AskLine(
        session, say(session, "alarms.until"), hint=say(session, "alarms.until-hint"), check=check
    )
    line = await screen.app.push_screen_wait(asked)
    if line is None:
        return None
    until = day_meant(line, session.today) if line else ""
    return heard_act(case, name, session.today, until)
