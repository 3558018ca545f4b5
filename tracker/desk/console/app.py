"""The console as one program: unlock, work, lock, leave (docs/guides/caseworker.md)."""

import signal
import time
from collections.abc import Callable
from typing import Any, ClassVar

from rich.console import RenderableType
from textual import events, on, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.worker import get_current_worker

from crypto.errors import TrackerError
from tracker.desk.console.command_list import commands_of, direct_command
from tracker.desk.console.drafts import open_drafts, open_texts, seal_drafts
from tracker.desk.console.giving_way import GivingWay
from tracker.desk.console.help import KeyHelp
from tracker.desk.console.keys import latin_key
from tracker.desk.console.leaving import AskLeave
from tracker.desk.console.palette import Palette
from tracker.desk.console.screen import CameIn, ConsoleScreen
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.theme import DESK, PLAIN
from tracker.desk.console.triage_screen import TriageScreen
from tracker.desk.console.typed_ahead import Typed, TypedAhead, is_text
from tracker.desk.console.unlock import UnlockScreen
from tracker.desk.console.unlocking import Door
from tracker.desk.console.wording import in_words
from tracker.desk.forgetting import forget_words
from tracker.records.language import translate

IDLE_MINUTES = 10
# Above this many cases, comparing all with all takes the better part of an hour: it is asked for.
MATCHED_AT_ONCE = 20_000
_LOOK_SECONDS = 1.0
_STEP_SECONDS, _SLICE_SECONDS = 0.05, 0.01
_INPUT = (events.Key, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp, events.Paste)


