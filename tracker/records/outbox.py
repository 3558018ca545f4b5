"""The outbox bundle: everything a desk publishes, on its way to the server (docs/spec/outbox.md)."""

from collections.abc import Sequence
from dataclasses import dataclass

from crypto.encoding import HASH_BYTES, b64decode, b64encode, check_day, check_name, check_origin, decimal
from crypto.errors import EncodingError, SshsigError
from crypto.head import Head
from crypto.keyring import check_publisher
from crypto.labels import Namespace
from crypto.lines import LineReader, encode_lines
from crypto.mailbox import PREFIX_BYTES, SLICES_MAX, SliceLayout, open_slice, seats_for
from crypto.manifest import MANIFEST_MAX, Manifest, check_manifest
from crypto.sshsig import ARMOR_MAX, SIGNATURES_MAX, Signature, parse_signatures
from tracker.records.bundle import (
    END,
    HEADER_MAX,
    HashingStream,
    Stream,
    decode_mark,
    encode_mark,
    read_exactly,
    read_header,
)
from tracker.records.errors import OutboxMalformed, OutboxOrigin

FIRST_LINE = "inquiry-outbox/v1"
NOTES_BYTES = 256 * 1024
REPORT_MAX = 256 * 1024
SIGNATURES_BYTES_MAX = SIGNATURES_MAX * ARMOR_MAX


@dataclass(frozen=True)
class Ticket:
    """What the desk has of the intake log (size, 32-byte root), and the last day to ask for more with it."""

    size: int
    root: bytes
    valid_until: str


@dataclass(frozen=True)
class OutboxHeader:
    """All but the parts themselves. ``applied`` is the last outbox known to be applied, None for none.

    ``acknowledged`` is the size of the intake log whose letters are safe on two media at the desk.
    """

    origin: str
    publisher: str
    sequence: int
    applied: tuple[int, bytes] | None
    epoch: int
    head_hash: bytes
    acknowledged: int
    ticket: Ticket
    manifest_bytes: int
    slices: int
    report_bytes: int

    @property
    def index_bytes(self) -> int:
        """The length of the index."""
        return self.slices * PREFIX_BYTES

    @property
    def slice_bytes(self) -> int:
        """The length of each slice as served."""
        return SliceLayout(self.slices, seats_for(self.slices), b"").served_bytes

    @property
    def body_bytes(self) -> int:
        """The length of all parts between the header and the signatures."""
        return (
            self.manifest_bytes
            + self.index_bytes
            + self.slices * self.slice_bytes
            + self.report_bytes
            + NOTES_BYTES
        )

    def encode(self) -> bytes:
        """The header's bytes."""
        ticket = f"{self.ticket.size} {b64encode(self.ticket.root)} {self.ticket.valid_until}"
        return encode_lines(
            [
                FIRST_LINE,
                f"origin {self.origin}",
                f"publisher {self.publisher}",
                f"sequence {self.sequence}",
                f"applied {encode_mark(self.applied)}",
                f"keyring {self.epoch} {b64encode(self.head_hash)}",
                f"acknowledged {self.acknowledged}",
                f"ticket {ticket}",
                f"manifest {self.manifest_bytes}",
                f"slices {self.slices}",
                f"report {self.report_bytes}",
                END,
            ]
        )


