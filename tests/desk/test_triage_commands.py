"""Triage, notes, restoring by command: what is typed, what is said, and what a refusal leaves as it was."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from crypto import keyfile
from crypto.errors import TrackerError
from crypto.keyfile import SeedUse
from crypto.letter import Kind
from crypto.recipient import Identity
from tests.desk.test_vault import change
from tests.desk.world import NOW, DeskInTest, World, seed
from tracker.desk.acting import act, act_on_all
from tracker.desk.acts import Note
from tracker.desk.commands import custody, notes, outgoing, triage

Run = Callable[..., dict[str, Any]]
PASSWORD = "correct horse"


def write_identity(folder: Path, name: str, identity: Identity, use: SeedUse = SeedUse.CASEWORKER) -> None:
    """A key file with the password of all tests."""
    randomness = keyfile.KeyfileRandomness(os.urandom(16), os.urandom(24))
    (folder / f"{name}.identity").write_bytes(keyfile.seal_keyfile(use, identity.seed, PASSWORD, randomness))


@pytest.fixture
def folder(tmp_path: Path, world: World, desk: DeskInTest, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault with four cases, key files, the ceremony's documents."""
    monkeypatch.setattr(keyfile, "TIME_COST", 1)
    monkeypatch.setattr(keyfile, "MEMORY_KIB", 64)
    monkeypatch.chdir(tmp_path)
    for name, identity in world.workers.items():
        write_identity(tmp_path, name, identity)
    (tmp_path / "password").write_text(PASSWORD + "\n")
    write_keyring(tmp_path, world)
    with desk.create() as vault:
        world.write("one", "two", "three", "four")
        desk.take(vault, world.inbox())
    return tmp_path


def write_keyring(folder: Path, world: World) -> None:
    """The ceremony's folder, and the trust root beside it."""
    (folder / "keyring").write_bytes(world.documents.keyring)
    (folder / "roster").write_bytes(world.documents.roster)
    (folder / "trust").write_bytes(world.documents.trust)


@pytest.fixture
def run(folder: Path) -> Run:
    """Runs a command, and gives what it printed as JSON."""

    def typed(
        command: click.Command, *arguments: str, who: str = "anna", vault: str = "vault", given: str = ""
    ) -> dict[str, Any]:
        options = ["--vault", vault, "--identity", f"{who}.identity", "--password-file", "password", "--json"]
        done = CliRunner().invoke(command, [*options, *arguments], input=given)
        if isinstance(done.exception, TrackerError | OSError):
            raise done.exception
        assert done.exit_code == 0, done.output
        return dict(json.loads(done.stdout))

    return typed


def code_of(run: Run, *arguments: Any, **more: Any) -> str:
    """The code with which a command is refused."""
    with pytest.raises(TrackerError) as found:
        run(*arguments, **more)
    return found.value.code


def text_of(command: click.Command, *arguments: str) -> str:
    """What a command says in words."""
    options = ["--vault", "vault", "--identity", "anna.identity", "--password-file", "password"]
    return CliRunner().invoke(command, [*options, *arguments]).output


def test_a_caseworker_triages_by_command(run: Run) -> None:
    assert run(triage.assign, "--to", "borys", "1", "C-2", "c-000002")["cases"] == ["C-000001", "C-000002"]
    run(triage.wait, "--until", "2999-01-01", "--why-file", "-", "1", given="суд\n")
    run(triage.note, "--text-file", "-", "1", given="дзвонили \x1b[31m")
    run(triage.escalate, "--why-file", "-", "1", given="ліки")
    run(triage.tag, "exchange-2026", "1", "3")
    run(triage.link, "1", "4")
    shown = run(triage.history, "1")
    assert (shown["owner"], shown["waiting_until"], shown["escalated"]) == ("borys", "2999-01-01", True)
    assert (shown["tags"], shown["links"]) == (["exchange-2026"], ["C-000004"])
    kinds = [row["act"] for row in shown["history"]]
    assert kinds == ["assign", "wait", "note", "escalate", "tag", "link"]
    said = text_of(triage.history, "1")
    assert "assign borys" in said
    assert "link C-000004" in said
    assert "\x1b" not in said
    run(triage.assign, "--nobody", "1")
    run(triage.wait, "--no-longer", "1")
    run(triage.escalate, "--off", "1")
    run(triage.tag, "--off", "exchange-2026", "1")
    run(triage.link, "--off", "1", "4")
    shown = run(triage.history, "1")
    state = [shown[name] for name in ("owner", "waiting_until", "escalated", "tags", "links")]
    assert state == ["", "", False, [], []]


