"""What the server writes down about itself, and nothing else (docs/threat-model.md, "Logs").

Start, stop, version, error codes and places in our own source, disk in percent, counts of a day rounded.
No address, path, header, body, SQL, exception message or local variable; for requests no time but the day.
"""

import sys
import threading
import traceback
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import TextIO

ROUNDING = 10
_PACKAGE_ROOT = Path(__file__).parents[2]
_OURS = ("tracker", "crypto")


class Log:
    """Writes lines of fixed words; counts in memory until the day is over."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream
        self._counts: Counter[str] = Counter()
        self._mutex = threading.Lock()

    def line(self, *words: str) -> None:
        """One line, at once."""
        stream = self._stream or sys.stderr
        stream.write(" ".join(words) + "\n")
        stream.flush()

    def started(self, version: str, day: str) -> None:
        """The server started."""
        self.line(day, "start", f"version={version}")

    def stopped(self, day: str) -> None:
        """The server stopped."""
        self.line(day, "stop")

    def fault(self, error: BaseException) -> None:
        """An error that nobody expected: its kind and the place in our source."""
        self.line("fault", type(error).__name__, f"at={place(error.__traceback__)}")

    def disk(self, day: str, used: int, total: int) -> None:
        """How full the disk is, once a day."""
        self.line(day, "disk", f"used={100 * used // max(total, 1)}%")

    def count(self, what: str) -> None:
        """Something happened today, such as ``letters`` or ``checks``."""
        with self._mutex:
            self._counts[what] += 1

    def refused(self, code: str) -> None:
        """A request was refused with this code."""
        self.count(f"refused-{code}")

    def day_over(self, day: str) -> None:
        """Writes the rounded counts of a day and starts anew."""
        with self._mutex:
            counts, self._counts = self._counts, Counter()
        for what, count in sorted(counts.items()):
            self.line(day, "count", what, rounded(count))


def rounded(count: int) -> str:
    """A count to the nearest ten; what is less than ten is only that."""
    return f"<{ROUNDING}" if count < ROUNDING else str(round(count / ROUNDING) * ROUNDING)


def place(trace: TracebackType | None) -> str:
    """The innermost line of our own that an error passed through, as ``module:line``."""
    for frame in reversed(traceback.extract_tb(trace)):
        path = Path(frame.filename)
        if path.is_relative_to(_PACKAGE_ROOT):
            relative = path.relative_to(_PACKAGE_ROOT)
            if relative.parts[0] in _OURS:
                return f"{relative.with_suffix('').as_posix().replace('/', '.')}:{frame.lineno}"
    return "elsewhere"
