"""The list: moving, marking, opening; queues; what others wrote drawn harmlessly."""

import asyncio
import random
from itertools import pairwise
from pathlib import Path

import pytest
from textual.events import Key
from textual.geometry import Region

from tests.desk.console.shell_world import SMALL, WIDE, FilledDesk, Playing, playing
from tests.desk.world import inquiry_form
from tracker.desk.console.inquiry import InquiryScreen
from tracker.desk.console.list_line import Columns
from tracker.desk.console.preview import Preview


@pytest.mark.parametrize(("down", "up"), [("j", "k"), ("о", "л"), ("down", "up")])
def test_the_cursor_moves_on_every_layout(down: str, up: str, tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys(down, down, up)
            assert play.cases.cursor == 1
            await play.keys(*[up] * 5)
            assert play.cases.cursor == 0
            await play.keys("end", down)
            assert play.cases.cursor == len(play.in_view) - 1

    asyncio.run(story())


def test_the_most_pressing_comes_first(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            first = play.session.board.rows[play.in_view[0]]
            assert first.urgent == ("medicine",)
            line = next(line for line in play.drawn.splitlines() if first.label in line and "цив" in line)
            assert "!!*" in line

    asyncio.run(story())


def test_marks_are_what_the_next_act_is_about(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            first, second, third, *_ = play.in_view
            await play.keys("x", "j", "x")
            assert play.triage.act_on() == [first, third]
            await play.keys("escape")
            assert play.triage.act_on() == [play.cases.number]
            await play.keys("X")
            assert play.triage.act_on() == play.in_view
            assert second in play.cases.marks

    asyncio.run(story())


def test_enter_opens_and_escape_comes_back_to_the_same_case(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys("j", "j")
            number = play.cases.number
            await play.keys("enter")
            assert isinstance(play.app.screen, InquiryScreen)
            assert play.app.screen.number == number
            await play.keys("escape")
            assert play.app.screen is play.triage
            assert play.cases.number == number
            await play.keys("escape")
            assert play.app.screen is play.triage

    asyncio.run(story())


def test_the_cursor_follows_what_was_gone_to_from_an_inquiry(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            _, second, third, fourth, *_ = play.in_view
            await play.keys("enter", "J", "J", "K", "escape")
            assert (play.cases.number, play.cases.cursor) == (second, 1)
            assert play.session.case(second).label in str(play.triage.query_one(Preview).render())
            await play.keys("enter", "J", "w")
            await play.write("14")
            await play.keys("enter", "enter", "escape")
            assert third not in play.in_view
            assert play.cases.number == fourth
            await play.keys("enter", "n")
            gone_to = play.app.screen.number  # type: ignore[attr-defined]
            await play.keys("escape")
            assert play.cases.number == gone_to

    asyncio.run(story())


def test_what_follows_the_cursor_is_drawn_with_it(tmp_path: Path, rng: random.Random) -> None:
    """Not a moment later, after the list: the screen would be put together twice for a key."""

    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            second = play.session.board.rows[play.in_view[1]].label
            play.cases.action_move(1)
            assert second in seen(play)

    asyncio.run(story())


def test_a_line_is_sent_in_few_pieces(tmp_path: Path, rng: random.Random) -> None:
    """What looks alike is one piece of it, and what is empty looks like nothing."""

    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            for place in range(1, len(play.in_view)):
                (strip,) = play.cases.render_lines(Region(0, place, play.cases.size.width, 1))
                assert all(one.style != other.style for one, other in pairwise(strip))
                assert not any(piece.text.isspace() and piece.style.bold for piece in strip)

    asyncio.run(story())


def test_a_letter_is_read_on_beside_the_list(tmp_path: Path, rng: random.Random) -> None:
    text = "\n".join(f"рядок {number}" for number in range(1, 30))

    async def story() -> None:
        forms = [inquiry_form(**{"full-name": "Довга", "text": text}), inquiry_form()]
        async with playing(FilledDesk(tmp_path, rng, forms), (120, 20)) as play:
            beginning = seen(play)
            await play.keys("ctrl+d")
            assert "рядок 10\n" in seen(play)
            assert "Довга" not in seen(play)
            # An act draws it anew, and leaves it where it is.
            await play.keys("a", "enter")
            assert "Довга" not in seen(play)
            await play.keys(*["ctrl+d"] * 5)
            assert "рядок 29" in play.drawn
            await play.keys(*["ctrl+u"] * 5)
            assert "Довга" in seen(play)
            await play.keys("ctrl+d", "j", "k")
            assert "Довга" in seen(play)
            assert "рядок 1\n" in beginning

    asyncio.run(story())


def seen(play: Playing) -> str:
    """What stands in the preview."""
    return str(play.triage.query_one(Preview).render())


@pytest.mark.parametrize("width", [80, 109, 110, 120, 160, 240])
def test_a_name_has_eighteen_columns_on_every_screen(width: int, tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        forms = [inquiry_form(**{"full-name": "Вигаданко-Придуман О."})]
        async with playing(FilledDesk(tmp_path, rng, forms), (width, 30)) as play:
            assert Columns.of(play.cases.scrollable_content_region.width).name >= 18
            assert "Вигаданко-Придум" in play.drawn

    asyncio.run(story())


def test_a_click_goes_there_and_a_second_one_opens(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.pilot.click("#cases", offset=(10, 2))
            assert play.cases.cursor == 2
            await play.pilot.click("#cases", offset=(10, 2), times=2)
            await play.pilot.pause()
            assert isinstance(play.app.screen, InquiryScreen)

    asyncio.run(story())


@pytest.mark.parametrize("keys", [("g", "t"), ("п", "е")], ids=["latin", "cyrillic"])
def test_a_queue_is_reached_in_one_burst_of_keys(
    keys: tuple[str, ...], tmp_path: Path, rng: random.Random
) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            # As a terminal gives them: the second before anybody looked at the first.
            for key in keys:
                play.app.post_message(Key(key, key))
            for _ in range(5):
                await play.pilot.pause()
            assert play.session.listing.view.queue == "all"
            assert play.app.screen is play.triage

    asyncio.run(story())


@pytest.mark.parametrize(
    ("keys", "queue"), [(("g", "u"), "urgent"), (("п", "г"), "urgent"), (("g", "t"), "all")]
)
def test_g_and_a_letter_go_to_a_queue(
    keys: tuple[str, ...], queue: str, tmp_path: Path, rng: random.Random
) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys(*keys)
            assert play.session.listing.view.queue == queue
            assert len(play.in_view) == play.session.board.counts[queue]

    asyncio.run(story())


def test_g_and_another_key_stay(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            for key in ("Z", "escape", "9"):
                await play.keys("g", key)
                assert play.app.screen is play.triage
                assert play.session.listing.view.queue == "new"

    asyncio.run(story())


def test_n_goes_round_all_that_needs_me(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            seen = []
            for _ in range(len(play.in_view) + 1):
                await play.keys("n")
                seen.append(play.cases.number)
            assert len(set(seen)) == len(play.in_view)
            assert seen[0] == seen[-1]

    asyncio.run(story())


@pytest.mark.parametrize("size", [SMALL, WIDE])
def test_what_strangers_wrote_acts_on_nothing(
    size: tuple[int, int], tmp_path: Path, rng: random.Random
) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng), size) as play:
            await play.keys("g", "t")
            while "Байко" not in play.session.board.rows[play.cases.number or 0].name:
                await play.keys("j")
            assert "\x1b" not in play.drawn
            assert "\u202e" not in play.drawn
            assert "[/]" in play.drawn
            assert size == SMALL or "[red]" in play.drawn

    asyncio.run(story())


def test_only_the_lines_that_are_seen_are_drawn(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        forms = [inquiry_form(**{"full-name": f"Вигадана {number}"}) for number in range(120)]
        async with playing(FilledDesk(tmp_path, rng, forms), SMALL) as play:
            assert 0 < len(play.cases._lines) < 30
            await play.keys("end")
            assert play.cases.cursor == 119
            assert "C-000120" in play.drawn
            await play.keys("pageup", "home")
            assert "C-000001" in play.drawn

    asyncio.run(story())


def test_an_empty_queue_says_so(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng), (120, 34), language="en") as play:
            await play.keys("g", "z")
            assert play.cases.number is None
            assert "Nothing here" in play.drawn
            # All of it, in a list that is narrower than the words.
            assert play.cases.size.width < len(play.session.say("console.list.empty"))
            assert "filter." in play.drawn
            await play.keys("j", "x", "enter", "a", "r", "equals_sign")
            assert play.app.screen is play.triage

    asyncio.run(story())
