"""The entries of the ceremony log: announcements, outcomes, releases, roll-calls (docs/spec/ceremony.md)."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from crypto.attendance import (
    AnnouncementRef,
    Participant,
    read_participants,
    read_reference,
    read_shares,
    share_line,
)
from crypto.encoding import HASH_BYTES, b64decode, b64encode, check_day, check_origin, decimal
from crypto.errors import CeremonyEntryMalformed, EncodingError, KeyDegenerate
from crypto.lines import LineReader, encode_lines, split_lines
from crypto.recovery import RollCall, ShareSignature

ANNOUNCEMENT = "inquiry-announcement/v1"
OUTCOME = "inquiry-outcome/v1"
RELEASE = "inquiry-release/v1"
ROLL_CALL = "inquiry-roll-call/v1"
ENTRY_MAX = 16 * 1024
NONE = "none"
_VERSION = re.compile(r"[a-z0-9][a-z0-9.-]{0,31}")


class Kind(StrEnum):
    """What a ceremony is for."""

    GENESIS = "genesis"
    ADD = "add"
    ROTATE = "rotate"
    REVOKE = "revoke"
    RECOVER = "recover"
    REPLACE_OFFICER = "replace-officer"
    RELEASE = "release"


@dataclass(frozen=True)
class Announcement:
    """What will be done, on which day, by whom, after which script; logged before it happens.

    ``announced`` is the day of logging, ``planned`` the first on which the ceremony may be held; ``epoch``
    is the one to be made, ``previous`` the hash of the head before it (None at genesis).
    """

    origin: str
    realm: str
    kind: Kind
    epoch: int
    announced: str
    planned: str
    previous: bytes | None
    script: bytes
    reason: str
    participants: tuple[Participant, ...]

    def encode(self) -> bytes:
        """The entry's bytes. Raises CeremonyEntryMalformed if they are more than 16 KiB."""
        return _bounded(
            [
                ANNOUNCEMENT,
                f"origin {self.origin}",
                f"realm {self.realm}",
                f"ceremony {self.kind.value}",
                f"epoch {self.epoch}",
                f"announced {self.announced}",
                f"planned {self.planned}",
                f"previous {_optional(self.previous)}",
                f"script {b64encode(self.script)}",
                f"reason {self.reason}",
                *(item.line() for item in self.participants),
            ]
        )


@dataclass(frozen=True)
class Outcome:
    """How an announced ceremony ended. ``transcript`` and ``head`` are SHA-256s of the documents.

    Sealed: both are there. Aborted: there is no head, and a transcript only if the run came that far.
    """

    origin: str
    announcement: AnnouncementRef
    sealed: bool
    transcript: bytes | None
    head: bytes | None
    day: str

    def encode(self) -> bytes:
        """The entry's bytes."""
        return _bounded(
            [
                OUTCOME,
                f"origin {self.origin}",
                f"announcement {self.announcement.encode()}",
                f"outcome {'sealed' if self.sealed else 'aborted'}",
                f"transcript {_optional(self.transcript)}",
                f"head {_optional(self.head)}",
                f"day {self.day}",
            ]
        )


@dataclass(frozen=True)
class Release:
    """A released client: its version, the SHA-256 of its manifest, and the epoch that it pins."""

    origin: str
    version: str
    manifest: bytes
    epoch: int
    day: str

    def encode(self) -> bytes:
        """The entry's bytes."""
        return _bounded(
            [
                RELEASE,
                f"origin {self.origin}",
                f"version {self.version}",
                f"manifest {b64encode(self.manifest)}",
                f"epoch {self.epoch}",
                f"day {self.day}",
            ]
        )


@dataclass(frozen=True)
class RollCallEntry:
    """The holders' answers: each signed the nonce, the root of the ceremony log before this entry."""

    origin: str
    epoch: int
    day: str
    nonce: bytes
    answers: tuple[ShareSignature, ...]

    def encode(self) -> bytes:
        """The entry's bytes."""
        return _bounded(
            [
                ROLL_CALL,
                f"origin {self.origin}",
                f"epoch {self.epoch}",
                f"day {self.day}",
                f"nonce {b64encode(self.nonce)}",
                *map(share_line, self.answers),
            ]
        )

    @property
    def call(self) -> RollCall:
        """What was signed; its ``check`` judges the answers."""
        return RollCall(self.origin, self.epoch, self.nonce)


