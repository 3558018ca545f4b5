"""Transcripts: what was done at a ceremony, signed by all who were there (docs/spec/transcript.md)."""

import hashlib
from dataclasses import dataclass

from crypto.encoding import HASH_BYTES, b64decode, b64encode, check_day, check_name, check_origin, decimal
from crypto.errors import EncodingError, TranscriptMalformed
from crypto.head import HEAD_MAX, Head
from crypto.keys import PUBLIC_BYTES
from crypto.lines import LineReader, encode_lines
from crypto.possession import NONCE_BYTES

FIRST_LINE = "inquiry-transcript/v1"
TRANSCRIPT_MAX = 256 * 1024
NONE = "none"
OUTCOMES = ("done", "deviated", "aborted")


@dataclass(frozen=True)
class Participant:
    """Who took part: role, name, and the 32-byte Ed25519 key with which they sign."""

    role: str
    name: str
    public: bytes


@dataclass(frozen=True)
class Possession:
    """A challenge that was answered: whose, its 32-byte nonce, and the SHA-256 of the proof."""

    name: str
    nonce: bytes
    proof_hash: bytes


@dataclass(frozen=True)
class Step:
    """One numbered step of the script: ``done``, ``deviated`` or ``aborted``, and what was said of it."""

    number: int
    outcome: str
    text: str


@dataclass(frozen=True)
class Transcript:
    """The whole transcript. ``opening`` is the checkpoint note embedded at the start, None at genesis.

    ``script`` is the SHA-256 of the announced script; ``draft`` the head without its transcript line.
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

    @property
    def hash(self) -> bytes:
        """SHA-256 of the encoded transcript, as the head names it."""
        return hashlib.sha256(self.encode()).digest()

    def encode(self) -> bytes:
        """The transcript's bytes."""
        opening = NONE if self.opening is None else b64encode(self.opening)
        lines = [
            FIRST_LINE,
            f"origin {self.origin}",
            f"ceremony {self.ceremony}",
            f"epoch {self.epoch}",
            f"day {self.day}",
            f"opening {opening}",
            f"script {b64encode(self.script)}",
        ]
        lines += [f"participant {p.role} {p.name} {b64encode(p.public)}" for p in self.participants]
        lines += [
            f"possession {p.name} {b64encode(p.nonce)} {b64encode(p.proof_hash)}" for p in self.possessions
        ]
        lines += [f"step {step.number} {step.outcome} {step.text}" for step in self.steps]
        lines += [f"head {line}" for line in self.draft.decode("ascii").splitlines()]
        return encode_lines(lines)

    def check_head(self, head: Head) -> None:
        """The head is the drafted one and names this transcript. Raises TranscriptMalformed."""
        if head.draft() != self.draft or head.transcript != self.hash:
            raise TranscriptMalformed("the head is not the one that this transcript drafted")


def decode_transcript(document: bytes) -> Transcript:
    """The transcript behind its bytes. Raises TranscriptMalformed."""
    try:
        transcript = _read(LineReader(document, TRANSCRIPT_MAX))
    except EncodingError as error:
        raise TranscriptMalformed(str(error)) from error
    if transcript.encode() != document:
        raise TranscriptMalformed("another encoding of the same transcript")
    return transcript


def _read(reader: LineReader) -> Transcript:
    reader.literal(FIRST_LINE)
    origin, ceremony = check_origin(reader.field("origin")), check_name(reader.field("ceremony"))
    epoch, day = decimal(reader.field("epoch")), check_day(reader.field("day"))
    opening_text = reader.field("opening")
    opening = None if opening_text == NONE else b64decode(opening_text)
    script = b64decode(reader.field("script"), HASH_BYTES)
    participants = []
    while reader.comes("participant"):
        role, name, public = reader.fields("participant", 3)
        key = b64decode(public, PUBLIC_BYTES)
        participants.append(Participant(check_name(role), check_name(name), key))
    possessions = []
    while reader.comes("possession"):
        name, nonce, proof = reader.fields("possession", 3)
        answer = Possession(check_name(name), b64decode(nonce, NONCE_BYTES), b64decode(proof, HASH_BYTES))
        possessions.append(answer)
    steps = _read_steps(reader)
    draft = []
    while reader.comes("head"):
        draft.append(reader.text("head"))
    reader.end()
    if sum(map(len, draft)) > HEAD_MAX:
        raise EncodingError("the draft is longer than a head")
    return Transcript(
        origin, ceremony, epoch, day, opening, script,
        tuple(participants), tuple(possessions), steps, encode_lines(draft),
    )  # fmt: skip


def _read_steps(reader: LineReader) -> tuple[Step, ...]:
    steps: list[Step] = []
    while reader.comes("step"):
        number, outcome, text = [*reader.text("step").split(" ", 2), "", ""][:3]
        if outcome not in OUTCOMES or decimal(number) != len(steps) + 1 or not text:
            raise EncodingError("steps are numbered from 1 and have an outcome and a text")
        steps.append(Step(decimal(number), outcome, text))
    return tuple(steps)
