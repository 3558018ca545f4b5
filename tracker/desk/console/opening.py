"""Which screen does what: the only place that knows them all."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from textual.app import App

from crypto.errors import TrackerError
from tracker.desk.console.related import related
from tracker.desk.console.session import ConsoleSession
from tracker.records.errors import CaseClosed, CaseUnknown

Complain = Callable[[TrackerError | OSError | str], None]
# Screens of one case, and screens of the whole desk: module and class.
OF_CASE = {
    "inquiry": ("inquiry", "InquiryScreen"),
    "reply": ("reply", "ReplyScreen"),
    "confirm": ("confirm", "ConfirmScreen"),
    "evidence": ("evidence", "EvidenceScreen"),
    "referral": ("referral", "ReferralScreen"),
    "attachments": ("attachments", "AttachmentsScreen"),
}
_COMPARE = ("compare", "CompareScreen")
_CONSOLE = "tracker.desk.console"
OF_DESK = {
    "import": ("importing", "ImportScreen"),
    "export": ("exporting", "ExportScreen"),
    "hand-over": ("hand_over", "HandOverScreen"),
    "lists": ("lists", "ListsScreen"),
}


def open_case(app: App[Any], session: ConsoleSession, what: str, number: int, complain: Complain) -> None:
    """Opens a screen about a case; says why it cannot if the case cannot be shown so."""
    try:
        case = session.case(number)
        if what == "compare":
            known = related(session, case)
            if not known:
                complain(session.say("console.compare.nobody"))
                return
            app.push_screen(_made(*_COMPARE, session, number, known[0].reference))
            return
        if what in ("reply", "confirm") and (case.is_withdrawn or not case.keys):
            complain(CaseClosed("a withdrawn or unreadable case takes no answer"))
            return
        app.push_screen(_made(*OF_CASE[what], session, number))
    except CaseUnknown as error:
        complain(error)


def open_desk(app: App[Any], session: ConsoleSession, what: str) -> None:
    """Opens a screen about the desk as a whole."""
    app.push_screen(_made(*OF_DESK[what], session))


async def open_desk_for(app: App[Any], session: ConsoleSession, what: str, action: str) -> None:
    """Opens a screen about the desk as a whole, and does at once what one of its keys does."""
    screen = _made(*OF_DESK[what], session)
    await app.push_screen(screen)
    await app.run_action(action, screen)


def load_screens() -> None:
    """Loads what ``open_case`` and ``open_desk`` show, so that the first key does not wait for it."""
    for module, _ in (*OF_CASE.values(), *OF_DESK.values(), _COMPARE):
        import_module(f"{_CONSOLE}.{module}")


def _made(module: str, name: str, *given: object) -> Any:
    # Screens are loaded by a thread while the password is typed: the door does not wait for them.
    return getattr(import_module(f"{_CONSOLE}.{module}"), name)(*given)
