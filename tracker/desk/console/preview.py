"""What stands beside the list: the case under the cursor, as much of it as fits."""

from rich.text import Text
from textual.containers import VerticalScroll
from textual.widgets import Static

from tracker.desk import display
from tracker.desk.ages import age_of
from tracker.desk.case_view import form_lines
from tracker.desk.console.session import ConsoleSession
from tracker.desk.display.columns import cut
from tracker.desk.rows import Row

_TEXT_COLUMNS = 4_000
_SHORT = 60


class Preview(VerticalScroll, can_focus=False):
    """Nothing in it can be clicked or opened; it follows the cursor."""

    DEFAULT_CSS = """
    Preview { padding: 0 1; scrollbar-size-vertical: 1; }
    Preview > Static { height: auto; }
    """

    def __init__(self, session: ConsoleSession) -> None:
        super().__init__(id="preview")
        self.session = session
        self._text = Static("", markup=False)

    def compose(self):  # type: ignore[no-untyped-def]
        """One text."""
        yield self._text

    def show(self, number: int | None) -> None:
        """Shows a case, or nothing."""
        row = None if number is None else self.session.board.rows.get(number)
        if self.scroll_offset.y:
            self.scroll_to(y=0, animate=False, immediate=True)
        self._text.update(Text() if row is None else preview_text(self.session, row))


def preview_text(session: ConsoleSession, row: Row) -> Text:
    """Who is asked for, how it stands, and what the family wrote, in the order in which one wants to know."""
    case, text = row.case, Text()
    text.append(f"{row.label}  ", "bold").append(display.line(row.name, _SHORT), "bold")
    age = age_of(row.birth, row.written, session.today)
    text.append("" if age is None else f", {age}")
    for line in _standing(session, row):
        text.append(f"\n{line}")
    for flag in case.flags:
        text.append(f"\n? {display.line(flag, _SHORT)}", "bold")
    text.append("\n")
    for letter in reversed(case.letters):
        kind = session.say(f"console.letter.kind.{letter.body.kind}")
        text.append(f"\n{kind}, {letter.body.day}\n", "underline")
        lines = "\n".join(form_lines(letter.body.form, session.language))
        text.append(cut(lines, _TEXT_COLUMNS))
        if letter.body.attachments:
            text.append("\n" + session.say("console.preview.attachments", count=len(letter.body.attachments)))
        text.append("\n")
    return text


def _standing(session: ConsoleSession, row: Row) -> list[str]:
    """How the desk's work on it stands."""
    say, triage = session.say, row.case.triage
    lines = [f"{say(f'console.work.{row.work}')} · {say(f'console.knowledge.{row.knowledge}')}"]
    if row.owner:
        lines.append(say("console.preview.owner", name=display.line(row.owner, _SHORT)))
    if row.escalated:
        lines.append(say("console.preview.escalated", why=display.line(triage.escalated_why, 200)))
    if row.waiting_until:
        why = display.line(triage.waiting_why, 200)
        lines.append(say("console.preview.waiting", day=row.waiting_until, why=why))
    if row.tags:
        lines.append("# " + ", ".join(display.line(tag, _SHORT) for tag in sorted(row.tags)))
    if row.needs_second:
        lines.append(say("console.preview.second"))
    if hits := session.board.context.hits.get(row.number):
        lines.append(say("console.preview.matches", count=len(hits)))
    if row.links:
        lines.append(say("console.preview.links", count=row.links))
    lines += [f"» {display.line(done.act.text, 200)}" for done in triage.notes[-2:]]
    return lines
