"""Transcripts: what was done at a ceremony, signed by all who were there (docs/spec/transcript.md)."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from crypto.attendance import (
    AnnouncementRef,
    read_participants,
    read_reference,
    read_shares,
    share_line,
)
from crypto.attendance import (
    Participant as Participant,
)
from crypto.ceremony import read_kind
from crypto.encoding import HASH_BYTES, b64decode, b64encode, check_day, check_name, check_origin, decimal
from crypto.errors import EncodingError, KeyDegenerate, TranscriptMalformed
from crypto.head import HEAD_MAX, Head
from crypto.keys import PUBLIC_BYTES, SIGNATURE_BYTES
from crypto.lines import LineReader, encode_lines
from crypto.possession import NONCE_BYTES
from crypto.recovery import ShareSignature

FIRST_LINE = "inquiry-transcript/v1"
SECOND_FIRST_LINE = "inquiry-transcript/v2"
TRANSCRIPT_MAX = 256 * 1024
NONE = "none"
ABORTED = "aborted"
OUTCOMES = ("done", "deviated", ABORTED)
_INITIALS = re.compile(r"[A-Za-z0-9-]{1,8}")


class KeyKind(StrEnum):
    """What a key is for. The key of a recipient is its id, the SHA-256 of both public keys."""

    OFFICER = "officer"
    RECIPIENT = "recipient"
    SIGNER = "signer"
    SHARE = "share"
    LOG = "log"


@dataclass(frozen=True)
class Checkin:
    """Whose check-in, and the 64 bytes of their SSHSIG over the check-in document."""

    name: str
    signature: bytes


@dataclass(frozen=True)
class Possession:
    """A challenge that was answered: whose, its 32-byte nonce, and the SHA-256 of the proof."""

    name: str
    nonce: bytes
    proof_hash: bytes


@dataclass(frozen=True)
class Made:
    """A key that this ceremony brings in: 32 bytes, and to whom it belongs."""

    kind: KeyKind
    name: str
    key: bytes


@dataclass(frozen=True)
class Suspect:
    """A key that is not to be believed from an epoch (officers) or a position in the intake log on."""

    kind: KeyKind
    name: str
    key: bytes
    start: int


@dataclass(frozen=True)
class Step:
    """One numbered step of the script: ``done``, ``deviated`` or ``aborted``, and what was said of it.

    ``initials`` are those of whoever saw to it; version 1 has none.
    """

    number: int
    outcome: str
    text: str
    initials: str = ""


@dataclass(frozen=True)
class Transcript:
    """The whole transcript. ``opening`` is the key log's checkpoint note at the start, None at genesis.

    ``script`` is the SHA-256 of the announced script; ``draft`` the head without its transcript line.
    Without an ``announcement`` it is one of version 1, and all fields below it are empty.
    """

    origin: str
    ceremony: str
    epoch: int
    day: str
    opening: bytes | None
    script: bytes
    participants: tuple[Participant, ...]
    possessions: tuple[Possession, ...]
    steps: tuple[Step, ...]
    draft: bytes
    announcement: AnnouncementRef | None = None
    opening_ceremony: bytes = b""
    checkins: tuple[Checkin, ...] = ()
    made: tuple[Made, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    shares: tuple[ShareSignature, ...] = ()

    @property
    def hash(self) -> bytes:
        """SHA-256 of the encoded transcript, as the head names it."""
        return hashlib.sha256(self.encode()).digest()

    @property
    def is_aborted(self) -> bool:
        """Whether a step ended the ceremony."""
        return any(step.outcome == ABORTED for step in self.steps)

    def encode(self) -> bytes:
        """The transcript's bytes."""
        return encode_lines(self._lines())

    def check_head(self, head: Head) -> None:
        """The head is the drafted one and names this transcript. Raises TranscriptMalformed."""
        if head.draft() != self.draft or head.transcript != self.hash:
            raise TranscriptMalformed("the head is not the one that this transcript drafted")

    def _lines(self) -> Iterator[str]:
        opening = NONE if self.opening is None else b64encode(self.opening)
        yield FIRST_LINE if self.announcement is None else SECOND_FIRST_LINE
        yield f"origin {self.origin}"
        yield f"ceremony {self.ceremony}"
        yield f"epoch {self.epoch}"
        yield f"day {self.day}"
        if self.announcement is None:
            yield f"opening {opening}"
        else:
            yield f"announcement {self.announcement.encode()}"
            yield f"opening keys {opening}"
            yield f"opening ceremony {b64encode(self.opening_ceremony)}"
        yield f"script {b64encode(self.script)}"
        yield from (item.line() for item in self.participants)
        for checkin in self.checkins:
            yield f"checkin {checkin.name} {b64encode(checkin.signature)}"
        for p in self.possessions:
            yield f"possession {p.name} {b64encode(p.nonce)} {b64encode(p.proof_hash)}"
        for made in self.made:
            yield f"made {made.kind.value} {made.name} {b64encode(made.key)}"
        for suspect in self.suspects:
            yield f"suspect {suspect.kind.value} {suspect.name} {b64encode(suspect.key)} {suspect.start}"
        yield from map(share_line, self.shares)
        for step in self.steps:
            said = step.text if self.announcement is None else f"{step.initials} {step.text}"
            yield f"step {step.number} {step.outcome} {said}"
        yield from (f"head {line}" for line in self.draft.decode("ascii").splitlines())


