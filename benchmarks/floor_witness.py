"""The floor of a witness: the least that must happen before it answers, under the same gunicorn.

A signature of 64 bytes in front of the body is verified; then, one at a time among all processes, an answer
is signed and a file is replaced durably. ``FLOOR_FOLDER`` is where; the keys belong to nobody.
"""

import fcntl
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

SEED = bytes(32)
SIGNATURE_BYTES = 64
_folder = Path(os.environ.get("FLOOR_FOLDER", "."))
_signing = SigningKey(SEED)
_verifying = _signing.verify_key


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Verifies, replaces, signs."""
    body = environ["wsgi.input"].read()
    message = _verifying.verify(body[SIGNATURE_BYTES:], body[:SIGNATURE_BYTES])
    lock = os.open(_folder / "lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    signed = _signing.sign(message).signature
    _replace(body + signed)
    os.close(lock)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(signed)))])
    return [signed]


def _replace(data: bytes) -> None:
    new = _folder / ".new"
    with new.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(_folder / "seen")
    descriptor = os.open(_folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
