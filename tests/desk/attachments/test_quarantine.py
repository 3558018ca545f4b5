"""Attachments are listed, and leave the vault on purpose only, under names of ours."""

import hashlib
import stat
from pathlib import Path
from typing import Any

import pytest

from crypto.encoding import b64decode
from crypto.errors import TrackerError
from crypto.letter import Attachment, Kind
from tests.desk.attachments.samples import SAMPLES
from tests.desk.world import NOW, DeskInTest, World, inquiry_form
from tracker.desk.acts import AttachmentOut
from tracker.desk.attachments.inspecting import FAILED, Limits
from tracker.desk.attachments.listing import attachments_of, examine, lines_of
from tracker.desk.attachments.quarantine import take_out
from tracker.desk.case import Case
from tracker.desk.vault import Vault


def code_of(call: Any, *arguments: Any) -> str:
    """The code with which something is refused."""
    with pytest.raises(TrackerError) as found:
        call(*arguments)
    return found.value.code


@pytest.fixture
def case(desk: DeskInTest, world: World, vault: Vault) -> Case:
    """An inquiry with a photograph, and an addition with two files that are not what they are said to be."""
    photo = Attachment("image/jpeg", SAMPLES["photo"][0])
    world.post(world.envelope("one", form=inquiry_form(), attachments=(photo,)))
    others = (
        Attachment("image/png", SAMPLES["program"][0]),
        Attachment("image/jpg", SAMPLES["clean-jpeg"][0]),
    )
    world.post(world.envelope("one", Kind.ADDITION, {}, others))
    desk.take(vault, world.inbox())
    return vault.desk.cases[1]


def test_they_are_numbered_through_the_letters(vault: Vault, case: Case) -> None:
    items = attachments_of(case)
    assert [(item.number, item.letter, item.place, item.declared) for item in items] == [
        (1, 1, 1, "image/jpeg"),
        (2, 2, 1, "image/png"),
        (3, 2, 2, "image/jpg"),
    ]
    found = [examine(vault, item) for item in items]
    assert [each.is_other_type for each in found] == [False, True, False]
    assert [each.inspection.kind for each in found] == ["image/jpeg", "application/x-elf", "image/jpeg"]
    said = lines_of(found[1], "en")
    assert "said to be image/png, but the content is application/x-elf" in said[1]
    assert said[0] == f"2: letter 2, {items[1].size} bytes, application/x-elf"
    assert lines_of(found[1], "uk")[0].startswith("2: лист 2, ")
    assert "place (GPS)" in lines_of(found[0], "en")[1]


def test_one_is_taken_out_under_a_name_of_ours(vault: Vault, case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "quarantine"
    done = take_out(vault, case, 1, "C-000001", folder, NOW, "en")
    assert sorted(path.name for path in folder.iterdir()) == [
        "C-000001-attachment-1.quarantine",
        "C-000001-attachment-1.quarantine.about.txt",
    ]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600, 0o600]
    content = done.file.read_bytes()
    assert content == SAMPLES["photo"][0]
    note = done.note.read_text()
    assert hashlib.sha256(content).hexdigest() in note
    assert "a place (GPS)" in note
    assert "Fictional Author" not in note
    acts = [item.act for item in vault.desk.cases[1].triage.lasting]
    assert [type(act) for act in acts] == [AttachmentOut]
    assert b64decode(acts[0].item["sha256"]) == hashlib.sha256(content).digest()


def test_it_is_refused_without_the_number_or_over_something(vault: Vault, case: Case, tmp_path: Path) -> None:
    assert code_of(take_out, vault, case, 1, "2", tmp_path / "q", NOW, "en") == "case-number-mistyped"
    assert code_of(take_out, vault, case, 4, "1", tmp_path / "q", NOW, "en") == "attachment-unknown"
    assert code_of(take_out, vault, case, 0, "1", tmp_path / "q", NOW, "en") == "attachment-unknown"
    assert not (tmp_path / "q").exists()
    take_out(vault, case, 1, "1", tmp_path / "q", NOW, "en")
    with pytest.raises(FileExistsError):
        take_out(vault, vault.desk.cases[1], 1, "1", tmp_path / "q", NOW, "en")
    assert len(vault.desk.cases[1].triage.lasting) == 1


def test_a_link_in_the_folder_leads_nowhere(vault: Vault, case: Case, tmp_path: Path) -> None:
    (tmp_path / "q").mkdir()
    (tmp_path / "q" / "C-000001-attachment-1.quarantine").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        take_out(vault, case, 1, "1", tmp_path / "q", NOW, "en")
    assert not (tmp_path / "elsewhere").exists()


def test_what_cannot_be_examined_says_so_and_can_leave(vault: Vault, case: Case, tmp_path: Path) -> None:
    done = take_out(vault, case, 2, "1", tmp_path / "q", NOW, "en", Limits(seconds=0.001))
    assert done.examined.inspection == FAILED
    assert "could not be examined" in done.note.read_text()


def test_what_fails_on_the_medium_is_not_recorded(
    vault: Vault, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left")

    monkeypatch.setattr("tracker.desk.leaving.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        take_out(vault, case, 1, "1", tmp_path / "q", NOW, "en")
    assert (list((tmp_path / "q").iterdir()), vault.desk.cases[1].triage.lasting) == ([], ())


def test_a_withdrawn_case_gives_nothing(
    desk: DeskInTest, world: World, vault: Vault, case: Case, tmp_path: Path
) -> None:
    world.post(world.envelope("one", Kind.WITHDRAWAL))
    desk.take(vault, world.inbox(first=2))
    withdrawn = vault.desk.cases[1]
    assert code_of(take_out, vault, withdrawn, 1, "1", tmp_path / "q", NOW, "en") == "case-closed"
    assert list((tmp_path / "q").iterdir()) == []
