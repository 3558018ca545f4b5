"""The whole console over a desk with a few fictional inquiries: unlocked by a password, driven by keys."""

import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from crypto.errors import PasswordWrong
from crypto.letter import Kind
from tests.desk.world import DAY, NOW, DeskInTest, World, drawn_from, inquiry_form
from tracker.desk.console.app import Console
from tracker.desk.console.case_list import CaseList
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.theme import DESK
from tracker.desk.console.triage_screen import TriageScreen
from tracker.desk.vault import Vault

PASSWORD = "a long password"
WIDE, SMALL = (160, 44), (80, 24)
LATER = NOW + 16 * DAY


def fictional() -> list[dict[str, Any]]:
    """Forms of a handful of inquiries, in three scripts."""
    return [
        inquiry_form(
            **{"full-name": "Вигаданко Микола Петрович", "birth": "1987-05-03", "urgent": ["medicine"]}
        ),
        inquiry_form(
            **{"full-name": "Выгаданко Николай", "language": "ru", "birth": 39, "home": "Вербополь"}
        ),
        inquiry_form(
            **{"full-name": "Казкова Марійка", "category": "child", "text": "Любить малювати коней."}
        ),
        inquiry_form(**{"full-name": "Vyhadanko Mykola", "language": "en", "category": "prisoner-of-war"}),
        inquiry_form(
            **{"full-name": "Байко \u202eОксана[/]", "category": "patient", "text": "[red]лист\x1b[2J"}
        ),
        inquiry_form(**{"full-name": "Притча Степан", "category": "convict", "sentence-end": "2026-10-20"}),
    ]


@dataclass
class FilledDesk:
    """A vault with the fictional inquiries, closed; ``now`` is what the console's clock says."""

    folder: Path
    rng: random.Random
    forms: list[dict[str, Any]] = field(default_factory=fictional)
    now: int = LATER

    def __post_init__(self) -> None:
        # Sealing and importing takes longer than a story: the same letters make the same vault.
        known, path, randomness = repr(self.forms), self.folder / "vault", drawn_from(self.rng)
        if known not in _FILLED:
            _FILLED[known] = _filled(DeskInTest(World(), path, randomness), self.forms)
        content, world = _FILLED[known]
        self.world = copy(world)
        self.world.log, self.world.hashes = world.log.copy(), world.hashes.copy()
        self.desk = DeskInTest(self.world, path, randomness)
        path.write_bytes(content)

    def unlock(self, who: str = "anna") -> Vault:
        """Opens the vault without the console."""
        return self.desk.unlock(who)

    def session(self, language: str = "uk", who: str = "anna") -> ConsoleSession:
        """An unlocked session; the caller closes it."""
        return ConsoleSession(self.unlock(who), language, lambda: self.now, self.rng.randbytes)


_FILLED: dict[str, tuple[bytes, World]] = {}


def _filled(desk: DeskInTest, forms: list[dict[str, Any]]) -> tuple[bytes, World]:
    """The vault's file after one inbox with all letters, and the log that they are in."""
    world = desk.world
    for number, form in enumerate(forms):
        world.post(world.envelope(f"f{number}", Kind.INQUIRY, form))
    with desk.create() as vault:
        desk.take(vault, world.inbox())
    return desk.path.read_bytes(), world


@dataclass
class DoorInTest:
    """A door whose password is not stretched; counts how often it was opened."""

    filled: FilledDesk
    language: str = "uk"
    practice_password: str = "shown to everybody"
    opened: int = 0
    identity: Path = Path("anna.identity")
    identities: tuple[Path, ...] = (Path("anna.identity"), Path("borys.identity"))

    @property
    def vault(self) -> Path:
        """What the door shows of the vault."""
        return Path("vault")

    def by(self, identity: Path) -> "DoorInTest":
        """The same door for another key file."""
        known = tuple(dict.fromkeys((*self.identities, identity)))
        return replace(self, identity=identity, identities=known)

    def open(self, password: str, tell: Callable[[str], None]) -> ConsoleSession:
        """A session for the right password."""
        tell("stretching")
        if password != PASSWORD:
            raise PasswordWrong("not this one")
        self.opened += 1
        return self.filled.session(self.language, self.identity.stem)


@dataclass
class Clock:
    """A clock that goes when it is told to."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


class Playing:
    """A console in a story: keys, what it shows."""

    def __init__(self, app: Console, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    async def keys(self, *names: str) -> None:
        """Presses keys one after the other, each shown before the next."""
        for name in names:
            await self.pilot.press(name)
            await self.answered()
            if opening := [worker for worker in self.app.workers if worker.group == "unlock"]:
                await self.app.workers.wait_for_complete(opening)
            await self.pilot.pause()

    async def write(self, text: str) -> None:
        """Types a text, as fast as a terminal gives it."""
        for char in text:
            self.app.post_message(Key(_character_to_key(char), char))
        await self.answered()

    async def answered(self) -> None:
        """Waits until all keys were answered."""
        await self.pilot.pause()
        while self.app.is_running and not self.app._ahead.is_at_rest:
            self.app._ahead.ask()
            await self.pilot.pause()

    async def unlock(self, password: str = PASSWORD) -> None:
        """Types the password."""
        await self.write(password)
        await self.keys("enter")

    @property
    def session(self) -> ConsoleSession:
        """The unlocked session."""
        assert self.app.session is not None
        return self.app.session

    @property
    def triage(self) -> TriageScreen:
        """The screen with the list."""
        return next(screen for screen in self.app.screen_stack if isinstance(screen, TriageScreen))

    @property
    def cases(self) -> CaseList:
        """The list."""
        return self.triage.cases

    @property
    def in_view(self) -> list[int]:
        """The numbers of the cases in view."""
        return list(self.session.listing)

    @property
    def drawn(self) -> str:
        """The whole screen as characters."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips())


@asynccontextmanager
async def playing(
    filled: FilledDesk, size: tuple[int, int] = WIDE, unlocked: bool = True, **more: Any
) -> AsyncIterator[Playing]:
    """A console that runs without a terminal."""
    language = more.pop("language", "uk")
    more = {"theme": DESK.name, "finds_matches": False, **more}
    app = Console(DoorInTest(filled, language), **more)  # type: ignore[arg-type]
    async with app.run_test(size=size) as pilot:
        play = Playing(app, pilot)
        await pilot.pause()
        if unlocked:
            await play.unlock()
        yield play
    if app.session is not None:
        app.session.close()
