"""Media and disks as they are on a bad day: each has a clear word at the console, and nothing is lost."""

import asyncio
import random
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from tests.desk.console.screens_world import (
    drawn,
    filled,
    filled_in,
    happened,
    played,
    read_on,
    session_of,
    settled,
    shown,
    typed,
    until,
)
from tests.desk.console.shell_world import FilledDesk, playing
from tests.desk.console.test_import_screen import take
from tests.desk.world import NOW, DeskInTest, World
from tests.simulators.small_disk import fill, pull_out, small_disk
from tracker.desk import importing
from tracker.desk.acts import Note
from tracker.desk.answering import write_answer
from tracker.desk.console.evidence import EvidenceScreen
from tracker.desk.console.exporting import ExportScreen
from tracker.desk.console.hand_over import HandOverScreen
from tracker.desk.console.importing import ImportScreen
from tracker.desk.console.inquiry import InquiryScreen
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.steps import STEPS, Sign
from tracker.desk.console.triage_screen import TriageScreen
from tracker.desk.console.working import WorkingScreen
from tracker.records.inbox import Frame

SIZE = "4m"
TRACED = {"work": "being-traced", "knowledge": {"value": "none"}}
WAITING = {"work": "waiting", "knowledge": {"value": "none"}}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A medium of its own."""
    with small_disk(tmp_path / "disk", SIZE) as folder:
        yield folder


def took(session: ConsoleSession, inbox: Path, kind: type[ImportScreen] = ImportScreen) -> tuple[str, bool]:
    """What the import's screen says at the end, and whether something came in."""
    said: list[str] = []

    async def story(pilot: Pilot[None]) -> None:
        await take(pilot, inbox)
        said.extend([happened(pilot), shown(pilot, "#steps"), shown(pilot, "#report")])
        await pilot.press("escape")

    app = played(lambda: kind(session, processes=1), story)
    return "\n".join(said), app.results == [True]


def test_a_vault_on_a_full_disk_keeps_what_is_there_and_what_was_typed(
    disk: Path, rng: random.Random, world: World, tmp_path: Path
) -> None:
    desk, vault = filled(disk, rng, world)
    desk.world.write("four", "five")
    inbox = tmp_path / "inbox"
    inbox.write_bytes(desk.world.inbox())
    session, ballast = session_of(vault), fill(disk)

    async def note(pilot: Pilot[None]) -> None:
        await typed(pilot, "cA long note")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "[vault-full]" in happened(pilot)
        ballast.unlink()
        await typed(pilot, "c")
        assert pilot.app.screen.query_one(TextArea).text == "A long note"
        await pilot.press("ctrl+s")
        await pilot.pause()

    said, came_in = took(session, inbox)
    assert "[vault-full]" in said
    assert said.count(Sign.DONE) == len(STEPS) - 2
    assert Sign.REFUSED in said
    assert (came_in, session.desk.size, session.board.counts["all"]) == (False, 4, 3)
    played(lambda: InquiryScreen(session, 1), note)
    assert [done.act for done in session.case(1).triage.notes] == [Note("A long note")]
    assert took(session, inbox)[1]
    vault.close()
    with desk.unlock() as again:
        assert (again.desk.size, len(again.desk.cases)) == (6, 5)
        assert len(again.desk.cases[1].triage.notes) == 1


def test_a_vault_whose_medium_is_pulled_out_shows_what_it_had_and_goes_on(
    disk: Path, rng: random.Random, world: World, tmp_path: Path
) -> None:
    desk, vault = filled(disk, rng, world)
    session, away = session_of(vault), disk / "away"
    desk.world.write("four")
    inbox = tmp_path / "inbox"
    inbox.write_bytes(desk.world.inbox())

    async def note(pilot: Pilot[None]) -> None:
        desk.path.rename(away)
        await typed(pilot, "cA long note")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "[vault-medium]" in happened(pilot)
        assert "Вигаданко Микола Петрович" in drawn(pilot)
        away.rename(desk.path)
        await typed(pilot, "c")
        assert pilot.app.screen.query_one(TextArea).text == "A long note"
        await pilot.press("ctrl+s")
        await pilot.pause()

    desk.path.rename(away)
    said, came_in = took(session, inbox)
    assert ("[vault-medium]" in said, came_in) == (True, False)
    assert (session.desk.size, session.board.counts["all"]) == (4, 3)
    away.rename(desk.path)
    played(lambda: InquiryScreen(session, 1), note)
    assert [done.act for done in session.case(1).triage.notes] == [Note("A long note")]
    assert took(session, inbox)[1]
    vault.close()
    with desk.unlock() as again:
        assert (again.desk.size, len(again.desk.cases)) == (5, 4)


