"""An inquiry beside another entry, question by question: what each says of the person (reads the session)."""

from dataclasses import dataclass
from typing import Any

from tracker.desk import display
from tracker.desk.case import Case
from tracker.desk.console.entries import Entry
from tracker.desk.console.letter_text import form_pairs
from tracker.desk.console.session import ConsoleSession
from tracker.desk.matching.person import UNKNOWN, Person
from tracker.records.form import BY_KEY
from tracker.records.form_export import label_id, option_id, options

# What tells who somebody is, in the order in which one compares; the rest of the letters follows.
_FIRST = ("full-name", "other-names", "given-names", "birth", "sex", "category", "home", "last-seen.where")
_NOT_COMPARED = ("language", "relation", "sharing", "wants", "holder-known")
_CELL_COLUMNS = 600
_SILENT = ("", "")


@dataclass(frozen=True)
class Compared:
    """One question: its words, what this inquiry says, what the other says; "" where it says nothing."""

    label: str
    ours: str
    theirs: str

    @property
    def sign(self) -> str:
        """``=`` for the same words, ``≠`` for others, nothing where one of them is silent."""
        if not self.ours or not self.theirs:
            return ""
        return "=" if self.ours.casefold().strip() == self.theirs.casefold().strip() else "≠"


def compared(session: ConsoleSession, case: Case, entry: Entry) -> list[Compared]:
    """Everything that one of the two says, what both say first."""
    ours = _of_case(session, case)
    theirs = _of_case(session, entry.case) if entry.case is not None else _of_row(session, entry.reference)
    paths = sorted({**ours, **theirs}, key=_rank)
    rows = [
        Compared(
            _label(session, path, ours, theirs), ours.get(path, _SILENT)[1], theirs.get(path, _SILENT)[1]
        )
        for path in paths
    ]
    return sorted(rows, key=lambda row: not (row.ours and row.theirs))


def _of_case(session: ConsoleSession, case: Case) -> dict[str, tuple[str, str]]:
    """Path → question and answer."""
    pairs = form_pairs(case.form, session.language)
    return {
        path or label: (label, display.block(value, _CELL_COLUMNS))
        for path, label, value in pairs
        if path.partition(".")[0] not in _NOT_COMPARED
    }


def _of_row(session: ConsoleSession, reference: str) -> dict[str, tuple[str, str]]:
    """What a row of a list says, as matching reads it."""
    person = session.book.person(reference) if session.book is not None else None
    if not isinstance(person, Person):
        return {}
    said: dict[str, Any] = {
        "full-name": person.names[0] if person.names else "",
        "other-names": "; ".join(person.names[1:]),
        "birth": "" if person.birth == UNKNOWN else person.birth.text,
        "sex": _option(session, "sex", person.sex),
        "category": _option(session, "category", person.category),
        "home": "; ".join(person.places),
    }
    return {path: ("", display.line(value, _CELL_COLUMNS)) for path, value in said.items() if value}


def _option(session: ConsoleSession, key: str, value: str | None) -> str:
    if value is None or value not in options(BY_KEY[key]):
        return value or ""
    return session.say(option_id(key, BY_KEY[key], value))


def _label(session: ConsoleSession, path: str, *sides: dict[str, tuple[str, str]]) -> str:
    known = next((side[path][0] for side in sides if path in side and side[path][0]), "")
    return known or session.say(label_id(path))


def _rank(path: str) -> tuple[int, str]:
    return (_FIRST.index(path) if path in _FIRST else len(_FIRST), path)
