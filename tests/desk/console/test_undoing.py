"""Taking back and doing again: what is out of sight, and what a family is told, is asked about first."""

import asyncio
import random
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tests.desk.console.screens_world import played, typed
from tests.desk.console.shell_world import FilledDesk, playing
from tracker.desk.acting import act, act_on_all
from tracker.desk.acts import Assign, Note
from tracker.desk.answering import write_answer
from tracker.desk.console.compare import CompareScreen
from tracker.desk.console.dialogs import AskChoice
from tracker.desk.console.inquiry import InquiryScreen
from tracker.desk.console.session import ConsoleSession
from tracker.desk.references import reference_of

ANSWER: dict[str, Any] = {"work": "waiting", "knowledge": {"value": "none"}, "text": "Чекаємо."}


def test_an_act_on_a_case_out_of_sight_is_named_before_it_is_undone(
    tmp_path: Path, rng: random.Random
) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            other = play.in_view[3]
            act(play.session.vault, play.session.case(other), Note("far away"), play.session.now)
            await play.keys("u")
            screen = play.app.screen
            assert isinstance(screen, AskChoice)
            assert play.session.case(other).label in screen.title_text
            assert "far away" in screen.title_text
            await play.keys("escape")
            assert len(play.session.case(other).triage.notes) == 1
            await play.keys("u", "enter")
            assert play.session.case(other).triage.notes == ()

    asyncio.run(story())


def test_an_act_on_the_case_under_the_cursor_is_undone_at_once(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys("a", "enter", "u")
            assert play.app.screen is play.triage
            assert play.session.board.counts["mine"] == 0

    asyncio.run(story())


async def refuse_then_undo(pilot: Pilot[None], session: ConsoleSession) -> None:
    """Is asked before the answer is taken back: says no, then yes."""
    await typed(pilot, "u")
    assert isinstance(pilot.app.screen, AskChoice)
    await typed(pilot, "j\n")
    assert len(session.case(1).answers) == 1
    await typed(pilot, "u\n")
    assert session.case(1).answers == ()


def test_an_answer_is_undone_only_when_asked_about(session: ConsoleSession) -> None:
    write_answer(session.vault, session.case(1), ANSWER, session.now)

    async def story(pilot: Pilot[None]) -> None:
        await refuse_then_undo(pilot, session)
        await typed(pilot, "U")
        assert isinstance(pilot.app.screen, AskChoice)
        await typed(pilot, "\n")
        assert len(session.case(1).answers) == 1

    played(lambda: InquiryScreen(session, 1), story)


def test_beside_another_entry_too_an_answer_is_undone_only_when_asked_about(session: ConsoleSession) -> None:
    write_answer(session.vault, session.case(1), ANSWER, session.now)

    async def story(pilot: Pilot[None]) -> None:
        await refuse_then_undo(pilot, session)

    played(lambda: CompareScreen(session, 1, reference_of(session.case(2))), story)


def test_what_was_done_to_other_inquiries_as_well_is_asked_about(session: ConsoleSession) -> None:
    act_on_all(session.vault, [session.case(1), session.case(2)], Assign("anna"), session.now)

    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "u")
        screen = pilot.app.screen
        assert isinstance(screen, AskChoice)
        assert session.case(2).label in screen.title_text

    played(lambda: InquiryScreen(session, 1), story)


def test_an_inquirys_screen_does_again_what_was_taken_back_there(session: ConsoleSession) -> None:
    act(session.vault, session.case(2), Note("elsewhere"), session.now)

    async def story(pilot: Pilot[None]) -> None:
        screen = pilot.app.screen
        assert isinstance(screen, InquiryScreen)
        await typed(pilot, "a\n")
        await typed(pilot, "u")
        assert session.case(1).triage.owner == ""
        await typed(pilot, "U")
        assert session.case(1).triage.owner == "anna"
        await typed(pilot, "U")
        assert screen.query_one("#happened").has_class("-refused")
        assert session.case(1).triage.owner == "anna"

    played(lambda: InquiryScreen(session, 1), story)


def test_what_was_taken_back_step_by_step_comes_again_step_by_step_and_then_stays(
    tmp_path: Path, rng: random.Random
) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            number = play.cases.number or 0

            def state() -> tuple[str, bool]:
                triage = play.session.case(number).triage
                return triage.owner, "x" in triage.tags

            await play.keys("a", "enter", "T")
            await play.write("x")
            await play.keys("enter")
            seen = [state()]
            for key in "uuUUU":
                await play.keys(key)
                seen.append(state())
            assert seen == [
                ("anna", True),
                ("anna", False),
                ("", False),
                ("anna", False),
                ("anna", True),
                ("anna", True),
            ]

    asyncio.run(story())
