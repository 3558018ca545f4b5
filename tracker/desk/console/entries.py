"""What a reference names: another inquiry, an envelope that did not open, or a row of a list.

Reads the session; shows nothing itself.
"""

from dataclasses import dataclass

from tracker.desk import display
from tracker.desk.case import Case
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.wording import say
from tracker.desk.references import case_of

_ISSUER_COLUMNS, _NAME_COLUMNS = 40, 60


@dataclass(frozen=True)
class Entry:
    """What can be said of a reference: its label, the name in it, the case if it is an inquiry."""

    reference: str
    label: str
    name: str
    case: Case | None = None


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
    _, list_id, row = reference.split(":", 2)
    found = next((item for item in session.desk.lists.values() if item.id == list_id), None)
    if found is None:
        return Entry(reference, say(session, "entry.list-gone"), "")
    issuer = display.line(found.body.issuer, _ISSUER_COLUMNS)
    label = say(session, "entry.row", list=found.label, issuer=issuer, row=row)
    return Entry(reference, label, _name_in_book(session, reference))


def _name_in_book(session: ConsoleSession, reference: str) -> str:
    person = session.book.person(reference) if session.book is not None else None
    return display.line(person.names[0], _NAME_COLUMNS) if person is not None and person.names else ""
