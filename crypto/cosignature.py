"""Timestamped cosignatures by witnesses (C2SP tlog-cosignature, cosignature/v1; docs/spec/cosignature.md)."""

from crypto.errors import NoteMalformed, NoteSignature, SignatureInvalid
from crypto.keys import SIGNATURE_BYTES, SigningKey, verify
from crypto.note import TYPE_COSIGNATURE, Note, SignatureLine, VerifierKey

_TIME_BYTES = 8
TIME_MAX = 2**63 - 1


def cosign(checkpoint: bytes, name: str, key: SigningKey, time: int) -> SignatureLine:
    """A witness's line for a checkpoint's body, at a POSIX time in seconds."""
    verifier = VerifierKey(name, TYPE_COSIGNATURE, key.public)
    signature = time.to_bytes(_TIME_BYTES, "big") + key.sign(_message(checkpoint, time))
    return SignatureLine(name, verifier.key_id, signature)


def cosigned_at(note: Note, witness: VerifierKey) -> int | None:
    """When this witness last cosigned the note, in POSIX seconds; None if it did not.

    Raises NoteSignature if one of its cosignatures does not verify, NoteMalformed for a wrong length or a
    time that no cosignature may have.
    """
    times = [_verify(note.text, line, witness) for line in note.lines if line.is_by(witness)]
    return max(times, default=None)


def _verify(checkpoint: bytes, line: SignatureLine, witness: VerifierKey) -> int:
    if len(line.signature) != _TIME_BYTES + SIGNATURE_BYTES:
        raise NoteMalformed("a cosignature of the wrong length")
    time = int.from_bytes(line.signature[:_TIME_BYTES], "big")
    if time > TIME_MAX:
        raise NoteMalformed("a cosignature from beyond the end of time")
    try:
        verify(witness.public, _message(checkpoint, time), line.signature[_TIME_BYTES:])
    except SignatureInvalid as error:
        raise NoteSignature(f"the cosignature by {witness.name} does not verify") from error
    return time


def _message(checkpoint: bytes, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n".encode() + checkpoint
