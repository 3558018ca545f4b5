"""`tracker ceremony …` as officers type it."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crypto.errors import TrackerError
from crypto.keyfile import KeyfileRandomness, SeedUse, open_keyfile, seal_keyfile
from tests.ceremony.conftest import IDENTITIES, LOG, OFFICERS, ORIGIN, Rehearsal
from tracker.ceremony import folder
from tracker.ceremony.commands import group
from tracker.ceremony.words import digest_words, hex_groups
from tracker.records.form import LANGUAGES

PASSWORD = "a rehearsal's password"


def type_in(*arguments: object, typed: str = "") -> Result:
    """What comes of typing a command."""
    return CliRunner().invoke(group, [str(argument) for argument in arguments], input=typed)


def done(*arguments: object, typed: str = "") -> str:
    """The output of a command that must succeed."""
    result = type_in(*arguments, typed=typed)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def code(*arguments: object, typed: str = "") -> str:
    """The code with which a command is refused."""
    error = type_in(*arguments, typed=typed).exception
    assert isinstance(error, TrackerError), error
    return error.code


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    """A password in a file."""
    path = tmp_path / "password"
    path.write_text(PASSWORD + "\n", encoding="utf-8")
    return path


def identity_file(path: Path, name: str) -> Path:
    """The key file of a caseworker."""
    randomness = KeyfileRandomness(bytes(16), bytes(24))
    path.write_bytes(seal_keyfile(SeedUse.CASEWORKER, IDENTITIES[name].seed, PASSWORD, randomness))
    return path


def test_an_empty_folder_says_what_to_fill_in(rehearsal: Rehearsal) -> None:
    assert folder.PLAN in done("genesis", rehearsal.root)
    assert json.loads(done("genesis", rehearsal.root, "--json"))["needs"] == [
        {"kind": "plan", "who": "", "file": "plan.toml"}
    ]


def test_each_command_that_is_printed_names_its_person_and_file(rehearsal: Rehearsal) -> None:
    rehearsal.plan()
    printed = json.loads(done("genesis", rehearsal.root, "--json"))
    told = printed["instructions"]
    assert {"officer-one", "neighbour", "caseworker-two"} <= {item["who"] for item in told}
    assert len(told) == len(printed["needs"]) == 8
    assert len([item for item in told if "log-key new" in str(item["commands"])]) == 1
    rehearsal.bring_keys()
    told = json.loads(done("genesis", rehearsal.root, "--json"))["instructions"]
    for item in told:
        assert folder.challenge(item["commands"][0].split("PRIVATE-FOLDER/")[1].split(".")[0]) in str(item)


def test_the_commands_for_ssh_keygen_work_as_printed(rehearsal: Rehearsal) -> None:
    rehearsal.to_drafts()
    told = json.loads(done("genesis", rehearsal.root, "--json"))["instructions"]
    lines = next(item["commands"] for item in told if item["who"] == "officer-one")
    for line in lines[1:]:
        command = line.replace("KEY", str(rehearsal.keys / "officer-one"))
        subprocess.run(command, shell=True, check=True, capture_output=True)  # noqa: S602 - it is a shell line
    needs = json.loads(done("genesis", rehearsal.root, "--json"))["needs"]
    assert "officer-one" not in {need["who"] for need in needs}


def test_everybody_signs_with_our_command(rehearsal: Rehearsal, tmp_path: Path, password_file: Path) -> None:
    rehearsal.to_drafts()
    for name in (*OFFICERS, "neighbour"):
        done("sign", rehearsal.root, "--key", rehearsal.keys / name, typed="y\n")
    own = identity_file(tmp_path / "one.identity", "caseworker-one")
    done("sign", rehearsal.root, "--key", own, "--password-file", password_file, "--yes")
    needs = json.loads(done("genesis", rehearsal.root, "--json"))["needs"]
    assert [need["kind"] for need in needs] == ["log-key"]


def test_who_says_no_has_not_signed(rehearsal: Rehearsal) -> None:
    rehearsal.to_drafts()
    before = rehearsal.snapshot()
    key = rehearsal.keys / "officer-one"
    assert type_in("sign", rehearsal.root, "--key", key, typed="n\n").exit_code != 0
    assert rehearsal.snapshot() == before


def test_who_must_not_sign_cannot(rehearsal: Rehearsal, tmp_path: Path, password_file: Path) -> None:
    rehearsal.to_keys()
    key = rehearsal.keys / "officer-one"
    assert code("sign", rehearsal.root, "--key", key, "--yes") == "folder-incomplete"
    rehearsal.to_drafts()
    stranger = rehearsal.keys / "stranger"
    assert code("sign", rehearsal.root, "--key", stranger, "--yes") == "signature-unexpected"
    absent = identity_file(tmp_path / "two.identity", "caseworker-two")
    options = ("--password-file", password_file, "--yes")
    assert code("sign", rehearsal.root, "--key", absent, *options) == "signature-unexpected"
    no_key = tmp_path / "no-key"
    no_key.write_text("a shopping list\n", encoding="utf-8")
    assert code("sign", rehearsal.root, "--key", no_key, "--yes") == "signing-failed"


def test_nobody_signs_in_a_folder_that_was_altered(rehearsal: Rehearsal) -> None:
    rehearsal.to_drafts()
    head = (rehearsal.root / folder.HEAD).read_bytes()
    rehearsal.put(folder.HEAD, head.replace(b"officers 2 3", b"officers 1 3"))
    key = rehearsal.keys / "officer-one"
    assert code("sign", rehearsal.root, "--key", key, "--yes") == "draft-altered"


def test_the_log_key_is_made_for_its_keeper_and_ends_the_genesis(
    rehearsal: Rehearsal, tmp_path: Path, password_file: Path
) -> None:
    rehearsal.plan()
    options = ("--folder", rehearsal.root, "--password-file", password_file)
    inside = rehearsal.root / "log.key"
    assert code("log-key", "new", *options, "--out", inside) == "secret-in-folder"
    assert not inside.exists()
    out = tmp_path / "log.key"
    told = json.loads(done("log-key", "new", *options, "--out", out, "--json"))
    assert told["verifier"].startswith(f"{ORIGIN}/keys+")
    assert out.stat().st_mode & 0o777 == 0o600
    assert len(open_keyfile(SeedUse.LOG, out.read_bytes(), PASSWORD)) == 32
    verifier = (rehearsal.root / folder.LOG_KEY).read_bytes()
    rehearsal.bring_keys()
    rehearsal.put(folder.LOG_KEY, verifier)
    rehearsal.run()
    for name in IDENTITIES:
        rehearsal.prove(name)
    rehearsal.run()
    rehearsal.sign_all()
    ended = ("genesis", rehearsal.root, "--log-key", out, "--password-file", password_file, "--json")
    assert json.loads(done(*ended))["finished"] is True


def test_check_says_pass_for_each_rule_and_fail_by_its_status(rehearsal: Rehearsal, tmp_path: Path) -> None:
    rehearsal.to_end()
    trust = tmp_path / "trust"
    trust.write_bytes((rehearsal.root / folder.TRUST).read_bytes())
    assert code("check", rehearsal.root, "--trust", rehearsal.root / folder.TRUST) == "trust-from-folder"
    good = json.loads(done("check", rehearsal.root, "--trust", trust, "--json"))
    assert good["holds"] is True
    roster = (rehearsal.root / folder.ROSTER).read_bytes()
    rehearsal.put(folder.ROSTER, roster.replace(b"2026-06-30", b"2027-06-30"))
    words = CliRunner().invoke(
        group, ["check", str(rehearsal.root), "--trust", str(trust)], standalone_mode=False
    )
    bad = CliRunner().invoke(
        group, ["check", str(rehearsal.root), "--trust", str(trust), "--json"], standalone_mode=False
    )
    assert words.return_value == bad.return_value == 1
    codes = {rule["rule"]: rule["code"] for rule in json.loads(bad.output)["rules"]}
    assert codes["the roster is the one that the head names"] == "roster-mismatch"
    assert words.output.count("FAIL") == sum(code is not None for code in codes.values())


def test_what_is_shown_fits_a_terminal(rehearsal: Rehearsal) -> None:
    rehearsal.to_end()
    shown = done("genesis", rehearsal.root).replace(str(rehearsal.root), "genesis")
    assert [line for line in shown.split("\n") if len(line) > 80] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hash_is_read_aloud_as_words_that_give_it_back(rehearsal: Rehearsal, language: str) -> None:
    rehearsal.to_drafts()
    told = json.loads(done("words", rehearsal.root / folder.TRANSCRIPT, "--language", language, "--json"))
    digest = bytes.fromhex(told["hex"])
    assert told["words"] == digest_words(digest, language)
    assert len(told["words"]) == 24
    flipped = bytes([digest[0] ^ 128]) + digest[1:]
    last = digest[:-1] + bytes([digest[-1] ^ 1])
    assert sum(a != b for a, b in zip(told["words"], digest_words(flipped, language), strict=True)) == 1
    assert digest_words(last, language)[-1] != told["words"][-1]
    assert bytes.fromhex(hex_groups(digest)) == digest


def test_the_log_key_of_the_rehearsal_is_no_secret_of_the_folder(rehearsal: Rehearsal) -> None:
    """What is published holds none of the secrets that made it."""
    rehearsal.to_end()
    secrets = [LOG.key.seed, *(identity.seed for identity in IDENTITIES.values())]
    published = b"".join(rehearsal.snapshot().values())
    assert [secret for secret in secrets if secret in published or secret.hex().encode() in published] == []
