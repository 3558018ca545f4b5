"""What the palette offers: the keys of the moment in words, queues, saved filters, cases by their number."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from textual.app import App

from crypto.errors import TrackerError
from tracker.desk import display
from tracker.desk.case import case_number
from tracker.desk.console.help import keys_in_words
from tracker.desk.console.key_line import key_sign
from tracker.desk.console.opening import OF_DESK, open_case, open_desk, open_desk_for
from tracker.desk.console.palette import Command
from tracker.desk.console.queues_bar import LETTERS
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.triage_screen import TriageScreen
from tracker.desk.console.wording import in_words
from tracker.desk.saved_queries import saved_queries

_HIDDEN = {"palette", "leave_hint"}
_NAME_COLUMNS, _QUERY_COLUMNS = 40, 60
# Screen, action, and the words of its key.
_DEEPER = (
    ("export", "back_up", "backup"),
    ("hand-over", "write_notes", "write-notes"),
    ("hand-over", "read_notes", "read-notes"),
    ("hand-over", "write_shift", "write-shift"),
)


def commands_of(app: App[Any], session: ConsoleSession) -> list[Command]:
    """Everything that can be done on the screen that is shown now."""
    found = _of_keys(app, session)
    found += [
        Command(session.say(f"console.open.{name}"), "", partial(open_desk, app, session, name))
        for name in OF_DESK
    ]
    if isinstance(app.screen, TriageScreen):
        found += [*_of_desk(app, session), *_of_list(app.screen, session)]
    return found


def _of_desk(app: App[Any], session: ConsoleSession) -> Iterator[Command]:
    """What a screen of the desk is opened for."""
    for what, action, key in _DEEPER:
        yield Command(
            session.say(f"console.key.{key}"), "", partial(open_desk_for, app, session, what, action)
        )


def _of_list(screen: TriageScreen, session: ConsoleSession) -> Iterator[Command]:
    """The case under the cursor, the queues, the filters that were kept."""
    for what in ("evidence", "referral", "attachments"):
        yield Command(session.say(f"console.open.{what}"), "", partial(screen.action_open_for, what))
    for letter, queue in LETTERS.items():
        words = session.say("console.palette.queue", name=session.say(f"console.queue.{queue}"))
        yield Command(words, f"g{letter}", partial(screen.go_to_queue, queue))
    for name, query in saved_queries(session.desk):
        shown = display.line(name, _NAME_COLUMNS)
        words = session.say("console.palette.saved", name=shown, query=display.line(query, _QUERY_COLUMNS))
        yield Command(words, "", partial(screen.show_query, query))
        yield Command(session.say("console.palette.forget", name=shown), "", partial(screen.forget, name))


def direct_command(app: App[Any], session: ConsoleSession, typed: str) -> Command | None:
    """The case whose number was typed."""
    number = case_number(typed)
    row = session.board.rows.get(number or 0)
    if row is None:
        return None
    words = f"{row.label}  {display.line(row.name, _NAME_COLUMNS)}"

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