Entry = Announcement | Outcome | Release | RollCallEntry


def decode_entry(document: bytes) -> Entry:
    """The entry behind its bytes, whichever it is. Raises CeremonyEntryMalformed."""
    try:
        first_line = split_lines(document, ENTRY_MAX)[0]
        if first_line not in _READERS:
            raise EncodingError("no entry of this kind is known")
        reader = LineReader(document, ENTRY_MAX)
        reader.literal(first_line)
        entry = _READERS[first_line](reader)
        reader.end()
    except (EncodingError, KeyDegenerate) as error:
        raise CeremonyEntryMalformed(str(error)) from error
    if entry.encode() != document:
        raise CeremonyEntryMalformed("another encoding of the same entry")
    return entry


def read_kind(text: str) -> Kind:
    """A kind of ceremony. Raises EncodingError."""
    try:
        return Kind(text)
    except ValueError as error:
        raise EncodingError("no such kind of ceremony") from error


def _read_announcement(reader: LineReader) -> Announcement:
    origin, realm = check_origin(reader.field("origin")), check_origin(reader.field("realm"))
    kind, epoch = read_kind(reader.field("ceremony")), decimal(reader.field("epoch"))
    announced, planned = check_day(reader.field("announced")), check_day(reader.field("planned"))
    previous = _read_optional(reader.field("previous"))
    script, reason = b64decode(reader.field("script"), HASH_BYTES), reader.text("reason")
    participants = read_participants(reader)
    if (kind is Kind.GENESIS) != (epoch == 0) or (epoch == 0) != (previous is None):
        raise EncodingError("epoch 0, and only that, is a genesis and has no head before it")
    if planned < announced or not reason or not participants:
        raise EncodingError("announced before the planned day, with a reason and participants")
    return Announcement(
        origin, realm, kind, epoch, announced, planned, previous, script, reason, participants
    )


def _read_outcome(reader: LineReader) -> Outcome:
    origin, reference = check_origin(reader.field("origin")), read_reference(reader)
    sealed = {"sealed": True, "aborted": False}.get(reader.field("outcome"))
    if sealed is None:
        raise EncodingError("'outcome' is 'sealed' or 'aborted'")
    transcript = _read_optional(reader.field("transcript"))
    head = _read_optional(reader.field("head"))
    if sealed != (head is not None) or (sealed and transcript is None):
        raise EncodingError("sealed with a transcript and a head, or aborted without a head")
    return Outcome(origin, reference, sealed, transcript, head, check_day(reader.field("day")))


def _read_release(reader: LineReader) -> Release:
    origin, version = check_origin(reader.field("origin")), _check_version(reader.field("version"))
    manifest = b64decode(reader.field("manifest"), HASH_BYTES)
    return Release(origin, version, manifest, decimal(reader.field("epoch")), check_day(reader.field("day")))


def _read_roll_call(reader: LineReader) -> RollCallEntry:
    origin, epoch = check_origin(reader.field("origin")), decimal(reader.field("epoch"))
    day, nonce = check_day(reader.field("day")), b64decode(reader.field("nonce"), HASH_BYTES)
    return RollCallEntry(origin, epoch, day, nonce, read_shares(reader))


_READERS: dict[str, Callable[[LineReader], Entry]] = {
    ANNOUNCEMENT: _read_announcement,
    OUTCOME: _read_outcome,
    RELEASE: _read_release,
    ROLL_CALL: _read_roll_call,
}


def _check_version(text: str) -> str:
    if not _VERSION.fullmatch(text):
        raise EncodingError("not a version")
    return text


def _bounded(lines: Iterable[str]) -> bytes:
    document = encode_lines(lines)
    if len(document) > ENTRY_MAX:
        raise CeremonyEntryMalformed(f"{len(document)} bytes where {ENTRY_MAX} are allowed")
    return document


def _optional(value: bytes | None) -> str:
    return NONE if value is None else b64encode(value)


def _read_optional(text: str) -> bytes | None:
    return None if text == NONE else b64decode(text, HASH_BYTES)
