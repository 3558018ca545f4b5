"""Evidence, referral sheets, attachments, hand-overs: what leaves the desk does so on purpose only."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from crypto.letter import Attachment, Kind
from tests.desk.console.screens_world import (
    SMALL,
    done_with_file,
    drawn,
    filled_in,
    happened,
    played,
    read_on,
    settled,
    shown,
    typed,
)
from tests.desk.world import DeskInTest, inquiry_form
from tracker.desk.acts import Referred
from tracker.desk.console.attachments import AttachmentsScreen
from tracker.desk.console.evidence import EvidenceScreen
from tracker.desk.console.hand_over import HandOverScreen
from tracker.desk.console.history import act_words, history_text
from tracker.desk.console.referral import ReferralScreen
from tracker.desk.console.session import ConsoleSession

HELD = {"full-name": "Вигадана Особа", "birth": "1980", "sharing": {"icrc": True}}


@pytest.fixture
def sharing(session: ConsoleSession, filled_desk: DeskInTest) -> int:
    """An inquiry whose family lets the Red Cross know, with an attachment; its number."""
    world = filled_desk.world
    world.post(world.envelope("four", form=inquiry_form(**HELD)))
    scan = Attachment("image/png", b"\x89PNG\r\n\x1a\nnot a picture at all")
    world.post(world.envelope("four", Kind.ADDITION, {"text": "Ось папір."}, (scan,)))
    filled_desk.take(session.vault, world.inbox())
    session.refresh()
    return max(session.desk.cases)


@pytest.mark.parametrize("number", ["", "1"])
def test_evidence_needs_the_number_typed(session: ConsoleSession, tmp_path: Path, number: str) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "НЕ зашифрована" in shown(pilot, "#reading")
        await read_on(pilot)
        await typed(pilot, "X")
        await filled_in(pilot, str(tmp_path / "evidence"))
        await filled_in(pilot, number)
        if number != "1":
            await pilot.press("escape")
            await pilot.pause()
            return
        await settled(pilot)
        assert "перечитано" in happened(pilot)

    played(lambda: EvidenceScreen(session, 1), story)
    assert (tmp_path / "evidence" / "bagit.txt").exists() == (number == "1")
    assert len(session.case(1).triage.lasting) == (number == "1")


def test_evidence_of_linked_inquiries_is_shown_before(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "L")
        assert "Запити: C-000001" in happened(pilot)

    played(lambda: EvidenceScreen(session, 1), story)


def test_no_sheet_without_the_familys_leave(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "referral-consent" in shown(pilot, "#reading")
        await read_on(pilot)
        await typed(pilot, "X")
        assert "referral-consent" in happened(pilot)

    played(lambda: ReferralScreen(session, 1), story)


def test_the_sheet_that_was_read_is_the_one_that_is_written(
    session: ConsoleSession, sharing: int, tmp_path: Path
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "x")
        await typed(pilot, "jjj ")
        await typed(pilot, "\n")
        read = shown(pilot, "#reading")
        assert "Вигадана Особа" in read
        await read_on(pilot)
        await typed(pilot, "X")
        await filled_in(pilot, str(tmp_path / "sheet.txt"))
        await filled_in(pilot, str(sharing))
        await settled(pilot)
        assert (tmp_path / "sheet.txt").read_text().split() == read.split()

    played(lambda: ReferralScreen(session, sharing), story, SMALL)
    (left,) = session.case(sharing).triage.lasting
    assert isinstance(left.act, Referred)
    history = history_text(session, session.case(sharing)).plain
    assert f"Червоного Хреста ({left.act.sheet['reference']})" in history


@pytest.mark.parametrize(
    "told", [{}, {"reference": "\x1b[2J", "recipient": "\x1b[2J"}, {"recipient": ["icrc"]}]
)
def test_of_a_sheet_that_is_told_of_oddly_the_history_tells_what_is_sure(
    session: ConsoleSession, told: dict[str, Any]
) -> None:
    assert act_words(session, session.case(1), Referred(told)) == "аркуш передачі: ? (?)"


def test_what_was_left_out_stays_so_until_it_is_unmarked(session: ConsoleSession, sharing: int) -> None:
    async def story(pilot: Pilot[None]) -> None:
        screen = pilot.app.screen
        assert isinstance(screen, ReferralScreen)
        await typed(pilot, "x ")
        await typed(pilot, "\n")
        (first,) = screen.wish.without
        await typed(pilot, "xj ")
        await typed(pilot, "\n")
        assert first in screen.wish.without
        assert len(screen.wish.without) == 2
        assert "вилучено полів: 2" in shown(pilot, "#heading")
        await typed(pilot, "tj\n")
        assert first in screen.wish.without

    played(lambda: ReferralScreen(session, sharing), story, SMALL)


def test_attachments_are_examined_and_taken_out_under_a_name_of_ours(
    session: ConsoleSession, sharing: int, tmp_path: Path
) -> None:
    folder = tmp_path / "quarantine"
    folder.mkdir()

    async def story(pilot: Pilot[None]) -> None:
        assert "image/png" in shown(pilot, "#reading")
        await typed(pilot, "i")
        await settled(pilot)
        assert "Оглянуто: 1" in happened(pilot)
        await typed(pilot, "X")
        await typed(pilot, "\n")
        pilot.app.screen.query(Input).first().value = f"{tmp_path}/"
        await pilot.pause()
        names = [path.name for path in tmp_path.iterdir() if path.is_dir()]
        assert pilot.app.screen.query_one(OptionList).option_count == len(names)
        await pilot.press("down", *["down"] * sorted(names).index("quarantine"), "enter", "enter")
        await pilot.pause()
        assert list(folder.iterdir()) == []
        await filled_in(pilot, str(sharing))
        await settled(pilot)
        assert "Не відкривайте" in happened(pilot)

    played(lambda: AttachmentsScreen(session, sharing), story)
    assert len(list(folder.iterdir())) == 2


def test_a_copy_of_the_vault_needs_the_takers_name_typed(session: ConsoleSession, tmp_path: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "G")
        await typed(pilot, "\n")
        await typed(pilot, "\n")
        await filled_in(pilot, str(tmp_path / "for-borys"))
        await filled_in(pilot, "anna")
        assert "нічого не зроблено" in drawn(pilot)
        assert not (tmp_path / "for-borys").exists()
        await filled_in(pilot, "borys")
        await settled(pilot)
        assert "borys" in happened(pilot)

    played(lambda: HandOverScreen(session), story)
    assert (tmp_path / "for-borys").exists()
    assert session.desk.owns_sequence


def test_handing_the_sequence_over_is_chosen_on_purpose(session: ConsoleSession, tmp_path: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "G")
        await typed(pilot, "\n")
        await typed(pilot, "j\n")
        await filled_in(pilot, str(tmp_path / "for-borys"))
        assert "Далі їх робить лише borys" in drawn(pilot)
        await filled_in(pilot, "borys")
        await settled(pilot)
        assert "borys" in shown(pilot, "#heading")

    played(lambda: HandOverScreen(session), story)
    assert not session.desk.owns_sequence


def test_notes_are_written_and_read_again(session: ConsoleSession, tmp_path: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await done_with_file(pilot, "N", tmp_path / "notes")
        assert "Записано дій: 0" in happened(pilot)
        await done_with_file(pilot, "R", tmp_path / "notes")
        assert "Нових дій: 0" in happened(pilot)

    played(lambda: HandOverScreen(session), story)


def test_the_shift_note_names_nobody_who_is_sought(session: ConsoleSession, tmp_path: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await done_with_file(pilot, "P", tmp_path / "shift.txt")

    played(lambda: HandOverScreen(session), story)
    written = (tmp_path / "shift.txt").read_text()
    assert "C-000001" in written
    assert "Вигаданко" not in written
