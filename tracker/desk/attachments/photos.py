"""Traces in photographs: EXIF, comments, text chunks, what stands behind the picture.

Runs in the examining process only (docs/spec/attachments.md, "Traces").
"""

import io
import re
from collections.abc import Iterator

import exifread

# The end of a tag's name as exifread gives it, and what it betrays.
_TAGS = {
    "Make": "camera",
    "Model": "camera",
    "SerialNumber": "camera",
    "ImageUniqueID": "camera",
    "DateTime": "time",
    "DateTimeOriginal": "time",
    "DateTimeDigitized": "time",
    "Artist": "author",
    "Copyright": "author",
    "OwnerName": "author",
    "XPAuthor": "author",
    "Software": "software",
    "HostComputer": "camera",
    "ImageDescription": "comment",
    "UserComment": "comment",
    "XPComment": "comment",
    "XPTitle": "comment",
}
_PNG_SIGNATURE_BYTES = 8
_PNG_KEYWORDS = {b"Author": "author", b"Software": "software", b"Creation Time": "time"}
_PNG_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_PNG_SILENT = frozenset(
    [
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"sBIT",
        b"pHYs",
        b"bKGD",
        b"hIST",
    ]
)
_COMMENT, _START_OF_SCAN, _END = 0xFE, 0xDA, b"\xff\xd9"
# In a scan 0xFF stands before zero or a restart; anything else ends it. Others may follow, as may segments.
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JFIF, _ADOBE, _APPLICATIONS = 0xE0, 0xEE, range(0xE0, 0xF0)
_JFIF_BYTES = 14
# Segments of applications whose traces are looked for elsewhere; of all others nothing is known.
_KNOWN = (b"Exif\x00\x00", b"http://ns.adobe.com/xap/", b"Photoshop 3.0\x00")


def exif_traces(data: bytes, is_there: bool) -> Iterator[str]:
    """The traces in EXIF; ``unclear`` if there is one (``is_there``) that cannot be read."""
    tags = exifread.process_file(io.BytesIO(data), details=False, extract_thumbnail=True)
    if tags:
        yield "exif"
    elif is_there:
        yield "unclear"
    for name in tags:
        part, _, tag = name.partition(" ")
        if part == "GPS":
            yield "gps"
        elif "Thumbnail" in name:
            yield "thumbnail"
        for ending, trace in _TAGS.items():
            if tag.endswith(ending):
                yield trace


def jpeg_traces(data: bytes) -> Iterator[str]:
    """Comments, before or between the scans, and what stands behind the end of the picture."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and not data.startswith(_END, at):
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _COMMENT:
            yield "comment"
        elif marker in _APPLICATIONS:
            yield from _of_application(marker, data[at + 4 : at + 2 + length])
        # A length below its own two bytes is none; going on from there would never end.
        at += 2 + max(length, 2)
        if marker == _START_OF_SCAN:
            found = _AFTER_SCAN.search(data, at)
            at = found.start() if found else len(data)
    if not data.startswith(_END, at):
        yield "unclear"
    # Two beginnings: another picture stands behind, or inside, the one that is shown.
    elif data[at + len(_END) :].strip(b"\x00") or data.count(b"\xff\xd8\xff") > 1:
        yield "hidden"


def _of_application(marker: int, body: bytes) -> Iterator[str]:
    if marker == _JFIF and body.startswith(b"JFIF\x00"):
        if len(body) != _JFIF_BYTES:
            yield "thumbnail"
    elif not body.startswith(_KNOWN) and not (marker == _ADOBE and body.startswith(b"Adobe")):
        yield "unclear"


def png_traces(data: bytes) -> Iterator[str]:
    """Text, times, EXIF, and what stands behind the end of the picture."""
    at = _PNG_SIGNATURE_BYTES
    while at + 12 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + length]
        at += 12 + length
        yield from _of_chunk(name, body)
        if name == b"IEND":
            if data[at:]:
                yield "hidden"
            return
    yield "unclear"


def _of_chunk(name: bytes, body: bytes) -> Iterator[str]:
    if name in _PNG_TEXTS:
        keyword = body.partition(b"\x00")[0]
        yield _PNG_KEYWORDS.get(keyword, "xmp" if keyword.startswith(b"XML:com.adobe") else "comment")
    elif name == b"eXIf":
        yield "exif"
    elif name == b"tIME":
        yield "time"
    elif name not in _PNG_SILENT:
        # Of a private chunk (a small second letter) only the program that made it knows what is in it.
        yield "hidden" if name[1:2].islower() else "unclear"
