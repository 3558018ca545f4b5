"""Pictures for the caseworker's guide, drawn by the console itself at the practice vault (`make pictures`).

Without a network, so that the header says OFFLINE; at a fixed time, so that the same pictures come out again;
with a medium of its own where media are mounted, which nobody else sees.
"""

import asyncio
import os
import re
import shutil
import subprocess
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
MEDIUM = Path("/media/courier")
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

    async def type_instead(self, text: str) -> None:
        """Types into a field, in place of what stands there."""
        await self.press("ctrl+u", *text)

    async def named(self, name: str) -> None:
        """The first thing that the palette offers under these letters."""
        await self.press("colon", *name, "enter")

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
    await narrow(shoot)
    await many_at_once(shoot)
    await unencrypted(shoot)
    await lists(shoot)
    await other_vaults(shoot)
    await letters_in(shoot)
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


async def narrow(shoot: Photographer) -> None:
    """A search across alphabets, a filter, and what can be done by name."""
    await shoot.press("g", "t", "slash", *"Vygadanenko Tatyana")
    shoot.take("search")
    await shoot.press("escape", "f", *"category:pow waiting:>14")
    shoot.take("filter")
    await shoot.press("enter", "S", *"long wait", "enter", "escape", "colon", *"wait")
    shoot.take("palette")
    await shoot.press("escape")


async def many_at_once(shoot: Photographer) -> None:
    """Marked inquiries, and whom they are given to."""
    await shoot.press("g", "n", "x", "x", "x", "a")
    shoot.take("assign")
    await shoot.press("escape", "escape")


async def unencrypted(shoot: Photographer) -> None:
    """What leaves the vault on purpose only."""
    await shoot.press("g", "t", "f", *"has:attachments", "enter", "enter", "o", "i")
    shoot.take("attachments")
    await shoot.press("escape", "e")
    shoot.take("evidence")
    await shoot.press("escape", "escape", "escape", *"f", *"category:pow", "enter", "enter", "F")
    shoot.take("referral")
    await shoot.press("escape", "escape", "escape", "g", "a", "A")
    shoot.take("alarms")
    await shoot.press("escape", "escape")


async def lists(shoot: Photographer) -> None:
    """Lists taken in, and a newer version before it is."""
    await shoot.named("lists")
    shoot.take("lists")
    await shoot.press("i")
    await shoot.type_instead(f"{MEDIUM / shoot.files.list.name}")
    await shoot.press("enter")
    shoot.take("list-preview")
    await shoot.press("escape", "escape", "escape")


async def other_vaults(shoot: Photographer) -> None:
    """Notes, copies, the end of a shift."""
    await shoot.named("hand")
    shoot.take("hand-over")
    await shoot.press("escape")


async def letters_in(shoot: Photographer) -> None:
    """An inbox, step by step."""
    await shoot.press("i")
    await shoot.type_instead(f"{MEDIUM / shoot.files.inbox.name}")
    await shoot.press("enter", "enter")
    shoot.take("import")
    await shoot.press("escape", "escape")


async def main() -> None:
    """Draws all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    resource_tracker.ensure_running()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        files = make_practice(Path("practice"), SEED, NOW, quiet)
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", MEDIUM.parent], check=True)
        shutil.copytree(files.medium, MEDIUM)
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
