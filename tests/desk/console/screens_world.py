"""A desk with a few fictional inquiries, and the console's screens over it, driven by keys alone."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Static

from crypto.letter import Kind
from tests.desk.world import NOW, DeskInTest, World, drawn_from, inquiry_form
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.working import WorkingScreen
from tracker.desk.matching.book import match_book
from tracker.desk.vault import Vault

Story = Callable[[Pilot[None]], Awaitable[None]]
SHARES = {"match": True}
WIDE, SMALL = (160, 50), (80, 24)

PEOPLE: dict[str, dict[str, Any]] = {
    "one": inquiry_form(
        **{
            "full-name": "Вигаданко Микола Петрович",
            "birth": "1987-05-03",
            "sex": "male",
            "home": "Вигадане, Харківська область",
            "urgent": ["medicine"],
            "sharing": SHARES,
            "text": "Востаннє дзвонив у лютому.\nПросимо передати ліки.",
        }
    ),
    "two": inquiry_form(
        **{
            "language": "ru",
            "full-name": "Выгаданко Николай",
            "birth": "1987-03-05",
            "sex": "male",
            "sharing": SHARES,
        }
    ),
    "three": inquiry_form(**{"category": "child", "full-name": "Казкова Марійка", "language": "en"}),
}


def filled(folder: Path, rng: random.Random, world: World | None = None) -> tuple[DeskInTest, Vault]:
    """A vault with the inquiries of ``PEOPLE``, unlocked by anna."""
    world = world or World()
    desk = DeskInTest(world, folder / "vault", drawn_from(rng))
    vault = desk.create()
    world.post(*(world.envelope(name, form=form) for name, form in PEOPLE.items()))
    world.post(world.envelope("one", Kind.ADDITION, {"text": "Ми згадали: у нього шрам."}))
    desk.take(vault, world.inbox())
    return desk, vault


def session_of(vault: Vault, language: str = "uk", now: int = NOW) -> ConsoleSession:
    """A session as the console makes one at unlock."""
    session = ConsoleSession(vault, language, lambda: now, vault.randomness)
    session.book = match_book(vault.desk)
    return session


class ScreenInTest(App[None]):
    """An app with one screen of the console pushed at once; ``results`` are what it gave."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, screen: Callable[[], Screen[Any]]) -> None:
        super().__init__()
        self._screen = screen
        self.results: list[Any] = []

    def on_mount(self) -> None:
        """Pushes it."""
        self.push_screen(self._screen(), self.results.append)


async def on_screen(
    screen: Callable[[], Screen[Any]],
    story: Story,
    size: tuple[int, int] = SMALL,
) -> ScreenInTest:
    """Plays a story on a screen; gives the console as it was left."""
    app = ScreenInTest(screen)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await story(pilot)
    return app


def shown(pilot: Pilot[None], selector: str) -> str:
    """The text of a widget of the screen in front."""
    return str(pilot.app.screen.query_one(selector, Static).render())


def drawn(pilot: Pilot[None]) -> str:
    """The whole screen as characters."""
    size = pilot.app.size
    lines = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in lines[: size.height])


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Waits until something holds: what threads do takes as long as it takes. Fails after 20 seconds."""
    for _ in range(2000):
        if holds():
            return
        await pilot.pause(0.01)
    raise AssertionError(f"it never came true; the screen shows\n{drawn(pilot)}")


async def filled_in(pilot: Pilot[None], text: str) -> None:
    """Writes into the line of the screen in front, in one go, and presses Enter."""
    pilot.app.screen.query(Input).first().value = text
    await pilot.press("enter")
    await pilot.pause()


def happened(pilot: Pilot[None]) -> str:
    """What the screen in front says was done, or why not."""
    return shown(pilot, "#happened")


async def read_on(pilot: Pilot[None]) -> None:
    """Reads what is shown to its end."""
    for _ in range(6):
        await pilot.press("space")
        await pilot.pause()


async def settled(pilot: Pilot[None]) -> None:
    """Waits for the end of what was begun."""
    screen = pilot.app.screen
    assert isinstance(screen, WorkingScreen)
    await until(pilot, lambda: not screen.is_working)
    await pilot.pause()


async def done_with_file(pilot: Pilot[None], key: str, path: Path) -> None:
    """Presses a key that asks for a file, names one, and waits for the end of what is done with it."""
    await typed(pilot, key)
    await filled_in(pilot, str(path))
    await settled(pilot)


def played(screen: Callable[[], Screen[Any]], story: Story, size: tuple[int, int] = SMALL) -> ScreenInTest:
    """``on_screen``, run to its end."""
    return asyncio.run(on_screen(screen, story, size))


async def typed(pilot: Pilot[None], text: str) -> None:
    """Presses a key for each character."""
    await pilot.press(*(_NAMES.get(char, char) for char in text))
    await pilot.pause()


_NAMES = {" ": "space", "-": "minus", "+": "plus", "\n": "enter"}
