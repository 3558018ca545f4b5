"""What goes out: shown before it is made, made and signed only after its number was typed."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.desk.console.screens_world import (
    done_with_file,
    drawn,
    filled_in,
    happened,
    played,
    read_on,
    settled,
    shown,
    typed,
    until,
)
from tests.desk.family_side import AppliedOutbox
from tests.desk.world import NOW, DeskInTest, quiet
from tracker.desk.answering import write_answer
from tracker.desk.console.exporting import ExportScreen
from tracker.desk.console.hand_over import HandOverScreen
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.signing_screen import SignScreen
from tracker.desk.exporting import draft_path, export_outbox
from tracker.desk.notes import write_notes
from tracker.desk.undoing import undo

LOCATED: dict[str, Any] = {
    "work": "answered",
    "knowledge": {"value": "located", "source": "icrc", "date": "2026-08", "confidence": "high"},
}
TRACED = {"work": "being-traced", "knowledge": {"value": "none"}}


@pytest.fixture
def answered(session: ConsoleSession) -> ConsoleSession:
    """One answer may go out, one waits for a second caseworker."""
    write_answer(session.vault, session.case(1), LOCATED, NOW)
    write_answer(session.vault, session.case(2), TRACED, NOW)
    session.refresh()
    return session


def going_out(session: ConsoleSession) -> ExportScreen:
    """The screen; cells are sealed in this process."""
    return ExportScreen(session, processes=1)


def test_what_will_be_told_waits_and_who_signs_is_shown(answered: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        text = shown(pilot, "#reading")
        assert "Нове для родин: 1" in text
        assert "лист отримано: 2" in text
        assert "C-000002  Выгаданко Николай  Розшукуємо" in text
        assert "чекає на другу особу: 1" in text
        assert "2 з: anna, borys" in text
        assert "без резервної копії: 4" in text

    played(lambda: going_out(answered), story)


def test_two_people_make_an_outbox_out_of_two_sessions(
    answered: ConsoleSession, filled_desk: DeskInTest, tmp_path: Path
) -> None:
    outbox = tmp_path / "outbox-0"

    async def make(pilot: Pilot[None]) -> None:
        await read_on(pilot)
        await typed(pilot, "M")
        await filled_in(pilot, str(outbox))
        await filled_in(pilot, "0")
        await settled(pilot)
        assert "підписів 1 з 2" in happened(pilot)

    async def sign(pilot: Pilot[None]) -> None:
        assert "Випуск 0 чекає на підпис" in shown(pilot, "#heading")
        await typed(pilot, "S")
        await filled_in(pilot, str(draft_path(outbox)))
        assert isinstance(pilot.app.screen, SignScreen)
        assert "C-000002  Выгаданко Николай  Розшукуємо" in shown(pilot, "#reading")
        assert "anna" in shown(pilot, "#heading")
        await read_on(pilot)
        await typed(pilot, "S")
        await filled_in(pilot, "0")
        await settled(pilot)
        assert "Випуск готовий" in happened(pilot)

    played(lambda: going_out(answered), make)
    assert not outbox.exists()
    answered.vault.identity = filled_desk.world.workers["borys"]
    played(lambda: going_out(answered), sign)
    applied = AppliedOutbox(outbox, filled_desk.world.head)
    assert applied.answer(filled_desk.world.family("two"))["work"] == "being-traced"
    assert applied.answer(filled_desk.world.family("one"))["knowledge"] == {"value": "none"}


@pytest.mark.parametrize("number", ["", "1", "yes", "00"])
def test_nothing_is_made_unless_its_number_was_typed(
    answered: ConsoleSession, tmp_path: Path, number: str
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await read_on(pilot)
        await typed(pilot, "M")
        await filled_in(pilot, str(tmp_path / "out"))
        await filled_in(pilot, number)
        assert "нічого не зроблено" in drawn(pilot)
        await pilot.press("escape")
        await pilot.pause()

    played(lambda: going_out(answered), story)
    assert answered.desk.newest_draft is None
    assert not list(tmp_path.glob("out*"))


def test_nothing_is_made_before_it_was_read(answered: ConsoleSession) -> None:
    for number in (1, 2, 3):
        for _ in range(3):
            write_answer(answered.vault, answered.case(number), TRACED, NOW)

    async def story(pilot: Pilot[None]) -> None:
        await pilot.resize_terminal(80, 14)
        await until(pilot, lambda: not pilot.app.screen.is_read)  # type: ignore[attr-defined]
        await typed(pilot, "M")
        assert "до кінця" in happened(pilot)
        await typed(pilot, " ")
        assert not happened(pilot)

    played(lambda: going_out(answered), story)


def taken_back_elsewhere(session: ConsoleSession, desk: DeskInTest, folder: Path, signers: str) -> None:
    """An outbox tells the second answer; a colleague who does not know that takes it back, and says so."""
    vault, notes = session.vault, folder / "notes"
    theirs = desk.handed_over(vault)
    signing = [desk.world.workers[name] for name in signers.split()]
    export_outbox(vault, folder / "outbox", signing, NOW, quiet, processes=1)
    with theirs.unlock("borys") as colleague:
        (answer,) = colleague.desk.cases[2].triage.history
        undo(colleague, NOW, answer.id)
        write_notes(colleague, notes, NOW)

    async def read(pilot: Pilot[None]) -> None:
        await done_with_file(pilot, "R", notes)
        assert "ВЗЯТО НАЗАД після того, як родинам сказано: C-000002" in happened(pilot)

    played(lambda: HandOverScreen(session), read)


def test_what_was_taken_back_after_families_were_told_stands_first(
    answered: ConsoleSession, filled_desk: DeskInTest, tmp_path: Path
) -> None:
    taken_back_elsewhere(answered, filled_desk, tmp_path, "anna borys")

    async def story(pilot: Pilot[None]) -> None:
        text = shown(pilot, "#reading")
        assert "ВЗЯТО НАЗАД після того, як родинам сказано: 1" in text
        assert text.index("‼ C-000002") < text.index("чекає на другу особу")

    played(lambda: going_out(answered), story)


def test_who_signs_second_reads_of_what_was_taken_back_since(
    answered: ConsoleSession, filled_desk: DeskInTest, tmp_path: Path
) -> None:
    taken_back_elsewhere(answered, filled_desk, tmp_path, "anna")

    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "S")
        await filled_in(pilot, str(draft_path(tmp_path / "outbox")))
        text = shown(pilot, "#reading")
        assert "Не підписуйте" in text
        assert text.count("C-000002") == 2
        assert "лист отримано: 2" in text

    played(lambda: going_out(answered), story)


def test_nobody_signs_twice(answered: ConsoleSession, tmp_path: Path) -> None:
    outbox = tmp_path / "outbox"

    async def story(pilot: Pilot[None]) -> None:
        await read_on(pilot)
        await typed(pilot, "M")
        await filled_in(pilot, str(outbox))
        await filled_in(pilot, "0")
        await settled(pilot)
        await typed(pilot, "S")
        await filled_in(pilot, str(draft_path(outbox)))
        await read_on(pilot)
        await typed(pilot, "S")
        assert "уже підписали" in happened(pilot)

    played(lambda: going_out(answered), story)
    assert answered.desk.exported == set()


def test_a_file_that_is_there_is_not_overwritten(answered: ConsoleSession, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")

    async def story(pilot: Pilot[None]) -> None:
        await read_on(pilot)
        await typed(pilot, "M")
        await filled_in(pilot, str(tmp_path / "mine"))
        assert "нічого не перезаписується" in drawn(pilot)
        await pilot.press("escape")

    played(lambda: going_out(answered), story)
    assert (tmp_path / "mine").read_text() == "precious"


def test_what_is_no_outbox_is_not_signed(answered: ConsoleSession, tmp_path: Path) -> None:
    (tmp_path / "x.needs-signature").write_bytes(b"no outbox")

    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "S")
        await filled_in(pilot, str(tmp_path / "x.needs-signature"))
        assert isinstance(pilot.app.screen, ExportScreen)
        assert "outbox-malformed" in happened(pilot)

    played(lambda: going_out(answered), story)


def test_a_backup_beside_the_vault_is_refused_in_words(answered: ConsoleSession, tmp_path: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await done_with_file(pilot, "B", tmp_path / "copy")
        assert "на тому ж носії" in happened(pilot)

    played(lambda: going_out(answered), story)
    assert answered.desk.acknowledged == 0
