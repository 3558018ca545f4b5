"""Commands as people type them: at a pseudo-terminal, or, where no secret is shown, in this process."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from click.testing import CliRunner, Result

from crypto.errors import TrackerError
from tracker.ceremony.commands import group

PATIENCE = 60.0
_PROGRAM = """
import os, sys
from tracker.cli import main

# The first terminal that the leader of a session opens becomes that session's own, /dev/tty.
os.close(os.open(os.ttyname(0), os.O_RDWR))

def watch(event, arguments):
    if event != "open" or not isinstance(arguments[0], str) or not isinstance(arguments[2], int):
        return
    if arguments[2] & (os.O_WRONLY | os.O_RDWR) and "__pycache__" not in arguments[0]:
        written.append(arguments[0])

written = []
sys.addaudithook(watch)
try:
    main(sys.argv[1:])
finally:
    print("WRITTEN", *written)
"""
ROOT = Path(__file__).parents[2]
_ENTER, _LEAVE, _CLEAR = "\x1b[?1049h", "\x1b[?1049l", "\x1b[2J"


class Terminal:
    """`tracker …` at a terminal; ``written`` is every byte that it was sent, as text.

    At its end the program tells which files it opened for writing: ``WRITTEN …``.
    """

    def __init__(self, arguments: Sequence[object]) -> None:
        self.written = ""
        self._read_to = 0
        self._terminal, theirs = pty.openpty()
        command = [sys.executable, "-c", _PROGRAM, *map(str, arguments)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
            self._process.wait()
        os.close(self._terminal)

    def read_until(self, pattern: str) -> re.Match[str]:
        """Waits for a text that was not yet waited for. Fails when the program ends before."""
        while True:
            found = re.compile(pattern).search(self.written, self._read_to)
            if found:
                self._read_to = found.end()
                return found
            assert self._more(), f"ended before {pattern!r}: {self.written[self._read_to :]}"

    @property
    def seen_from_outside(self) -> bytes:
        """What the list of processes shows of it: its arguments and its environment."""
        process = Path(f"/proc/{self._process.pid}")
        return (process / "cmdline").read_bytes() + (process / "environ").read_bytes()

    @property
    def limits(self) -> str:
        """Its limits, as the kernel has them."""
        return Path(f"/proc/{self._process.pid}/limits").read_text(encoding="ascii")

    def kill(self) -> None:
        """Ends it as a power failure does."""
        self._process.kill()
        self._process.wait()

    def type(self, line: str) -> None:
        """Types a line and Enter."""
        os.write(self._terminal, line.encode() + b"\r")

    def stop(self) -> int:
        """Asks the program to end, as a shutdown does; returns its exit status.

        Asks again until it leaves its screen: Python hears a signal that comes just before it waits for a key
        only at the next one. Once it leaves, it hears none any more.
        """
        asked = len(self.written)
        while self._process.poll() is None and _LEAVE not in self.written[asked:]:
            self._process.send_signal(signal.SIGTERM)
            while select.select([self._terminal], [], [], 0.2)[0] and self._more():
                continue
        return self.end()

    def end(self) -> int:
        """Reads to the end; returns the exit status."""
        while self._more():
            continue
        return self._process.wait()

    def _more(self) -> bool:
        ready, _, _ = select.select([self._terminal], [], [], PATIENCE)
        assert ready, f"nothing came in {PATIENCE} s after {self.written[-200:]!r}"
        try:
            data = os.read(self._terminal, 65536)
        except OSError:
            return False
        self.written += data.decode()
        return bool(data)


def left_on_screen(written: str) -> str:
    """What is to be seen, or scrolled back to, of all that a terminal was sent."""
    parts = re.split(re.escape(_ENTER) + "|" + re.escape(_LEAVE), written)
    # Odd parts went to the alternate screen, which keeps no lines; the last one only while it lasts.
    kept = "".join(parts[0::2])
    if len(parts) % 2 == 0:
        kept += parts[-1].rpartition(_CLEAR)[2]
    return kept


def type_in(*arguments: object, typed: str = "") -> Result:
    """What comes of typing a command."""
    return CliRunner().invoke(group, [str(argument) for argument in arguments], input=typed)


def done(*arguments: object, typed: str = "") -> str:
    """The output of a command that must succeed."""
    result = type_in(*arguments, typed=typed)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def code(*arguments: object, typed: str = "") -> str:
    """The code with which a command is refused."""
    error = type_in(*arguments, typed=typed).exception
    assert isinstance(error, TrackerError), error
    return error.code
