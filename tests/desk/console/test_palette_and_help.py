"""The palette and the keys of the moment."""

import asyncio
import random
from pathlib import Path

import pytest
from textual.widgets import Static

from tests.desk.console.shell_world import SMALL, FilledDesk, playing
from tracker.desk.console.ask_path import AskPath
from tracker.desk.console.help import KeyHelp
from tracker.desk.console.inquiry import InquiryScreen
from tracker.desk.console.palette import Palette
from tracker.desk.console.unlock import UnlockScreen


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_help_lists_every_key_of_the_moment_in_words(
    language: str, tmp_path: Path, rng: random.Random
) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng), language=language) as play:
            await play.keys("question_mark")
            assert isinstance(play.app.screen, KeyHelp)
            text = "\n".join(str(each.render()) for each in play.app.screen.query(Static))
            assert "console." not in text
            for msgid in ("search", "filter", "assign", "next-mine", "undo", "lock", "palette"):
                assert play.session.say(f"console.key.{msgid}") in text
            await play.keys("question_mark")
            assert play.app.screen is play.triage

    asyncio.run(story())


def test_help_on_another_screen_lists_its_own_keys(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng), SMALL) as play:
            await play.keys("enter", "question_mark")
            text = "\n".join(str(each.render()) for each in play.app.screen.query(Static))
            assert play.session.say("console.key.second") in text
            assert play.session.say("console.key.filter") not in text

    asyncio.run(story())


def test_the_palette_runs_what_a_part_of_its_name_finds(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys("colon")
            await play.write("термін")
            await play.keys("enter")
            assert play.session.listing.view.queue == "urgent"
            await play.keys("colon")
            await play.write("нічого такого")
            await play.keys("enter")
            assert isinstance(play.app.screen, Palette)
            await play.keys("escape")
            assert play.app.screen is play.triage

    asyncio.run(story())


@pytest.mark.parametrize("key", ["backup", "write-notes", "read-notes", "write-shift"])
def test_the_palette_goes_straight_to_what_a_screen_of_the_desk_is_for(
    key: str, tmp_path: Path, rng: random.Random
) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys("colon")
            await play.write(play.session.say(f"console.key.{key}"))
            await play.keys("enter")
            assert isinstance(play.app.screen, AskPath)
            await play.keys("escape", "escape")
            assert play.app.screen is play.triage

    asyncio.run(story())


def test_the_palette_locks_and_leaves(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        filled = FilledDesk(tmp_path, rng)
        async with playing(filled) as play:
            for key in ("lock", "exit"):
                words = play.session.say(f"console.key.{key}")
                await play.keys("colon")
                await play.write(words)
                await play.keys("enter")
                assert play.app.session is None
                filled.unlock("borys").close()
                if key == "lock":
                    assert isinstance(play.app.screen, UnlockScreen)
                    assert len(play.app.screen_stack) == 2
                    await play.unlock()
            assert play.app.return_code == 0

    asyncio.run(story())


def test_the_palette_opens_a_case_by_its_number(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys("colon")
            await play.write("C-3")
            await play.keys("enter")
            assert isinstance(play.app.screen, InquiryScreen)
            assert play.app.screen.number == 3

    asyncio.run(story())


def test_the_palette_acts_on_the_case_under_the_cursor(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            number = play.cases.number
            await play.keys("colon")
            await play.write("призначити")
            await play.keys("enter", "enter")
            assert play.session.case(number or 0).triage.owner == "anna"

    asyncio.run(story())
