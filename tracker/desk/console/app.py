"""The console as one program: unlock, work, lock (docs/guides/caseworker.md)."""

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import App
from textual.binding import BindingType

from tracker.desk.console.keys import latin_key
from tracker.desk.console.session import ConsoleSession


class Console(App[None]):
    """``unlock`` makes a session out of a password, telling its progress; the screens do the rest."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, unlock: Callable[[str], ConsoleSession]) -> None:
        super().__init__()
        self.unlock = unlock
        self.session: ConsoleSession | None = None

    async def on_event(self, event: events.Event) -> None:
        """Turns keys of a Cyrillic layout into those in the same place, unless a text is being typed."""
        if isinstance(event, events.Key) and not event.is_forwarded and event.character:
            latin = latin_key(event.character)
            writes = self.focused is not None and self.focused.check_consume_key(event.key, event.character)
            if latin is not None and not writes:
                event = events.Key(*latin)
        await super().on_event(event)
