"""The inbox bundle: letters on their way from the server to the desk (docs/spec/inbox.md)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from crypto.checkpoint import Checkpoint, open_checkpoint
from crypto.encoding import HASH_BYTES, check_name, check_origin, decimal
from crypto.envelope import SIZES, envelope_hash
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
# What is read before it is hashed.
_AHEAD_FRAMES = 32
_AHEAD_BYTES = SIZES[-1]

Hashing = Callable[[list[bytes]], Iterable[bytes]]


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
class Frame:
    """One leaf: its envelope hash (32 bytes), and the envelope, or None if the server no longer has it."""

    envelope_hash: bytes
    envelope: bytes | None

    @property
    def size(self) -> int:
        """How many bytes it takes in the bundle."""
        return _LENGTH_BYTES + (HASH_BYTES if self.envelope is None else len(self.envelope))

    def encode(self) -> bytes:
        """u32 length and the envelope; or length 0 and the hash."""
        if self.envelope is None:
            return bytes(_LENGTH_BYTES) + self.envelope_hash
        return len(self.envelope).to_bytes(_LENGTH_BYTES, "big") + self.envelope


class InboxReader:
    """Reads an inbox bundle off a stream, front to back, in bounded memory and a little ahead.

    ``hash_all`` gives the hash of each of some envelopes, as ``envelope_hash`` does.
    """

    def __init__(self, stream: Stream, hash_all: Hashing | None = None) -> None:
        """Reads header and checkpoint note. Raises InboxMalformed."""
        self._stream = stream
        self._hash_all = hash_all or _hash_all
        try:
            self.header = _decode_header(read_header(stream))
            self.checkpoint_note = read_exactly(stream, self.header.checkpoint_bytes)
        except EncodingError as error:
            raise InboxMalformed(str(error)) from error

    def frames(self) -> Iterator[Frame]:
        """The frames in the order of the log, and nothing after them. Raises InboxMalformed."""
        try:
            for some in self._portions():
                yield from self._hashed(some)
            if self._stream.read(1):
                raise EncodingError("bytes after the last letter")
        except EncodingError as error:
            raise InboxMalformed(str(error)) from error

    def _portions(self) -> Iterator[list[Frame | bytes]]:
        """The frames as read: envelopes that are not yet hashed, and frames without one."""
        some: list[Frame | bytes] = []
        size = 0
        for _ in range(self.header.to_size - self.header.from_size):
            frame = self._frame()
            some.append(frame)
            size += len(frame) if isinstance(frame, bytes) else 0
            if len(some) == _AHEAD_FRAMES or size >= _AHEAD_BYTES:
                yield some
                some, size = [], 0
        yield some

    def _frame(self) -> Frame | bytes:
        length = int.from_bytes(read_exactly(self._stream, _LENGTH_BYTES), "big")
        if length == 0:
            return Frame(read_exactly(self._stream, HASH_BYTES), None)
        if length not in SIZES:
            raise EncodingError("a letter of another size than the three")
        return read_exactly(self._stream, length)

    def _hashed(self, some: list[Frame | bytes]) -> Iterator[Frame]:
        hashes = iter(self._hash_all([item for item in some if isinstance(item, bytes)]))
        for item in some:
            yield Frame(next(hashes), item) if isinstance(item, bytes) else item


def _hash_all(envelopes: list[bytes]) -> list[bytes]:
    return [envelope_hash(envelope) for envelope in envelopes]


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
    for frame in reader.frames():
        frontier.append(intake_leaf(frame.envelope_hash))
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
