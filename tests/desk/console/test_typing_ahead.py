"""Keys that are typed ahead, all at once: none is lost, and each goes where it would have gone slowly."""

import asyncio
import random
from pathlib import Path

import pytest
from textual.events import Key, Paste
from textual.keys import _character_to_key
from textual.widgets import Input, TextArea

from tests.desk.console.shell_world import FilledDesk, Playing, playing
from tracker.desk.console.escape_key import EscapeParser
from tracker.desk.console.inquiry import InquiryScreen
from tracker.desk.console.reply import ReplyScreen


async def ahead(play: Playing, *names: str, pasted: str = "") -> None:
    """Presses keys in one go, then pastes, and waits for the end; what is no key's name is a text."""
    for name in names:
        if name in ("enter", "escape", "ctrl+s"):
            play.app.post_message(Key(name, None))
        else:
            for char in name:
                play.app.post_message(Key(_character_to_key(char), char))
    if pasted:
        play.app.post_message(Paste(pasted))
    await play.answered()


def in_front(play: Playing) -> list[type]:
    """The screens over the list, the one in front last."""
    return [type(screen) for screen in play.app.screen_stack[2:]]


def opened(play: Playing) -> int:
    """The number of the inquiry that is open."""
    assert isinstance(play.app.screen, InquiryScreen)
    return play.app.screen.number


def written(play: Playing) -> str:
    """What stands in the line or the editor that has the focus."""
    focused = play.app.focused
    if isinstance(focused, Input):
        return focused.value
    return focused.text if isinstance(focused, TextArea) else ""


@pytest.fixture
def desk(tmp_path: Path, rng: random.Random) -> FilledDesk:
    """The fictional inquiries."""
    return FilledDesk(tmp_path, rng)


def test_an_inquiry_is_opened_once_however_often_enter_is_pressed(desk: FilledDesk) -> None:
    async def story() -> None:
        async with playing(desk) as play:
            await ahead(play, "enter", "enter", "enter")
            assert in_front(play) == [InquiryScreen]

    asyncio.run(story())


def test_the_next_inquiry_is_gone_to_and_opened(desk: FilledDesk) -> None:
    async def story() -> None:
        async with playing(desk) as play:
            await ahead(play, "enter", "escape", "j", "enter", "escape", "j", "enter")
            assert in_front(play) == [InquiryScreen]
            assert opened(play) == play.in_view[2]

    asyncio.run(story())


def test_dialogs_get_what_is_typed_for_them(desk: FilledDesk) -> None:
    async def story() -> None:
        async with playing(desk) as play:
            number, waits = play.in_view[0], ("w", "14", "enter", "a cause", "enter")
            await ahead(play, "enter", *waits, "c", "a note", "ctrl+s", "!", "now", "enter")
            triage = play.session.case(number).triage
            assert (triage.waiting_why, triage.escalated_why) == ("a cause", "now")
            assert [note.act.text for note in triage.notes] == ["a note"]
            assert in_front(play) == [InquiryScreen]

    asyncio.run(story())


def test_after_an_act_the_list_is_gone_on_with(desk: FilledDesk) -> None:
    async def story() -> None:
        async with playing(desk) as play:
            first, second = play.in_view[:2]
            await ahead(play, "a", "enter", "j", "a", "enter", "enter")
            assert {play.session.case(number).triage.owner for number in (first, second)} == {"anna"}
            assert opened(play) == second

    asyncio.run(story())


def test_a_reply_is_begun_with_the_words_that_were_typed_ahead(desk: FilledDesk) -> None:
    async def story() -> None:
        async with playing(desk) as play:
            await ahead(play, "enter", "r", "We go on looking.")
            assert in_front(play) == [InquiryScreen, ReplyScreen]
            assert written(play) == "We go on looking."

    asyncio.run(story())


def test_what_is_searched_for_is_opened(desk: FilledDesk) -> None:
    async def story() -> None:
        async with playing(desk) as play:
            await ahead(play, "/", "Казкова", "enter", "enter")
            assert "Казкова" in str(play.session.case(opened(play)).form["full-name"])

    asyncio.run(story())


@pytest.mark.parametrize("before", ["/", "f"])
def test_g_is_a_letter_where_a_text_is_typed_and_goes_on_after_it(desk: FilledDesk, before: str) -> None:
    """Both keys that lead to a queue may come in one burst with what was typed before."""

    async def story() -> None:
        async with playing(desk) as play:
            await ahead(play, before, "ggt", "g")
            assert written(play) == "ggtg"
            await ahead(play, "escape", "gt")
            assert play.session.listing.view.queue == "all"
            assert play.app.screen is play.triage

    asyncio.run(story())


def test_a_pasted_text_goes_where_the_keys_before_it_lead(desk: FilledDesk) -> None:
    async def story() -> None:
        async with playing(desk) as play:
            await ahead(play, "!", pasted="pasted")
            assert written(play) == "pasted"

    asyncio.run(story())


def test_keys_of_a_cyrillic_layout_are_typed_ahead_as_well(desk: FilledDesk) -> None:
    async def story() -> None:
        async with playing(desk) as play:
            number = play.in_view[1]
            await ahead(play, "о", "enter", "с", "нотатка", "ctrl+s", "escape", "л")
            assert len(play.session.case(number).triage.notes) == 1
            assert in_front(play) == []
            assert play.cases.number == play.in_view[0]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1bj\r", ["escape", "j", "enter"]),
        ("\x1b/", ["escape", "slash"]),
        ("\x1b\r", ["escape", "enter"]),
        ("\x1bf", ["escape", "f"]),
        ("\x1bо", ["escape", "о"]),
        ("\x1bJ", ["escape", "J"]),
        ("\x1b\x1b", ["escape", "escape"]),
        ("\x1b[B", ["down"]),
        ("\x1b[1;5C", ["ctrl+right"]),
    ],
    ids=["letter-enter", "slash", "enter", "f", "cyrillic", "capital", "twice", "arrow", "ctrl-arrow"],
)
def test_escape_and_a_key_right_after_it_are_two_keys(sent: str, keys: list[str]) -> None:
    parser = EscapeParser()
    read = [*parser.feed(sent), *parser.feed("")]
    assert [event.key for event in read if isinstance(event, Key)] == keys
