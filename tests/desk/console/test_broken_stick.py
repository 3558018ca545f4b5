"""A stick that turns read-only, a folder of somebody else: clear words at the console, nothing is lost."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from tests.desk.console.screens_world import (
    done_with_file,
    drawn,
    filled,
    happened,
    played,
    session_of,
    typed,
)
from tests.desk.world import World
from tests.simulators.lesser_rights import as_ordinary_user, in_a_child
from tests.simulators.stick import Stick, stick
from tracker.desk.acts import Note
from tracker.desk.console.exporting import ExportScreen
from tracker.desk.console.inquiry import InquiryScreen


@pytest.fixture
def broken_later(tmp_path: Path) -> Iterator[Stick]:
    """A stick with a file system of its own."""
    with stick(tmp_path / "stick") as made:
        yield made


async def write_note(pilot: Pilot[None], text: str) -> None:
    """Types a note, or goes on with what was typed, and stores it."""
    await typed(pilot, "c" + text)
    assert pilot.app.screen.query_one(TextArea).text == "A long note"
    await pilot.press("ctrl+s")
    await pilot.pause()


@pytest.mark.endurance
def test_a_note_is_kept_while_the_stick_of_the_vault_is_read_only_and_stored_when_it_works(
    broken_later: Stick, rng: random.Random, world: World
) -> None:
    desk, vault = filled(broken_later.folder, rng, world)
    session = session_of(vault)

    async def story(pilot: Pilot[None]) -> None:
        broken_later.break_down()
        await write_note(pilot, "A long note")
        assert "[vault-medium]" in happened(pilot)
        assert "Вигаданко Микола Петрович" in drawn(pilot)
        broken_later.put_in_again()
        await write_note(pilot, "")
        assert "[vault-" not in happened(pilot)

    played(lambda: InquiryScreen(session, 1), story)
    vault.close()
    with desk.unlock() as again:
        assert [done.act for done in again.desk.cases[1].triage.notes] == [Note("A long note")]


@pytest.mark.endurance
def test_a_backup_to_a_read_only_stick_is_refused_and_made_when_it_works(
    broken_later: Stick, rng: random.Random, world: World, tmp_path: Path
) -> None:
    _, vault = filled(tmp_path, rng, world)
    session, copy = session_of(vault), broken_later.folder / "copy"

    async def story(pilot: Pilot[None]) -> None:
        broken_later.break_down()
        await done_with_file(pilot, "B", copy)
        assert "[EROFS]" in happened(pilot)
        assert [path.name for path in broken_later.folder.iterdir()] == ["lost+found"]
        broken_later.put_in_again()
        await done_with_file(pilot, "B", copy)
        assert happened(pilot).startswith("✓")

    with vault:
        played(lambda: ExportScreen(session), story)
    assert copy.exists()


def test_a_note_is_kept_while_the_folder_of_the_vault_may_not_be_written(
    tmp_path: Path, rng: random.Random, world: World
) -> None:
    desk, vault = filled(tmp_path, rng, world)
    vault.close()
    # As beside a copy: SQLite makes its journal anew.
    desk.path.with_name("vault-journal").unlink()

    def in_a_folder_of_somebody_else() -> None:
        as_ordinary_user()
        tmp_path.chmod(0o555)
        session = session_of(desk.unlock())

        async def story(pilot: Pilot[None]) -> None:
            await write_note(pilot, "A long note")
            assert "[vault-read-only]" in happened(pilot)
            tmp_path.chmod(0o700)
            await write_note(pilot, "")
            assert "[vault-" not in happened(pilot)

        played(lambda: InquiryScreen(session, 1), story)

    in_a_child(in_a_folder_of_somebody_else)
    with desk.unlock() as again:
        assert [done.act for done in again.desk.cases[1].triage.notes] == [Note("A long note")]
