"""What an attachment is, by its content alone (docs/spec/attachments.md, "Type").

Runs in the examining process only: everything here reads what strangers wrote.
"""

import re

import puremagic

from tracker.desk.attachments.words import MEDIA_TYPE, UNKNOWN

TEXT, HTML, SVG, ZIP = "text/plain", "text/html", "image/svg+xml", "application/zip"
JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX = f"{_OFFICE}wordprocessingml.document", f"{_OFFICE}spreadsheetml.sheet"
PPTX = f"{_OFFICE}presentationml.presentation"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"

_LEAST_CONFIDENCE = 0.2
# What the table of signatures has under no name, or under another one.
_BEGINNINGS = {
    b"\xff\xd8\xff": JPEG,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"%PDF-": PDF,
    b"\x7fELF": "application/x-elf",
    b"#!": "text/x-script",
}
_ZIP_BEGINNING = b"PK\x03\x04"
# In the names of an archive's members, which stand in clear.
_MEMBERS = {b"word/": DOCX, b"xl/": XLSX, b"ppt/": PPTX, b"META-INF/MANIFEST.MF": "application/java-archive"}
_LOOKED_AT = 65_536
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def kind_of(data: bytes) -> str:
    """The media type that the content has; ``application/octet-stream`` for what has no name."""
    for beginning, kind in _BEGINNINGS.items():
        if data.startswith(beginning):
            return kind
    if data.startswith(_ZIP_BEGINNING):
        return _archive(data)
    return _by_signature(data) or _as_text(data)


def _archive(data: bytes) -> str:
    """Which of the formats that are archives; the first part of the file and its directory decide."""
    if data[30:].startswith(b"mimetype" + OPEN_DOCUMENT.encode()):
        return f"{OPEN_DOCUMENT}.text"
    looked_at = data[:_LOOKED_AT] + data[-_LOOKED_AT:]
    return next((kind for member, kind in _MEMBERS.items() if member in looked_at), ZIP)


def _by_signature(data: bytes) -> str:
    try:
        found = puremagic.magic_string(data)
    except (puremagic.PureError, ValueError):
        return ""
    named = (
        match.mime_type
        for match in found
        if match.confidence >= _LEAST_CONFIDENCE
        and MEDIA_TYPE.fullmatch(match.mime_type)
        # A mark of byte order makes no text: that takes every character.
        and match.mime_type != TEXT
    )
    return next(named, "")


def _as_text(data: bytes) -> str:
    """Plain text is UTF-8 without control characters but for ends of lines and tabs."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return UNKNOWN
    return UNKNOWN if _CONTROL.search(text) or not text else TEXT
