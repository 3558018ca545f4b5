"""Long work on the vault: in a thread, one at a time, its progress shown, and no way out before its end."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual import work

from crypto.errors import TrackerError
from tracker.desk.console.ask_path import AskPath
from tracker.desk.console.dialogs import AskWord
from tracker.desk.console.pace import Pace
from tracker.desk.console.proof import ReadingScreen
from tracker.desk.console.session import ConsoleSession

_DRAW_SECONDS = 0.1


class WorkingScreen(ReadingScreen[bool]):
    """A sheet to be read, and work that follows from it. Gives True if something left the desk or came in."""

    def __init__(self, session: ConsoleSession) -> None:
        super().__init__(session)
        self._pace, self._drawn_at = Pace(), 0.0
        self.is_working, self.has_worked = False, False

    def action_leave(self) -> None:
        """Back, unless something is being written."""
        if self.is_working:
            self.complain(self.words("working.wait"))
            return
        self.dismiss(self.has_worked)

    def start(self, what: Callable[[], Any], after: Callable[[Any], object]) -> None:
        """Has ``what`` done in a thread, then ``after`` with its result; a refusal is told instead."""
        if self.is_working:
            return
        self.keep_read()
        self.is_working, self._pace = True, Pace()
        self.tell(self.words("working"))
        self._work(what, after)

    def progress(self, phase: str, done: int, total: int) -> None:
        """Called in the thread; draws ten times a second."""
        clock = time.monotonic()
        self._pace.note(phase, done, total, clock)
        if clock - self._drawn_at >= _DRAW_SECONDS:
            self._drawn_at = clock
            self.app.call_from_thread(lambda: self.tell(self._pace.line(self.session)))

    async def new_path(self, title: str, name: str) -> Path | None:
        """Where a new file is to be written; None if that was left."""
        return await self.app.push_screen_wait(
            AskPath(self.session, title, self.session.medium, new_name=name)
        )

    async def old_path(self, title: str) -> Path | None:
        """A file that is there; None if that was left."""
        return await self.app.push_screen_wait(AskPath(self.session, title, self.session.medium))

    async def agreed(self, title: str, word: str) -> bool:
        """Whether a word was typed exactly."""
        typed = await self.app.push_screen_wait(AskWord(self.session, title, word))
        return typed is True

    @work(thread=True, exclusive=True, group="vault")
    def _work(self, what: Callable[[], Any], after: Callable[[Any], object]) -> None:
        with self.session.working():
            try:
                result = what()
            except (TrackerError, OSError) as error:
                self.app.call_from_thread(self._refused, error)
                return
        self.app.call_from_thread(self._done, after, result)

    def _refused(self, error: TrackerError | OSError) -> None:
        self.is_working = False
        self.session.refresh()
        self.redraw()
        self.complain(error)

    def _done(self, after: Callable[[Any], object], result: Any) -> None:
        self.is_working, self.has_worked = False, True
        self.session.refresh()
        self.redraw()
        after(result)
