"""What the vectors of ceremonies ask for (tests/vectors/README.md)."""

from collections.abc import Mapping
from typing import Any

from crypto.attendance import AnnouncementRef, Participant, Role, check_checkin, check_in, checkin_document
from crypto.ceremony import decode_entry
from crypto.keys import SigningKey
from crypto.transcript import decode_transcript
from tests.vectors.notation import Operation


def entry(document: bytes) -> Mapping[str, Any]:
    """An entry of the ceremony log, and its bytes again."""
    read = decode_entry(document)
    return {"kind": type(read).__name__, "origin": read.origin, "document": read.encode()}


def transcript(document: bytes) -> Mapping[str, Any]:
    """A transcript of either version: what it is of, its hash, and its bytes again."""
    read = decode_transcript(document)
    return {
        "version": 1 if read.announcement is None else 2,
        "ceremony": read.ceremony,
        "epoch": read.epoch,
        "participants": [item.name for item in read.participants],
        "made": [item.key for item in read.made],
        "aborted": read.is_aborted,
        "hash": read.hash,
        "document": read.encode(),
    }


def checkin(seed: bytes, origin: str, index: int, entry: bytes, opening: bytes) -> Mapping[str, Any]:
    """The document that somebody signs on entering, and the 64 bytes of their signature."""
    reference = AnnouncementRef.of(index, entry)
    document = checkin_document(origin, reference, opening)
    return {
        "document": document,
        "signature": check_in(SigningKey(seed), origin, reference, opening).signature,
    }


def checked_in(public: bytes, signature: bytes, origin: str, document: bytes) -> Mapping[str, Any]:
    """A check-in, checked."""
    check_checkin(Participant(Role.OFFICER, "somebody", public), signature, origin, document)
    return {}


CEREMONIES: dict[str, Operation] = {
    "ceremony-log/entry": entry,
    "transcript/read": transcript,
    "checkin/make": checkin,
    "checkin/check": checked_in,
}
