"""What the palette offers: the keys of the moment in words, queues, saved filters, cases by their number."""

from functools import partial
from typing import Any

from textual.app import App

from crypto.errors import TrackerError
from tracker.desk import display
from tracker.desk.case import case_number
from tracker.desk.console.help import keys_in_words
from tracker.desk.console.key_line import key_sign
from tracker.desk.console.opening import OF_DESK, open_case, open_desk
from tracker.desk.console.palette import Command
from tracker.desk.console.queues_bar import LETTERS
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.triage_screen import TriageScreen
from tracker.desk.console.wording import in_words
from tracker.desk.saved_queries import saved_queries

_HIDDEN = {"palette", "leave_hint"}


def commands_of(app: App[Any], session: ConsoleSession) -> list[Command]:
    """Everything that can be done on the screen that is shown now."""
    found = _of_keys(app, session)
    found += [
        Command(session.say(f"console.open.{name}"), "", partial(open_desk, app, session, name))
        for name in OF_DESK
    ]
    screen = app.screen
    if isinstance(screen, TriageScreen):
        found += [
            Command(session.say(f"console.open.{what}"), "", partial(screen.action_open_for, what))
            for what in ("evidence", "referral", "attachments")
        ]
        found += [
            Command(
                session.say("console.palette.forget", name=display.line(name, 40)),
                "",
                partial(screen.forget, name),
            )
            for name, _ in saved_queries(session.desk)
        ]
        found += [
            Command(
                session.say("console.palette.queue", name=session.say(f"console.queue.{queue}")),
                f"g{letter}",
                partial(screen.go_to_queue, queue),
            )
            for letter, queue in LETTERS.items()
        ]
        found += [
            Command(
                session.say(
                    "console.palette.saved", name=display.line(name, 40), query=display.line(query, 60)
                ),
                "",
                partial(screen.show_query, query),
            )
            for name, query in saved_queries(session.desk)
        ]
    return found


def direct_command(app: App[Any], session: ConsoleSession, typed: str) -> Command | None:
    """The case whose number was typed."""
    number = case_number(typed)
    row = session.board.rows.get(number or 0)
    if row is None:
        return None
    words = f"{row.label}  {display.line(row.name, 40)}"

    def complain(what: TrackerError | OSError | str) -> None:
        told = what if isinstance(what, str) else in_words(session.language, what)
        app.notify(told, severity="error", markup=False)

    return Command(words, "", partial(open_case, app, session, "inquiry", row.number, complain))


def _of_keys(app: App[Any], session: ConsoleSession) -> list[Command]:
    seen: dict[str, Command] = {}
    for active in app.screen.active_bindings.values():
        binding = active.binding
        if not active.enabled or binding.action in _HIDDEN or not binding.description.startswith("console."):
            continue
        words = keys_in_words(session, [binding])[0][1]
        run = partial(app.run_action, binding.action, default_namespace=active.node)
        seen.setdefault(binding.action, Command(words, key_sign(binding.key), run))
    return list(seen.values())
