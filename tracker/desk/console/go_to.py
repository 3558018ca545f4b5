"""After ``g``: every queue with its letter, the saved filters with their digits; one more key goes there."""

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from tracker.desk import display
from tracker.desk.console.queues_bar import LETTERS
from tracker.desk.console.screen import ConsoleDialog
from tracker.desk.console.session import ConsoleSession
from tracker.desk.saved_queries import saved_queries

_COLUMN, _SAVED_SHOWN = 30, 9


class GoTo(ConsoleDialog[str | None]):
    """Gives the letter or digit that was pressed if it leads somewhere; else None."""

    DEFAULT_CSS = """
    GoTo { align: center bottom; background: transparent; }
    GoTo > Static { width: 100%; height: auto; padding: 0 1; background: $surface;
        border-top: solid $accent; }
    """

    def __init__(self, session: ConsoleSession) -> None:
        super().__init__(session)
        self._saved = saved_queries(session.desk)[:_SAVED_SHOWN]

    def compose(self) -> ComposeResult:
        """A table of letters."""
        yield Static(self._table(), markup=False)

    def on_key(self, event: events.Key) -> None:
        """Any key ends it."""
        event.stop()
        event.prevent_default()
        pressed = event.character or ""
        known = pressed in LETTERS or (pressed.isdecimal() and 0 < int(pressed) <= len(self._saved))
        self.dismiss(pressed if known else None)

    def _table(self) -> Text:
        counts, text = self.session.board.counts, Text()
        entries = [
            (letter, f"{self.say(f'console.queue.{queue}')} {counts[queue]}")
            for letter, queue in LETTERS.items()
        ]
        entries += [
            (str(number), f"{display.line(name, _COLUMN - 6)} »")
            for number, (name, _) in enumerate(self._saved, 1)
        ]
        columns = max(1, (self.app.size.width - 2) // _COLUMN)
        height = -(-len(entries) // columns)
        for line in range(height):
            for letter, words in entries[line::height]:
                text.append(letter, "bold reverse").append(f" {words:<{_COLUMN - 2}}"[: _COLUMN - 1])
            text.append("\n" if line < height - 1 else "")
        return text
