"""What was begun is lost on purpose only: answers, notes, reasons."""

import asyncio
import random
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from tests.desk.console.screens_world import WIDE, filled_in, happened, played, shown, typed
from tests.desk.console.shell_world import FilledDesk, playing
from tracker.desk.console.dialogs import AskChoice, AskText
from tracker.desk.console.drafts import open_drafts, open_texts, seal_drafts
from tracker.desk.console.inquiry import InquiryScreen
from tracker.desk.console.leaving import AskLeave
from tracker.desk.console.proof import ProofScreen
from tracker.desk.console.reasons import AskReasons
from tracker.desk.console.reply import ReplyScreen
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.unlock import UnlockScreen

STOPPED = "Його називали сержант, а друга звали капітан."


async def write(pilot: Pilot[None], text: str) -> None:
    """Puts words into the editor."""
    pilot.app.screen.query_one(TextArea).text = text
    await pilot.pause()


def test_leaving_the_program_asks_while_an_answer_is_begun(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys("r")
            await play.write("begun")
            label = play.session.case(play.cases.number or 0).label
            await play.keys("ctrl+q", "ctrl+q")
            assert isinstance(play.app.screen, AskLeave)
            assert label in play.app.screen.title_text
            await play.keys("enter")
            assert play.app.screen.query_one(TextArea).text == "begun"
            assert play.app.session is not None
            await play.keys("ctrl+q", "j", "enter")
            assert play.app.session is None

    asyncio.run(story())


def test_leaving_from_the_door_says_once_that_something_is_begun(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys("r")
            await play.write("begun")
            await play.keys("ctrl+o", "ctrl+q")
            assert isinstance(play.app.screen, UnlockScreen)
            assert play.app.is_running
            await play.unlock()
            await play.keys("ctrl+o", "ctrl+q")
            assert play.app.return_code is None
            await play.keys("ctrl+q")
            assert play.app.return_code == 0

    asyncio.run(story())


def test_what_a_colleague_began_is_asked_about_as_well(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            play.app._begun.add(b"somebody else's recipient")
            await play.keys("ctrl+q")
            assert isinstance(play.app.screen, AskLeave)
            assert play.session.say("console.begun.others") in play.app.screen.title_text

    asyncio.run(story())


def test_leaving_with_nothing_begun_asks_nothing(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys("r", "ctrl+q")
            assert play.app.session is None

    asyncio.run(story())


def test_a_note_that_is_being_written_outlives_a_lock(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            await play.keys("c")
            await play.write("Quiet note")
            await play.keys("ctrl+o")
            assert isinstance(play.app.screen, UnlockScreen)
            await play.unlock()
            await play.keys("c")
            assert play.app.screen.query_one(TextArea).text == "Quiet note"

    asyncio.run(story())


def test_texts_are_kept_sealed(session: ConsoleSession) -> None:
    session.texts["?"] = "Тиха нотатка"
    kept = seal_drafts(session)
    assert "Тиха".encode() not in b"".join(kept.values())
    assert open_texts(session, kept) == {"?": "Тиха нотатка"}


def test_escape_in_a_note_asks_and_keeps_it_or_throws_it_away(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "cbegun")
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, AskChoice)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, AskText)
        await pilot.press("escape")
        await typed(pilot, "\n")
        assert isinstance(pilot.app.screen, InquiryScreen)
        await typed(pilot, "c")
        assert pilot.app.screen.query_one(TextArea).text == "begun"
        await pilot.press("escape")
        await typed(pilot, "j\n")
        await typed(pilot, "c")
        assert pilot.app.screen.query_one(TextArea).text == ""
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, InquiryScreen)

    played(lambda: InquiryScreen(session, 1), story)
    assert session.case(1).triage.notes == ()


def test_a_note_that_was_written_is_begun_no_more(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "cdone")
        await pilot.press("ctrl+s")
        await pilot.pause()

    played(lambda: InquiryScreen(session, 1), story)
    assert len(session.case(1).triage.notes) == 1
    assert session.texts == {}


def test_reasons_are_asked_together_and_outlive_escape(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await write(pilot, STOPPED)
        await pilot.press("ctrl+s")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, AskReasons)
        assert len(screen.query(Input)) == 2
        await filled_in(pilot, "це прізвище цієї людини")
        assert pilot.app.screen is screen
        assert pilot.app.focused is screen.query(Input).last()
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ReplyScreen)

    async def again(pilot: Pilot[None]) -> None:
        await pilot.press("ctrl+s")
        await pilot.pause()
        first, last = pilot.app.screen.query(Input)
        assert (first.value, last.value) == ("це прізвище цієї людини", "")
        last.value = "капітан пасажирського порома"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ProofScreen)
        assert len(pilot.app.screen.justified) == 2

    played(lambda: ReplyScreen(session, 1), story, WIDE)
    played(lambda: ReplyScreen(session, 1), again, WIDE)


def test_a_reason_that_is_being_typed_is_kept_by_a_lock(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await write(pilot, STOPPED)
        await pilot.press("ctrl+s")
        await pilot.pause()
        await typed(pilot, "why")
        (reasons,) = (draft["reasons"] for draft in open_drafts(session, seal_drafts(session)).values())
        assert list(reasons.values()) == ["why"]

    played(lambda: ReplyScreen(session, 1), story, WIDE)


def test_a_finding_about_the_whole_text_quotes_no_empty_place(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await write(
            pilot, "We go on searching for him, and write again as soon as we know more about it all."
        )
        assert "«»" not in shown(pilot, "#findings")
        await pilot.press("ctrl+s")
        await pilot.pause()
        front = pilot.app.screen
        assert isinstance(front, AskReasons)
        questions = "\n".join(str(each.render()) for each in front.query("#reasons Static"))
        assert questions
        assert "«»" not in questions

    played(lambda: ReplyScreen(session, 1), story, WIDE)


def test_findings_that_do_not_fit_are_counted(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await write(pilot, "Сержант, капітан, майор, полковник, генерал, лейтенант, солдат, єфрейтор.")
        lines = shown(pilot, "#findings").splitlines()
        found = len(pilot.app.screen.findings())  # type: ignore[attr-defined]
        assert len(lines) <= 6
        assert str(found - len(lines) + 1) in lines[-1]

    played(lambda: ReplyScreen(session, 1), story, WIDE)


def test_a_refusal_goes_when_the_text_is_another(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await write(pilot, "На жаль, він загинув.")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert happened(pilot)
        await write(pilot, "Шукаємо далі.")
        assert not happened(pilot)

    played(lambda: ReplyScreen(session, 1), story, WIDE)
