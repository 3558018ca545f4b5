"""What every screen of the console shares: the session, Escape, texts, refusals in words.

A screen is pushed with ``app.push_screen(InquiryScreen(session, number), after)``. It works on the vault
through the session, calls ``self.dismiss(result)`` when done, and the screen below refreshes itself.
"""

from typing import ClassVar, Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import ModalScreen, Screen

from tracker.desk.console.key_line import KeyLine
from tracker.desk.console.session import ConsoleSession

Result = TypeVar("Result")
# Textual cannot break the words of a list that has no column for them: a window of two columns ended the
# program, and with it what was begun.
_ROOM = "OptionList { min-width: 10; }"


class CameIn(Message):
    """Letters or a list came in, or went: who may be whom is to be found anew."""


class _Shared(Generic[Result]):
    """``session`` and the words of this screen; mixed into screens and dialogs."""

    session: ConsoleSession

    def say(self, msgid: str, **values: object) -> str:
        """A text of the catalogue in the caseworker's language."""
        return self.session.say(msgid, **values)

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Goes back, once: keys that were typed ahead must not close the screens below as well."""
        if not self.is_active:  # type: ignore[attr-defined]
            return AwaitComplete()
        done: AwaitComplete = super().dismiss(result)  # type: ignore[misc]
        return done


class ConsoleScreen(_Shared[Result], Screen[Result]):
    """A whole screen. Write bindings in Latin letters: keys.py turns Cyrillic ones into them.

    The description of a binding is a msgid ``console.key.…``; the help shows it in words.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "console.key.leave")]
    DEFAULT_CSS = f"ConsoleScreen {_ROOM}"

    def __init__(self, session: ConsoleSession) -> None:
        super().__init__()
        self.session = session

    def action_leave(self) -> None:
        """Goes back without a result."""
        self.dismiss(None)

    def before_lock(self) -> None:
        """Keeps what was typed and is not yet in the vault; called before the vault is closed."""


class ConsoleDialog(_Shared[Result], ModalScreen[Result]):
    """A small window over a screen; Escape gives None. The line at the bottom shows its keys meanwhile."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "console.key.leave")]
    DEFAULT_CSS = f"ConsoleDialog {_ROOM}"

    def __init__(self, session: ConsoleSession) -> None:
        super().__init__()
        self.session = session

    def on_mount(self) -> None:
        """Puts its own keys over those of the screen below, as many lines high."""
        line, below = KeyLine(self.session), self.app.screen_stack[-2]
        line.styles.min_height = max((other.size.height for other in below.query(KeyLine)), default=1)
        self.mount(line)

    def action_leave(self) -> None:
        """Goes back without a result."""
        self.dismiss(None)
