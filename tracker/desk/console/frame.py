"""What every screen of the console has: header, title, body, one line for what just happened, the keys."""

from collections.abc import Iterable
from typing import TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from crypto.errors import TrackerError
from tracker.desk.console.header import DeskHeader
from tracker.desk.console.key_line import KeyLine
from tracker.desk.console.screen import ConsoleScreen
from tracker.desk.console.wording import in_words, say

Result = TypeVar("Result")
# From so many columns on, what belongs together stands side by side.
WIDE = 110


class DeskScreen(ConsoleScreen[Result]):
    """A full screen. Subclasses give ``heading`` and ``body``; Escape goes back without doing anything."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - as the base class has it
    DEFAULT_CSS = """
    DeskScreen #heading { height: auto; max-height: 3; padding: 0 1; text-style: bold; }
    DeskScreen #happened { height: auto; max-height: 6; padding: 0 1; display: none; }
    DeskScreen #happened.-said { display: block; }
    DeskScreen #happened.-refused { display: block; color: $error; text-style: bold; }
    DeskScreen .section { text-style: bold underline; margin-top: 1; }
    """

    def compose(self) -> ComposeResult:
        """Header, heading, body, what happened, keys."""
        yield DeskHeader(self.session)
        yield Static(self.heading(), id="heading", markup=False)
        yield from self.body()
        yield Static("", id="happened", markup=False)
        yield KeyLine(self.session)

    def heading(self) -> Text:
        """The line that says what this screen is about."""
        return Text()

    def body(self) -> Iterable[Widget]:
        """The widgets between heading and keys."""
        return ()

    def words(self, msgid: str, **values: object) -> str:
        """The text of ``console.<msgid>``."""
        return say(self.session, msgid, **values)

    def tell(self, text: str) -> None:
        """Says what was done."""
        self._happened(f"✓ {text}", "-said")

    def complain(self, error: TrackerError | OSError | str) -> None:
        """Says why something was not done."""
        text = error if isinstance(error, str) else in_words(self.session.language, error)
        self._happened(f"‼ {text}", "-refused")

    def hush(self) -> None:
        """Takes the line away."""
        self._happened("", "")

    def _happened(self, text: str, kind: str) -> None:
        line = self.query_one("#happened", Static)
        line.remove_class("-said", "-refused")
        line.update(Text(text))
        if kind:
            line.add_class(kind)
