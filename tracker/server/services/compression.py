"""Bytes in the three encodings in which public, static ones are served (docs/spec/pages.md).

Only what is the same for everybody and holds no secret is ever compressed: lengths then tell nothing.
"""

import gzip
from dataclasses import dataclass

import brotli

IDENTITY, GZIP, BROTLI = "identity", "gzip", "br"
# The first that the client takes is served.
PREFERRED = (BROTLI, GZIP, IDENTITY)
_QUALITY = 11
_LEVEL = 9


@dataclass(frozen=True)
class Encoded:
    """The same bytes as they are, gzipped and by brotli."""

    identity: bytes
    gzip: bytes
    brotli: bytes

    def take(self, encoding: str) -> bytes:
        """The bytes in one of the encodings of ``PREFERRED``."""
        return {IDENTITY: self.identity, GZIP: self.gzip, BROTLI: self.brotli}[encoding]


def compress(data: bytes) -> Encoded:
    """The bytes in all three; the same bytes give the same."""
    packed = gzip.compress(data, compresslevel=_LEVEL, mtime=0)
    return Encoded(data, packed, brotli.compress(data, quality=_QUALITY))


def accepted(accept_encoding: str) -> str:
    """The encoding to serve to a client that sent this ``Accept-Encoding``; identity if in doubt."""
    taken = set()
    for item in accept_encoding.lower().split(","):
        name, _, weight = item.partition(";")
        if weight.replace(" ", "").rstrip("0") not in {"q=", "q=0."}:
            taken.add(name.strip())
    return next((encoding for encoding in (BROTLI, GZIP) if encoding in taken), IDENTITY)
