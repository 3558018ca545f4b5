"""Evidence that anybody can verify with tools that are not ours, and that shows the smallest change."""

import base64
import hashlib
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bagit
import pytest

from crypto.checkpoint import Checkpoint
from crypto.encoding import b64decode
from crypto.errors import TrackerError
from crypto.letter import Attachment, Kind
from crypto.tlog_proof import parse_tlog_proof
from tests.desk.world import DAY, NOW, ORIGIN, DeskInTest, World, inquiry_form, quiet
from tracker.desk.acting import act, link
from tracker.desk.acts import Evidence, Judge, Note
from tracker.desk.case import Case
from tracker.desk.evidence import bag as bags
from tracker.desk.evidence.exporting import Exported, export_evidence, linked_cases
from tracker.desk.importing import import_inbox
from tracker.desk.leaving import refuse_evidence
from tracker.desk.notes_reading import read_notes
from tracker.desk.undoing import undo
from tracker.desk.vault import Vault

BAGIT = Path(sys.executable).with_name("bagit.py")
NAMESPACE = f"evidence@{ORIGIN}"
TEXT = "Бачили у Вигаданому місті."


def code_of(call: Any, *arguments: Any) -> str:
    """The code with which something is refused."""
    with pytest.raises(TrackerError) as found:
        call(*arguments)
    return found.value.code


