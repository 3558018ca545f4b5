"""Pictures byte by byte, with what cameras and programs write into them; no outside tool made them."""

import struct
import zlib

SECRET = b"barvinok 50.4501 N 30.5234 E"
SCAN = b"\x12\x34\xff\x00\x56\xff\xd0\x78\xff\xd7\x9a"
JFIF = b"JFIF\0\x01\x02\x01\0\x48\0\x48\0\0"
ADOBE = b"Adobe\0\x64\0\0\0\0\x01"
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def segment(marker: int, payload: bytes) -> bytes:
    """A JPEG segment."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(payload) + 2) + payload


def exif(orientation: int, order: str = "<", *, entries: int = 1, secret: bytes = SECRET) -> bytes:
    """Exif metadata with an orientation and a place; ``entries`` is how many it claims to have."""
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    mark = b"II*\0" if order == "<" else b"MM\0*"
    return b"Exif\0\0" + mark + struct.pack(order + "IH", 8, entries) + entry + secret


def jpeg(*extra: bytes, after: bytes = b"") -> bytes:
    """A JPEG of all that a decoder needs, with ``extra`` before the tables."""
    return b"".join(
        [
            b"\xff\xd8",
            *extra,
            segment(0xDB, bytes(65)),
            segment(0xC0, b"\x08\0\x01\0\x01\x01\x01\x11\0"),
            segment(0xC4, bytes(20)),
            segment(0xDA, b"\x01\x01\0\0\x3f\0"),
            SCAN,
            b"\xff\xd9",
            after,
        ]
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    """A PNG chunk."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
# Stored, not deflated: what a compressor makes of it may change.
PIXELS = chunk(b"IDAT", bytes.fromhex("7801010200fdff000000020001"))
END = chunk(b"IEND", b"")


def png(*extra: bytes, after: bytes = b"") -> bytes:
    """A PNG of one pixel, with ``extra`` before it."""
    return SIGNATURE + HEADER + b"".join(extra) + PIXELS + END + after
