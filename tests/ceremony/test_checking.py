"""`tracker ceremony check` as a stranger wants it: a good folder passes, every tampered one fails."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from crypto.checkpoint import Checkpoint
from crypto.errors import TrackerError
from crypto.keyring import decode_served_keyring
from crypto.merkle import leaf_hash
from tests.ceremony.conftest import LOG, PLAN, Rehearsal
from tracker.ceremony import folder
from tracker.ceremony.checking import Finding, check_folder
from tracker.ceremony.folder import read_folder

# What a stranger need not be given: they decide nothing once the transcript is there.
SPARE = ("challenges/",)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, ssh_keys: Path) -> Rehearsal:
    """A finished genesis; tests copy what they alter."""
    rehearsal = Rehearsal(tmp_path_factory.mktemp("published") / "genesis", ssh_keys)
    rehearsal.to_end()
    return rehearsal


@pytest.fixture
def copied(published: Rehearsal, tmp_path: Path) -> Rehearsal:
    """A copy to tamper with."""
    shutil.copytree(published.root, tmp_path / "copy")
    return Rehearsal(tmp_path / "copy", published.keys)


def failed(rehearsal: Rehearsal, trust: bytes) -> list[Finding]:
    """The rules that fail."""
    return [
        item for item in check_folder(read_folder(rehearsal.root), trust, rehearsal.now) if not item.holds
    ]


def trust_of(rehearsal: Rehearsal) -> bytes:
    """The trust root, as it was handed over in person."""
    return (rehearsal.root / folder.TRUST).read_bytes()


def test_a_good_folder_passes_every_rule_with_evidence(published: Rehearsal) -> None:
    findings = check_folder(read_folder(published.root), trust_of(published), published.now)
    assert [item for item in findings if not item.holds or not item.evidence] == []
    assert len(findings) >= 14


def test_every_file_altered_in_one_byte_is_noticed(copied: Rehearsal, published: Rehearsal, rng) -> None:
    for path, data in published.snapshot().items():
        if path.startswith(SPARE):
            continue
        at = rng.randrange(len(data) // 3, len(data) - 1)
        flipped = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        if path.endswith((".pub", ".toml")) and read_alike(path, flipped, data):
            continue
        copied.put(path, flipped)
        assert failed(copied, trust_of(published)), f"{path}, byte {at}"
        copied.put(path, data)


def read_alike(path: str, flipped: bytes, data: bytes) -> bool:
    """Whether only a comment was hit: in a public key after its second field, in TOML after a #."""
    if path.endswith(".pub"):
        return flipped.split()[:2] == data.split()[:2]
    return any(a != b and b"#" in b for a, b in zip(flipped.split(b"\n"), data.split(b"\n"), strict=False))


@pytest.mark.parametrize(
    "path",
    [
        "head", "roster", "transcript", "script", "checkpoint", "keyring", "trust", "allowed_signers",
        "plan.toml", "log.vkey", "recovery.card", "officers/officer-one.pub", "cards/caseworker-one.card",
        "possession/recovery.proof", "possession/caseworker-two.proof", "signatures/officer-three.head.sig",
        "signatures/officer-three.transcript.sig", "signatures/neighbour.transcript.sig",
    ],
)  # fmt: skip
def test_every_file_gone_is_noticed(copied: Rehearsal, published: Rehearsal, path: str) -> None:
    (copied.root / path).unlink()
    assert failed(copied, trust_of(published))


def code_of(rehearsal: Rehearsal, trust: bytes, rule: str) -> str | None:
    """The code under which the one rule failed."""
    return {item.rule: item.code for item in failed(rehearsal, trust)}.get(rule)


def test_a_whole_other_genesis_is_not_the_one_handed_over(
    published: Rehearsal, tmp_path: Path, ssh_keys: Path
) -> None:
    """The strongest swap: everything fits together, with the same keys, but it is another genesis."""
    other = Rehearsal(tmp_path / "other", ssh_keys)
    other.plan(PLAN.replace("A rehearsal", "Another"))
    other.bring_keys()
    other.run()
    for name in ("caseworker-one", "caseworker-two", "recovery"):
        other.prove(name)
    other.run()
    other.sign_all()
    other.log_key = published.log_key
    assert other.run().finished
    assert failed(other, trust_of(other)) == []
    rule = "the head is the genesis that the trust root names"
    assert code_of(other, trust_of(published), rule) == "keyring-genesis"


def test_an_officer_who_did_not_sign_is_missed(copied: Rehearsal, published: Rehearsal) -> None:
    (copied.root / folder.signature("officer-two", "head")).unlink()
    assert code_of(copied, trust_of(published), "every officer signed the head") == "officers-missing"


def test_a_witness_of_the_room_who_did_not_sign_is_missed(copied: Rehearsal, published: Rehearsal) -> None:
    (copied.root / folder.signature("neighbour", "transcript")).unlink()
    rule = "everybody in the room signed the transcript"
    assert code_of(copied, trust_of(published), rule) == "signature-missing"


def test_a_keyring_whose_signatures_are_too_few_fails(copied: Rehearsal, published: Rehearsal) -> None:
    served = decode_served_keyring((copied.root / folder.KEYRING).read_bytes())
    head = replace(served.heads[0], signatures=served.heads[0].signatures[:2])
    copied.put(folder.KEYRING, replace(served, heads=(head,)).encode())
    rule = "the keyring file is what every client accepts"
    assert code_of(copied, trust_of(published), rule) == "officers-missing"


def test_a_log_of_another_tree_is_noticed_by_its_rule(copied: Rehearsal, published: Rehearsal) -> None:
    body = Checkpoint(LOG.name, 1, leaf_hash(b"another head"))
    copied.put(folder.CHECKPOINT, body.sign(LOG).encode())
    rule = "the head is the first leaf of the key log"
    assert code_of(copied, trust_of(published), rule) == "proof-invalid"


def test_another_script_is_noticed_by_its_rule(copied: Rehearsal, published: Rehearsal) -> None:
    copied.put(folder.SCRIPT, b"1. Nothing was done\n")
    rule = "the script is the one that the transcript names"
    assert code_of(copied, trust_of(published), rule) == "script-differs"


def test_a_trust_root_that_is_none_fails_and_does_not_crash(published: Rehearsal) -> None:
    assert code_of(published, b"trust me\n", "the trust root is whole") == "trust-malformed"


def test_a_file_too_long_is_refused_before_it_is_read_whole(copied: Rehearsal) -> None:
    copied.put(folder.TRANSCRIPT, bytes(600 * 1024))
    with pytest.raises(TrackerError) as caught:
        read_folder(copied.root)
    assert caught.value.code == "folder-incomplete"
