"""The inbox bundle: letters on their way from the server to the desk (docs/spec/inbox.md)."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from crypto.checkpoint import Checkpoint, open_checkpoint
from crypto.encoding import HASH_BYTES, check_name, check_origin, decimal
from crypto.envelope import SIZES
from crypto.errors import EncodingError, LogError
from crypto.intake import intake_leaf
from crypto.lines import LineReader, encode_lines
from crypto.merkle import Frontier
from crypto.note import NOTE_MAX, VerifierKey
from tracker.records.bundle import (
    END,
    HEADER_MAX,
    Stream,
    decode_mark,
    encode_mark,
    read_exactly,
    read_header,
)
from tracker.records.errors import InboxCheckpoint, InboxMalformed, InboxOrigin, InboxRoot

FIRST_LINE = "inquiry-inbox/v1"
_LENGTH_BYTES = 4


@dataclass(frozen=True)
class InboxHeader:
    """Which leaves of the intake log the bundle brings, and the last outbox applied for each publisher.

    ``applied`` maps a publisher to sequence and hash (32 bytes) of its last applied outbox.
    """

    origin: str
    from_size: int
    to_size: int
    applied: dict[str, tuple[int, bytes]]
    checkpoint_bytes: int

    def encode(self) -> bytes:
        """The header's bytes."""
        lines = [FIRST_LINE, f"origin {self.origin}", f"from {self.from_size}", f"to {self.to_size}"]
        lines += [f"applied {name} {encode_mark(mark)}" for name, mark in sorted(self.applied.items())]
        return encode_lines([*lines, f"checkpoint {self.checkpoint_bytes}", END])


@dataclass(frozen=True)
class Span:
    """Where an envelope lies in an inbox file: offset and length.

    The server no longer has an envelope of length 0; ``envelope_hash`` (32 bytes) is of such a one only.
    """

    offset: int
    length: int
    envelope_hash: bytes = b""


@dataclass(frozen=True)
class Frame:
    """One leaf: its envelope hash (32 bytes), and the envelope, or None if the server no longer has it."""

    envelope_hash: bytes
    envelope: bytes | None

    def encode(self) -> bytes:
        """u32 length and the envelope; or length 0 and the hash."""
        if self.envelope is None:
            return bytes(_LENGTH_BYTES) + self.envelope_hash
        return len(self.envelope).to_bytes(_LENGTH_BYTES, "big") + self.envelope


class InboxReader:
    """Reads an inbox bundle off a stream, front to back, in bounded memory."""

    def __init__(self, stream: Stream) -> None:
        """Reads header and checkpoint note. Raises InboxMalformed."""
        self._stream = stream
        try:
            self.header = _decode_header(read_header(stream))
            self.checkpoint_note = read_exactly(stream, self.header.checkpoint_bytes)
        except EncodingError as error:
            raise InboxMalformed(str(error)) from error

    def frames(self) -> Iterator[Frame]:
        """The frames in the order of the log, and nothing after them. Raises InboxMalformed."""
        try:
            for _ in range(self.header.to_size - self.header.from_size):
                yield self._frame()
            if self._stream.read(1):
                raise EncodingError("bytes after the last letter")
        except EncodingError as error:
            raise InboxMalformed(str(error)) from error

    def hashes(self) -> Iterator[bytes]:
        """The envelope hashes in the order of the log. Raises InboxMalformed."""
        for frame in self.frames():
            yield frame.envelope_hash

    def _frame(self) -> Frame:
        length = _read_length(self._stream)
        if length == 0:
            return Frame(read_exactly(self._stream, HASH_BYTES), None)
        envelope = read_exactly(self._stream, length)
        return Frame(hashlib.sha256(envelope).digest(), envelope)


def spans(file: BinaryIO, header: InboxHeader) -> Iterator[Span]:
    """Where the envelopes lie in a file that was read up to the first frame; none of them is read.

    Raises InboxMalformed.
    """
    try:
        for _ in range(header.to_size - header.from_size):
            length = _read_length(file)
            gone = read_exactly(file, HASH_BYTES) if length == 0 else b""
            yield Span(file.tell(), length, gone)
            file.seek(length, os.SEEK_CUR)
        end = file.tell()
        if file.seek(0, os.SEEK_END) != end:
            raise EncodingError("it ends elsewhere than after the last letter")
    except EncodingError as error:
        raise InboxMalformed(str(error)) from error


def _read_length(stream: Stream) -> int:
    """Of the next envelope; 0 if there is none."""
    length = int.from_bytes(read_exactly(stream, _LENGTH_BYTES), "big")
    if length not in (0, *SIZES):
        raise EncodingError("a letter of another size than the three")
    return length


def verify_inbox(reader: InboxReader, frontier: Frontier, origin: str, intake: VerifierKey) -> Checkpoint:
    """Reads the whole bundle and checks that it extends the tree whose right edge is ``frontier``.

    ``frontier`` has the bundle's from-size and ends at its to-size. Numbered as in docs/spec/inbox.md.
    Raises InboxMalformed, InboxOrigin, InboxCheckpoint, InboxRoot.
    """
    # 1. It is for our origin.
    if reader.header.origin != origin:
        raise InboxOrigin("the inbox of another origin")
    # 2. Its checkpoint is signed by the intake key, and as large as the header says.
    try:
        checkpoint = open_checkpoint(reader.checkpoint_note, intake)
    except LogError as error:
        raise InboxCheckpoint(f"{error.code}: {error}") from error
    if checkpoint.size != reader.header.to_size or frontier.size != reader.header.from_size:
        raise InboxCheckpoint("the sizes of header, checkpoint and desk do not agree")
    # 3. Our tree, extended by all its leaves, has the checkpoint's root.
    for envelope_hash in reader.hashes():
        frontier.append(intake_leaf(envelope_hash))
    if frontier.root() != checkpoint.root:
        raise InboxRoot("the letters do not lead to the signed root: something was swapped or withheld")
    return checkpoint


def _decode_header(document: bytes) -> InboxHeader:
    reader = LineReader(document, HEADER_MAX)
    reader.literal(FIRST_LINE)
    origin = check_origin(reader.field("origin"))
    from_size, to_size = decimal(reader.field("from")), decimal(reader.field("to"))
    applied = {}
    while reader.comes("applied"):
        name, _, mark_text = reader.text("applied").partition(" ")
        mark = decode_mark(mark_text)
        if mark is None:
            raise EncodingError("an applied outbox has a sequence")
        applied[check_name(name)] = mark
    checkpoint_bytes = decimal(reader.field("checkpoint"))
    reader.literal(END)
    reader.end()
    if from_size > to_size or checkpoint_bytes > NOTE_MAX:
        raise EncodingError("impossible sizes")
    header = InboxHeader(origin, from_size, to_size, applied, checkpoint_bytes)
    if header.encode() != document:
        raise EncodingError("another encoding of the same header")
    return header
