"""The door: a password, and how far the unlocking is. Behind it nothing of the vault is in memory."""

from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static

from crypto.errors import PasswordWrong, TrackerError
from tracker.desk import display
from tracker.desk.console.opening import load_screens
from tracker.desk.console.path_field import is_file, typed_path
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.unlocking import Door
from tracker.desk.console.wording import in_words
from tracker.records.language import translate

_NAME_COLUMNS, _PATH_COLUMNS = 56, 4_000


class UnlockScreen(Screen[None]):
    """Asks for the password until it opens; whoever is here chooses their key file. Posts ``Unlocked``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "app.leave", "console.key.exit"),
        Binding("tab,down", "choose(1)", priority=True, show=False),
        Binding("shift+tab,up", "choose(-1)", priority=True, show=False),
        Binding("ctrl+f", "type_path", priority=True, show=False),
        Binding("escape", "no_path", show=False),
    ]
    DEFAULT_CSS = """
    UnlockScreen { align: center middle; }
    UnlockScreen > Vertical { width: 64; max-width: 96%; height: auto; border: solid $accent; padding: 1 2; }
    UnlockScreen Static { height: auto; }
    UnlockScreen #why, UnlockScreen #practice { color: $warning; }
    UnlockScreen #who { margin-bottom: 1; text-style: bold; }
    UnlockScreen #wrong { color: $error; text-style: bold; }
    UnlockScreen #keys { color: $text-muted; }
    UnlockScreen Input { border: solid $accent; margin-bottom: 1; }
    """

    class Unlocked(Message):
        """The vault is open; ``door`` is the one with the key file that opened it."""

        def __init__(self, session: ConsoleSession, door: Door) -> None:
            super().__init__()
            self.session, self.door = session, door

    def __init__(self, door: Door, language: str, why: str = "") -> None:
        super().__init__()
        self._door, self._language, self._why = door, language, why
        self._is_opening = self._is_next = False

    def compose(self) -> ComposeResult:
        """Why it is locked, which vault and key, the password, what went wrong."""
        with Vertical():
            if self._why:
                yield Static(Text(self._say(self._why)), id="why", markup=False)
            yield Static(self._who(), id="who", markup=False)
            yield Input(
                password=True, placeholder=self._say("unlock.password"), select_on_focus=False, id="password"
            )
            if password := self._door.practice_password:
                words = translate(self._language, "console.unlock.practice", password=password)
                yield Static(Text(words), id="practice", markup=False)
            yield Static(Text(self._say("unlock.hint")), id="wrong", markup=False)
            yield Static(Text(self._say("unlock.keys")), id="keys", markup=False)

    def on_mount(self) -> None:
        """The password can be typed at once; meanwhile the screens behind the door are loaded."""
        self._password.focus()
        self.run_worker(load_screens, thread=True, group="screens")

    def action_choose(self, step: int) -> None:
        """Another key file; what was typed of a password goes."""
        known = self._door.identities
        if len(known) > 1 and not self._is_opening:
            self._take(known[(known.index(self._door.identity) + step) % len(known)])

    async def action_type_path(self) -> None:
        """A line for the path of a key file that is not in the list."""
        if not self._is_opening and not self.query("#path"):
            folder = display.line(f"{self._door.identity.absolute().parent}/", _PATH_COLUMNS)
            line = Input(folder, select_on_focus=False, id="path")
            await self.mount(line, after=self.query_one("#who"))
            line.focus()
            self._show(self._say("unlock.path"))

    async def action_no_path(self) -> None:
        """Back to the password."""
        await self.query("#path").remove()
        self._password.focus()
        self._show(self._say("unlock.hint"))

    @on(Input.Submitted, "#path")
    async def _path_typed(self, event: Input.Submitted) -> None:
        path = typed_path(event.value.strip())
        if not is_file(path):
            self._show(self._say("unlock.no-file"))
            return
        await self.action_no_path()
        self._take(path)

    @on(Input.Submitted, "#password")
    def _submitted(self, event: Input.Submitted) -> None:
        """One password at a time; what is typed meanwhile is tried if this one does not open."""
        if not event.value:
            return
        if self._is_opening:
            self._is_next = True
            return
        self._begin()

    def _begin(self) -> None:
        field = self._password
        password, self._is_opening, self._is_next = field.value, True, False
        field.clear()
        self._show(self._say("unlock.opening"))
        self._open(self._door, password)

    @work(thread=True, exclusive=True, group="unlock")
    def _open(self, door: Door, password: str) -> None:
        """In a thread of its own: stretching the password and reading the log take seconds."""
        try:
            session = door.open(password, self._progress)
        except (TrackerError, OSError) as error:
            words = in_words(self._language, error)
            if isinstance(error, PasswordWrong) and not password.isascii():
                words += "\n" + self._say("unlock.layout")
            self.app.call_from_thread(self._refused, words)
        else:
            self.app.call_from_thread(self.post_message, self.Unlocked(session, door))

    def _progress(self, step: str) -> None:
        self.app.call_from_thread(self._show, self._say(f"unlock.{step}"))

    def _refused(self, words: str) -> None:
        self._is_opening = False
        self._show(words)
        if self._is_next and self._password.value:
            self._begin()

    @property
    def _password(self) -> Input:
        return self.query_one("#password", Input)

    def _take(self, identity: Path) -> None:
        self._door = self._door.by(identity)
        self._password.clear()
        self.query_one("#who", Static).update(self._who())
        self._show(self._say("unlock.hint"))

    def _who(self) -> Text:
        """The vault, and below it the key files; the chosen one is marked where there are several."""
        text = Text(display.line(str(self._door.vault), _NAME_COLUMNS))
        known = self._door.identities or (self._door.identity,)
        for path in known:
            is_chosen = path == self._door.identity
            mark = "" if len(known) == 1 else ("▸ " if is_chosen else "  ")
            name = display.line(str(path), _NAME_COLUMNS - len(mark))
            text.append(f"\n{mark}{name}", "" if is_chosen else "not bold dim")
        return text

    def _show(self, words: str) -> None:
        self.query_one("#wrong", Static).update(Text(words))

    def _say(self, msgid: str) -> str:
        return translate(self._language, f"console.{msgid}")
