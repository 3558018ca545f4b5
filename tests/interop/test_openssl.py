"""What an auditor repeats with openssl: hashes, notes, exchanges (docs/spec/keys.md, docs/spec/note.md)."""

import hashlib
import subprocess
from pathlib import Path

from crypto.keys import ExchangeKey
from crypto.merkle import leaf_hash
from crypto.note import sign_note
from tests.vectors.cast import log_signer, seed

# SubjectPublicKeyInfo and PKCS #8 (RFC 8410): a fixed beginning, then the 32 bytes.
ED25519_PUBLIC = bytes.fromhex("302a300506032b6570032100")
X25519_PUBLIC = bytes.fromhex("302a300506032b656e032100")
X25519_SECRET = bytes.fromhex("302e020100300506032b656e04220420")


def openssl(*arguments: str | Path) -> bytes:
    """Runs openssl; what it printed."""
    return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True).stdout


def test_openssl_verifies_a_note(tmp_path: Path) -> None:
    note = sign_note(b"text\n", log_signer())
    (tmp_path / "text").write_bytes(note.text)
    (tmp_path / "signature").write_bytes(note.lines[0].signature)
    (tmp_path / "key").write_bytes(ED25519_PUBLIC + log_signer().key.public)
    arguments = ["-pubin", "-keyform", "DER", "-inkey", tmp_path / "key", "-rawin", "-in", tmp_path / "text"]
    said = openssl("pkeyutl", "-verify", *arguments, "-sigfile", tmp_path / "signature")
    assert b"Signature Verified Successfully" in said


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