def test_the_history_says_no_more_that_a_case_waits_once_the_family_wrote(
    run: Run, world: World, desk: DeskInTest
) -> None:
    run(triage.wait, "--until", "2999-01-01", "1")
    assert run(triage.history, "1")["waiting_until"] == "2999-01-01"
    world.post(world.envelope("one", Kind.ADDITION, {"text": "йому зле"}))
    with desk.unlock() as vault:
        desk.take(vault, world.inbox())
    assert run(triage.history, "1")["waiting_until"] == ""


def test_undo_and_redo_by_command(run: Run) -> None:
    run(triage.tag, "x", "1", "2", "3")
    undone = run(triage.undo)
    assert (undone["cases"], undone["what"]) == (["C-000001", "C-000002", "C-000003"], "tag")
    assert run(triage.history, "2")["tags"] == []
    redone = run(triage.redo)
    assert (redone["cases"], redone["what"]) == (["C-000001", "C-000002", "C-000003"], "tag")
    assert run(triage.history, "2")["tags"] == ["x"]
    act = run(triage.history, "2")["history"][0]["id"]
    run(triage.undo, act, who="borys")
    assert run(triage.history, "3")["tags"] == []
    assert "(taken back)" in text_of(triage.history, "3")
    assert code_of(run, triage.undo, who="borys") == "undo-nothing"


@pytest.mark.parametrize(
    ("command", "arguments", "code"),
    [
        pytest.param(triage.assign, ["--to", "mallory", "1"], "assignee-unknown", id="assign"),
        pytest.param(triage.wait, ["--until", "2001-01-01", "1"], "wait-day-invalid", id="wait"),
        pytest.param(triage.tag, ["x", "1", "99"], "case-unknown", id="case"),
        pytest.param(triage.link, ["1", "1"], "link-itself", id="link"),
        pytest.param(triage.undo, ["0123456789"], "undo-unknown", id="undo"),
        pytest.param(triage.note, ["--text-file", "-", "1"], "act-blank", id="note"),
    ],
)
def test_a_refusal_changes_nothing(run: Run, command: click.Command, arguments: list[str], code: str) -> None:
    assert code_of(run, command, *arguments) == code
    assert run(triage.history, "1")["history"] == []


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        pytest.param(triage.assign, ["1"], id="assign"),
        pytest.param(triage.assign, ["--to", "anna", "--nobody", "1"], id="assign-both"),
        pytest.param(triage.wait, ["1"], id="wait"),
        pytest.param(triage.escalate, ["1"], id="escalate"),
        pytest.param(triage.tag, ["x"], id="no-case"),
    ],
)
def test_half_a_command_is_explained(folder: Path, command: click.Command, arguments: list[str]) -> None:
    assert "Error" in text_of(command, *arguments) or "Usage" in text_of(command, *arguments)


