"""Acts from the list: on one case or many, seen at once, taken back as one."""

import asyncio
import random
from pathlib import Path

from textual.widgets import Static

from tests.desk.console.screens_world import PEOPLE
from tests.desk.console.shell_world import FilledDesk, playing
from tests.desk.console.test_narrowing import happened
from tracker.desk.console.compare import CompareScreen
from tracker.desk.console.reply import ReplyScreen
from tracker.desk.matching.book import match_book


def test_marked_cases_are_assigned_together_and_one_u_takes_it_back(
    tmp_path: Path, rng: random.Random
) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys("x", "x", "a", "enter")
            marked = play.triage.act_on()
            assert [play.session.case(number).triage.owner for number in marked] == ["anna", "anna"]
            assert play.session.board.counts["mine"] == 2
            await play.keys("u")
            assert play.session.board.counts["mine"] == 0
            await play.keys("U")
            assert play.session.board.counts["mine"] == 2

    asyncio.run(story())


def test_marks_out_of_view_are_not_counted_as_they_are_not_acted_on(
    tmp_path: Path, rng: random.Random
) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            say = play.session.say
            await play.keys("x", "x")
            assert say("console.list.marked", count=2) in str(play.triage.heading())
            await play.keys("slash")
            await play.write(str(play.session.case(play.in_view[0]).form["full-name"]))
            await play.keys("enter")
            assert say("console.list.marked", count=len(play.triage.act_on())) in str(play.triage.heading())
            await play.keys("escape")
            assert len(play.triage.act_on()) == 2

    asyncio.run(story())


def test_the_cursor_stays_in_place_when_its_case_leaves_the_list(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys("j")
            _, second, third, *_ = play.in_view
            await play.keys("w")
            await play.write("14")
            await play.keys("enter", "enter")
            assert second not in play.in_view
            assert play.cases.number == third
            assert play.session.board.counts["waiting-until"] == 1

    asyncio.run(story())


def test_nothing_to_undo_is_said_and_harms_nothing(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys("u")
            assert "[undo-nothing]" in happened(play)

    asyncio.run(story())


def test_a_case_is_erased_only_when_its_number_was_typed(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            number = play.cases.number
            assert number is not None
            await play.keys("D")
            await play.write("999")
            await play.keys("enter", "escape")
            assert number in play.session.desk.cases
            await play.keys("D")
            await play.write(f"{number}")
            await play.keys("enter")
            assert number not in play.session.desk.cases
            assert number not in play.in_view

    asyncio.run(story())


def test_an_erased_case_is_in_no_match_book_any_more(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng, [PEOPLE["one"], PEOPLE["two"]])) as play:
            session, number = play.session, play.cases.number
            assert number is not None
            reference = session.case(number).reference
            begun_before = match_book(session.desk)
            session.take_book(match_book(session.desk))
            assert session.book is not None
            assert reference in session.book
            await play.keys("D")
            await play.write(f"{number}")
            await play.keys("enter")
            assert number not in session.desk.cases
            assert reference not in session.book
            session.take_book(begun_before)
            assert reference not in session.book

    asyncio.run(story())


def test_r_and_equals_open_their_screens(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng, list(PEOPLE.values()))) as play:
            await play.keys("r")
            assert isinstance(play.app.screen, ReplyScreen)
            await play.keys("escape", "equals_sign")
            assert play.app.screen is play.triage
            assert play.session.say("console.compare.nobody") in happened(play)
            play.session.take_book(match_book(play.session.desk))
            await play.keys("equals_sign")
            assert isinstance(play.app.screen, CompareScreen)

    asyncio.run(story())


def test_the_preview_follows_the_cursor(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            for _ in range(3):
                await play.keys("j")
                label = play.session.case(play.cases.number or 0).label
                assert label in str(play.triage.query_one("#preview", Static).render())
            await play.keys("p", "p")
            assert not play.triage.query_one("#preview").display
            await play.keys("p")
            assert play.triage.query_one("#preview").display

    asyncio.run(story())
