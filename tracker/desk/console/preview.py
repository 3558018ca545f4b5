"""What stands beside the list: the case under the cursor, as much of it as fits."""

from typing import Any

from rich.text import Text
from textual.widgets import Static

from tracker.desk import display
from tracker.desk.acts import Note
from tracker.desk.ages import age_of
from tracker.desk.case_view import form_lines
from tracker.desk.console.flags import flag_words
from tracker.desk.console.session import ConsoleSession
from tracker.desk.display.columns import cut
from tracker.desk.rows import Row
from tracker.records.form import BY_KEY, CATEGORIES, NOT_SURE
from tracker.records.form_export import option_id, options
from tracker.records.language import translate

_TEXT_COLUMNS = 4_000
_SHORT = 60
_FREE_TEXT = ("text", "circumstances")
_SHOWN_ABOVE = {*_FREE_TEXT, "full-name", "category", "birth", "home", "last-seen", "urgent", "language"}


class Preview(Static):
    """Nothing in it can be clicked or opened; it follows the cursor."""

    DEFAULT_CSS = """
    Preview { padding: 0 1; }
    """

    def __init__(self, session: ConsoleSession) -> None:
        super().__init__("", id="preview", markup=False)
        self.session = session
        self._number: int | None = None
        self._passed = 0

    def show(self, number: int | None) -> None:
        """Shows a case, or nothing; another case from its beginning."""
        if number != self._number:
            self._number, self._passed = number, 0
        self._draw()

    def read_on(self, step: int) -> None:
        """Goes on by half of what is seen, or back."""
        self._passed += step * max(1, self.content_size.height // 2)
        self._draw()

    def _draw(self) -> None:
        row = None if self._number is None else self.session.board.rows.get(self._number)
        text = Text() if row is None else preview_text(self.session, row)
        if self._passed:
            lines = text.wrap(self.app.console, max(1, self.content_size.width))
            self._passed = max(0, min(self._passed, len(lines) - self.content_size.height))
            text = Text("\n").join(lines[self._passed :])
        # Its place never depends on its text: laying the screen out anew would cost more than all the rest.
        self.update(text, layout=False)


def preview_text(session: ConsoleSession, row: Row) -> Text:
    """Who is asked for, how it stands, and what the family wrote, in the order in which one wants to know."""
    case, text = row.case, Text()
    age = age_of(row.birth, row.written, session.today)
    name = display.line(row.name, _SHORT) + ("" if age is None else f", {age}")
    text.append(f"{row.label}  {name}\n", "bold")
    text.append("\n".join([*_person(session, row), *_standing(session, row)]))
    for flag in case.flags:
        text.append(f"\n⚑ {flag_words(session.language, flag)}", "bold")
    for letter in reversed(case.letters):
        kind = session.say(f"console.letter.kind.{letter.body.kind}")
        text.append(f"\n\n{kind}, {letter.body.day}", "underline")
        form = letter.body.form
        for key in _FREE_TEXT:
            if isinstance(form.get(key), str):
                text.append("\n" + display.block(form[key], _TEXT_COLUMNS))
        if letter.body.attachments:
            text.append("\n" + session.say("console.preview.attachments", count=len(letter.body.attachments)))
        rest = {key: value for key, value in form.items() if key not in _SHOWN_ABOVE}
        for line in form_lines(rest, session.language):
            text.append(f"\n{cut(line, _TEXT_COLUMNS)}", "dim")
    return text


def _person(session: ConsoleSession, row: Row) -> list[str]:
    """Category, birth, home; last seen; what is urgent."""
    form = row.case.form
    seen = form.get("last-seen")
    known = row.category if row.category in (*CATEGORIES, NOT_SURE) else "unknown"
    about = [session.say(f"console.category.{known}"), form.get("birth"), form.get("home")]
    last = [seen.get("when"), seen.get("where")] if isinstance(seen, dict) else []
    urgent = [_option(session.language, item) for item in row.urgent]
    lines = [_told(about)]
    if told := _told(last):
        lines.append(session.say("console.preview.seen", told=told))
    if urgent:
        lines.append("!! " + ", ".join(urgent))
    return lines


def _told(values: list[Any]) -> str:
    return " · ".join(display.line(str(value), _SHORT) for value in values if value not in (None, ""))


def _option(language: str, value: str) -> str:
    field = BY_KEY["urgent"]
    known = value in options(field)
    return translate(language, option_id("urgent", field, value)) if known else display.line(value, _SHORT)


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
    notes = [done.act.text for done in triage.notes if isinstance(done.act, Note)]
    lines += [f"» {display.line(note, 200)}" for note in notes[-2:]]
    return lines
