"""Keys that are typed ahead: each goes to what the key before it brought up, and none is lost.

Textual gives a key to whatever has the focus when the key comes, be the key before it answered or not: of
``Esc j Enter`` in one go, all three would go to the screen that the first one leaves.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode

Typed = events.Key | events.Paste
# A key is answered when so many rounds from the focus up to the app found nothing to do: an answer that a
# dialog gave wakes whoever waits for it only after the first.
_QUIET_ROUNDS = 2
# Longer than this no key waits for the one before.
_SECONDS = 3.0


def is_text(app: App[Any], typed: Typed) -> bool:
    """Whether it is a letter for the line or the editor that has the focus."""
    if isinstance(typed, events.Paste):
        return False
    return app.focused is not None and app.focused.check_consume_key(typed.key, typed.character)


class TypedAhead:
    """Gives keys on one by one; a key waits while the one before it is being answered.

    Letters of a text do not wait for each other: they all go to the same place. Whether a key was answered is
    asked only when another is there: who holds a key down to scroll pays for no question that nobody has.
    """

    def __init__(self, app: App[Any], give: Callable[[Typed], Awaitable[None]]) -> None:
        self._app, self._give = app, give
        self._waiting: deque[Typed] = deque()
        self._may_be_open, self._is_asking, self._is_text = False, False, False
        self._guard: asyncio.TimerHandle | None = None
        self._round = self._left = self._quiet = 0
        self._front: object = None

    @property
    def is_at_rest(self) -> bool:
        """Whether all keys are known to be answered: after the last one, only if somebody asked."""
        return not (self._may_be_open or self._waiting)

    async def take(self, typed: Typed) -> None:
        """Gives it on now, or when its turn comes."""
        self._waiting.append(typed)
        await self._give_on()

    def ask(self) -> None:
        """Finds out whether the last key was answered, unless that is known or being asked."""
        if self._may_be_open and not self._is_asking:
            self._is_asking, self._quiet = True, 0
            loop = asyncio.get_running_loop()
            self._guard = loop.call_later(_SECONDS, self._app.call_later, self._end)
            self._app.call_later(self._ask_round)

    async def _give_on(self) -> None:
        while self._waiting and (not self._may_be_open or self._goes_on_with_text()):
            typed = self._waiting.popleft()
            self._is_text = is_text(self._app, typed)
            self._may_be_open = True
            await self._give(typed)
        if self._waiting:
            self.ask()

    def _goes_on_with_text(self) -> bool:
        return self._is_text and is_text(self._app, self._waiting[0])

    async def _end(self) -> None:
        self._may_be_open, self._is_asking = False, False
        if self._guard is not None:
            self._guard.cancel()
        await self._give_on()

    def _ask_round(self) -> None:
        """Has everything on the way of a key say when it has done what it had to do until now."""
        self._round, self._left, self._front = self._round + 1, 0, self._in_front()
        for pump in self._on_the_way():
            self._left += pump.call_later(self._answered, self._round)

    def _answered(self, of_round: int) -> None:
        if of_round == self._round:
            self._left -= 1
            if self._left == 0:
                self._app.call_later(self._end_round, of_round)

    async def _end_round(self, of_round: int) -> None:
        if of_round != self._round or not self._is_asking:
            return
        is_idle = all(pump.message_queue_size == 0 for pump in self._on_the_way())
        self._quiet = self._quiet + 1 if is_idle and self._front == self._in_front() else 0
        if self._quiet < _QUIET_ROUNDS:
            self._ask_round()
        else:
            await self._end()

    def _on_the_way(self) -> list[DOMNode]:
        """Where a key goes, and what comes of it bubbles to."""
        return list((self._app.focused or self._app.screen).ancestors_with_self)

    def _in_front(self) -> object:
        return [*self._app.screen_stack, self._app.focused]
