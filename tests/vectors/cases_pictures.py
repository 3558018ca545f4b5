"""Vectors of pictures and what hides in them."""

import struct
import zlib
from typing import Any


def make(workshop: Any) -> None:
    """All files of this page."""
    _jpegs(workshop)
    _pngs(workshop)


def _segment(marker: int, payload: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(payload) + 2) + payload


def _exif(orientation: int, order: str = "<", entries: int = 1) -> bytes:
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    mark = b"II*\0" if order == "<" else b"MM\0*"
    return b"Exif\0\0" + mark + struct.pack(order + "IH", 8, entries) + entry + b"a secret place"


def jpeg(*extra: bytes, after: bytes = b"") -> bytes:
    """A JPEG of all that a decoder needs, and of what a case adds before the tables."""
    return b"".join(
        [
            b"\xff\xd8",
            *extra,
            _segment(0xDB, bytes(65)),
            _segment(0xC0, b"\x08\0\x01\0\x01\x01\x01\x11\0"),
            _segment(0xC4, bytes(20)),
            _segment(0xDA, b"\x01\x01\0\0\x3f\0"),
            b"\x12\x34\xff\x00\x56\xff\xd0\x78\xff\xd7\x9a\xff\xd9",
            after,
        ]
    )


_JFIF = b"JFIF\0\x01\x02\x01\0\x48\0\x48\0\0"
_ADOBE = b"Adobe\0\x65\x01\x02\x03\x04\x01"


def _jpegs(workshop: Any) -> None:
    file = workshop.file("pictures/strip", "A JPEG without its metadata.", "pictures/jpeg")
    for name, source in {
        "nothing to drop": jpeg(_segment(0xE0, _JFIF), _segment(0xEE, _ADOBE)),
        "a small picture in JFIF": jpeg(_segment(0xE0, _JFIF[:-2] + b"\x01\x01abc")),
        "JFXX, XMP, ICC, a comment": jpeg(
            *(_segment(marker, b"JFXX\0 secret") for marker in (0xE0, 0xE1, 0xE2, 0xED, 0xFE))
        ),
        "JFIF and Adobe that are too short": jpeg(_segment(0xE0, _JFIF[:9]), _segment(0xEE, _ADOBE[:7])),
        "more in Adobe": jpeg(_segment(0xEE, _ADOBE + b"secret")),
        "fill bytes": jpeg(b"\xff\xff\xff", _segment(0xDD, b"\0\4"), b"\xff"),
        "a second picture": jpeg(after=b"\xff\xd8 secret"),
        "Exif of another kind": jpeg(
            _segment(0xE1, b"Exif\0\0XX*\0\x08\0\0\0"), _segment(0xE1, b"Exif\0\0II*\0")
        ),
        "Exif that claims too many entries": jpeg(_segment(0xE1, _exif(1, entries=65535))),
        "progressive": jpeg(_segment(0xC2, b"\x08"), _segment(0xDA, b"\x01"), b"abc"),
    }.items():
        file.accept(name, source=source)
    for orientation in (0, 1, 2, 6, 8, 9):
        for order in "<>":
            source = jpeg(_segment(0xE1, _exif(orientation, order)))
            file.accept(f"orientation {orientation} {order}", source=source)
    good = file.blob("good", jpeg(_segment(0xE1, _exif(6))))
    for end in (3, 5, 9, 60, 130, len(good.data) - 2, len(good.data) - 1):
        file.refuse(f"cut off at {end}", "attachment-damaged", source=good.cut(end))
    file.refuse("a byte between segments", "attachment-damaged", source=good.swap(b"\xff\xdb", b"\0\xff\xdb"))
    file.refuse("a length of one", "attachment-damaged", source=good.edit(4, 2, b"\0\1"))
    file.refuse("a length past the end", "attachment-damaged", source=good.edit(4, 2, b"\xff\xff"))
    file.refuse("no picture", "attachment-damaged", source=b"\xff\xd8\xff\xd9")
    file.refuse("no scan", "attachment-damaged", source=b"\xff\xd8" + _segment(0xC0, b"\x08") + b"\xff\xd9")
    file.refuse("no frame", "attachment-damaged", source=b"\xff\xd8" + _segment(0xDA, b"\1") + b"a\xff\xd9")
    for marker in (0x00, 0x01, 0xD3, 0xD8):
        file.refuse(f"marker {marker:02x}", "attachment-damaged", source=jpeg(_segment(marker, b"a")))
    for name, source in {
        "nothing": b"",
        "GIF": b"GIF89a",
        "SVG": b"<svg/>",
        "two bytes": b"\xff\xd8",
    }.items():
        file.refuse(name, "attachment-type", source=source)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


_HEADER = _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
# Stored, not deflated: what a compressor makes of it may change.
_PIXELS = _chunk(b"IDAT", bytes.fromhex("7801010200fdff000000020001"))


def png(*extra: bytes, after: bytes = b"") -> bytes:
    """A PNG of one pixel, and of what a case adds before it."""
    return b"\x89PNG\r\n\x1a\n" + b"".join([_HEADER, *extra, _PIXELS, _chunk(b"IEND", b""), after])


def _pngs(workshop: Any) -> None:
    file = workshop.file("pictures/strip", "A PNG without its metadata.", "pictures/png")
    kept = [_chunk(kind, b"12345678") for kind in (b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT")]
    dropped = [
        _chunk(kind, b"secret") for kind in (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"iCCP", b"tIME", b"prVt")
    ]
    file.accept("nothing to drop", source=png(*kept))
    file.accept("everything to drop", source=png(*dropped, after=b"secret"))
    file.accept("both", source=png(*kept, *dropped))
    file.accept("an empty chunk", source=png(_chunk(b"IDAT", b"")))
    good = file.blob("good", png(_chunk(b"tEXt", b"secret")))
    for end in (8, 11, 20, 32, 40, 70, len(good.data) - 1):
        file.refuse(f"cut off at {end}", "attachment-damaged", source=good.cut(end))
    file.refuse("a wrong checksum", "attachment-damaged", source=good.flip(-1))
    file.refuse("a wrong checksum of what is dropped", "attachment-damaged", source=good.flip(42))
    file.refuse("a length of four gigabytes", "attachment-damaged", source=good.edit(8, 4, b"\xff" * 4))
    file.refuse("two headers", "attachment-damaged", source=png(_HEADER))
    file.refuse("another chunk first", "attachment-damaged", source=good.edit(8, len(_HEADER)))
    file.refuse("a critical chunk that nobody knows", "attachment-damaged", source=png(_chunk(b"SECR", b"")))
    file.refuse("something inside the end", "attachment-damaged", source=png(_chunk(b"IEND", b"a")))
    file.refuse("no pixels", "attachment-damaged", source=png()[: 8 + len(_HEADER)] + _chunk(b"IEND", b""))
    file.refuse(
        "a long header", "attachment-damaged", source=png()[:8] + _chunk(b"IHDR", bytes(14)) + _PIXELS
    )
