"""Keys by their place, on Latin and Cyrillic layouts."""

import asyncio
import random
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.desk.console.shell_world import FilledDesk, playing
from tracker.desk.console.keys import LATIN_OF, latin_key

PLACES = dict(zip("олчфыіДнткецсугЖ,Йапю.", "jkxassLynrtwceu:?Qfg./", strict=True))


@pytest.mark.parametrize(("cyrillic", "latin"), list(PLACES.items()))
def test_every_key_of_the_console_has_its_place_on_a_cyrillic_layout(cyrillic: str, latin: str) -> None:
    assert LATIN_OF[cyrillic] == latin


def test_latin_letters_stay_what_they_are() -> None:
    assert [latin_key(char) for char in "jkxQ:!=1"] == [None] * 8


def test_letters_that_are_typed_into_a_text_stay_letters(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys(".")
            await play.write("Йой,.Ж")
            assert play.triage.query_one(Input).value == "Йой,.Ж"

    asyncio.run(story())


def test_the_palette_and_the_lock_work_on_a_cyrillic_layout(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys("Ж")
            assert type(play.app.screen).__name__ == "Palette"
            await play.keys("escape", ",")
            assert type(play.app.screen).__name__ == "KeyHelp"
            await play.keys("escape", "Й")
            assert play.app.session is None

    asyncio.run(story())


@pytest.mark.parametrize("digit", ["\u00b2", "\u0661", "0"], ids=["superscript", "arabic", "nought"])
def test_after_g_a_digit_of_another_kind_leads_nowhere(
    tmp_path: Path, rng: random.Random, digit: str
) -> None:
    """French and German keyboards have a key for a small two above the line."""

    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            before = play.drawn
            await play.keys("g", digit)
            assert play.drawn == before

    asyncio.run(story())
