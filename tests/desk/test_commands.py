"""The caseworker's commands, as typed: in a process without a network, without Flask, with real passwords."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest

from crypto import keyfile
from crypto.possession import check_possession, decode_card, make_challenge
from crypto.recipient import Identity
from crypto.sshsig import split_signed
from tests.desk.family_side import AppliedOutbox
from tests.desk.world import World, inquiry_form
from tests.simulators.command_forks import CommandForks
from tracker.desk.commands import group
from tracker.desk.network import connected_interfaces
from tracker.records.answer import check_answer

ROOT = Path(__file__).parents[2]
# The server's packages are missing, as on a desk.
LACKING = ("flask", "flask_wtf", "sqlalchemy", "alembic", "gunicorn", "psycopg", "textual")
FRESH = """
import sys
for name in sys.argv.pop(1).split(","):
    sys.modules[name] = None
from tracker.cli import main
main()
"""
ALONE = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
PASSWORD = "correct horse"
TEXT = "Шукаємо. Об'єднана довідка 🕊"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def folder(tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a caseworker has: identities, the ceremony's documents, a password in a file."""
    monkeypatch.setattr(keyfile, "TIME_COST", 1)
    monkeypatch.setattr(keyfile, "MEMORY_KIB", 64)
    for name, identity in world.workers.items():
        write_identity(tmp_path / f"{name}.identity", identity)
    (tmp_path / "password").write_text(PASSWORD + "\n")
    (tmp_path / "trust").write_bytes(world.documents.trust)
    write_keyring(tmp_path, world)
    return tmp_path


def write_identity(path: Path, identity: Identity) -> None:
    """A key file under the password."""
    randomness = keyfile.KeyfileRandomness(os.urandom(16), os.urandom(24))
    path.write_bytes(keyfile.seal_keyfile(keyfile.SeedUse.CASEWORKER, identity.seed, PASSWORD, randomness))


def write_keyring(folder: Path, world: World) -> None:
    """The ceremony's folder."""
    (folder / "keyring").write_bytes(world.documents.keyring)
    (folder / "roster").write_bytes(world.documents.roster)


@pytest.fixture(scope="module")
def forks() -> Iterator[CommandForks]:
    """Where commands are run: alone in a network namespace."""
    with CommandForks(ALONE, LACKING, "tracker.desk.commands") as forks:
        yield forks


@pytest.fixture
def run(folder: Path, forks: CommandForks) -> Run:
    """Runs `tracker desk …`."""
    return lambda *arguments, given="": forks.run(["desk", *arguments], folder, given)


def session(who: str = "anna", vault: str = "vault") -> list[str]:
    """The options of every command."""
    return ["--vault", vault, "--identity", f"{who}.identity", "--password-file", "password", "--json"]


