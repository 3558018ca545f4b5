"""`tracker ceremony check` on the kept genesis of the first form: it passes, every tampered copy fails."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from crypto.checkpoint import Checkpoint
from crypto.errors import TrackerError
from crypto.keyring import decode_served_keyring
from crypto.keys import SigningKey
from crypto.merkle import leaf_hash
from crypto.note import NoteSigner
from crypto.trust import decode_trust
from tests.ceremony.conftest import NOW, snapshot
from tracker.ceremony import folder
from tracker.ceremony.checking import Finding, check_folder
from tracker.ceremony.folder import FILE_MAX, read_folder

KEPT = Path(__file__).parent / "kept" / "genesis-1"
TRUST = (KEPT / folder.TRUST).read_bytes()
# What a stranger need not be given: it decides nothing once the transcript is there.
SPARE = ("challenges/", "witnesses/", "plan.toml", "log.vkey", "recovery.card")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy to tamper with."""
    return Path(shutil.copytree(KEPT, tmp_path / "copy"))


def failed(root: Path, trust: bytes = TRUST) -> list[Finding]:
    """The rules that fail."""
    return [item for item in check_folder(read_folder(root), trust, NOW) if not item.holds]


def code_of(root: Path, rule: str, trust: bytes = TRUST) -> str | None:
    """The code under which the one rule failed."""
    return {item.rule: item.code for item in failed(root, trust)}.get(rule)


def test_a_good_folder_passes_every_rule_with_evidence() -> None:
    findings = check_folder(read_folder(KEPT), TRUST, NOW)
    assert [item for item in findings if not item.holds or not item.evidence] == []
    assert len(findings) >= 14


def test_every_file_altered_in_one_byte_is_noticed(copied: Path, rng) -> None:
    for path, data in snapshot(KEPT).items():
        if path.startswith(SPARE):
            continue
        at = rng.randrange(len(data) // 3, len(data) - 1)
        flipped = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        if path.endswith(".pub") and flipped.split()[:2] == data.split()[:2]:
            continue
        (copied / path).write_bytes(flipped)
        assert failed(copied), f"{path}, byte {at}"
        (copied / path).write_bytes(data)


@pytest.mark.parametrize(
    "path",
    [
        "head", "roster", "transcript", "script", "checkpoint", "keyring", "trust", "allowed_signers",
        "officers/officer-one.pub", "cards/caseworker-one.card",
        "possession/recovery.proof", "possession/caseworker-two.proof", "signatures/officer-three.head.sig",
        "signatures/officer-three.transcript.sig", "signatures/neighbour.transcript.sig",
    ],
)  # fmt: skip
def test_every_file_gone_is_noticed(copied: Path, path: str) -> None:
    (copied / path).unlink()
    assert failed(copied)


def test_a_whole_other_genesis_is_not_the_one_handed_over(copied: Path) -> None:
    other = replace(decode_trust(TRUST), genesis=bytes(32), known_head=bytes(32)).encode()
    rule = "the head is the genesis that the trust root names"
    assert code_of(copied, rule, other) == "keyring-genesis"


def test_an_officer_who_did_not_sign_is_missed(copied: Path) -> None:
    (copied / folder.signature("officer-two", "head")).unlink()
    assert code_of(copied, "every officer signed the head") == "officers-missing"


def test_a_witness_of_the_room_who_did_not_sign_is_missed(copied: Path) -> None:
    (copied / folder.signature("neighbour", "transcript")).unlink()
    assert code_of(copied, "everybody in the room signed the transcript") == "signature-missing"


def test_a_keyring_whose_signatures_are_too_few_fails(copied: Path) -> None:
    served = decode_served_keyring((copied / folder.KEYRING).read_bytes())
    head = replace(served.heads[0], signatures=served.heads[0].signatures[:2])
    (copied / folder.KEYRING).write_bytes(replace(served, heads=(head,)).encode())
    assert code_of(copied, "the keyring file is what every client accepts") == "officers-missing"


def test_a_log_of_another_tree_is_noticed_by_its_rule(copied: Path) -> None:
    name = decode_trust(TRUST).log.name
    other = Checkpoint(name, 1, leaf_hash(b"another head")).sign(NoteSigner(name, SigningKey(b"l" * 32)))
    (copied / folder.CHECKPOINT).write_bytes(other.encode())
    assert code_of(copied, "the head is the first leaf of the key log") is not None


def test_another_script_is_noticed_by_its_rule(copied: Path) -> None:
    (copied / folder.SCRIPT).write_bytes(b"1. Nothing was done\n")
    assert code_of(copied, "the script is the one that the transcript names") == "script-differs"


def test_a_trust_root_that_is_none_fails_and_does_not_crash() -> None:
    assert code_of(KEPT, "the trust root is whole", b"trust me\n") == "trust-malformed"


def test_a_file_too_long_is_refused_before_it_is_read_whole(copied: Path) -> None:
    (copied / folder.TRANSCRIPT).write_bytes(bytes(FILE_MAX + 1))
    with pytest.raises(TrackerError) as caught:
        read_folder(copied)
    assert caught.value.code == "folder-incomplete"
