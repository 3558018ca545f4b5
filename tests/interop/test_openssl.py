"""What an auditor repeats with openssl: hashes, notes, exchanges (docs/spec/keys.md, docs/spec/note.md)."""

import hashlib
import subprocess
from pathlib import Path

from crypto.cosignature import cosign
from crypto.keys import ExchangeKey
from crypto.merkle import leaf_hash, tree_root
from crypto.note import sign_note
from tests.vectors.cast import NOW, WITNESSES, key_log, log_signer, seed, signing

# SubjectPublicKeyInfo and PKCS #8 (RFC 8410): a fixed beginning, then the 32 bytes.
ED25519_PUBLIC = bytes.fromhex("302a300506032b6570032100")
X25519_PUBLIC = bytes.fromhex("302a300506032b656e032100")
X25519_SECRET = bytes.fromhex("302e020100300506032b656e04220420")


def openssl(*arguments: str | Path) -> bytes:
    """Runs openssl; what it printed."""
    return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True).stdout


def verifies(tmp_path: Path, public: bytes, text: bytes, signature: bytes) -> bool:
    """Whether openssl finds an Ed25519 signature good."""
    for name, data in [("text", text), ("signature", signature), ("key", ED25519_PUBLIC + public)]:
        (tmp_path / name).write_bytes(data)
    ran = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", tmp_path / "key", "-rawin",
         "-in", tmp_path / "text", "-sigfile", tmp_path / "signature"],
        check=False,
        capture_output=True,
    )  # fmt: skip
    assert (b"Signature Verified Successfully" in ran.stdout) == (ran.returncode == 0)
    return ran.returncode == 0


def test_openssl_verifies_a_note_and_no_other_text(tmp_path: Path) -> None:
    note, public = sign_note(b"text\n", log_signer()), log_signer().key.public
    assert verifies(tmp_path, public, note.text, note.lines[0].signature)
    assert not verifies(tmp_path, public, b"another text\n", note.lines[0].signature)
    assert not verifies(tmp_path, signing("stranger").public, note.text, note.lines[0].signature)


def test_openssl_verifies_a_cosignature_as_the_specification_writes_its_message(tmp_path: Path) -> None:
    checkpoint = key_log([b"entry"]).text
    blob = cosign(checkpoint, WITNESSES[0], signing(WITNESSES[0]), NOW).signature
    time, signature = int.from_bytes(blob[:8], "big"), blob[8:]
    message = f"cosignature/v1\ntime {time}\n".encode() + checkpoint
    assert verifies(tmp_path, signing(WITNESSES[0]).public, message, signature)
    assert not verifies(tmp_path, signing(WITNESSES[0]).public, checkpoint, signature)
    assert not verifies(
        tmp_path, signing(WITNESSES[0]).public, message.replace(b"time 1", b"time 2"), signature
    )


def test_openssl_rebuilds_the_root_of_two(tmp_path: Path) -> None:
    leaves = [leaf_hash(b"one"), leaf_hash(b"two")]
    (tmp_path / "node").write_bytes(b"\1" + b"".join(leaves))
    assert openssl("dgst", "-sha256", "-binary", tmp_path / "node") == tree_root(leaves)


def test_openssl_hashes_a_leaf(tmp_path: Path) -> None:
    (tmp_path / "leaf").write_bytes(b"\0entry")
    assert openssl("dgst", "-sha256", "-binary", tmp_path / "leaf") == leaf_hash(b"entry")
    assert openssl("dgst", "-sha512", "-binary", tmp_path / "leaf") == hashlib.sha512(b"\0entry").digest()


def test_openssl_agrees_on_a_shared_secret(tmp_path: Path) -> None:
    ours, theirs = ExchangeKey(seed("ours")), ExchangeKey(seed("theirs"))
    (tmp_path / "ours").write_bytes(X25519_SECRET + ours.secret)
    (tmp_path / "theirs").write_bytes(X25519_PUBLIC + theirs.public)
    shared = openssl(
        "pkeyutl", "-derive", "-keyform", "DER", "-inkey", tmp_path / "ours",
        "-peerform", "DER", "-peerkey", tmp_path / "theirs",
    )  # fmt: skip
    assert shared == ours.exchange(theirs.public) == theirs.exchange(ours.public)
