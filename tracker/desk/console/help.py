"""The keys of the moment: what each does on the screen from which help was asked for."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from tracker.desk.console.key_line import key_sign
from tracker.desk.console.screen import ConsoleDialog
from tracker.desk.console.session import ConsoleSession
from tracker.records.errors import TextMissing

_COLUMN = 36
WORDS_COLUMNS = _COLUMN - 10


class KeyHelp(ConsoleDialog[None]):
    """A table of keys; any of Escape, Enter, ``?`` closes it."""

    BINDINGS = [Binding("enter,question_mark,q", "leave", "console.key.leave", show=False)]  # noqa: RUF012
    DEFAULT_CSS = """
    KeyHelp { align: center middle; }
    KeyHelp > Vertical { width: 84; max-width: 98%; height: auto; max-height: 96%; border: solid $accent;
        padding: 0 1; background: $surface; }
    KeyHelp VerticalScroll { height: auto; max-height: 100%; }
    KeyHelp Static { height: auto; }
    """

    def __init__(self, session: ConsoleSession, bindings: list[Binding]) -> None:
        super().__init__(session)
        self._asked_about = bindings

    def compose(self) -> ComposeResult:
        """Keys first, then what the signs of the list mean."""
        with Vertical(), VerticalScroll():
            yield Static(self._keys(), markup=False)
            yield Static(Text("\n" + self.say("console.help.signs")), markup=False)

    def _keys(self) -> Text:
        text = Text(self.say("console.help.title") + "\n\n", "bold")
        entries = keys_in_words(self.session, self._asked_about)
        columns = max(1, (min(84, self.app.size.width) - 6) // _COLUMN)
        height = -(-len(entries) // columns)
        for line in range(height):
            for keys, words in entries[line::height]:
                text.append(f"{keys:>9} ", "bold")
                text.append(f"{words:<{WORDS_COLUMNS}}"[:WORDS_COLUMNS], "not bold")
            text.append("\n")
        return text


def keys_in_words(session: ConsoleSession, bindings: list[Binding]) -> list[tuple[str, str]]:
    """Each action once, with all its keys, in the order in which they were bound."""
    keys: dict[str, list[str]] = {}
    for binding in bindings:
        if binding.description.startswith("console."):
            signs = keys.setdefault(binding.description, [])
            if (sign := key_sign(binding.key)) not in signs:
                signs.append(sign)
    return [(" ".join(signs[:3]), _words(session, msgid)) for msgid, signs in keys.items()]


def _words(session: ConsoleSession, msgid: str) -> str:
    try:
        return session.say(msgid)
    except TextMissing:
        return msgid