def decode_transcript(document: bytes) -> Transcript:
    """The transcript behind its bytes, of version 1 or 2. Raises TranscriptMalformed."""
    try:
        reader = LineReader(document, TRANSCRIPT_MAX)
        is_second = document.startswith(f"{SECOND_FIRST_LINE}\n".encode())
        transcript = _read_second(reader) if is_second else _read_first(reader)
        reader.end()
    except (EncodingError, KeyDegenerate) as error:
        raise TranscriptMalformed(str(error)) from error
    if transcript.encode() != document:
        raise TranscriptMalformed("another encoding of the same transcript")
    return transcript


def _read_first(reader: LineReader) -> Transcript:
    reader.literal(FIRST_LINE)
    origin, ceremony = check_origin(reader.field("origin")), check_name(reader.field("ceremony"))
    epoch, day = decimal(reader.field("epoch")), check_day(reader.field("day"))
    opening = _optional(reader.field("opening"))
    script = b64decode(reader.field("script"), HASH_BYTES)
    participants = []
    while reader.comes("participant"):
        role, name, public = reader.fields("participant", 3)
        key = b64decode(public, PUBLIC_BYTES)
        participants.append(Participant(check_name(role), check_name(name), key))
    possessions, steps = _read_possessions(reader), _read_steps(reader, has_initials=False)
    draft = _read_draft(reader)
    if not draft:
        raise EncodingError("no draft of a head")
    return Transcript(
        origin, ceremony, epoch, day, opening, script, tuple(participants), possessions, steps, draft
    )


def _read_second(reader: LineReader) -> Transcript:
    reader.literal(SECOND_FIRST_LINE)
    origin, ceremony = check_origin(reader.field("origin")), read_kind(reader.field("ceremony")).value
    epoch, day = decimal(reader.field("epoch")), check_day(reader.field("day"))
    reference = read_reference(reader)
    opening = _optional(_named(reader, "keys"))
    opening_ceremony = b64decode(_named(reader, "ceremony"))
    script = b64decode(reader.field("script"), HASH_BYTES)
    participants, checkins = read_participants(reader), _read_checkins(reader)
    possessions, made = _read_possessions(reader), _read_made(reader)
    suspects, shares = _read_suspects(reader), read_shares(reader)
    steps = _read_steps(reader, has_initials=True)
    draft = _read_draft(reader)
    if (opening is None) != (epoch == 0):
        raise EncodingError("a genesis, and only that, opens without a key log")
    if not draft and not any(step.outcome == ABORTED for step in steps):
        raise EncodingError("no draft of a head, and not aborted")
    return Transcript(
        origin, ceremony, epoch, day, opening, script, participants, possessions, steps, draft,
        reference, opening_ceremony, checkins, made, suspects, shares,
    )  # fmt: skip


def _named(reader: LineReader, name: str) -> str:
    found, note = reader.fields("opening", 2)
    if found != name:
        raise EncodingError(f"'opening {name}' is missing")
    return note


def _optional(text: str) -> bytes | None:
    return None if text == NONE else b64decode(text)


def _read_checkins(reader: LineReader) -> tuple[Checkin, ...]:
    checkins = []
    while reader.comes("checkin"):
        name, signature = reader.fields("checkin", 2)
        checkins.append(Checkin(check_name(name), b64decode(signature, SIGNATURE_BYTES)))
    return tuple(checkins)


def _read_possessions(reader: LineReader) -> tuple[Possession, ...]:
    possessions = []
    while reader.comes("possession"):
        name, nonce, proof = reader.fields("possession", 3)
        answer = Possession(check_name(name), b64decode(nonce, NONCE_BYTES), b64decode(proof, HASH_BYTES))
        possessions.append(answer)
    return tuple(possessions)


def _read_made(reader: LineReader) -> tuple[Made, ...]:
    made = []
    while reader.comes("made"):
        kind, name, key = reader.fields("made", 3)
        made.append(Made(_key_kind(kind), check_name(name), b64decode(key, PUBLIC_BYTES)))
    return tuple(made)


def _read_suspects(reader: LineReader) -> tuple[Suspect, ...]:
    suspects = []
    while reader.comes("suspect"):
        kind, name, key, start = reader.fields("suspect", 4)
        public = b64decode(key, PUBLIC_BYTES)
        suspects.append(Suspect(_key_kind(kind), check_name(name), public, decimal(start)))
    return tuple(suspects)


def _key_kind(text: str) -> KeyKind:
    try:
        return KeyKind(text)
    except ValueError as error:
        raise EncodingError("no such kind of key") from error


def _read_steps(reader: LineReader, *, has_initials: bool) -> tuple[Step, ...]:
    steps: list[Step] = []
    while reader.comes("step"):
        number, outcome, text = [*reader.text("step").split(" ", 2), "", ""][:3]
        initials = ""
        if has_initials:
            initials, _, text = text.partition(" ")
        if outcome not in OUTCOMES or decimal(number) != len(steps) + 1 or not text:
            raise EncodingError("steps are numbered from 1 and have an outcome and a text")
        if has_initials and not _INITIALS.fullmatch(initials):
            raise EncodingError("a step has the initials of who saw to it, or '-'")
        steps.append(Step(decimal(number), outcome, text, initials))
    return tuple(steps)


def _read_draft(reader: LineReader) -> bytes:
    draft = []
    while reader.comes("head"):
        draft.append(reader.text("head"))
    if sum(map(len, draft)) > HEAD_MAX:
        raise EncodingError("the draft is longer than a head")
    return encode_lines(draft) if draft else b""
