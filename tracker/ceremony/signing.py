"""Signing a document of a ceremony with the key of a participant, whatever kind of file it is in."""

import subprocess
from pathlib import Path

from crypto.keyfile import FIRST_LINE as KEYFILE_FIRST_LINE
from crypto.sshsig import Signature, parse_signature
from tracker.records.errors import SigningFailed

_HEAD_BYTES = 64


def is_key_file(path: Path) -> bool:
    """Whether this is a key file of this program, not one of OpenSSH. Raises OSError."""
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES).startswith(KEYFILE_FIRST_LINE.encode())


def sign_with_openssh(key: Path, namespace: str, document: bytes) -> Signature:
    """What `ssh-keygen -Y sign` makes, which asks for the key's password at the terminal.

    Raises SigningFailed, SshsigMalformed for a key that is not Ed25519.
    """
    command = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", namespace]
    try:
        ran = subprocess.run(command, input=document, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise SigningFailed("the program ssh-keygen is not installed") from error
    if ran.returncode != 0:
        last = ran.stderr.decode(errors="replace").strip().split("\n")[-1]
        raise SigningFailed(f"ssh-keygen did not sign: {last}")
    return parse_signature(ran.stdout.decode("ascii", errors="replace"))
