"""Search, filter, filters under a name, and the way back to the whole."""

import asyncio
import random
from pathlib import Path

import pytest
from textual.widgets import Static

from tests.desk.console.shell_world import FilledDesk, Playing, playing
from tracker.desk.saved_queries import saved_queries


def names(play: Playing) -> set[str]:
    """First words of the names in view."""
    return {play.session.board.rows[number].name.split()[0] for number in play.in_view}


def happened(play: Playing) -> str:
    """What the line says about what was done."""
    return str(play.triage.query_one("#happened", Static).render())


@pytest.mark.parametrize("typed", ["вигаданк", "выгадан", "Vyhadank"])
def test_a_name_is_found_in_any_script_as_it_is_typed(typed: str, tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys("slash")
            await play.write(typed)
            assert names(play) == {"Вигаданко", "Выгаданко", "Vyhadanko"}
            await play.keys("enter", "j")
            assert play.cases.has_focus
            assert play.cases.cursor == 1

    asyncio.run(story())


def test_a_search_finds_words_of_letters_places_and_numbers(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            for typed, found in (
                ("коней", {"Казкова"}),
                ("вербополь", {"Выгаданко"}),
                ("казкова чого", set()),
            ):
                await play.keys("slash")
                await play.write(typed)
                assert names(play) == found
                await play.keys("escape")
            number = play.in_view[2]
            await play.keys("slash")
            await play.write(f"{number}")
            assert number in play.in_view

    asyncio.run(story())


def test_escape_brings_back_what_was_in_view(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            before = play.in_view
            await play.keys("slash")
            await play.write("казк")
            assert len(play.in_view) == 1
            await play.keys("escape")
            assert play.in_view == before
            await play.keys("slash")
            await play.write("казк")
            await play.keys("enter", "escape")
            assert play.in_view == before

    asyncio.run(story())


def test_a_filter_narrows_the_queue_and_a_wrong_one_is_explained(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys("f")
            await play.write("category:child")
            await play.keys("enter")
            assert names(play) == {"Казкова"}
            await play.keys("f")
            await play.write(" wrong:key")
            await play.keys("enter")
            assert "[query-unknown-key]" in happened(play)
            assert names(play) == {"Казкова"}
            await play.keys("escape", "escape")
            assert len(play.in_view) == play.session.board.counts["new"]

    asyncio.run(story())


def test_a_filter_is_kept_under_a_name_and_reached_by_its_digit(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys("S")
            assert play.app.screen is play.triage
            await play.keys("f")
            await play.write("category:child")
            await play.keys("enter", "S")
            await play.write("діти")
            await play.keys("enter")
            assert saved_queries(play.session.desk) == [("діти", "category:child")]
            await play.keys("escape", "g", "1")
            assert names(play) == {"Казкова"}
            assert play.session.listing.view.queue == "all"

    asyncio.run(story())


def test_o_goes_through_the_orders(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            seen = {}
            for _ in range(5):
                await play.keys("o")
                seen[play.session.listing.view.order] = play.in_view
            assert set(seen) == {"pressing", "oldest", "newest", "number", "name"}
            assert seen["number"] == sorted(seen["number"])
            assert seen["newest"][0] == max(seen["number"])

    asyncio.run(story())