class OutboxReader:
    """Reads an outbox off a stream: header, manifest, index, slices, report, notes, signatures.

    The parts must be taken in this order; each raises OutboxMalformed. What was read stays unverified
    until ``check_signatures``.
    """

    def __init__(self, stream: Stream) -> None:
        """Reads the header. Raises OutboxMalformed."""
        self._source = stream
        self._hashed = HashingStream(stream)
        try:
            self.header = decode_header(read_header(self._hashed))
        except EncodingError as error:
            raise OutboxMalformed(str(error)) from error

    @property
    def hash(self) -> bytes:
        """SHA-256 of what was read so far; after the notes: the outbox's name."""
        return self._hashed.sha256.digest()

    @property
    def signed_digest(self) -> bytes:
        """SHA-512 of what was read so far; after the notes: what is signed."""
        return self._hashed.sha512.digest()

    def manifest(self) -> bytes:
        """The manifest's document, without signatures."""
        return self._take(self.header.manifest_bytes)

    def index(self) -> bytes:
        """The index file."""
        return self._take(self.header.index_bytes)

    def slice(self) -> bytes:
        """The next slice, as it will be served."""
        return self._take(self.header.slice_bytes)

    def report(self) -> bytes:
        """The signed public report; empty if there is none."""
        return self._take(self.header.report_bytes)

    def notes(self) -> bytes:
        """The sealed desk notes, 256 KiB."""
        return self._take(NOTES_BYTES)

    def signatures(self) -> list[Signature]:
        """The signatures after the notes: for the manifest, and for the whole. Nothing follows them."""
        armored = self._source.read(SIGNATURES_BYTES_MAX + 1)
        while len(armored) <= SIGNATURES_BYTES_MAX and (more := self._source.read(SIGNATURES_BYTES_MAX)):
            armored += more
        if len(armored) > SIGNATURES_BYTES_MAX:
            raise OutboxMalformed("too many signatures")
        try:
            return parse_signatures(armored)
        except SshsigError as error:
            raise OutboxMalformed(f"{error.code}: {error}") from error

    def _take(self, size: int) -> bytes:
        try:
            return read_exactly(self._hashed, size)
        except EncodingError as error:
            raise OutboxMalformed(str(error)) from error


def check_outbox(
    header: OutboxHeader, manifest: bytes, digest: bytes, signatures: Sequence[Signature], head: Head
) -> Manifest:
    """Both signatures of the publisher's threshold, and that header and manifest agree.

    ``digest`` is the SHA-512 of everything before the signatures. Raises OutboxOrigin, OutboxMalformed,
    and what ``check_publisher`` and ``check_manifest`` raise.
    """
    if header.origin != head.origin:
        raise OutboxOrigin("the outbox of another origin")
    check_publisher(head, header.publisher, Namespace.OUTBOX, digest, signatures)
    checked = check_manifest(manifest, signatures, head, header.publisher)
    agree = checked.publication.number == header.sequence and checked.slices == header.slices
    if not agree or checked.intake_size != header.ticket.size:
        raise OutboxMalformed("header and manifest do not agree")
    return checked


def check_slice(manifest: Manifest, number: int, served: bytes) -> None:
    """A slice is the ``number``-th that the manifest commits to. Raises SliceMalformed, SliceProof."""
    open_slice(served, number, manifest.layout)


def decode_header(document: bytes) -> OutboxHeader:
    """The header behind its bytes. Raises EncodingError."""
    reader = LineReader(document, HEADER_MAX)
    reader.literal(FIRST_LINE)
    origin, publisher = check_origin(reader.field("origin")), check_name(reader.field("publisher"))
    sequence, applied = decimal(reader.field("sequence")), decode_mark(reader.text("applied"))
    epoch, head_hash = reader.fields("keyring", 2)
    acknowledged = decimal(reader.field("acknowledged"))
    size, root, valid_until = reader.fields("ticket", 3)
    ticket = Ticket(decimal(size), b64decode(root, HASH_BYTES), check_day(valid_until))
    lengths = [decimal(reader.field(name)) for name in ("manifest", "slices", "report")]
    reader.literal(END)
    reader.end()
    header = OutboxHeader(
        origin, publisher, sequence, applied, decimal(epoch), b64decode(head_hash, HASH_BYTES),
        acknowledged, ticket, *lengths,
    )  # fmt: skip
    _check(header)
    if header.encode() != document:
        raise EncodingError("another encoding of the same header")
    return header


def _check(header: OutboxHeader) -> None:
    if not 1 <= header.slices <= SLICES_MAX:
        raise EncodingError("an impossible number of slices")
    if header.manifest_bytes > MANIFEST_MAX or header.report_bytes > REPORT_MAX:
        raise EncodingError("a part that is too long")
    if header.acknowledged > header.ticket.size:
        raise EncodingError("more acknowledged than the desk has")
    if header.applied is not None and header.applied[0] >= header.sequence:
        raise EncodingError("the applied outbox is not an earlier one")
