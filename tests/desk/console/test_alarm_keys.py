"""An inquiry's alarms stand above it, and one key says that one was dealt with, or puts it off."""

from textual.pilot import Pilot

from tests.desk.console.screens_world import drawn, filled_in, happened, played, session_of, typed
from tests.desk.world import DAY, NOW
from tracker.desk.alarms import alarms_of
from tracker.desk.console.inquiry import InquiryScreen
from tracker.desk.console.session import ConsoleSession

LATER = NOW + 15 * DAY


def names(session: ConsoleSession) -> list[str]:
    """What rings for the first inquiry."""
    return [alarm.name for alarm in alarms_of(session.case(1), session.today)]


def one_line(pilot: Pilot[None]) -> str:
    """What is on the screen, as if it had but one line."""
    return " ".join(drawn(pilot).split())


def test_an_alarm_is_seen_and_dealt_with(session: ConsoleSession) -> None:
    late = session_of(session.vault, now=LATER)

    async def story(pilot: Pilot[None]) -> None:
        assert "◷ Родина чекає на відповідь від 21 вересня 2026" in drawn(pilot)
        await typed(pilot, "A")
        await pilot.press("enter")
        await pilot.pause()
        await filled_in(pilot, "")
        assert "опрацьовано" in happened(pilot)
        assert "◷" not in drawn(pilot)
        await typed(pilot, "4")
        assert "сигнал опрацьовано: Родина чекає на відповідь від 21 вересня 2026" in one_line(pilot)

    assert names(late) == ["answer-overdue:2026-09-21:now"]
    played(lambda: InquiryScreen(late, 1), story)
    assert names(late) == []


def test_an_alarm_is_put_off(session: ConsoleSession) -> None:
    late = session_of(session.vault, now=LATER)

    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "A")
        await pilot.press("enter")
        await pilot.pause()
        await filled_in(pilot, "3")
        assert "відкладено" in happened(pilot)
        await typed(pilot, "4")
        assert "сигнал відкладено до 2026-10-09: Родина чекає на відповідь від 21 вересня" in one_line(pilot)

    played(lambda: InquiryScreen(late, 1), story)
    assert names(late) == []
    assert names(session_of(session.vault, now=LATER + 3 * DAY)) == ["answer-overdue:2026-09-21:now"]


def test_where_nothing_rings_it_says_so(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "A")
        assert "Сигналів нема" in drawn(pilot)
        await pilot.press("escape")

    played(lambda: InquiryScreen(session, 1), story)
