"""Pictures for the caseworker's guide, drawn by the console itself at the practice vault (`make pictures`).

Without a network, so that the header says OFFLINE; at a fixed time, so that the same pictures come out again.
"""

import asyncio
import os
import re
import sys
import tempfile
from multiprocessing import resource_tracker
from pathlib import Path
from random import Random

from textual.pilot import Pilot

from tests.desk.world import quiet
from tracker.desk.console.app import Console
from tracker.desk.console.theme import DESK
from tracker.desk.console.unlocking import Door
from tracker.desk.practice.making import PASSWORD, PracticeFiles, make_practice

FOLDER = Path(__file__).parents[2] / "docs" / "pictures" / "console"
SEED, SIZE, LANGUAGE = 2026, (120, 34), "en"
# A Monday morning.
NOW = 1_795_424_400
_FONTS = re.compile(r"@font-face \{.*?\}", re.DOTALL)


class Photographer:
    """Presses keys and takes pictures."""

    def __init__(self, pilot: Pilot[None], files: PracticeFiles) -> None:
        self.pilot, self.files = pilot, files

    async def press(self, *keys: str) -> None:
        """Keys, one by one; whatever they start is waited for."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def settle(self) -> None:
        """Until the threads that the console started are done and everything is drawn."""
        await self.pilot.pause()
        while any(worker.is_running and worker._thread_worker for worker in self.pilot.app.workers):
            await self.pilot.pause(0.05)
        await self.pilot.pause()

    def take(self, name: str) -> None:
        """A picture of what stands on the screen, without the fonts that would be fetched from others."""
        svg = self.pilot.app.export_screenshot(title="", simplify=True)
        FOLDER.joinpath(f"{name}.svg").write_text(_FONTS.sub("", svg), encoding="utf-8")


async def story(shoot: Photographer) -> None:
    """From the door to the outbox."""
    shoot.take("unlock")
    await shoot.press(*PASSWORD, "enter")
    while shoot.pilot.app.session is None:  # type: ignore[attr-defined]
        await shoot.pilot.pause(0.05)
    await shoot.settle()
    shoot.take("list")
    await shoot.press("question_mark")
    shoot.take("keys")
    await shoot.press("escape", "g")
    shoot.take("queues")
    await shoot.press("n", "n", "enter")
    shoot.take("inquiry")
    await shoot.press("r")
    shoot.take("reply")
    await shoot.press("ctrl+t")
    shoot.take("templates")
    await shoot.press("escape", "escape", "escape", "escape")
    await compare(shoot)
    await second_look(shoot)
    await shoot.press("e")
    shoot.take("export")
    await shoot.press("escape", "Q")
    shoot.take("locked")


async def compare(shoot: Photographer) -> None:
    """Two inquiries side by side."""
    await shoot.press("g", "d", "equals_sign")
    shoot.take("compare")
    await shoot.press("escape")


async def second_look(shoot: Photographer) -> None:
    """The second caseworker's screen."""
    await shoot.press("g", "c", "v")
    shoot.take("second-look")
    await shoot.press("escape")


async def main() -> None:
    """Draws all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    resource_tracker.ensure_running()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        files = make_practice(Path("practice"), SEED, NOW, quiet)
        rng = Random(SEED)
        door = Door(
            files.vault, files.identity(), LANGUAGE, lambda: NOW, rng.randbytes, practice_password=PASSWORD
        )
        console = Console(door, DESK.name)
        async with console.run_test(size=SIZE) as pilot:
            await story(Photographer(pilot, files))
        os.chdir(FOLDER)
    names = sorted(path.name for path in FOLDER.glob("*.svg"))
    sys.stdout.write(f"{FOLDER}: {', '.join(names)}\n")


if __name__ == "__main__":
    asyncio.run(main())
