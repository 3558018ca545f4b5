"""Escape and a key right after it are two keys: nothing here is bound to Alt, which terminals send alike."""

from collections.abc import Iterable

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver

_ESCAPE = "\x1b"


class EscapeParser(XTermParser):
    """What a terminal sends, as keys."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        # Some terminals send these for Ctrl and an arrow; most send them for Escape and a letter alone.
        if sequence in (f"{_ESCAPE}b", f"{_ESCAPE}f"):
            sequence, alt = sequence[1:], True
        if alt:
            yield events.Key("escape", _ESCAPE)
        yield from super()._sequence_to_key_events(sequence)


def tell_escape_apart() -> None:
    """Has the driver of the terminal read keys so: it asks nobody for its parser."""
    setattr(linux_driver, XTermParser.__name__, EscapeParser)