def test_two_vaults_tell_each_other_by_command(run: Run, folder: Path) -> None:
    given = run(custody.hand_over, "--to", "borys", "medium")
    assert not given["sequence"]
    run(custody.take_over, "--trust", "trust", "--keyring", ".", "medium", who="borys", vault="theirs")
    assert run(outgoing.sequence, who="borys", vault="theirs") == {"here": False, "owner": "anna"}
    run(triage.tag, "x", "1")
    written = run(notes.write, "notes")
    assert (written["acts"], written["unsigned"]) == (1, 0)
    read = run(notes.read, "notes", who="borys", vault="theirs")
    assert (read["writer"], read["new"], read["refused"], read["repeated"]) == ("anna", 1, {}, False)
    assert run(notes.read, "notes", who="borys", vault="theirs")["repeated"]
    assert run(triage.history, "1", who="borys", vault="theirs")["tags"] == ["x"]
    assert "nothing new" in text_of(notes.read, "notes")
    out = code_of(run, outgoing.export, "outbox", who="borys", vault="theirs")
    assert out == "sequence-elsewhere"
    taken = run(outgoing.sequence, "--take", "lost", "--yes", who="borys", vault="theirs")
    assert taken == {"here": True, "owner": ""}
    run(notes.write, "back", who="borys", vault="theirs")
    assert run(notes.read, "back")["sequence_twice"]
    assert "sequence-twice" in text_of(notes.read, "back")


def test_a_backup_is_rehearsed_by_command(run: Run, folder: Path) -> None:
    run(triage.tag, "x", "1")
    run(outgoing.backup, "--same-device", "copy")
    found = run(outgoing.restore, "copy", vault="again")
    assert (found["cases"], found["blobs"], found["owns_sequence"]) == (4, 4, True)
    assert run(triage.history, "1", vault="again")["tags"] == ["x"]
    before = (folder / "vault").read_bytes()
    with pytest.raises(FileExistsError):
        run(outgoing.restore, "copy")
    assert (folder / "vault").read_bytes() == before


def test_the_recovery_key_restores_by_command(run: Run, folder: Path, world: World) -> None:
    run(outgoing.backup, "--same-device", "copy")
    world.workers = {"clara": Identity(seed("clara"))}
    world.threshold = 1
    world.add_epoch()
    write_identity(folder, "clara", world.workers["clara"])
    write_identity(folder, "recovery", world.recovery, SeedUse.RECOVERY)
    write_keyring(folder, world)
    recovery = ["--recovery-key", "recovery.identity", "--recovery-password-file", "password"]
    documents = ["--keyring", ".", "--trust", "trust"]
    found = run(outgoing.restore, *recovery, *documents, "copy", who="clara", vault="new")
    assert (found["cases"], found["epoch"]) == (4, 0)
    assert (found["suspect"], found["without_transcript"]) == ([], [1])
    assert len(run(triage.history, "1", who="clara", vault="new")["history"]) == 0
    assert code_of(run, triage.history, "1", vault="new") == "vault-not-member"


def test_a_vault_of_the_first_version_says_so(run: Run, folder: Path) -> None:
    change(folder / "vault", "UPDATE meta SET value = ? WHERE name = 'version'", b"1")
    before = (folder / "vault").read_bytes()
    assert code_of(run, triage.history, "1") == "vault-older"
    assert (folder / "vault").read_bytes() == before


def test_two_consoles_on_one_vault_are_told(run: Run, desk: DeskInTest) -> None:
    with desk.unlock("borys"):
        assert code_of(run, triage.tag, "x", "1") == "vault-busy"
    run(triage.tag, "x", "1")


def test_on_a_full_medium_acts_are_refused_and_nothing_is_lost(folder: Path, desk: DeskInTest) -> None:
    with desk.unlock() as vault:
        act(vault, vault.desk.cases[1], Note("до"), NOW)
        pages = vault.file._db.execute("PRAGMA page_count").fetchone()[0]
        vault.file._db.execute(f"PRAGMA max_page_count={pages}")
        with pytest.raises(TrackerError) as found:
            act_on_all(vault, vault.desk.cases.values(), Note("я" * 4000), NOW)
        assert found.value.code == "vault-full"
        assert [len(case.triage.history) for case in vault.desk.cases.values()] == [1, 0, 0, 0]
        vault.file._db.execute("PRAGMA max_page_count=1000000")
        act(vault, vault.desk.cases[1], Note("після"), NOW)
    with desk.unlock() as again:
        assert len(again.desk.cases[1].triage.notes) == 2
