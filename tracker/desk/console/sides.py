"""An inquiry beside another entry, question by question: what each says of the person (reads the session)."""

from dataclasses import dataclass

from tracker.desk import display
from tracker.desk.case import Case
from tracker.desk.console.entries import Entry
from tracker.desk.console.letter_text import form_pairs, short_label
from tracker.desk.console.session import ConsoleSession
from tracker.desk.lists.mapping import NAMES, Role
from tracker.desk.lists.shelf import ShownRow
from tracker.desk.matching.person import UNKNOWN

# What tells who somebody is, in the order in which one compares; the rest of the letters follows.
_FIRST = ("full-name", "other-names", "given-names", "birth", "sex", "category", "home", "last-seen.where")
_NOT_COMPARED = ("language", "relation", "sharing", "wants", "holder-known")
# Which question of the form a column answers; names in several columns are read together.
_PATHS = {
    **dict.fromkeys(NAMES, "full-name"),
    Role.OTHER_NAMES: "other-names",
    Role.BIRTH: "birth",
    Role.SEX: "sex",
    Role.PLACE: "home",
}
_CELL_COLUMNS, _HEADING_COLUMNS = 600, 60
_SILENT = ("", "")


@dataclass(frozen=True)
class Compared:
    """One question: its words, what this inquiry says, what the other says; "" where it says nothing."""

    label: str
    ours: str
    theirs: str

    @property
    def sign(self) -> str:
        """``=`` for the same, ``≈`` where one has the other in it, ``≠`` for others; "" if one is silent."""
        ours, theirs = self.ours.casefold().strip(), self.theirs.casefold().strip()
        if not ours or not theirs:
            return ""
        if ours == theirs:
            return "="
        return "≈" if ours in theirs or theirs in ours else "≠"


def compared(session: ConsoleSession, case: Case, entry: Entry) -> list[Compared]:
    """Everything that one of the two says, what both say first."""
    ours = _of_case(session, case)
    theirs = _of_entry(session, entry)
    paths = sorted({**ours, **theirs}, key=_rank)
    rows = [
        Compared(
            _label(session, path, ours, theirs), ours.get(path, _SILENT)[1], theirs.get(path, _SILENT)[1]
        )
        for path in paths
    ]
    return sorted(rows, key=lambda row: not (row.ours and row.theirs))


def _of_entry(session: ConsoleSession, entry: Entry) -> dict[str, tuple[str, str]]:
    if entry.case is not None:
        return _of_case(session, entry.case)
    return {} if entry.row is None else _of_row(session, entry.row)


def _of_case(session: ConsoleSession, case: Case) -> dict[str, tuple[str, str]]:
    """Path → question and answer."""
    texts = [letter.body.form.get("text") for letter in case.letters]
    told = "\n".join(text for text in texts if isinstance(text, str))
    pairs = form_pairs({**case.form, **({"text": told} if told else {})}, session.language)
    return {
        path or label: (label, display.block(value, _CELL_COLUMNS))
        for path, label, value in pairs
        if path.partition(".")[0] not in _NOT_COMPARED
    }


def _of_row(session: ConsoleSession, row: ShownRow) -> dict[str, tuple[str, str]]:
    """Path, or heading where the form asks no such thing, → heading and what stands there."""
    said: dict[str, tuple[str, str]] = {}
    for place, (heading, role, value) in enumerate(row.cells):
        if not value.strip():
            continue
        path = _PATHS.get(role, f"column {place}")
        label = display.line(heading, _HEADING_COLUMNS) or session.say(f"list.role.{role}")
        shown = display.line(value, _CELL_COLUMNS)
        if role is Role.BIRTH and row.entry is not None and row.entry.birth != UNKNOWN:
            shown = row.entry.birth.text
        if path in said:
            shown = f"{said[path][1]} {shown}"
        said[path] = ("" if path == _PATHS.get(role) else label, shown)
    return said


def _label(session: ConsoleSession, path: str, *sides: dict[str, tuple[str, str]]) -> str:
    known = next((side[path][0] for side in sides if path in side and side[path][0]), "")
    return known or short_label(path, session.language)


def _rank(path: str) -> tuple[int, str]:
    return (_FIRST.index(path) if path in _FIRST else len(_FIRST), path)
