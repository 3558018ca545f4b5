"""A screen for one pair of eyes: what is shown on it is gone afterwards, from the scrollback too."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

import click

from tracker.secrets_input import TerminalMissing

# The alternate screen has no scrollback; where a terminal lacks it, the wiping must do.
_ENTER = "\033[?1049h\033[2J\033[3J\033[H"
_LEAVE = "\033[2J\033[3J\033[H\033[?1049l\033[3J"
# Ended from outside, the screen is wiped first; put to the background, it would be left as it is.
_ENDING = (signal.SIGTERM, signal.SIGHUP)
_STOPPING = signal.SIGTSTP


@contextmanager
def private_screen(stream: TextIO) -> Iterator[None]:
    """An empty screen inside the block, wiped however the block ends (but by SIGKILL).

    Raises TerminalMissing if ``stream`` is no terminal: what would be shown would be kept somewhere.
    """
    if not (stream.isatty() and sys.stdin.isatty()):
        raise TerminalMissing("shares are shown and typed at a terminal, and there is none here")
    before = {number: signal.signal(number, _end) for number in _ENDING}
    before[_STOPPING] = signal.signal(_STOPPING, signal.SIG_IGN)
    _write(stream, _ENTER)
    try:
        yield
    finally:
        _write(stream, _LEAVE)
        for number, handler in before.items():
            if signal.getsignal(number) is not _heard:
                signal.signal(number, handler)


def wipe(stream: TextIO) -> None:
    """Empties the private screen."""
    _write(stream, "\033[2J\033[3J\033[H")


def _write(stream: TextIO, sequence: str) -> None:
    stream.write(sequence)
    stream.flush()


def _end(_number: int, _frame: FrameType | None) -> None:
    # Asked again while it wipes the screen, it must not stop halfway.
    for number in _ENDING:
        signal.signal(number, _heard)
    raise click.Abort


def _heard(_number: int, _frame: FrameType | None) -> None:
    """Asked to end, and ending."""