class Console(App[None]):
    """Locks after ``idle`` seconds without a key; ``ticks`` is a clock that never goes back.

    ``ends`` is called when the console is told to end from outside, or by a fault, with what says whether
    it still works on the vault.
    """

    ENABLE_COMMAND_PALETTE = False
    TITLE = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "keys", "console.key.help"),
        Binding("colon", "palette", "console.key.palette"),
        Binding("Q", "lock", "console.key.lock"),
        # Where letters are written, Q is a letter.
        Binding("ctrl+o", "lock", "console.key.lock", priority=True),
        Binding("ctrl+r", "matches", "console.key.matches", show=False),
        Binding("ctrl+q", "leave", "console.key.exit", show=False, priority=True),
        Binding("ctrl+c", "leave_hint", show=False, priority=True),
    ]

    def __init__(
        self,
        door: Door,
        theme: str = PLAIN,
        idle: float = IDLE_MINUTES * 60,
        ticks: Callable[[], float] = time.monotonic,
        finds_matches: bool = True,
        ends: Callable[[Callable[[], bool]], None] = lambda _: None,
    ) -> None:
        # Only so are no colours at all sent where none are wanted.
        super().__init__(ansi_color=True if theme == PLAIN else None)
        self._door, self._idle, self._ticks = door, idle, ticks
        self._finds_matches, self._ends = finds_matches, ends
        self._is_told_to_end = False
        self._touched = ticks()
        self._keys, self._ahead = GivingWay(), TypedAhead(self, self._type)
        self.session: ConsoleSession | None = None
        self._handlers: dict[signal.Signals, Any] = {}
        self._kept: dict[bytes, bytes] = {}
        # Whose recipients began something, and whether that was said at the door already.
        self._begun: set[bytes] = set()
        self._said_begun = False
        self.register_theme(DESK)
        self.theme = theme
        self.animation_level = "none"

    def on_mount(self) -> None:
        """The door first."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            self._handlers[number] = signal.signal(number, self._told_to_end)
        self.push_screen(UnlockScreen(self._door, self._door.language))
        self.set_interval(_LOOK_SECONDS, self._look_at_clock)
        self.set_interval(_STEP_SECONDS, self._fill_index)

    def on_unmount(self) -> None:
        """Leaves signals as they were."""
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    async def on_event(self, event: events.Event) -> None:
        """Notes that somebody is there; keys that are typed ahead wait for their turn."""
        if isinstance(event, _INPUT):
            self._touched = self._ticks()
            self._keys.pressed()
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._ahead.take(event)
        else:
            await super().on_event(event)

    async def _type(self, typed: Typed) -> None:
        """Takes keys of a Cyrillic layout for those in the same place.

        Not while a text is being typed: there letters are letters.
        """
        if isinstance(typed, events.Key) and typed.character and not is_text(self, typed):
            typed = events.Key(*(latin_key(typed.character) or (typed.key, typed.character)))
        await super().on_event(typed)

    @on(UnlockScreen.Unlocked)
    def _unlocked(self, event: UnlockScreen.Unlocked) -> None:
        self.session, self._door = event.session, event.door
        event.session.drafts |= open_drafts(event.session, self._kept)
        event.session.texts |= open_texts(event.session, self._kept)
        self._begun.discard(event.session.vault.identity.recipient.id)
        self._touched, self._said_begun = self._ticks(), False
        self.switch_screen(TriageScreen(event.session))
        if self._looks_by_itself(event.session):
            self._find_matches(event.session)

    @on(CameIn)
    def _came_in(self) -> None:
        """Says whether matches are looked for, or have to be asked for."""
        session = self.session
        if session is not None:
            looks = self._looks_by_itself(session)
            words = session.say("console.matches.looking" if looks else "console.matches.ask")
            self.notify(words, markup=False)
            if looks:
                self._find_matches(session)

    def _looks_by_itself(self, session: ConsoleSession) -> bool:
        return self._finds_matches and len(session.desk.cases) <= MATCHED_AT_ONCE

    async def action_lock(self, why: str = "lock.locked") -> None:
        """Closes the vault, forgets everything that was read from it, and asks for the password again."""
        if self.session is not None and not self._is_busy():
            await self._forget()
            await self.push_screen(UnlockScreen(self._door, self._door.language, why))

    async def action_leave(self) -> None:
        """Ends the program; asks before what was begun is lost."""
        session = self.session
        if session is None and self._begun and not self._said_begun:
            self._said_begun = True
            words = translate(self._door.language, "console.begun.door")
            self.notify(words, severity="warning", markup=False)
        elif session is None or not (session.drafts or session.texts or self._begun):
            await self._end()
        elif not isinstance(self.screen, AskLeave):
            await self.push_screen(AskLeave(session, bool(self._begun)), self._left)

    def _left(self, leaves: str | None) -> None:
        if leaves == AskLeave.YES:
            self.call_later(self._end)

    async def _end(self) -> None:
        """Ends the program; what was done is in the vault already."""
        if not self._is_busy():
            await self._forget()
            self.exit()

    def _told_to_end(self, *_: object) -> None:
        """A signal came: at once where that can be, else as soon as the work on the vault is done."""
        self._ends(self._works)
        self._is_told_to_end = True
        self.call_later(self._end)

    def panic(self, *renderables: RenderableType) -> None:
        """Ends the program: a fault, or a terminal that is no more."""
        self._ends(self._works)
        super().panic(*renderables)

    def _works(self) -> bool:
        return self.session is not None and self.session.busy > 0

    def action_leave_hint(self) -> None:
        """Ctrl+C ends nothing by itself: it is pressed to copy."""
        if self.session is not None:
            self.notify(self.session.say("console.leave.hint"), markup=False)

    def action_suspend_process(self) -> None:
        """Ctrl+Z would leave letters in the memory of a program that nobody watches: it does nothing."""

    def copy_to_clipboard(self, text: str) -> None:
        """Keeps what was copied to itself: the terminal's clipboard is everybody's, and outlives a lock."""
        self._clipboard = text

    @property
    def fault(self) -> Exception | None:
        """What ended the program, if it was not the caseworker."""
        return self._exception

    def _print_error_renderables(self) -> None:
        """Prints no trace of a fault, which would quote letters: the command line says where it was."""
        self._exit_renderables.clear()

    def action_matches(self) -> None:
        """Looks for matches anew, beside the work."""
        if self.session is not None:
            self.notify(self.session.say("console.matches.looking"), markup=False)
            self._find_matches(self.session)

    def action_keys(self) -> None:
        """The keys of the moment."""
        if self.session is not None:
            bindings = [active.binding for active in self.screen.active_bindings.values() if active.enabled]
            self.push_screen(KeyHelp(self.session, bindings))

    @work
    async def action_palette(self) -> None:
        """Everything that can be done here."""
        session = self.session
        if session is None:
            return
        commands = commands_of(self, session)
        chosen = await self.push_screen_wait(
            Palette(session, commands, lambda typed: direct_command(self, session, typed))
        )
        if chosen is not None:
            # Not here: a lock ends whatever still works, and would end itself.
            self.call_later(chosen.run)

    def _is_busy(self) -> bool:
        """Whether a thread works on the vault; says so."""
        if self.session is None or not self._works():
            return False
        self.notify(self.session.say("console.lock.busy"), severity="warning", markup=False)
        return True

    async def _forget(self) -> None:
        """Ends all screens; before that keeps what was typed, then closes and empties the session."""
        session, self.session = self.session, None
        if session is None:
            return
        try:
            for screen in self.screen_stack:
                if isinstance(screen, ConsoleScreen):
                    screen.before_lock()
            self.workers.cancel_all()
            self._kept |= seal_drafts(session)
            if session.drafts or session.texts:
                self._begun.add(session.vault.identity.recipient.id)
            # Whatever of them is still to be drawn would ask the empty session.
            while len(self.screen_stack) > 1:
                await self.pop_screen()
        finally:
            session.close()
            forget_words()
        self._clipboard = ""

    async def _look_at_clock(self) -> None:
        session = self.session
        if self._is_told_to_end and not self._works():
            await self._end()
            return
        if session is not None and not session.busy and self._ticks() - self._touched >= self._idle:
            await self.action_lock("lock.idle")

    def _fill_index(self) -> None:
        """Prepares the search a little at a time, so that no key waits for it.

        Not while a thread changes the vault: what is counted here would change under it.
        """
        if self.session is not None and not self.session.busy:
            end = time.perf_counter() + _SLICE_SECONDS
            self.session.prepare(lambda: time.perf_counter() < end)

    @work(thread=True, group="matches", exclusive=True)
    def _find_matches(self, session: ConsoleSession) -> None:
        """Who may be whom: found beside the work, shown when it is there."""
        worker = get_current_worker()
        try:
            book = session.made_book(lambda: self._keys.is_over(lambda: worker.is_cancelled))
        except TrackerError as error:
            self.call_from_thread(self.notify, in_words(session.language, error), markup=False)
            return
        if book is not None and not worker.is_cancelled:
            self.call_from_thread(self._take_book, session, book)

    def _take_book(self, session: ConsoleSession, book: object) -> None:
        if session.busy:
            self.set_timer(_LOOK_SECONDS, lambda: self._take_book(session, book))
        elif self.session is session:
            session.take_book(book)  # type: ignore[arg-type]
            for screen in self.screen_stack:
                if isinstance(screen, TriageScreen):
                    screen.acted()
