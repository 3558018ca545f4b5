"""A program in a terminal of its own: keys go in, and the time is taken until its screen is quiet again."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

COLUMNS, LINES = 160, 50
# What comes after so long a silence belongs to no key.
_QUIET_SECONDS = 0.03
_PATIENCE_SECONDS = 120.0
_CHUNK = 65_536


class Terminal:
    """Starts a program on a pseudo-terminal of 160 × 50 with 256 colours."""

    def __init__(self, arguments: Sequence[str], folder: Path) -> None:
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            environment = {
                **os.environ,
                "TERM": "xterm-256color",
                "COLUMNS": str(COLUMNS),
                "LINES": str(LINES),
            }
            environment.pop("NO_COLOR", None)
            os.chdir(folder)
            os.execvpe(arguments[0], list(arguments), environment)  # noqa: S606 - our own program
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._fd)

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._pid

    def wait_for(self, text: str) -> float:
        """Seconds until a text was drawn. Raises TimeoutError."""
        began, seen = time.perf_counter(), b""
        while text.encode() not in seen:
            # A cursor that blinks draws for ever: what counts is how long nothing else came.
            if time.perf_counter() - began > _PATIENCE_SECONDS or not self._is_ready(_PATIENCE_SECONDS):
                raise TimeoutError(f"{text!r} was not drawn; the last was {seen[-400:]!r}")
            seen += os.read(self._fd, _CHUNK)
        return time.perf_counter() - began

    def press(self, keys: str) -> float:
        """Seconds from a key press to the last byte that it has drawn."""
        self.settle()
        began = time.perf_counter()
        os.write(self._fd, keys.encode())
        last = began
        while self._is_ready(_PATIENCE_SECONDS if last == began else _QUIET_SECONDS):
            os.read(self._fd, _CHUNK)
            last = time.perf_counter()
        return last - began

    def type(self, text: str) -> None:
        """Sends a text at once."""
        os.write(self._fd, text.encode())

    def settle(self) -> None:
        """Waits until nothing is drawn any more."""
        while self._is_ready(_QUIET_SECONDS):
            os.read(self._fd, _CHUNK)

    def _is_ready(self, seconds: float) -> bool:
        return bool(select.select([self._fd], [], [], seconds)[0])
