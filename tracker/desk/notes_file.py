"""Desk notes as bytes: sealed to every caseworker, padded, signed inside (pure; docs/spec/notes.md).

The same sealed part is a file with a head of its own, or the block that every outbox carries.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from crypto.encoding import canonical_json, check_name, check_origin, decimal, parse_canonical_json
from crypto.envelope import RECIPIENTS_MAX
from crypto.errors import EncodingError, HandOverMalformed, PaddingInvalid, SealInvalid, SignatureInvalid
from crypto.hand_over import (
    CHUNK_BYTES,
    KEY_BYTES,
    SEALED_CHUNK_BYTES,
    STREAM_HEADER_BYTES,
    open_stream,
    seal_stream,
)
from crypto.keys import PUBLIC_BYTES, SIGNATURE_BYTES, SigningKey, verify
from crypto.labels import Purpose, info
from crypto.lines import LineReader, encode_lines
from crypto.padding import LENGTH_BYTES, pad, unpad
from crypto.recipient import SEAL_OVERHEAD, Identity, Recipient
from tracker.desk.acts import DOCUMENT_MAX, TIME_END, SignedAct
from tracker.records.errors import NotesMalformed, NotesNewer, NotesNotForYou

FIRST_LINE = "inquiry-desk-notes/v1"
VERSION = 1
HEAD_MAX = 512
HEAD_LINES = 5
BOX_BYTES = KEY_BYTES + SEAL_OVERHEAD
PADDED_MIN = 64 * 1024
PADDED_MAX = 512 * 1024 * 1024
SUMMARY_MAX = 1024 * 1024
_TAG_BYTES = SEALED_CHUNK_BYTES - CHUNK_BYTES
_SIGNED_BYTES = PUBLIC_BYTES + SIGNATURE_BYTES
_ACT_HEAD_BYTES = _SIGNED_BYTES + 4


@dataclass(frozen=True)
class NotesHead:
    """What stands in clear before the sealed part: for which desk, under which keyring, how long it is.

    ``members`` is how many boxes come first, ``length`` the bytes of the whole sealed part.
    """

    origin: str
    publisher: str
    epoch: int
    members: int
    length: int

    def encode(self) -> bytes:
        """The head's bytes."""
        return encode_lines(
            [
                FIRST_LINE,
                f"origin {self.origin}",
                f"publisher {self.publisher}",
                f"epoch {self.epoch} {self.members}",
                f"length {self.length}",
            ]
        )

    @property
    def padded(self) -> int:
        """How many bytes the content has with its padding."""
        stream = self.length - self.members * BOX_BYTES - STREAM_HEADER_BYTES
        chunks = max(1, -(-stream // SEALED_CHUNK_BYTES))
        return stream - chunks * _TAG_BYTES

    @property
    def context(self) -> bytes:
        """To what the key's boxes are bound."""
        return info(Purpose.DESK_NOTES, "key", self.origin, self.publisher, self.epoch)

    def signed(self, body: bytes) -> bytes:
        """What the writer signs."""
        digest = hashlib.sha512(body).digest()
        return info(Purpose.DESK_NOTES, "content", self.origin, self.publisher, self.epoch) + digest


@dataclass(frozen=True)
class Content:
    """What notes say: who wrote them (Ed25519 key), when (POSIX seconds), from which copy of the vault.

    ``erased`` names what was erased by hand there (``tracker.desk.case.buried_name``).
    """

    writer: bytes
    at: int
    copy: str
    is_whole: bool
    owns_sequence: bool
    erased: tuple[str, ...] = field(repr=False)
    acts: tuple[SignedAct, ...] = field(repr=False)


def decode_head(document: bytes) -> NotesHead:
    """The head behind its bytes. Raises NotesMalformed."""
    try:
        reader = LineReader(document, HEAD_MAX)
        reader.literal(FIRST_LINE)
        origin, publisher = check_origin(reader.field("origin")), check_name(reader.field("publisher"))
        epoch, members = (decimal(item) for item in reader.fields("epoch", 2))
        head = NotesHead(origin, publisher, epoch, members, decimal(reader.field("length")))
        reader.end()
    except EncodingError as error:
        raise NotesMalformed("no notes of a desk at the beginning") from error
    is_possible = head.members <= RECIPIENTS_MAX and 0 < head.padded <= PADDED_MAX
    if head.encode() != document or not is_possible:
        raise NotesMalformed("no notes of a desk at the beginning")
    return head


def room(members: int, length: int) -> int:
    """How many bytes of acts and summary fit a sealed part of this length."""
    head = NotesHead("a", "a", 0, members, length)
    return head.padded - LENGTH_BYTES - _SIGNED_BYTES - 4


def size_of(act: SignedAct) -> int:
    """How many bytes an act takes."""
    return _ACT_HEAD_BYTES + len(act.document)


def length_for(members: int, summary: bytes, acts: Sequence[SignedAct]) -> int:
    """The length of the sealed part in which these acts are hidden: a power of two of content."""
    wanted = LENGTH_BYTES + _SIGNED_BYTES + 4 + len(summary) + sum(map(size_of, acts))
    padded = PADDED_MIN
    while padded < wanted:
        padded *= 2
    if padded > PADDED_MAX:
        raise NotesMalformed("more acts than notes can carry")
    chunks = -(-padded // CHUNK_BYTES)
    return members * BOX_BYTES + STREAM_HEADER_BYTES + padded + chunks * _TAG_BYTES


def encode_summary(summary: dict[str, Any]) -> bytes:
    """A summary's bytes."""
    return canonical_json(summary)


def seal(
    head: NotesHead,
    content: tuple[bytes, Sequence[SignedAct]],
    writer: SigningKey,
    members: Sequence[Recipient],
    key: bytes,
) -> bytes:
    """The sealed part: ``content`` is a summary's bytes and acts; ``key`` 32 fresh bytes."""
    summary, acts = content
    body = len(summary).to_bytes(4, "big") + summary + b"".join(map(_encode_act, acts))
    signed = writer.public + writer.sign(head.signed(body)) + body
    padded = pad(signed, head.padded)
    boxes = b"".join(member.seal(key, head.context) for member in members)
    chunks = (padded[i : i + CHUNK_BYTES] for i in range(0, len(padded), CHUNK_BYTES))
    return boxes + b"".join(seal_stream(key, head.encode(), chunks))


def unseal(head: NotesHead, sealed: bytes, identity: Identity) -> Content:
    """What a member reads; the writer signed all of it. Raises NotesMalformed, NotesNotForYou, NotesNewer."""
    if len(sealed) != head.length:
        raise NotesMalformed("the notes were cut off, or something was added")
    end = head.members * BOX_BYTES
    key = _open_box(head, sealed[:end], identity)
    try:
        start, chunks = sealed[end : end + STREAM_HEADER_BYTES], _chunks(sealed[end + STREAM_HEADER_BYTES :])
        signed = unpad(b"".join(open_stream(key, head.encode(), start, chunks)))
    except (HandOverMalformed, PaddingInvalid) as error:
        raise NotesMalformed("the notes were altered or cut off") from error
    writer, signature, body = _parts(signed)
    try:
        verify(writer, head.signed(body), signature)
    except SignatureInvalid as error:
        raise NotesMalformed("the notes are not signed by who they say wrote them") from error
    return _decode_body(writer, body)


def _parts(signed: bytes) -> tuple[bytes, bytes, bytes]:
    return signed[:PUBLIC_BYTES], signed[PUBLIC_BYTES:_SIGNED_BYTES], signed[_SIGNED_BYTES:]


def _open_box(head: NotesHead, boxes: bytes, identity: Identity) -> bytes:
    for start in range(0, len(boxes), BOX_BYTES):
        try:
            return identity.open(boxes[start : start + BOX_BYTES], head.context)
        except SealInvalid:
            # Boxes do not say whose they are: whoever is named in a roster tries each.
            continue
    raise NotesNotForYou("the notes are sealed to other caseworkers, or were altered")


def _chunks(sealed: bytes) -> Iterator[bytes]:
    for start in range(0, len(sealed), SEALED_CHUNK_BYTES):
        yield sealed[start : start + SEALED_CHUNK_BYTES]


def _encode_act(act: SignedAct) -> bytes:
    return act.actor + act.signature + len(act.document).to_bytes(4, "big") + act.document


def _decode_body(writer: bytes, body: bytes) -> Content:
    """Signed by the writer, and yet held to its one form: their program may be another."""
    size = int.from_bytes(body[:4], "big")
    try:
        summary = parse_canonical_json(body[4 : 4 + size], SUMMARY_MAX)
    except EncodingError as error:
        raise NotesMalformed("the notes' summary is none") from error
    if not isinstance(summary, dict) or summary.get("version") != VERSION:
        raise NotesNewer("the notes were written by another version of this program")
    if set(summary) != set(_SUMMARY) or not all(_SUMMARY[name](value) for name, value in summary.items()):
        raise NotesMalformed("the notes' summary is none")
    acts = tuple(_decode_acts(body[4 + size :]))
    erased = tuple(summary["erased"])
    owns, whole = summary["owns-sequence"], summary["whole"]
    return Content(writer, summary["at"], summary["copy"], whole, owns, erased, acts)


def _is_time(value: Any) -> bool:
    return type(value) is int and 0 <= value < TIME_END


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


_SUMMARY: dict[str, Callable[[Any], bool]] = {
    "version": lambda value: value == VERSION,
    "at": _is_time,
    "copy": lambda value: isinstance(value, str),
    "whole": lambda value: isinstance(value, bool),
    "owns-sequence": lambda value: isinstance(value, bool),
    "erased": _are_texts,
}


def _decode_acts(data: bytes) -> Iterator[SignedAct]:
    place = 0
    while place < len(data):
        head = data[place : place + _ACT_HEAD_BYTES]
        size = int.from_bytes(head[_SIGNED_BYTES:], "big")
        end = place + _ACT_HEAD_BYTES + size
        if len(head) < _ACT_HEAD_BYTES or size > DOCUMENT_MAX or end > len(data):
            raise NotesMalformed("an act in the notes is cut off")
        yield SignedAct(
            head[:PUBLIC_BYTES], data[place + _ACT_HEAD_BYTES : end], head[PUBLIC_BYTES:_SIGNED_BYTES]
        )
        place = end
