"""Work beside the keys, with the one interpreter that draws what they bring up: it waits until they rest."""

import time
from collections.abc import Callable
from threading import Event

# So long after a key nothing else is done.
KEY_SECONDS = 0.3
_LOOK_SECONDS = 0.05


class GivingWay:
    """Knows when a key was pressed last; a thread asks it before each small piece of its work."""

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks, self._pressed_at, self._rest = ticks, float("-inf"), Event()

    def pressed(self) -> None:
        """A key was pressed."""
        self._pressed_at = self._ticks()

    def is_over(self, is_cancelled: Callable[[], bool]) -> bool:
        """Whether nobody waits for the work any more; first waits until the keys rest."""
        while not is_cancelled() and self._ticks() - self._pressed_at < KEY_SECONDS:
            self._rest.wait(_LOOK_SECONDS)
        return is_cancelled()
