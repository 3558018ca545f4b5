"""OpenSSH's own ssh-keygen accepts our signatures, and we accept its (docs/spec/sshsig.md)."""

import hashlib
import subprocess
from pathlib import Path

import pytest

from crypto.attendance import AnnouncementRef, Participant, Role, check_checkin, checkin_document
from crypto.errors import CheckinInvalid, SshsigMalformed
from crypto.sshsig import (
    Signature,
    encode_public_line,
    parse_public_line,
    parse_signature,
    sign,
    split_signed,
)
from tests.vectors.cast import OFFICERS, head, sign_head, signing

NAMESPACE, MESSAGE = "keyring@rehearsal/test", b"a document\n"


def keygen(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Runs ssh-keygen."""
    return subprocess.run(["ssh-keygen", *map(str, arguments)], input=stdin, capture_output=True, check=False)


@pytest.fixture
def officer(tmp_path: Path) -> Path:
    """An ordinary OpenSSH Ed25519 key."""
    made = keygen("-q", "-t", "ed25519", "-N", "", "-C", "officer", "-f", tmp_path / "officer")
    assert made.returncode == 0, made.stderr
    return tmp_path / "officer"


def accepts(folder: Path, public_line: str, armored: str, namespace: str, message: bytes) -> bool:
    """Whether ``ssh-keygen -Y verify`` accepts a signature."""
    allowed, signature = folder / "allowed_signers", folder / "signature"
    allowed.write_text(f'officer namespaces="{NAMESPACE}" {public_line}', encoding="ascii")
    signature.write_text(armored, encoding="ascii")
    arguments = ["-Y", "verify", "-f", allowed, "-I", "officer", "-n", namespace, "-s", signature]
    return keygen(*arguments, stdin=message).returncode == 0


def test_ssh_keygen_accepts_ours(tmp_path: Path) -> None:
    line = encode_public_line(signing("officer-a").public, "officer")
    armored = sign(signing("officer-a"), NAMESPACE, MESSAGE).armor()
    assert accepts(tmp_path, line, armored, NAMESPACE, MESSAGE)
    assert not accepts(tmp_path, line, armored, NAMESPACE, MESSAGE + b"x")
    assert not accepts(tmp_path, line, armored, "mailbox@rehearsal/test", MESSAGE)
    assert not accepts(tmp_path, encode_public_line(signing("x").public, "x"), armored, NAMESPACE, MESSAGE)


def test_we_accept_its_own(officer: Path, tmp_path: Path) -> None:
    document = tmp_path / "document"
    document.write_bytes(MESSAGE)
    signed = keygen("-Y", "sign", "-f", officer, "-n", NAMESPACE, document)
    assert signed.returncode == 0, signed.stderr
    armored = (tmp_path / "document.sig").read_text(encoding="ascii")
    signature = parse_signature(armored)
    assert signature.armor() == armored
    assert signature.public == parse_public_line((tmp_path / "officer.pub").read_text(encoding="ascii"))
    signature.check(NAMESPACE, hashlib.sha512(MESSAGE).digest())


def test_we_refuse_its_signatures_over_the_other_hash(officer: Path, tmp_path: Path) -> None:
    document = tmp_path / "document"
    document.write_bytes(MESSAGE)
    keygen("-Y", "sign", "-O", "hashalg=sha256", "-f", officer, "-n", NAMESPACE, document)
    with pytest.raises(SshsigMalformed):
        parse_signature((tmp_path / "document.sig").read_text(encoding="ascii"))


def test_we_refuse_its_signatures_by_other_kinds_of_key(tmp_path: Path) -> None:
    document = tmp_path / "document"
    document.write_bytes(MESSAGE)
    keygen("-q", "-t", "ecdsa", "-N", "", "-f", tmp_path / "ecdsa")
    keygen("-Y", "sign", "-f", tmp_path / "ecdsa", "-n", NAMESPACE, document)
    with pytest.raises(SshsigMalformed):
        parse_signature((tmp_path / "document.sig").read_text(encoding="ascii"))
    with pytest.raises(SshsigMalformed):
        parse_public_line((tmp_path / "ecdsa.pub").read_text(encoding="ascii"))


def test_an_auditor_takes_a_signed_head_apart_by_hand(tmp_path: Path) -> None:
    # Cut the file before the first armor line; verify each signature over what stands above.
    signed = sign_head(head(), *OFFICERS).encode()
    document, signatures = split_signed(signed)
    assert signed.startswith(document + b"-----BEGIN SSH SIGNATURE-----")
    for signature in signatures:
        line = encode_public_line(signature.public, "officer")
        assert accepts(tmp_path, line, signature.armor(), NAMESPACE, document)


def test_whoever_has_only_an_ssh_key_checks_in_with_it(officer: Path, tmp_path: Path) -> None:
    entry, opening = b"an entry\n", b"a cosigned checkpoint\n"
    document = checkin_document("rehearsal/test", AnnouncementRef.of(2, entry), opening)
    (tmp_path / "checkin").write_bytes(document)
    signed = keygen("-Y", "sign", "-f", officer, "-n", "checkin@rehearsal/test", tmp_path / "checkin")
    assert signed.returncode == 0, signed.stderr
    signature = parse_signature((tmp_path / "checkin.sig").read_text(encoding="ascii"))
    public = parse_public_line((tmp_path / "officer.pub").read_text(encoding="ascii"))
    somebody = Participant(Role.OFFICER, "somebody", public)
    check_checkin(somebody, signature.signature, "rehearsal/test", document)
    with pytest.raises(CheckinInvalid):
        check_checkin(somebody, signature.signature, "rehearsal/else", document)
    # And back: of the 64 bytes in a transcript, anybody makes a file that ssh-keygen verifies.
    again = Signature(public, "checkin@rehearsal/test", signature.signature)
    assert again.armor() == (tmp_path / "checkin.sig").read_text(encoding="ascii")
