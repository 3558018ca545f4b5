"""Taking letters in: every step is shown, what is refused is refused in words, what is odd is said."""

import asyncio
import random
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from tests.desk.console.screens_world import drawn, filled_in, happened, played, shown, until
from tests.desk.console.shell_world import FilledDesk, playing
from tests.desk.world import DeskInTest
from tracker.desk.console.importing import ImportScreen
from tracker.desk.console.pace import Pace
from tracker.desk.console.path_field import PathField
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.steps import STEPS, Sign, Steps
from tracker.records.errors import (
    FetchDayEarly,
    InboxChanged,
    InboxForked,
    InboxGap,
    InboxMalformed,
    VaultFull,
)


def taking(session: ConsoleSession) -> ImportScreen:
    """The screen; letters are opened in this process."""
    return ImportScreen(session, processes=1)


async def take(pilot: Pilot[None], file: Path) -> None:
    """Types the path of a file, accepts the day, and waits for the end."""
    screen = pilot.app.screen
    assert isinstance(screen, ImportScreen)
    await filled_in(pilot, str(file))
    await filled_in(pilot, "2026-09-20")
    await until(pilot, lambda: not screen.is_working)


@pytest.fixture
def medium(filled_desk: DeskInTest, tmp_path: Path) -> Path:
    """A medium with an inbox of two more letters."""
    filled_desk.world.write("four", "five")
    folder = tmp_path / "medium"
    folder.mkdir()
    (folder / "inbox").write_bytes(filled_desk.world.inbox(2))
    return folder