def is_valid_bag(folder: Path) -> bool:
    """What bagit.py says."""
    command = [sys.executable, str(BAGIT), "--validate", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def is_found_valid(folder: Path) -> bool:
    """What bagit.py would say, without a process for each question."""
    try:
        return bagit.Bag(str(folder)).is_valid()
    except (bagit.BagError, OSError, ValueError):
        return False


def is_signed(folder: Path, signer: str = "anna", namespace: str = NAMESPACE) -> bool:
    """What ssh-keygen says."""
    command = ["ssh-keygen", "-Y", "verify", "-f", folder / "allowed_signers", "-I", signer, "-n", namespace]
    command += ["-s", folder / "tagmanifest-sha256.txt.sig"]
    try:
        with (folder / "tagmanifest-sha256.txt").open("rb") as signed:
            done = subprocess.run(command, stdin=signed, capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0


def files(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def case(desk: DeskInTest, world: World, vault: Vault) -> Case:
    """An inquiry with an attachment and an addition, and one of somebody else."""
    form = inquiry_form(text=TEXT, sharing={"icrc": True, "match": False})
    picture = Attachment("image/jpeg", b"\xff\xd8\xff\xe0 not a picture")
    world.post(world.envelope("one", form=form, attachments=(picture,)))
    world.write("two")
    world.post(world.envelope("one", Kind.ADDITION, {"last-seen": {"when": "2024", "where": "Вигадане"}}))
    desk.take(vault, world.inbox())
    act(vault, vault.desk.cases[1], Note("передзвонити колегам"), NOW + 60)
    return vault.desk.cases[1]


@pytest.fixture
def exported(vault: Vault, case: Case, tmp_path: Path) -> Exported:
    """Its evidence."""
    return export_evidence(vault, [case], "c-1", tmp_path / "evidence", NOW + DAY, "uk")


def test_it_verifies_with_tools_of_others(exported: Exported) -> None:
    assert is_valid_bag(exported.folder)
    assert is_signed(exported.folder)
    assert not is_signed(exported.folder, "borys")
    assert not is_signed(exported.folder, namespace=f"hand-over@{ORIGIN}")
    signed = hashlib.sha256((exported.folder / "tagmanifest-sha256.txt").read_bytes()).digest()
    assert signed == exported.digest


def altered(path: Path) -> Iterator[bytes]:
    """The file with a bit turned; of some also cut, longer, empty."""
    content = path.read_bytes()
    middle = len(content) // 2
    yield content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    # Around a signature OpenSSH forgives ends of lines, and they say nothing.
    if path.name in {"original.envelope", "manifest-sha256.txt", "CONSENTS.txt"}:
        yield from (content[:-1], content + b"\n", b"")


def test_whatever_file_is_altered_is_found_out(exported: Exported) -> None:
    everything = files(exported.folder)
    for path in everything:
        content = path.read_bytes()
        for other in altered(path):
            path.write_bytes(other)
            assert not (is_signed(exported.folder) and is_found_valid(exported.folder)), path
        path.write_bytes(content)
    assert len(everything) > 15
    assert is_signed(exported.folder)
    assert is_found_valid(exported.folder)


def test_whatever_file_is_missing_or_added_is_found_out(exported: Exported) -> None:
    for path in files(exported.folder):
        path.rename(path.with_name("kept"))
        assert not (is_signed(exported.folder) and is_found_valid(exported.folder)), path
        path.with_name("kept").rename(path)
    assert is_found_valid(exported.folder)
    (exported.folder / "data" / "more").write_bytes(b"")
    assert not is_found_valid(exported.folder)
    assert not is_valid_bag(exported.folder)


def test_only_its_owner_can_read_it(exported: Exported) -> None:
    for path in [exported.folder, *exported.folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_original_is_the_one_of_the_intake_log(exported: Exported, world: World) -> None:
    folder = exported.folder / "data" / "C-000001"
    for letter, leaf in (("letter-1", 0), ("letter-2", 2)):
        envelope = (folder / letter / "original.envelope").read_bytes()
        assert envelope == world.log[leaf]
        proof = parse_tlog_proof((folder / letter / "original.tlog-proof").read_bytes())
        checkpoint, _ = proof.verify(hashlib.sha256(envelope).digest(), world.intake.verifier)
        assert isinstance(checkpoint, Checkpoint)
        assert (proof.index, checkpoint.size) == (leaf, 3)


def test_the_decrypted_letter_is_what_stood_in_the_envelope(exported: Exported) -> None:
    folder = exported.folder / "data" / "C-000001" / "letter-1"
    letter = json.loads((folder / "decrypted.json").read_bytes())
    assert (letter["kind"], letter["form"]["text"]) == ("inquiry", TEXT)
    assert (folder / "attachment-1.bin").read_bytes() == b"\xff\xd8\xff\xe0 not a picture"


def test_history_and_custody_say_who_what_when_and_with_which_version(exported: Exported) -> None:
    folder = exported.folder / "data" / "C-000001"
    history = json.loads((folder / "history.json").read_bytes())
    assert [entry["what"] for entry in history["entries"]] == ["letter", "letter", "note"]
    assert history["entries"][2]["who"] == "anna"
    assert history["permissions"] == {
        "match": False, "icrc": True, "un-body": False, "lawyer": False, "statistics": False,
    }  # fmt: skip
    custody = json.loads((folder / "custody.json").read_bytes())["entries"]
    assert [(entry["what"], entry["who"]) for entry in custody] == [
        ("imported", "anna"), ("imported", "anna"), ("evidence", "anna"),
    ]  # fmt: skip
    assert (custody[-1]["when"], bool(custody[-1]["version"])) == ("2026-09-22T14:13:20Z", True)


def test_the_consents_are_on_top(exported: Exported) -> None:
    text = (exported.folder / "CONSENTS.txt").read_text()
    marked = [line for line in text.split("\n") if line.startswith("  [x]")]
    assert len(marked) == 1
    assert "Червоного Хреста" in marked[0]
    assert text.count("  [ ]") == 4
    assert text.startswith("*** ")


def test_it_is_recorded_before_the_folder_has_its_name(vault: Vault, case: Case, exported: Exported) -> None:
    acts = [done.act for done in vault.desk.cases[1].triage.lasting]
    assert [type(item) for item in acts] == [Evidence]
    told = acts[0].export
    assert b64decode(told["tagmanifest"]) == exported.digest
    assert told["reference"] == exported.reference
    again = export_evidence(vault, [vault.desk.cases[1]], "1", exported.folder.with_name("b"), NOW, "en")
    custody = json.loads((again.folder / "data/C-000001/custody.json").read_bytes())["entries"]
    assert [entry["what"] for entry in custody].count("evidence") == 2


def test_it_asks_for_the_number(vault: Vault, case: Case, tmp_path: Path) -> None:
    for typed in ("2", "", "C-0000011", "1 2"):
        arguments = (vault, [case], typed, tmp_path / "e", NOW, "uk")
        assert code_of(export_evidence, *arguments) == "case-number-mistyped"
    assert not (tmp_path / "e").exists()


def test_nothing_of_what_failed_stays(
    vault: Vault, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "medium"
    place.mkdir()
    written: list[str] = []

    def full(root: Path, name: str, content: bytes) -> None:
        written.append(name)
        if len(written) > 4:
            raise OSError(28, "no space")
        (root / Path(name).name).write_bytes(content)

    monkeypatch.setattr(bags, "_write", full)
    with pytest.raises(OSError, match="no space"):
        export_evidence(vault, [case], "1", place / "e", NOW, "uk")
    assert (list(place.iterdir()), vault.desk.cases[1].triage.lasting) == ([], ())
    monkeypatch.undo()
    (place / "e").mkdir()
    with pytest.raises(FileExistsError):
        export_evidence(vault, [case], "1", place / "e", NOW, "uk")
    assert vault.desk.cases[1].triage.lasting == ()


def test_what_a_machine_that_stopped_left_is_named(vault: Vault, case: Case, tmp_path: Path) -> None:
    (tmp_path / f"{bags.UNFINISHED}x").mkdir()
    done = export_evidence(vault, [case], "1", tmp_path / "e", NOW, "uk")
    assert [path.name for path in done.unfinished] == [f"{bags.UNFINISHED}x"]


def test_a_medium_that_reads_back_otherwise_is_refused(
    vault: Vault, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = bags._write

    def lying(root: Path, name: str, content: bytes) -> None:
        write(root, name, content[:-1] if name.endswith("original.envelope") else content)

    monkeypatch.setattr(bags, "_write", lying)
    assert code_of(export_evidence, vault, [case], "1", tmp_path / "e", NOW, "uk") == "evidence-differs"
    assert [path.name for path in tmp_path.iterdir() if "evidence" in path.name or path.name == "e"] == []
    assert vault.desk.cases[1].triage.lasting == ()


def test_a_withdrawn_inquiry_is_no_longer_ours_to_show(
    desk: DeskInTest, world: World, vault: Vault, case: Case, tmp_path: Path
) -> None:
    world.post(world.envelope("one", Kind.WITHDRAWAL))
    desk.take(vault, world.inbox(first=3))
    withdrawn = vault.desk.cases[1]
    assert code_of(export_evidence, vault, [withdrawn], "1", tmp_path / "e", NOW, "uk") == "case-closed"


def test_others_are_named_only_where_they_are_in_the_folder(vault: Vault, case: Case, tmp_path: Path) -> None:
    other = vault.desk.cases[2]
    act(vault, case, Judge(other.reference, "accept"), NOW + 90)
    link(vault, vault.desk.cases[1], other.reference, True, NOW + 100)
    first, second = vault.desk.cases[1], vault.desk.cases[2]
    alone = export_evidence(vault, [first], "1", tmp_path / "alone", NOW, "uk")
    together = linked_cases(vault.desk, first)
    assert [item.number for item in together] == [1, 2]
    both = export_evidence(vault, together, "1", tmp_path / "both", NOW, "uk")
    for path in files(alone.folder):
        assert other.reference.encode() not in path.read_bytes(), path
    assert told_of(alone) == []
    assert told_of(both) == ["judge", "link"]
    assert (both.folder / "data" / second.label / "history.json").is_file()
    assert len(vault.desk.cases[2].triage.lasting) == 1
    assert is_valid_bag(both.folder)
    later = export_evidence(vault, [vault.desk.cases[1]], "1", tmp_path / "later", NOW, "uk")
    for path in files(later.folder):
        assert other.reference.encode() not in path.read_bytes(), path
    assert told_of(later) == ["evidence", "evidence"]


def test_that_a_word_about_another_was_taken_back_is_not_told_either(
    vault: Vault, case: Case, tmp_path: Path
) -> None:
    linked, _ = link(vault, case, vault.desk.cases[2].reference, True, NOW + 90)
    undo(vault, NOW + 100, linked.id)
    taken_back = vault.desk.cases[1].triage.history[-1]
    undo(vault, NOW + 110, taken_back.id)
    noted = act(vault, vault.desk.cases[1], Note("інше"), NOW + 120)
    undo(vault, NOW + 130, noted.id)
    alone = export_evidence(vault, [vault.desk.cases[1]], "1", tmp_path / "alone", NOW + DAY, "uk")
    assert told_of(alone) == ["undo"]
    for path in files(alone.folder):
        assert linked.id.encode() not in path.read_bytes(), path
        assert taken_back.id.encode() not in path.read_bytes(), path
    together = linked_cases(vault.desk, vault.desk.cases[1])
    both = export_evidence(vault, together, "1", tmp_path / "both", NOW + DAY, "uk")
    assert told_of(both) == ["link", "undo", "undo", "undo", "evidence"]


def told_of(made: Exported) -> list[str]:
    """What was done about the first inquiry after the note, as its history says."""
    history = json.loads((made.folder / "data/C-000001/history.json").read_bytes())["entries"]
    return [entry["what"] for entry in history if entry["what"] not in ("letter", "note")]


def test_an_envelope_that_did_not_open_can_be_evidence(
    desk: DeskInTest, world: World, vault: Vault, tmp_path: Path
) -> None:
    world.post(bytes(65536))
    desk.take(vault, world.inbox())
    case = vault.desk.cases[1]
    done = export_evidence(vault, [case], "1", tmp_path / "e", NOW, "en")
    assert (done.folder / "data/C-000001/unreadable.envelope").read_bytes() == bytes(65536)
    custody = json.loads((done.folder / "data/C-000001/custody.json").read_bytes())["entries"]
    assert [entry["what"] for entry in custody] == ["imported", "evidence"]
    assert b64decode(custody[0]["envelope"]) == hashlib.sha256(bytes(65536)).digest()
    assert is_valid_bag(done.folder)


def test_no_other_door_of_the_desk_takes_a_file_of_it(
    desk: DeskInTest, vault: Vault, world: World, exported: Exported
) -> None:
    before = vault.position
    for path in files(exported.folder):
        with pytest.raises(TrackerError):
            import_inbox(vault, path, NOW, "2026-09-01", quiet, processes=1)
        with pytest.raises(TrackerError):
            Vault.unlock(path, world.workers["anna"], os.urandom)
        with pytest.raises(TrackerError):
            read_notes(vault, path, NOW, quiet)
        assert code_of(refuse_evidence, path) == "evidence-no-input"
    assert vault.position == before


def test_it_names_nothing_that_the_sender_chose(exported: Exported) -> None:
    ours = {
        "bagit.txt", "bag-info.txt", "CONSENTS.txt", "README.txt", "allowed_signers", "keyring-head.txt",
        "manifest-sha256.txt", "tagmanifest-sha256.txt", "tagmanifest-sha256.txt.sig",
        *(f"data/C-000001/letter-{n}/{name}" for n in (1, 2) for name in
          ("original.envelope", "original.tlog-proof", "decrypted.json")),
        "data/C-000001/letter-1/attachment-1.bin", "data/C-000001/history.json", "data/C-000001/custody.json",
    }  # fmt: skip
    assert {str(path.relative_to(exported.folder)) for path in files(exported.folder)} == ours


def test_the_signer_is_the_one_of_the_keyring(exported: Exported, world: World) -> None:
    line = (exported.folder / "allowed_signers").read_text().split(" ")
    blob = base64.b64decode(line[line.index("ssh-ed25519") + 1])
    assert blob.endswith(world.workers["anna"].signing_key.public)
    info = (exported.folder / "bag-info.txt").read_text()
    assert f"Keyring-Epoch: {world.head.epoch}\n" in info
