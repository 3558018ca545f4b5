"""The door: a password, and how far the unlocking is. Behind it nothing of the vault is in memory."""

from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static

from crypto.errors import TrackerError
from tracker.desk import display
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.unlocking import Door
from tracker.desk.console.wording import in_words
from tracker.records.language import translate

_NAME_COLUMNS = 60


class UnlockScreen(Screen[None]):
    """Asks for the password until it opens. Posts ``Unlocked``."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "app.leave", "console.key.exit")]
    DEFAULT_CSS = """
    UnlockScreen { align: center middle; }
    UnlockScreen > Vertical { width: 64; max-width: 96%; height: auto; border: solid $accent; padding: 1 2; }
    UnlockScreen Static { height: auto; }
    UnlockScreen #why, UnlockScreen #practice { color: $warning; }
    UnlockScreen #who { margin-bottom: 1; text-style: bold; }
    UnlockScreen #wrong { color: $error; text-style: bold; }
    UnlockScreen Input { border: solid $accent; margin-bottom: 1; }
    """

    class Unlocked(Message):
        """The vault is open."""

        def __init__(self, session: ConsoleSession) -> None:
            super().__init__()
            self.session = session

    def __init__(self, door: Door, language: str, why: str = "") -> None:
        super().__init__()
        self._door, self._language, self._why = door, language, why

    def compose(self) -> ComposeResult:
        """Why it is locked, which vault and key, the password, what went wrong."""
        with Vertical():
            if self._why:
                yield Static(Text(self._say(self._why)), id="why", markup=False)
            vault = display.line(str(self._door.vault), _NAME_COLUMNS)
            key = display.line(str(self._door.identity), _NAME_COLUMNS)
            yield Static(Text(f"{vault}\n{key}"), id="who", markup=False)
            yield Input(password=True, placeholder=self._say("unlock.password"), select_on_focus=False)
            if password := self._door.practice_password:
                words = translate(self._language, "console.unlock.practice", password=password)
                yield Static(Text(words), id="practice", markup=False)
            yield Static(Text(self._say("unlock.hint")), id="wrong", markup=False)

    def on_mount(self) -> None:
        """The password can be typed at once."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        password, field = event.value, self.query_one(Input)
        field.clear()
        if not password or field.disabled:
            return
        field.disabled = True
        self._show(self._say("unlock.opening"))
        self._open(password)

    @work(thread=True, exclusive=True, group="unlock")
    def _open(self, password: str) -> None:
        """In a thread of its own: stretching the password and reading the log take seconds."""
        try:
            session = self._door.open(password, self._progress)
        except (TrackerError, OSError) as error:
            self.app.call_from_thread(self._refused, in_words(self._language, error))
        else:
            self.app.call_from_thread(self.post_message, self.Unlocked(session))

    def _progress(self, step: str) -> None:
        self.app.call_from_thread(self._show, self._say(f"unlock.{step}"))

    def _refused(self, words: str) -> None:
        field = self.query_one(Input)
        field.disabled = False
        field.focus()
        self._show(words)

    def _show(self, words: str) -> None:
        self.query_one("#wrong", Static).update(Text(words))

    def _say(self, msgid: str) -> str:
        return translate(self._language, f"console.{msgid}")