def test_letters_come_in_and_every_step_is_shown(session: ConsoleSession, medium: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await take(pilot, medium / "inbox")
        assert shown(pilot, "#steps").count(Sign.DONE) == len(STEPS)
        assert "2  записано" in shown(pilot, "#report")
        assert "2  були тут і раніше" in shown(pilot, "#report")
        assert session.desk.size == 6
        assert session.board.counts["all"] == 5
        assert "листів 6" in drawn(pilot).replace("\xa0", " ")
        await pilot.press("escape")

    app = played(lambda: taking(session), story)
    assert app.results == [True]
    assert session.desk.imported is not None
    assert session.desk.imported.read_up_to == "2026-09-19"


def test_a_truncated_file_stores_nothing(session: ConsoleSession, medium: Path) -> None:
    (medium / "inbox").write_bytes((medium / "inbox").read_bytes()[:-1])

    async def story(pilot: Pilot[None]) -> None:
        await take(pilot, medium / "inbox")
        assert Sign.REFUSED in shown(pilot, "#steps")
        assert "inbox-malformed" in happened(pilot)
        assert "обірваний" in happened(pilot)
        assert session.desk.size == 4

    app = played(lambda: taking(session), story)
    assert app.results == []


def test_of_a_file_that_is_no_inbox_nothing_is_said_to_be_right(
    session: ConsoleSession, medium: Path
) -> None:
    for content in (b"", b"\x00" * 100_000, (medium / "inbox").read_bytes()[:30]):
        (medium / "inbox").write_bytes(content)

        async def story(pilot: Pilot[None]) -> None:
            await take(pilot, medium / "inbox")
            assert "inbox-malformed" in happened(pilot)
            assert Sign.DONE not in shown(pilot, "#steps")

        played(lambda: taking(session), story)


def test_a_missing_letter_is_an_alarm_in_words(
    session: ConsoleSession, filled_desk: DeskInTest, medium: Path
) -> None:
    filled_desk.world.log[4] = None
    (medium / "inbox").write_bytes(filled_desk.world.inbox(2))

    async def story(pilot: Pilot[None]) -> None:
        await take(pilot, medium / "inbox")
        assert "БРАКУЄ" in shown(pilot, "#report")
        assert "Сервер занотував лист 4" in shown(pilot, "#report")

    played(lambda: taking(session), story)


def test_a_file_that_is_no_inbox_and_a_day_that_has_not_come(session: ConsoleSession, medium: Path) -> None:
    (medium / "notes.txt").write_text("nothing")

    async def story(pilot: Pilot[None]) -> None:
        await filled_in(pilot, str(medium / "notes.txt"))
        await filled_in(pilot, "2026-12-24")
        assert "Це не день до сьогодні" in drawn(pilot)
        await filled_in(pilot, "2026-09-20")
        await until(pilot, lambda: Sign.REFUSED in shown(pilot, "#steps"))
        assert session.desk.size == 4

    played(lambda: taking(session), story)


def test_it_cannot_be_left_while_letters_are_stored(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        screen = pilot.app.screen
        assert isinstance(screen, ImportScreen)
        screen.is_working = True
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen is screen
        screen.is_working = False
        await pilot.press("escape")

    app = played(lambda: taking(session), story)
    assert app.results == [False]


def test_one_finds_ones_way_on_a_medium_with_hostile_names(session: ConsoleSession, medium: Path) -> None:
    (medium / "in\x1b[2Jner").mkdir()
    (medium / "in\x1b[2Jner" / "a\u202eb").write_bytes(b"x")

    async def story(pilot: Pilot[None]) -> None:
        field = pilot.app.screen.query_one(PathField)
        field.query_one("#path").value = f"{medium}/in"  # type: ignore[attr-defined]
        await pilot.pause()
        assert "in<U+001B>[2Jner/" in drawn(pilot)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert field.query_one(OptionList).option_count == 1
        assert "a<U+202E>b" in drawn(pilot)
        assert "\x1b" not in drawn(pilot)

    played(lambda: taking(session), story)


def test_where_a_refusal_stands_among_the_steps() -> None:
    def signs(steps: Steps) -> str:
        return "".join(steps.signs)

    assert signs(Steps()) == "▶·····"
    assert signs(Steps().refused(InboxMalformed(""))) == "✗·····"
    assert signs(Steps.verifying().refused(InboxMalformed(""))) == "✓✗····"
    assert signs(Steps.verifying().refused(InboxGap(""))) == "✗·····"
    assert signs(Steps.verifying().refused(InboxForked(""))) == "✓✓✗···"
    assert signs(Steps.verifying().refused(FetchDayEarly("", day="2026-09-20"))) == "✓✓✓✓·✗"
    assert signs(Steps.verifying().refused(VaultFull(""))) == "✓✓✓✓·✗"
    assert signs(Steps.storing().refused(InboxChanged(""))) == "✓✓✓✓·✗"
    assert signs(Steps.verifying().refused(OSError(5, "medium"))) == "✓✗····"
    assert signs(Steps.finished(is_cosigned=False)) == "✓✓✓✓△✓"


def test_the_estimate_follows_the_pace(session: ConsoleSession) -> None:
    pace = Pace()
    pace.note("store", 0, 400, 100.0)
    assert pace.seconds_left is None
    pace.note("store", 100, 400, 160.0)
    assert pace.seconds_left == pytest.approx(180.0)
    assert "ще близько 3 хв" in pace.line(session)
    pace.note("store", 400, 400, 300.0)
    assert "ще" not in pace.line(session)


def test_a_file_is_picked_with_the_arrow_keys_on_any_layout(session: ConsoleSession, medium: Path) -> None:
    (medium / "other").write_bytes(b"")
    session.medium = medium

    async def story(pilot: Pilot[None]) -> None:
        screen = pilot.app.screen
        assert isinstance(screen, ImportScreen)
        assert screen.query_one("#path", Input).value == f"{medium}/"
        # "inb" with the keys of a Ukrainian layout.
        await pilot.press("ш", "т", "и")
        assert screen.query_one(OptionList).option_count == 1
        await pilot.press("down", "enter")
        await filled_in(pilot, "2026-09-20")
        await until(pilot, lambda: not screen.is_working)
        assert session.desk.size == 6

    played(lambda: taking(session), story)


def test_nothing_else_counts_cases_while_a_thread_adds_some(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            session = play.session
            session._to_index, taken = None, []
            session.take_book = taken.append  # type: ignore[method-assign, assignment]
            with session.working():
                play.app._fill_index()
                play.app._take_book(session, "book")
                assert (session._to_index, taken) == (None, [])
            play.app._fill_index()
            play.app._take_book(session, "book")
            assert session._to_index is not None
            assert taken == ["book"]

    asyncio.run(story())
