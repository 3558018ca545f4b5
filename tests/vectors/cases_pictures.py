"""Vectors of pictures and what hides in them."""

from typing import Any

from tests.simulators.camera import HEADER, JFIF, PIXELS, chunk, exif, jpeg, png, segment

_SECRET = b"a secret place"
_ADOBE = b"Adobe\0\x65\x01\x02\x03\x04\x01"


def make(workshop: Any) -> None:
    """All files of this page."""
    _jpegs(workshop)
    _pngs(workshop)


def _jpegs(workshop: Any) -> None:
    file = workshop.file("pictures/strip", "A JPEG without its metadata.", "pictures/jpeg")
    for name, source in {
        "nothing to drop": jpeg(segment(0xE0, JFIF), segment(0xEE, _ADOBE)),
        "a small picture in JFIF": jpeg(segment(0xE0, JFIF[:-2] + b"\x01\x01abc")),
        "JFXX, XMP, ICC, a comment": jpeg(
            *(segment(marker, b"JFXX\0 secret") for marker in (0xE0, 0xE1, 0xE2, 0xED, 0xFE))
        ),
        "JFIF and Adobe that are too short": jpeg(segment(0xE0, JFIF[:9]), segment(0xEE, _ADOBE[:7])),
        "more in Adobe": jpeg(segment(0xEE, _ADOBE + b"secret")),
        "fill bytes": jpeg(b"\xff\xff\xff", segment(0xDD, b"\0\4"), b"\xff"),
        "a second picture": jpeg(after=b"\xff\xd8 secret"),
        "Exif of another kind": jpeg(
            segment(0xE1, b"Exif\0\0XX*\0\x08\0\0\0"), segment(0xE1, b"Exif\0\0II*\0")
        ),
        "Exif that claims too many entries": jpeg(segment(0xE1, exif(1, entries=65535, secret=_SECRET))),
        "progressive": jpeg(segment(0xC2, b"\x08"), segment(0xDA, b"\x01"), b"abc"),
    }.items():
        file.accept(name, source=source)
    for orientation in (0, 1, 2, 6, 8, 9):
        for order in "<>":
            source = jpeg(segment(0xE1, exif(orientation, order, secret=_SECRET)))
            file.accept(f"orientation {orientation} {order}", source=source)
    good = file.blob("good", jpeg(segment(0xE1, exif(6, secret=_SECRET))))
    for end in (3, 5, 9, 60, 130, len(good.data) - 2, len(good.data) - 1):
        file.refuse(f"cut off at {end}", "attachment-damaged", source=good.cut(end))
    file.refuse("a byte between segments", "attachment-damaged", source=good.swap(b"\xff\xdb", b"\0\xff\xdb"))
    file.refuse("a length of one", "attachment-damaged", source=good.edit(4, 2, b"\0\1"))
    file.refuse("a length past the end", "attachment-damaged", source=good.edit(4, 2, b"\xff\xff"))
    file.refuse("no picture", "attachment-damaged", source=b"\xff\xd8\xff\xd9")
    file.refuse("no scan", "attachment-damaged", source=b"\xff\xd8" + segment(0xC0, b"\x08") + b"\xff\xd9")
    file.refuse("no frame", "attachment-damaged", source=b"\xff\xd8" + segment(0xDA, b"\1") + b"a\xff\xd9")
    for marker in (0x00, 0x01, 0xD3, 0xD8):
        file.refuse(f"marker {marker:02x}", "attachment-damaged", source=jpeg(segment(marker, b"a")))
    for name, source in {
        "nothing": b"",
        "GIF": b"GIF89a",
        "SVG": b"<svg/>",
        "two bytes": b"\xff\xd8",
    }.items():
        file.refuse(name, "attachment-type", source=source)


def _pngs(workshop: Any) -> None:
    file = workshop.file("pictures/strip", "A PNG without its metadata.", "pictures/png")
    kept = [chunk(kind, b"12345678") for kind in (b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT")]
    dropped = [
        chunk(kind, b"secret") for kind in (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"iCCP", b"tIME", b"prVt")
    ]
    file.accept("nothing to drop", source=png(*kept))
    file.accept("everything to drop", source=png(*dropped, after=b"secret"))
    file.accept("both", source=png(*kept, *dropped))
    file.accept("an empty chunk", source=png(chunk(b"IDAT", b"")))
    good = file.blob("good", png(chunk(b"tEXt", b"secret")))
    for end in (8, 11, 20, 32, 40, 70, len(good.data) - 1):
        file.refuse(f"cut off at {end}", "attachment-damaged", source=good.cut(end))
    file.refuse("a wrong checksum", "attachment-damaged", source=good.flip(-1))
    file.refuse("a wrong checksum of what is dropped", "attachment-damaged", source=good.flip(42))
    file.refuse("a length of four gigabytes", "attachment-damaged", source=good.edit(8, 4, b"\xff" * 4))
    file.refuse("two headers", "attachment-damaged", source=png(HEADER))
    file.refuse("another chunk first", "attachment-damaged", source=good.edit(8, len(HEADER)))
    file.refuse("a critical chunk that nobody knows", "attachment-damaged", source=png(chunk(b"SECR", b"")))
    file.refuse("something inside the end", "attachment-damaged", source=png(chunk(b"IEND", b"a")))
    file.refuse("no pixels", "attachment-damaged", source=png()[: 8 + len(HEADER)] + chunk(b"IEND", b""))
    file.refuse("a long header", "attachment-damaged", source=png()[:8] + chunk(b"IHDR", bytes(14)) + PIXELS)
