"""What a reference names: another inquiry, an envelope that did not open, or a row of a list.

Reads the session; shows nothing itself.
"""

from dataclasses import dataclass

from tracker.desk import display
from tracker.desk.case import Case
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.wording import say
from tracker.desk.lists.shelf import ShownRow
from tracker.desk.references import case_of
from tracker.records.errors import DeskError

_ISSUER_COLUMNS, _NAME_COLUMNS = 40, 60


@dataclass(frozen=True)
class Entry:
    """What can be said of a reference: its label, the name in it, the case or the row of a list."""

    reference: str
    label: str
    name: str
    case: Case | None = None
    row: ShownRow | None = None


def entry_of(session: ConsoleSession, reference: str) -> Entry:
    """The entry that a reference names; one that is not here says so in its label."""
    case = case_of(session.desk, reference)
    if case is not None:
        name = case.form.get("full-name")
        shown = display.line(name, _NAME_COLUMNS) if isinstance(name, str) else ""
        return Entry(reference, case.label, shown, case)
    if reference.startswith("row:"):
        return _row(session, reference)
    return Entry(reference, say(session, "entry.not-here"), "")


def entry_label(session: ConsoleSession, reference: str) -> str:
    """Label and name in a line."""
    entry = entry_of(session, reference)
    return f"{entry.label} {entry.name}".strip()


def _row(session: ConsoleSession, reference: str) -> Entry:
    try:
        shown = session.shelf.row(reference)
    except DeskError:
        # A list may have been erased since somebody judged one of its rows.
        return Entry(reference, say(session, "entry.list-gone"), "")
    issuer = display.line(shown.taken.body.issuer, _ISSUER_COLUMNS)
    label = say(session, "entry.row", list=shown.taken.label, issuer=issuer, row=shown.number)
    name = shown.entry.names[0] if shown.entry is not None else ""
    return Entry(reference, label, display.line(name, _NAME_COLUMNS), None, shown)
