"""Lists: shown as they would be read before anything is stored, erased only after their number was typed."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.desk.console.screens_world import (
    WIDE,
    drawn,
    filled_in,
    happened,
    played,
    session_of,
    shown,
    typed,
    until,
)
from tests.desk.world import NOW, DeskInTest
from tracker.desk.console.inquiry import InquiryScreen
from tracker.desk.console.list_preview import ListPreviewScreen
from tracker.desk.console.lists import ListsScreen
from tracker.desk.console.session import ConsoleSession
from tracker.desk.lists.keeping import lists
from tracker.desk.lists.mapping import Role
from tracker.desk.lists.taken import TakenList
from tracker.desk.matching.judging import judge
from tracker.desk.matching.verdicts import Verdict
from tracker.desk.references import row_reference

ROWS = "ПІБ;Дата народження;Місце\nВигаданко Микола Петрович;03.05.1987;Вигадане\n\x1b[2JЗлий\u202e;1990;\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A list of fictional people, one of them hostile."""
    path = tmp_path / "list.csv"
    path.write_text(ROWS)
    return path


async def opened(pilot: Pilot[None], file: Path) -> ListPreviewScreen:
    """Opens a list's preview."""
    await typed(pilot, "i")
    await filled_in(pilot, str(file))
    await until(pilot, lambda: isinstance(pilot.app.screen, ListPreviewScreen))
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, ListPreviewScreen)
    return screen


async def take(pilot: Pilot[None], file: Path) -> None:
    """Takes a list in, from its preview to its report."""
    await opened(pilot, file)
    for _ in range(4):
        await pilot.press("space")
        await pilot.pause()
    await typed(pilot, "X")
    await filled_in(pilot, "Вигаданий видавець")
    await filled_in(pilot, "2026-09-01")
    await filled_in(pilot, "лист")
    await typed(pilot, "\n")


async def only_list(pilot: Pilot[None], session: ConsoleSession, file: Path) -> TakenList:
    """Takes a list in, the first one."""
    await take(pilot, file)
    (taken,) = lists(session.desk)
    return taken


def test_a_list_is_shown_before_it_is_taken_in(session: ConsoleSession, file: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await opened(pilot, file)
        seen = drawn(pilot)
        assert "Вигаданко Микола Петрович" in seen
        assert "<U+001B>[2J" in seen
        assert "\x1b" not in seen
        assert lists(session.desk) == []
        await pilot.press("escape")
        await pilot.pause()

    played(lambda: ListsScreen(session), story, WIDE)
    assert lists(session.desk) == []


def test_it_is_taken_in_with_where_it_comes_from_and_has_a_report_card(
    session: ConsoleSession, file: Path
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        taken = await only_list(pilot, session, file)
        assert (taken.body.issuer, taken.body.route) == ("Вигаданий видавець", "лист")
        assert "Вигаданий видавець" in drawn(pilot)
        assert "SHA-256" in shown(pilot, "#reading")
        assert "прийнято" in happened(pilot)
        assert [case.answers for case in session.desk.cases.values()] == [()] * 3
        await pilot.press("escape")

    app = played(lambda: ListsScreen(session), story, WIDE)
    assert app.results == [True]


def test_a_column_is_read_otherwise(session: ConsoleSession, file: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        screen = await opened(pilot, file)
        await typed(pilot, "c")
        await typed(pilot, "jj\n")
        await pilot.press("end", "enter")
        await pilot.pause()
        assert screen.mapping.roles[2] is list(Role)[-1]
        await typed(pilot, "d")
        assert screen.mapping.month_first

    played(lambda: ListsScreen(session), story, WIDE)


def test_the_same_file_again_is_refused_in_words(session: ConsoleSession, file: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await take(pilot, file)
        await take(pilot, file)
        await typed(pilot, "\n")
        assert "[list-known]" in happened(pilot)
        assert len(lists(session.desk)) == 1

    played(lambda: ListsScreen(session), story, WIDE)


def test_what_is_no_list_is_refused_in_words(session: ConsoleSession, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04 broken")

    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "i")
        await filled_in(pilot, str(tmp_path / "x.xlsx"))
        screen = pilot.app.screen
        assert isinstance(screen, ListsScreen)
        await until(pilot, lambda: not screen.is_working)
        assert "[list-" in happened(pilot)

    played(lambda: ListsScreen(session), story, WIDE)


def test_erasing_asks_for_the_number(session: ConsoleSession, file: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        taken = await only_list(pilot, session, file)
        await typed(pilot, "E")
        await filled_in(pilot, "yes")
        assert len(lists(session.desk)) == 1
        await filled_in(pilot, taken.label)
        screen = pilot.app.screen
        assert isinstance(screen, ListsScreen)
        await until(pilot, lambda: not screen.is_working)
        assert lists(session.desk) == []

    played(lambda: ListsScreen(session), story, WIDE)


def test_an_inquiry_opens_though_a_list_that_was_judged_is_erased(
    session: ConsoleSession, file: Path
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        taken = await only_list(pilot, session, file)
        judge(session.vault, session.case(1), row_reference(taken.id, 2), Verdict.ACCEPT, NOW)
        await typed(pilot, "E")
        await filled_in(pilot, taken.label)
        await until(pilot, lambda: lists(session.desk) == [])
        pilot.app.push_screen(InquiryScreen(session, 1))
        await pilot.pause()
        assert session.say("console.entry.list-gone") in shown(pilot, "#related")

    played(lambda: ListsScreen(session), story, WIDE)


def test_a_list_that_cannot_be_read_any_more_says_so(
    session: ConsoleSession, filled_desk: DeskInTest, file: Path
) -> None:
    """A medium that fails where its rows lie must not take the console with it."""

    async def taking(pilot: Pilot[None]) -> None:
        await take(pilot, file)

    async def story(pilot: Pilot[None]) -> None:
        assert "[vault-tampered]" in shown(pilot, "#reading")
        await typed(pilot, "E")
        await filled_in(pilot, again.desk.lists[max(again.desk.lists)].label)
        await until(pilot, lambda: lists(again.desk) == [])

    played(lambda: ListsScreen(session), taking, WIDE)
    (taken,) = lists(session.desk)
    sealed = session.vault.file.blob(taken.content.number)
    session.vault.close()
    raw = filled_desk.path.read_bytes()
    assert raw.count(sealed[-40:]) == 1
    filled_desk.path.write_bytes(raw.replace(sealed[-40:], bytes(40)))
    with filled_desk.unlock() as again:
        played(lambda: ListsScreen(session_of(again)), story, WIDE)


def test_a_newer_version_says_first_whose_accepted_row_vanished(session: ConsoleSession, file: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        old = await only_list(pilot, session, file)
        judge(session.vault, session.case(1), row_reference(old.id, 2), Verdict.ACCEPT, NOW)
        file.write_text("ПІБ;Дата народження;Місце\nІнша Людина;1999;\n")
        await take(pilot, file)
        await typed(pilot, "\n")
        reading = shown(pilot, "#reading")
        assert "C-000001" in reading
        assert reading.index("C-000001") < reading.index("Інша Людина")
        assert session.case(1).answers == ()

    played(lambda: ListsScreen(session), story, WIDE)
