"""The line at the bottom shows the keys of whatever takes them; names have the room there is."""

import asyncio
import random
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from tests.desk.console.screens_world import played, shown, typed, until
from tests.desk.console.shell_world import SMALL, WIDE, FilledDesk, fictional, playing
from tests.desk.world import inquiry_form
from tracker.desk.console.inquiry import InquiryScreen
from tracker.desk.console.key_line import KeyLine
from tracker.desk.console.session import ConsoleSession

LONG = "Вигаданко-Придуманенко Олександра-Марія Костянтинівна"


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["small", "wide"])
def test_a_dialog_shows_its_own_keys_over_those_below(
    size: tuple[int, int], tmp_path: Path, rng: random.Random
) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng), size) as play:
            say = play.session.say
            below = play.triage.query_one(KeyLine).region
            await play.keys("c")
            line = play.app.screen.query_one(KeyLine)
            assert line.region.contains_region(below)
            text = str(line.render())
            assert f"^S {say('console.key.save')}" in text
            assert f"^O {say('console.key.lock')}" in text
            assert say("console.key.assign") not in play.drawn.splitlines()[-1]

    asyncio.run(story())


def test_the_editor_names_a_key_that_locks(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys("r")
            line = str(play.app.screen.query_one(KeyLine).render())
            assert f"^O {play.session.say('console.key.lock')}" in line
            await play.keys("escape")
            assert f"Q {play.session.say('console.key.lock')}" in str(play.triage.query_one(KeyLine).render())

    asyncio.run(story())


def test_a_palette_that_finds_nothing_says_so(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys("colon")
            await play.write("zzz")
            assert play.session.say("console.palette.none")[:20] in play.drawn
            assert play.app.screen.query_one(OptionList).highlighted is None

    asyncio.run(story())


def test_a_title_takes_the_room_of_a_wide_screen(tmp_path: Path, rng: random.Random) -> None:
    with FilledDesk(tmp_path, rng, [*fictional(), inquiry_form(**{"full-name": LONG})]).unlock() as vault:
        session = ConsoleSession(vault, "uk", lambda: 1_790_000_000, vault.randomness)
        number = max(vault.desk.cases)

        async def story(pilot: Pilot[None]) -> None:
            assert LONG in shown(pilot, "#heading")
            await pilot.resize_terminal(80, 24)
            await until(pilot, lambda: LONG not in shown(pilot, "#heading"))
            await pilot.resize_terminal(120, 40)
            await until(pilot, lambda: LONG in shown(pilot, "#heading"))

        played(lambda: InquiryScreen(session, number), story, (120, 40))


def test_the_choice_that_leaves_a_note_shows_no_key_of_the_note(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "cbegun")
        await pilot.press("escape")
        await pilot.pause()
        assert "^S" not in str(pilot.app.screen.query_one(KeyLine).render())

    played(lambda: InquiryScreen(session, 1), story)
