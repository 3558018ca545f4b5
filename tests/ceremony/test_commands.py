"""`tracker ceremony …` as people type it."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from crypto.ceremony import Kind
from crypto.keyfile import KeyfileRandomness, SeedUse, open_keyfile, seal_keyfile
from tests.ceremony.conftest import OFFICERS, ORIGIN, World, genesis_plan, plan_of_today, snapshot
from tests.ceremony.terminal import code, done, type_in
from tracker.ceremony import folder
from tracker.ceremony.commands import group
from tracker.ceremony.turn import NeedKind
from tracker.ceremony.words import digest_words, hex_groups
from tracker.records.archive import ROSTER, Log
from tracker.records.form import LANGUAGES
from tracker.rehearsal.players import put
from tracker.speaking import rehearsal_banner

pytestmark = pytest.mark.usefixtures("quick_key_files")
PASSWORD = "a rehearsal's password"


def told(*arguments: object) -> dict:
    """What a command prints as JSON."""
    return json.loads(done(*arguments, "--json"))


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    """A password in a file."""
    path = tmp_path / "password"
    path.write_text(PASSWORD + "\n", encoding="utf-8")
    return path


@pytest.fixture
def drafted(world: World) -> Path:
    """A genesis whose transcript and head wait for signatures."""
    root = world.begin(Kind.GENESIS)
    world.players.hold(root, Kind.GENESIS, until=NeedKind.SIGNATURE)
    return root


def sealed(path: Path, use: SeedUse, seed: bytes) -> Path:
    """A key file under the password."""
    path.write_bytes(seal_keyfile(use, seed, PASSWORD, KeyfileRandomness(bytes(16), bytes(24))))
    return path


def identity_file(world: World, path: Path, name: str) -> Path:
    """The key file of a caseworker."""
    return sealed(path, SeedUse.CASEWORKER, world.players.identities[name][-1].seed)


def test_an_empty_folder_says_what_to_fill_in(tmp_path: Path) -> None:
    root = tmp_path / "genesis"
    assert folder.PLAN in done("genesis", root)
    assert told("genesis", root)["needs"] == [{"kind": "plan", "who": "", "file": "plan.toml"}]
    assert told("resume", root)["needs"] == [{"kind": "plan", "who": "", "file": "plan.toml"}]


def test_every_command_says_of_a_rehearsal_that_it_is_one(settled: World, tmp_path: Path) -> None:
    root = settled.begin(Kind.REVOKE)
    settled.players.hold(root, Kind.REVOKE, until=NeedKind.STEP)
    roster, archive = root / "archive" / ROSTER, root / "archive"
    for arguments in (
        ("resume", root),
        ("step", root, 1, "--initials", "AB"),
        ("words", roster),
        ("log", "show", archive),
        ("log", "cosignature", root, archive / Log.KEYS.checkpoint),
    ):
        assert rehearsal_banner(ORIGIN) in done(*arguments)
    (tmp_path / "letter").write_bytes(b"a rehearsal/ of something else")
    assert rehearsal_banner(ORIGIN) not in done("words", tmp_path / "letter")


def test_a_folder_is_of_one_ceremony(world: World) -> None:
    root = world.begin(Kind.GENESIS)
    assert code("add", root) == "folder-incomplete"


def test_each_command_that_is_printed_names_its_person_and_file(world: World) -> None:
    root = world.begin(Kind.GENESIS)
    printed = told("resume", root)
    assert {"officer-one", "neighbour", "caseworker-one"} <= {item["who"] for item in printed["instructions"]}
    assert len(printed["instructions"]) == len(printed["needs"]) == 7
    assert len([item for item in printed["instructions"] if "log-key new" in str(item["commands"])]) == 2
    world.players.hold(root, Kind.GENESIS, until=NeedKind.PROOF)
    for item in told("resume", root)["instructions"]:
        assert "challenges/" in str(item["commands"])


def test_the_commands_for_ssh_keygen_work_as_printed(world: World, drafted: Path) -> None:
    instructions = told("resume", drafted)["instructions"]
    lines = next(item["commands"] for item in instructions if item["who"] == "officer-one")
    for line in lines[1:]:
        command = line.replace("KEY", str(world.players.openssh("officer-one")))
        subprocess.run(command, shell=True, check=True, capture_output=True)  # noqa: S602 - it is a shell line
    assert "officer-one" not in {need["who"] for need in told("resume", drafted)["needs"]}


@pytest.mark.parametrize("document", ["checkin", "transcript", "head"])
def test_ssh_keygen_verifies_with_the_file_of_allowed_signers(genesis_world: World, document: str) -> None:
    root = genesis_world.root / genesis_world.names[0]
    namespace = {"checkin": "checkin", "transcript": "transcript", "head": "keyring"}[document]
    for name in OFFICERS:
        command = ["ssh-keygen", "-Y", "verify", "-f", str(root / folder.ALLOWED_SIGNERS), "-I", name]
        command += ["-n", f"{namespace}@{ORIGIN}", "-s", str(root / folder.signature(name, document))]
        data = (root / document).read_bytes()
        assert subprocess.run(command, input=data, capture_output=True, check=False).returncode == 0
        assert subprocess.run(command, input=data + b"x", capture_output=True, check=False).returncode != 0


def test_everybody_signs_with_our_command(
    world: World, drafted: Path, tmp_path: Path, password_file: Path
) -> None:
    for name in (*OFFICERS, "neighbour"):
        done("sign", drafted, "--key", world.players.openssh(name), typed="y\n")
    own = identity_file(world, tmp_path / "one.identity", "caseworker-one")
    done("sign", drafted, "--key", own, "--password-file", password_file, "--yes")
    assert [need["kind"] for need in told("resume", drafted)["needs"]] == ["log-key", "log-key"]


@pytest.mark.parametrize(
    ("name", "asked"), [("officer-one", ["transcript", "keyring"]), ("neighbour", ["transcript"])]
)
def test_ssh_keygen_asks_for_a_password_only_for_what_is_theirs_to_sign(
    world: World, drafted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, asked: list[str]
) -> None:
    listed, real = tmp_path / "listed", shutil.which("ssh-keygen")
    (tmp_path / "bin").mkdir()
    noting = tmp_path / "bin/ssh-keygen"
    noting.write_text(f'#!/bin/sh\necho "$7" >>{listed}\nexec {real} "$@"\n', encoding="utf-8")
    noting.chmod(0o700)
    key = world.players.openssh(name)
    monkeypatch.setenv("PATH", str(noting.parent), prepend=os.pathsep)
    done("sign", drafted, "--key", key, "--yes")
    assert listed.read_text(encoding="utf-8").split() == [f"{namespace}@{ORIGIN}" for namespace in asked]


def test_who_says_no_has_not_signed(world: World, drafted: Path) -> None:
    before = snapshot(drafted)
    key = world.players.openssh("officer-one")
    assert type_in("sign", drafted, "--key", key, typed="n\n").exit_code != 0
    assert snapshot(drafted) == before


def test_who_must_not_sign_cannot(world: World, drafted: Path, tmp_path: Path, password_file: Path) -> None:
    assert (
        code("sign", drafted, "--key", world.players.openssh("stranger"), "--yes") == "signature-unexpected"
    )
    absent = identity_file(world, tmp_path / "two.identity", "caseworker-two")
    options = ("--password-file", password_file, "--yes")
    assert code("sign", drafted, "--key", absent, *options) == "signature-unexpected"
    no_key = tmp_path / "no-key"
    no_key.write_text("a shopping list\n", encoding="utf-8")
    assert code("sign", drafted, "--key", no_key, "--yes") == "signing-failed"


def test_nobody_signs_before_there_is_something_to_sign(world: World) -> None:
    root = world.begin(Kind.GENESIS)
    key = world.players.openssh("officer-one")
    assert code("sign", root, "--key", key, "--yes") == "ceremony-not-ready"


def test_nobody_signs_in_a_folder_that_was_altered(world: World, drafted: Path) -> None:
    head = (drafted / folder.HEAD).read_bytes()
    put(drafted, folder.HEAD, head.replace(b"officers 2 3", b"officers 1 3"))
    assert code("sign", drafted, "--key", world.players.openssh("officer-one"), "--yes") == "draft-altered"


def test_the_keys_of_the_logs_are_made_for_their_keepers(tmp_path: Path, password_file: Path) -> None:
    root = tmp_path / "genesis"
    root.mkdir()
    put(root, folder.PLAN, genesis_plan([]).encode())
    options = ("--folder", root, "--password-file", password_file)
    inside = root / "log.key"
    assert code("log-key", "new", "keys", *options, "--out", inside) == "secret-in-folder"
    assert not inside.exists()
    for log, public in (("keys", folder.LOG_KEY), ("ceremony", folder.CEREMONY_KEY)):
        out = tmp_path / f"{log}.key"
        assert told("log-key", "new", log, *options, "--out", out)["verifier"].startswith(f"{ORIGIN}/{log}+")
        assert out.stat().st_mode & 0o777 == 0o600
        assert len(open_keyfile(SeedUse.LOG, out.read_bytes(), PASSWORD)) == 32
        assert (root / public).exists()


def test_the_keys_of_the_logs_end_the_ceremony(
    world: World, drafted: Path, tmp_path: Path, password_file: Path
) -> None:
    world.players.hold(drafted, Kind.GENESIS, until=NeedKind.LOG_KEY)
    wrong = sealed(tmp_path / "wrong", SeedUse.LOG, b"w" * 32)
    options = ("--password-file", password_file)
    assert code("resume", drafted, "--log-key", wrong, *options) == "log-key-mismatch"
    for log in (Log.KEYS, Log.CEREMONY):
        key = sealed(tmp_path / log, SeedUse.LOG, world.players.logs[log].seed)
        needs = told("resume", drafted, "--log-key", key, *options)["needs"]
    assert {need["kind"] for need in needs} == {"cosignatures"}


def test_steps_are_recorded_in_order_with_what_was_done_instead(world: World) -> None:
    root = world.begin(Kind.GENESIS)
    world.players.hold(root, Kind.GENESIS, until=NeedKind.STEP)
    assert [need["who"] for need in told("resume", root)["needs"]] == ["1", "2", "3"]
    assert code("step", root, 2, "--initials", "AB") == "step-refused"
    assert code("step", root, 9, "--initials", "AB") == "step-refused"
    assert code("step", root, 1, "--initials", "no initials") == "step-refused"
    done("step", root, 1, "--initials", "AB")
    done("step", root, 2, "--initials", "AB", "--instead", "by telephone")
    assert code("step", root, 3, "--initials", "AB", "--instead", "зовсім інакше") == "step-refused"
    done("step", root, 3, "--initials", "-")
    world.players.hold(root, Kind.GENESIS, until=NeedKind.SIGNATURE)
    transcript = (root / folder.TRANSCRIPT).read_text(encoding="ascii")
    assert "step 2 deviated AB Each officer read the fingerprint" in transcript
    assert "; instead: by telephone\n" in transcript
    assert code("step", root, 8, "--initials", "AB") == "ceremony-ended"


def test_cosignatures_are_brought_on_a_medium(world: World, tmp_path: Path) -> None:
    root = world.begin(Kind.GENESIS)
    world.players.hold(root, Kind.GENESIS, until=NeedKind.COSIGNATURES)
    before = (root / "archive/log/ceremony/checkpoint").read_bytes()
    world.players.hold(root, Kind.GENESIS, until=NeedKind.OPENING)
    cosigned = tmp_path / "medium"
    cosigned.write_bytes((root / "archive/log/ceremony/checkpoint").read_bytes())
    (root / "archive/log/ceremony/checkpoint").write_bytes(before)
    assert json.loads(done("log", "cosignature", root, cosigned, "--json")) == {"log": "ceremony", "lines": 3}
    assert json.loads(done("log", "cosignature", root, cosigned, "--json"))["lines"] == 0
    cosigned.write_bytes(cosigned.read_bytes().replace(b"\n1\n", b"\n2\n"))
    assert code("log", "cosignature", root, cosigned) == "archive-forked"


def test_what_is_published_is_told(settled: World) -> None:
    root = settled.root / settled.names[0]
    lines = json.loads(done("log", "show", settled.archive, "--json"))
    assert [line.split(":")[0] for line in lines] == ["keys 0", "ceremony 0", "ceremony 1"]
    assert "outcome sealed" in lines[2]
    # The clock of this machine is ahead of the rehearsal's: its cosignatures are stale by now.
    assert code("publish", root, settled.archive) == "quorum-missing"


def test_check_says_pass_for_each_rule_and_fail_by_its_status(tmp_path: Path) -> None:
    kept = Path(__file__).parent / "kept" / "genesis-1"
    trust = tmp_path / "trust"
    trust.write_bytes((kept / folder.TRUST).read_bytes())
    assert code("check", kept, "--trust", kept / folder.TRUST) == "trust-from-folder"
    assert told("check", kept, "--trust", trust)["holds"] is True
    trust.write_bytes(trust.read_bytes().replace(b"max-age 72", b"max-age 71"))
    ran = CliRunner().invoke(group, ["check", str(kept), "--trust", str(trust)], standalone_mode=False)
    assert ran.return_value == 1
    assert "FAIL" in ran.output


@pytest.mark.parametrize(
    "until",
    [
        NeedKind.KEY,
        NeedKind.LOG_KEY,
        NeedKind.CHECKIN,
        NeedKind.STEP,
        NeedKind.PROOF,
        NeedKind.SIGNATURE,
        None,
    ],
)
def test_what_is_shown_fits_a_terminal(today: World, until: NeedKind | None) -> None:
    root = today.begin(Kind.GENESIS, plan_of_today(today))
    today.players.hold(root, Kind.GENESIS, until=until)
    shown = done("resume", root).replace(str(root), "genesis")
    # A command is one line, however long, so that it can be copied.
    prose = [line for line in shown.split("\n") if "tracker" not in line and "ssh-keygen" not in line]
    assert [line for line in prose if len(line) > 80] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hash_is_read_aloud_as_words_that_give_it_back(genesis_world: World, language: str) -> None:
    transcript = genesis_world.root / genesis_world.names[0] / folder.TRANSCRIPT
    printed = told("words", transcript, "--language", language)
    digest = bytes.fromhex(printed["hex"])
    assert printed["words"] == digest_words(digest, language)
    assert len(printed["words"]) == 24
    flipped = bytes([digest[0] ^ 128]) + digest[1:]
    last = digest[:-1] + bytes([digest[-1] ^ 1])
    assert sum(a != b for a, b in zip(printed["words"], digest_words(flipped, language), strict=True)) == 1
    assert digest_words(last, language)[-1] != printed["words"][-1]
    assert bytes.fromhex(hex_groups(digest)) == digest


def test_no_secret_is_in_a_folder_or_an_archive(genesis_world: World) -> None:
    """What is published, and what goes from hand to hand, holds none of the secrets that made it."""
    players = genesis_world.players
    secrets = [key.seed for key in players.logs.values()]
    secrets += [item.seed for own in players.identities.values() for item in own]
    secrets += [share.text for shares in players.shares for share in shares]
    kept = b"".join(snapshot(genesis_world.root).values())
    assert [item for item in secrets if item in kept or item.hex().encode() in kept] == []


def test_a_folder_with_an_archive_is_for_the_auditor(genesis_world: World) -> None:
    root = genesis_world.root / genesis_world.names[0]
    ran = type_in("check", root, "--trust", genesis_world.trust)
    assert ran.exit_code == 2
    assert "tracker audit" in ran.output
