"""What both bundles share: a header of lines closed by ``end -``, and reading it off a bounded stream."""

import hashlib
from typing import BinaryIO, Protocol

from crypto.encoding import HASH_BYTES, b64decode, b64encode, decimal
from crypto.errors import EncodingError

END = "end -"
HEADER_MAX = 4096
CHUNK_BYTES = 1024 * 1024
_END_LINE = b"\nend -\n"


class Stream(Protocol):
    """Something that gives bytes: a file, a request's body."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; none at the end."""
        ...


def read_header(stream: Stream) -> bytes:
    """The header's bytes up to and with the line ``end -``. Raises EncodingError if there is none."""
    header = bytearray()
    while not header.endswith(_END_LINE):
        byte = stream.read(1)
        if not byte or len(header) == HEADER_MAX:
            raise EncodingError("the header does not end")
        header += byte
    return bytes(header)


def read_exactly(stream: Stream, size: int) -> bytes:
    """Exactly ``size`` bytes. Raises EncodingError if the stream ends before."""
    parts, missing = [], size
    while missing:
        part = stream.read(min(missing, CHUNK_BYTES))
        if not part:
            raise EncodingError("the bundle is cut off")
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def encode_mark(mark: tuple[int, bytes] | None) -> str:
    """A sequence and a hash, or ``none``."""
    return "none" if mark is None else f"{mark[0]} {b64encode(mark[1])}"


def decode_mark(text: str) -> tuple[int, bytes] | None:
    """The sequence and 32-byte hash behind ``encode_mark``. Raises EncodingError."""
    if text == "none":
        return None
    sequence, separator, digest = text.partition(" ")
    if not separator:
        raise EncodingError("a sequence and a hash")
    return decimal(sequence), b64decode(digest, HASH_BYTES)


class HashingStream:
    """Passes a stream on, and hashes what was read: SHA-256 (names a bundle), SHA-512 (is signed)."""

    def __init__(self, stream: Stream, copy: BinaryIO | None = None) -> None:
        self._stream = stream
        self._copy = copy
        self.sha256 = hashlib.sha256()
        self.sha512 = hashlib.sha512()

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes of the stream beneath; a copy goes to ``copy`` if one was given."""
        data = self._stream.read(size)
        self.sha256.update(data)
        self.sha512.update(data)
        if self._copy is not None:
            self._copy.write(data)
        return data
