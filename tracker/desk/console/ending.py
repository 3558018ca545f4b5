"""A console that is told to end is gone soon after, whatever hangs: a terminal that takes nothing, a thread.

Every transaction is durable when it is done, so that nothing is lost by an end in the middle of another.
"""

import os
import sys
import time
from collections.abc import Callable
from threading import Event, Thread

from tracker.desk.hardening import CLEAN_SCREEN

# A console that has nothing to finish has so many seconds to end by itself; one that has, so many.
IDLE_SECONDS, BUSY_SECONDS = 5.0, 60.0
ENDED = 1
_LOOK_SECONDS, _CLEAN_SECONDS = 0.5, 1.0
_MAIN_SCREEN = "\x1b[?1049l"


def end_soon(is_busy: Callable[[], bool]) -> None:
    """Ends this process by force if it does not end by itself. Call it when it was told to, once or more."""
    Thread(target=_wait_and_end, args=(is_busy,), daemon=True, name="ending").start()


def _wait_and_end(is_busy: Callable[[], bool]) -> None:
    began, rest = time.monotonic(), Event()
    while (gone := time.monotonic() - began) < BUSY_SECONDS and (gone < IDLE_SECONDS or is_busy()):
        rest.wait(_LOOK_SECONDS)
    # The terminal may be what hangs: nobody waits long for it.
    cleaning = Thread(target=_clean, daemon=True)
    cleaning.start()
    cleaning.join(_CLEAN_SECONDS)
    os._exit(ENDED)


def _clean() -> None:
    os.write(sys.__stdout__.fileno(), (_MAIN_SCREEN + CLEAN_SCREEN).encode())  # type: ignore[union-attr]