def test_a_medium_pulled_out_in_the_middle_can_be_put_in_again(
    session: ConsoleSession,
    filled_desk: DeskInTest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importing, "TRANSACTION_LEAVES", 1)
    monkeypatch.setattr(importing, "BATCH_LEAVES", 1)
    filled_desk.world.write("four", "five", "six")
    inbox, medium = filled_desk.world.inbox(), tmp_path / "medium"

    class PulledOut(ImportScreen):
        """The medium goes when the first letter is in the vault."""

        def _progress(self, phase: str, done: int, total: int) -> None:
            if (phase, done) == ("store", 1):
                pull_out(medium)
            super()._progress(phase, done, total)

    with small_disk(medium, SIZE):
        (medium / "inbox").write_bytes(inbox)
        said, came_in = took(session, medium / "inbox", PulledOut)
    assert "[ENOENT]" in said
    assert "вийняли" in said
    assert said.count(Sign.DONE) == len(STEPS) - 2
    assert (came_in, session.desk.size, session.board.counts["all"]) == (True, 5, 4)
    (medium / "inbox").write_bytes(inbox)
    assert took(session, medium / "inbox")[1]
    assert (session.desk.size, session.board.counts["all"]) == (7, 6)


def test_a_medium_that_is_gone_before_it_is_read(session: ConsoleSession, tmp_path: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await filled_in(pilot, str(tmp_path / "medium" / "inbox"))
        assert "вийняли" in happened(pilot)

    async def export(pilot: Pilot[None]) -> None:
        await typed(pilot, "S")
        await filled_in(pilot, str(tmp_path / "medium" / "outbox"))
        assert "вийняли" in drawn(pilot)
        await pilot.press("escape")
        await pilot.pause()

    played(lambda: ImportScreen(session, processes=1), story)
    played(lambda: ExportScreen(session, processes=1), export)


@pytest.mark.parametrize("room", [0, 8192], ids=["full", "nearly-full"])
def test_an_outbox_that_did_not_fit_is_made_again_without_reading_it_again(
    session: ConsoleSession, disk: Path, room: int
) -> None:
    """The words of the failure take lines: the end of what was read to its end is below them then."""
    for number in (1, 2, 3):
        write_answer(session.vault, session.case(number), TRACED, NOW)
    session.refresh()
    ballast = fill(disk, but=room)

    async def story(pilot: Pilot[None]) -> None:
        await pilot.resize_terminal(80, 14)
        screen = pilot.app.screen
        assert isinstance(screen, ExportScreen)
        await until(pilot, lambda: not screen.is_read)
        await export(pilot, disk / "out")
        await settled(pilot)
        assert "[ENOSPC]" in happened(pilot)
        ballast.unlink()
        await typed(pilot, "M")
        await filled_in(pilot, str(disk / "out"))
        await filled_in(pilot, str(session.desk.next_sequence))
        await settled(pilot)
        assert happened(pilot).startswith("✓")
        write_answer(session.vault, session.case(3), WAITING, NOW)
        screen.redraw()
        await pilot.press("home", "b", "b", "b")
        await typed(pilot, "M")
        assert "до кінця" in happened(pilot)

    played(lambda: ExportScreen(session, processes=1), story)


def swapped(world: World) -> bytes:
    """Two letters in each other's places, each whole."""
    frames = [Frame(*item).encode() for item in zip(world.hashes[4:], world.log[4:], strict=True)]
    head = world.inbox(4)[: -sum(map(len, frames))]
    return head + b"".join(reversed(frames))


REORDERED = {
    "letters": (swapped, "[inbox-root]", "переставлено", 1),
    "files": (lambda world: world.inbox(5), "[inbox-gap]", "одного файла бракує", 0),
}


@pytest.mark.parametrize("kind", REORDERED)
def test_a_bundle_in_another_order_is_refused(
    kind: str, session: ConsoleSession, filled_desk: DeskInTest, tmp_path: Path
) -> None:
    change, code, words, steps = REORDERED[kind]
    filled_desk.world.write("four", "five")
    (tmp_path / "first").write_bytes(change(filled_desk.world))
    (tmp_path / "right").write_bytes(filled_desk.world.inbox(4))
    said, came_in = took(session, tmp_path / "first")
    assert code in said
    assert words in said
    assert (said.count(Sign.DONE), came_in, session.desk.size) == (steps, False, 4)
    assert took(session, tmp_path / "right")[1]
    assert session.desk.size == 6


def test_a_vault_of_a_newer_version_stays_as_it_is(tmp_path: Path, rng: random.Random) -> None:
    desk = FilledDesk(tmp_path, rng)
    of_ours = desk.desk.path.read_bytes()
    with sqlite3.connect(desk.desk.path) as vault:
        vault.execute("UPDATE meta SET value = ? WHERE name = 'version'", (b"3",))
    vault.close()
    of_theirs = desk.desk.path.read_bytes()

    async def story() -> None:
        async with playing(desk, unlocked=False) as play:
            await play.unlock()
            assert "[vault-newer]" in play.drawn
            assert "нічого не змінено" in play.drawn
            assert desk.desk.path.read_bytes() == of_theirs
            desk.desk.path.write_bytes(of_ours)
            await play.unlock()
            assert isinstance(play.app.screen, TriageScreen)

    asyncio.run(story())


async def export(pilot: Pilot[None], path: Path) -> None:
    """Makes an outbox."""
    await read_on(pilot)
    await typed(pilot, "M")
    await filled_in(pilot, str(path))
    await filled_in(pilot, str(pilot.app.screen.session.desk.next_sequence))  # type: ignore[attr-defined]


async def back_up(pilot: Pilot[None], path: Path) -> None:
    """Copies the vault."""
    await typed(pilot, "B")
    await filled_in(pilot, str(path))


async def write_notes(pilot: Pilot[None], path: Path) -> None:
    """Writes notes."""
    await typed(pilot, "N")
    await filled_in(pilot, str(path))


async def take_evidence(pilot: Pilot[None], path: Path) -> None:
    """Writes evidence."""
    await read_on(pilot)
    await typed(pilot, "X")
    await filled_in(pilot, str(path))
    await filled_in(pilot, "1")


GOING_OUT: dict[str, tuple[Callable[[ConsoleSession], WorkingScreen], Callable[..., object]]] = {
    "outbox": (lambda session: ExportScreen(session, processes=1), export),
    "backup": (ExportScreen, back_up),
    "notes": (HandOverScreen, write_notes),
    "evidence": (lambda session: EvidenceScreen(session, 1), take_evidence),
}


@pytest.mark.parametrize("kind", GOING_OUT)
def test_what_goes_out_to_a_full_medium_goes_out_whole_or_not_at_all(
    kind: str, session: ConsoleSession, disk: Path
) -> None:
    screen, write = GOING_OUT[kind]
    ballast = fill(disk, but=8192)

    async def story(pilot: Pilot[None]) -> None:
        await write(pilot, disk / "out")  # type: ignore[misc]
        await settled(pilot)
        assert "[ENOSPC]" in happened(pilot)
        assert {path.name for path in disk.iterdir()} == {ballast.name}
        ballast.unlink()
        await write(pilot, disk / "out")  # type: ignore[misc]
        await settled(pilot)
        assert happened(pilot).startswith("✓")

    played(lambda: screen(session), story)
    assert [path.name for path in disk.iterdir() if path.name.startswith("out")]