def facts(done: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    """What a command printed as JSON."""
    assert done.returncode == 0, (done.stdout, done.stderr)
    return json.loads(done.stdout)


def test_a_working_week(run: Run, folder: Path, world: World) -> None:
    made = facts(run("init", *session(), "--trust", "trust", "--keyring", "."))
    assert (made["members"], made["publisher"], made["epoch"]) == (["anna", "borys"], "desk", 0)
    world.post(world.envelope("one", form=inquiry_form(text=TEXT)), world.envelope("two"), bytes(65536))
    said = run("status", *session()).stderr
    assert said.count("NOT FOR REAL INQUIRIES") == said.count(f"({made['origin']})") == 1
    (folder / "inbox").write_bytes(world.inbox())
    taken = facts(run("import", *session(), "--fetched", "2026-09-20", "inbox"))
    assert (taken["stored"], taken["unreadable"], taken["alarms"]) == (2, 1, [])
    listed = facts(run("list", *session(), "new"))
    assert [row["case"] for row in listed["cases"]] == ["C-000001", "C-000002"]
    shown = facts(run("show", *session(), "1"))
    assert shown["letters"][0]["form"]["text"] == TEXT
    (folder / "answer.json").write_text('{"work": "referred", "knowledge": {"value": "none"}, "text": "так"}')
    assert not facts(run("answer", *session(), "--file", "answer.json", "1"))["needs_second"]
    located = ["--work", "answered", "--knowledge", "located", "--source", "icrc", "--date", "2026-08"]
    located += ["--confidence", "medium", "--text-file", "-"]
    assert facts(run("answer", *session(), *located, "2", given=TEXT + "\n"))["needs_second"]
    facts(run("confirm", *session("borys"), "2"))
    exported = facts(run("export", *session(), "outbox"))
    assert (exported["complete"], exported["file"]) == (False, "outbox.needs-signature")
    signed = facts(run("sign", *session("borys"), "--yes", "outbox"))
    assert (signed["complete"], signed["changed"]) == (True, ["C-000001", "C-000002"])
    again = run("sign", *session("borys"), "--yes", "outbox")
    assert (again.returncode, json.loads(again.stdout)["error"]) == (1, "draft-complete")
    outbox = AppliedOutbox(folder / "outbox", world.head)
    answers = [outbox.answer(world.family(name)) for name in ("one", "two")]
    assert [answer["text"] for answer in answers] == ["так", TEXT]
    for answer in answers:
        check_answer(answer)
    assert outbox.manifest.read_up_to == "2026-09-19"
    assert facts(run("backup", *session(), "--same-device", "copy"))["acknowledged"] == 3
    status = facts(run("status", *session("borys", vault="copy")))
    assert (status["who"], status["online"], status["size"]) == ("borys", [], 3)


def test_the_recovery_identity_opens_what_nobody_else_can(run: Run, folder: Path, world: World) -> None:
    facts(run("init", *session(), "--trust", "trust", "--keyring", "."))
    alone = replace(world.sealing, recipients=world.sealing.recipients[-1:])
    world.post(world.envelope("one", keyring=alone))
    (folder / "inbox").write_bytes(world.inbox())
    assert facts(run("import", *session(), "inbox"))["unreadable"] == 1
    randomness = keyfile.KeyfileRandomness(os.urandom(16), os.urandom(24))
    sealed = keyfile.seal_keyfile(keyfile.SeedUse.RECOVERY, world.recovery.seed, PASSWORD, randomness)
    (folder / "rebuilt").write_bytes(sealed)
    assert facts(run("import", *session(), "--recovery", "rebuilt", "inbox"))["reopened"] == 1
    (case,) = facts(run("list", *session(), "new"))["cases"]
    assert facts(run("show", *session(), case["case"]))["letters"]
    other_use = run("import", *session(), "--old-identity", "rebuilt", "inbox")
    assert json.loads(other_use.stdout)["error"] == "keyfile-malformed"


def test_a_text_that_is_not_utf8_is_refused(run: Run, folder: Path, world: World) -> None:
    facts(run("init", *session(), "--trust", "trust", "--keyring", "."))
    world.write("one")
    (folder / "inbox").write_bytes(world.inbox())
    facts(run("import", *session(), "inbox"))
    (folder / "text").write_bytes("Шукаємо".encode("cp1251"))
    for options in (["--work", "referred", "--text-file", "text"], ["--file", "text"]):
        refused = run("answer", *session(), *options, "1")
        assert (refused.returncode, json.loads(refused.stdout)["error"]) == (1, "answer-wrong-type")


def test_an_answer_that_lacks_something_is_told_what(run: Run, folder: Path, world: World) -> None:
    facts(run("init", *session(), "--trust", "trust", "--keyring", "."))
    world.write("one")
    (folder / "inbox").write_bytes(world.inbox())
    facts(run("import", *session(), "inbox"))
    (folder / "answer.json").write_text('{"work": "closed", "knowledge": {"value": "none"}}')
    (folder / "long").write_text("x" * 20_000)
    by_person = ["--work", "answered", "--knowledge", "by-a-person"]
    for options, code, named in (
        (["--work", "closed"], "answer-missing", "--why"),
        (by_person, "answer-missing", "--route"),
        (["--file", "answer.json"], "answer-missing", "why"),
        (["--work", "referred", "--text-file", "long"], "answer-too-large", "10000"),
    ):
        refused = json.loads(run("answer", *session(), *options, "1").stdout)
        assert refused["error"] == code
        assert named in refused["message"].split()


def test_status_says_how_long_ago_only_of_what_happened(run: Run, folder: Path, world: World) -> None:
    facts(run("init", *session(), "--trust", "trust", "--keyring", "."))
    (folder / "inbox").write_bytes(world.inbox())
    facts(run("import", *session(), "inbox"))
    words = [item for item in session() if item != "--json"]
    shown = run("status", *words).stdout
    assert "last backup: never\n" in shown
    assert "(0 days ago), last backup" in shown


def test_two_signers_at_once_and_a_newer_keyring(run: Run, folder: Path, world: World) -> None:
    facts(run("init", *session(), "--trust", "trust", "--keyring", "."))
    both = [*session(), "--identity", "borys.identity", "--password-file", "password"]
    assert facts(run("export", *both, "outbox"))["complete"]
    world.workers.pop("borys")
    world.threshold = 1
    world.add_epoch()
    write_keyring(folder, world)
    taken = facts(run("keyring", *session(), "."))
    assert (taken["epoch"], taken["members"], taken["without_transcript"]) == (1, ["anna"], [1])
    assert facts(run("export", *session(), "outbox"))["complete"]
    assert AppliedOutbox(folder / "outbox", world.head).header.epoch == 1
    again = run("keyring", *session(), ".")
    assert json.loads(again.stdout)["error"] == "keyring-rolled-back"


def test_a_vault_changes_hands(run: Run, folder: Path, world: World) -> None:
    facts(run("init", *session(), "--trust", "trust", "--keyring", "."))
    given = facts(run("hand-over", *session(), "--to", "borys", "for-borys"))
    assert (given["to"], given["file"]) == ("borys", "for-borys")
    theirs = session("borys", vault="vault-of-borys")
    told = facts(run("take-over", *theirs, "--trust", "trust", "--keyring", ".", "for-borys"))
    assert told == {"vault": "vault-of-borys", "from": "anna", "events": given["events"] + 1}
    log = facts(run("custody", *theirs))["custody"]
    assert [(row["what"], row["name"]) for row in log] == [("handed-over", "borys"), ("taken-over", "anna")]
    own = run("retire", *session(), "--old-password-file", "password", "--yes", "borys.identity")
    assert json.loads(own.stdout)["error"] == "identity-in-use"
    assert (folder / "borys.identity").exists()


def test_refusals_have_codes_and_change_nothing(run: Run, folder: Path, world: World) -> None:
    facts(run("init", *session(), "--trust", "trust", "--keyring", "."))
    before = (folder / "vault").read_bytes()
    (folder / "wrong").write_text("wrong\n")
    (folder / "other-trust").write_bytes(World(threshold=1).trust.encode())
    (folder / "inbox").write_bytes(world.inbox()[:-1])
    wrong = ["--vault", "vault", "--identity", "anna.identity", "--password-file", "wrong", "--json"]
    refusals = {
        "password-wrong": run("status", *wrong),
        "vault-other": run("status", *session(), "--trust", "other-trust"),
        "inbox-malformed": run("import", *session(), "inbox"),
        "case-unknown": run("show", *session(), "7"),
        "backup-same-device": run("backup", *session(), "copy"),
        "file": run("init", *session(), "--trust", "trust", "--keyring", "."),
        "usage": run("answer", *session(), "1"),
    }
    found = {code: json.loads(done.stdout)["error"] for code, done in refusals.items()}
    assert found == {code: code for code in refusals}
    assert (folder / "vault").read_bytes() == before


def test_a_password_is_stretched_as_it_is_in_use(folder: Path, world: World, monkeypatch: Any) -> None:
    """By programs started anew, with the costs of a real desk."""
    monkeypatch.undo()
    write_identity(folder / "anna.identity", world.workers["anna"])
    (folder / "wrong").write_text("wrong\n")

    def fresh(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [*ALONE, sys.executable, "-c", FRESH, ",".join(LACKING), "desk", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )

    assert facts(fresh("init", *session(), "--trust", "trust", "--keyring", "."))["epoch"] == 0
    wrong = [item if item != "password" else "wrong" for item in session()]
    assert json.loads(fresh("status", *wrong).stdout)["error"] == "password-wrong"


def test_words_on_the_terminal_are_harmless(run: Run, folder: Path, world: World) -> None:
    facts(run("init", *session(), "--trust", "trust", "--keyring", "."))
    form = inquiry_form(text="\x1b]52;c;AAAA\x07\x9b31m\u202e", **{"full-name": "Ім'я \x1b[2J"})
    world.post(world.envelope("one", form=form))
    (folder / "inbox").write_bytes(world.inbox())
    run("import", *session(), "inbox")
    words = [option for option in session() if option != "--json"]
    for arguments in (["list"], ["show", "1"], ["show", "1", "--language", "en"], ["status"]):
        done = run(arguments[0], *words, *arguments[1:])
        assert done.returncode == 0
        assert all(char.isprintable() or char == "\n" for char in done.stdout), arguments
    assert "Ім'я <U+001B>[2J" in run("list", *words).stdout


def test_an_identity_is_made_and_proven(run: Run, folder: Path, world: World) -> None:
    made = facts(
        run("identity", "new", "--name", "clara", "--out", "own", "--password-file", "password", "--json")
    )
    secret, card = folder / made["identity"], folder / made["card"]
    assert secret.stat().st_mode & 0o777 == 0o600
    decoded = decode_card(card.read_bytes())
    (folder / "challenge").write_bytes(make_challenge(decoded, "rehearsal/test", b"n" * 32))
    options = ["--identity", made["identity"], "--card", made["card"], "--challenge", "challenge"]
    facts(run("identity", "prove", *options, "--out", "proof", "--password-file", "password", "--json"))
    check_possession((folder / "proof").read_bytes(), decoded, "rehearsal/test", b"n" * 32)
    rotated = [*options, "--old-identity", "anna.identity", "--out", "proof-of-both"]
    facts(run("identity", "prove", *rotated, "--password-file", "password", "--json"))
    proof = (folder / "proof-of-both").read_bytes()
    check_possession(proof, decoded, "rehearsal/test", b"n" * 32)
    signers = {signature.public for signature in split_signed(proof)[1]}
    assert signers == {decoded.signing, world.workers["anna"].signing_key.public}
    again = run("identity", "new", "--name", "clara", "--out", "own", "--password-file", "password", "--json")
    assert json.loads(again.stdout)["error"] == "file"


def test_every_command_explains_itself() -> None:
    for name, command in group.commands.items():
        assert command.help, name
        options = [item for item in command.params if isinstance(item, click.Option)]
        assert [item.name for item in options if not item.help] == [], name


def test_the_network_is_seen(tmp_path: Path) -> None:
    assert connected_interfaces(tmp_path) == []
    (tmp_path / "route").write_text("Iface\tDestination\nwlan0\t00000000\n")
    (tmp_path / "if_inet6").write_text("00 01 80 10 80 lo\nfe80 04 40 20 80 eth0\n")
    assert connected_interfaces(tmp_path) == ["eth0", "wlan0"]
