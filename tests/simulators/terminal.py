"""A terminal with a program in it: what it was sent, byte for byte, and what stands on its screen."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyte

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "end": "\x1b[F",
    "ctrl+c": "\x03",
    "ctrl+q": "\x11",
    "ctrl+s": "\x13",
    "ctrl+t": "\x14",
    "ctrl+e": "\x05",
    "ctrl+u": "\x15",
    "space": " ",
}
_QUIET_SECONDS = 0.1


class Terminal:
    """Starts a program on a pseudo-terminal of this size; ``raw`` is everything that it wrote."""

    def __init__(
        self,
        command: Sequence[str],
        columns: int = 80,
        rows: int = 24,
        environment: dict[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.raw = bytearray()
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        ours, theirs = pty.openpty()
        self._ours: int | None = ours
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        plain = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        self.process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=folder,
            env=plain | (environment or {}),
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509 - nothing here runs in threads
        )
        os.close(theirs)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_exception: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.hang_up()

    def hang_up(self) -> None:
        """Closes the terminal under the program."""
        if self._ours is not None:
            os.close(self._ours)
            self._ours = None

    def clog(self, key: str) -> None:
        """Presses a key until what the program draws is stuck, as nobody reads it any more."""
        before = -1
        while (waiting := self._unread()) != before:
            before = waiting
            os.write(self._side, key.encode())
            select.select([], [], [], 3 * _QUIET_SECONDS)

    @property
    def _side(self) -> int:
        assert self._ours is not None, "the terminal was closed"
        return self._ours

    def _unread(self) -> int:
        count = fcntl.ioctl(self._side, termios.FIONREAD, struct.pack("i", 0))
        return int(struct.unpack("i", count)[0])

    @property
    def text(self) -> str:
        """What stands on the screen; a space that holds words together is a space.

        Not pyte's ``display``: that fails while half of a wide character is overwritten.
        """
        cells, places = self.screen.buffer, range(self.screen.columns)
        lines = ("".join(cells[y][x].data for x in places) for y in range(self.screen.lines))
        return "\n".join(line.replace("\u00a0", " ").rstrip() for line in lines)

    def press(self, *keys: str) -> None:
        """Types keys, by name or as text, and waits after each until the program is done with it."""
        for key in keys:
            os.write(self._side, KEYS.get(key, key).encode())
            # Escape by itself is told from the beginning of a sequence by what does not follow it.
            self.settle(quiet=3 * _QUIET_SECONDS if key == "escape" else _QUIET_SECONDS)

    def type(self, text: str) -> None:
        """Types a text in one go."""
        os.write(self._side, text.encode())
        self.settle()

    def settle(self, seconds: float = 10, quiet: float = _QUIET_SECONDS) -> None:
        """Reads until nothing has come for a moment."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._read(quiet):
            pass

    def until(self, what: str | Callable[[str], bool], seconds: float = 40) -> None:
        """Reads until something stands on the screen. Fails if it never does."""
        holds = what if callable(what) else (lambda text: what in text)
        end = time.monotonic() + seconds
        while not holds(self.text):
            left = end - time.monotonic()
            ended = not self._read(min(left, 1.0)) and self.process.poll() is not None
            assert left > 0, f"waited for {what!r}:\n{self.text}"
            assert not ended or holds(self.text), f"ended before {what!r}:\n{self.text}"

    def ended(self, seconds: float = 30) -> int:
        """Reads until the program has ended; gives its exit code."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < end, f"did not end:\n{self.text}"
            self._read(0.2)
        self.settle()
        return self.process.returncode

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._side], [], [], max(0.0, seconds))
        if not ready:
            return False
        try:
            data = os.read(self._side, 65536)
        except OSError:  # The other side was closed.
            return False
        self.raw += data
        self._stream.feed(data)
        return bool(data)


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
