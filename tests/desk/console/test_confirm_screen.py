"""The second caseworker's screen: all is shown, and nobody confirms by accident or their own words."""

from typing import Any

import pytest
from textual.pilot import Pilot

from tests.desk.console.screens_world import WIDE, drawn, filled_in, happened, played, read_on, shown, typed
from tests.desk.world import NOW, DeskInTest
from tracker.desk.answering import complete_answer, write_answer
from tracker.desk.console.confirm import ConfirmScreen
from tracker.desk.console.inquiry import InquiryScreen
from tracker.desk.console.proof import ProofScreen
from tracker.desk.console.session import ConsoleSession
from tracker.desk.replies.outgoing_check import check_wording

LOCATED: dict[str, Any] = {
    "work": "answered",
    "knowledge": {"value": "located", "source": "icrc", "date": "2026-08", "confidence": "high"},
    "text": "Он в городе Х.",
}

FERRY = "Про це сказав капітан порома."


@pytest.fixture
def waiting(session: ConsoleSession) -> ConsoleSession:
    """Anna wrote where somebody is; she still sits there."""
    write_answer(session.vault, session.case(2), LOCATED, NOW)
    session.refresh()
    return session


@pytest.fixture
def second(waiting: ConsoleSession, filled_desk: DeskInTest) -> ConsoleSession:
    """Now borys sits there."""
    waiting.vault.identity = filled_desk.world.workers["borys"]
    return waiting


def confirm(session: ConsoleSession) -> ConfirmScreen:
    """The screen of the second inquiry's answer."""
    return ConfirmScreen(session, 2)


def test_everything_that_will_be_read_is_shown_and_by_whom(second: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        reading = shown(pilot, "#reading")
        assert "Он в городе Х." in reading
        assert "Международный комитет Красного Креста" in reading
        assert "Лише те, що лист отримано" in reading
        assert "Пише anna" in shown(pilot, "#heading")

    played(lambda: confirm(second), story)


def test_it_is_confirmed_after_reading_and_typing_the_number(second: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await read_on(pilot)
        await typed(pilot, "Y")
        await filled_in(pilot, "c-2")
        assert second.case(2).waiting_answer is None

    app = played(lambda: confirm(second), story)
    assert app.results == [True]


def test_not_before_it_was_read_to_its_end(second: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "Y")
        assert "до кінця" in happened(pilot)
        assert second.case(2).waiting_answer is not None

    played(lambda: confirm(second), story)


@pytest.mark.parametrize("number", ["", "1", "C-000003", "2 2", "yes"])
def test_another_number_confirms_nothing(second: ConsoleSession, number: str) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await read_on(pilot)
        await typed(pilot, "Y")
        await filled_in(pilot, number)
        assert "нічого не зроблено" in drawn(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert second.case(2).waiting_answer is not None

    played(lambda: confirm(second), story)


def test_the_author_cannot_confirm_and_is_told_so_at_once(waiting: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "Це написали ви" in happened(pilot)
        await read_on(pilot)
        await typed(pilot, "Y")
        assert isinstance(pilot.app.screen, ConfirmScreen)
        assert waiting.case(2).waiting_answer is not None

    played(lambda: confirm(waiting), story)


def test_other_keys_confirm_nothing(second: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await read_on(pilot)
        await pilot.press("y", "n", "tab", "ctrl+s", "f2", "c", "v")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ConfirmScreen)
        assert second.case(2).waiting_answer is not None

    played(lambda: confirm(second), story)


def test_an_answer_that_changed_meanwhile_is_not_confirmed(second: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await read_on(pilot)
        await typed(pilot, "Y")
        write_answer(second.vault, second.case(2), {**LOCATED, "text": "Он в городе Й."}, NOW)
        await filled_in(pilot, "2")
        assert "відповідь змінилася" in happened(pilot)
        assert second.case(2).waiting_answer is not None

    played(lambda: confirm(second), story)


def test_the_letters_are_a_key_away(second: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, InquiryScreen)

    played(lambda: confirm(second), story, WIDE)


def test_where_nothing_waits_nothing_can_be_confirmed(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "Y")
        assert "не чекає" in happened(pilot)

    played(lambda: confirm(session), story)


def test_what_was_justified_is_shown_as_word_kind_and_reason(
    session: ConsoleSession, filled_desk: DeskInTest
) -> None:
    """To its author before it is written, and to the second person."""
    content = {"work": "being-traced", "knowledge": {"value": "none"}, "language": "uk", "text": FERRY}
    (found,) = check_wording(FERRY, session.desk, session.case(1))
    given = {found.key: "капітан порома, не звання"}

    async def story(pilot: Pilot[None]) -> None:
        reading = shown(pilot, "#reading")
        assert "■ «капітан»: звання" in reading
        assert "Причина автора: капітан порома, не звання" in reading
        assert found.key not in reading

    complete = complete_answer(session.case(1), content, session.now)
    played(lambda: ProofScreen(session, 1, complete, given), story)
    write_answer(session.vault, session.case(1), content, NOW, given)
    session.refresh()
    session.vault.identity = filled_desk.world.workers["borys"]
    played(lambda: ConfirmScreen(session, 1), story)
