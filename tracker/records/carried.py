"""Files in which a server's answers are carried to a machine without a network (docs/spec/carried.md).

A *keyring file* has what a page needs to seal, a *mailbox file* what it needs to find its slice. They only
frame: what is inside is verified by whoever uses it, as if it had come over a network.
"""

from dataclasses import dataclass

from crypto.encoding import check_name, decimal
from crypto.errors import EncodingError, TooLarge
from crypto.lines import LineReader, encode_lines
from tracker.records.errors import CarriedFileMalformed

KEYRING_FILE, MAILBOX_FILE = "inquiry-keyring-file/v1", "inquiry-mailbox-file/v1"
CARRIED_MAX = 16 * 1024 * 1024
_END = "end -"
_HEADER_MAX = 256


@dataclass(frozen=True)
class KeyringFile:
    """A served keyring with the roster of its newest head, both as the server gives them."""

    keyring: bytes
    roster: bytes

    def encode(self) -> bytes:
        """The file's bytes."""
        return _framed([KEYRING_FILE], {"keyring": self.keyring, "roster": self.roster})


@dataclass(frozen=True)
class MailboxFile:
    """A publisher's newest signed manifest with its index, both as the server gives them."""

    publisher: str
    manifest: bytes
    index: bytes

    def encode(self) -> bytes:
        """The file's bytes."""
        first = [MAILBOX_FILE, f"publisher {self.publisher}"]
        return _framed(first, {"manifest": self.manifest, "index": self.index})


@dataclass(frozen=True)
class SlicePlace:
    """Where a slice lies: whose, in which publication, which one."""

    publisher: str
    number: int
    slice: int

    @property
    def name(self) -> str:
        """What its file is called."""
        return f"slice-{self.publisher}-{self.number}-{self.slice}"


def read_slice_path(path: str) -> SlicePlace:
    """The place behind ``/mailbox/<publisher>/<number>/slice/<slice>``, as the offline page names it.

    Raises EncodingError.
    """
    match path.split("/"):
        case ["", "mailbox", publisher, number, "slice", cut]:
            return SlicePlace(check_name(publisher), decimal(number), decimal(cut))
    raise EncodingError("not the path of a slice")


def decode_keyring_file(data: bytes) -> KeyringFile:
    """What is in a keyring file, unverified. Raises CarriedFileMalformed."""
    try:
        reader, body = _header(data, KEYRING_FILE)
        keyring, roster = _parts(reader, body, ("keyring", "roster"))
    except EncodingError as error:
        raise CarriedFileMalformed(f"not a keyring file: {error}") from error
    return KeyringFile(keyring, roster)


def decode_mailbox_file(data: bytes) -> MailboxFile:
    """What is in a mailbox file, unverified. Raises CarriedFileMalformed."""
    try:
        reader, body = _header(data, MAILBOX_FILE)
        publisher = check_name(reader.field("publisher"))
        manifest, index = _parts(reader, body, ("manifest", "index"))
    except EncodingError as error:
        raise CarriedFileMalformed(f"not a mailbox file: {error}") from error
    return MailboxFile(publisher, manifest, index)


def _framed(lines: list[str], parts: dict[str, bytes]) -> bytes:
    header = [*lines, *(f"{name} {len(part)}" for name, part in parts.items()), _END]
    return encode_lines(header) + b"".join(parts.values())


def _header(data: bytes, first_line: str) -> tuple[LineReader, bytes]:
    if len(data) > CARRIED_MAX:
        raise TooLarge(f"{len(data)} bytes where {CARRIED_MAX} are allowed")
    mark = f"\n{_END}\n".encode()
    end = data[:_HEADER_MAX].find(mark)
    if end < 0:
        raise EncodingError("no end of the header")
    reader = LineReader(data[: end + len(mark)], _HEADER_MAX)
    reader.literal(first_line)
    return reader, data[end + len(mark) :]


def _parts(reader: LineReader, body: bytes, names: tuple[str, str]) -> tuple[bytes, bytes]:
    first, second = (decimal(reader.field(name)) for name in names)
    reader.literal(_END)
    reader.end()
    if first + second != len(body):
        raise EncodingError("lengths that do not fit")
    return body[:first], body[first:]
