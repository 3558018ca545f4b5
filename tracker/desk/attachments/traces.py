"""What in an attachment could betray who made or sent it (docs/spec/attachments.md, "Traces").

Says which kinds of trace there are, never what they say. Runs in the examining process only. What is not
known well enough to be sure of is ``unclear``: silence means that there is nothing.
"""

import re
from collections.abc import Callable, Iterator

from tracker.desk.attachments import kinds
from tracker.desk.attachments.office import office_traces
from tracker.desk.attachments.photos import exif_traces, jpeg_traces, png_traces
from tracker.desk.attachments.words import TRACES

_MARKS = {
    b"Exif\x00\x00": "exif",
    b"<x:xmpmeta": "xmp",
    b"http://ns.adobe.com/xap/": "xmp",
    b"adobe:ns:meta": "xmp",
    b"Photoshop 3.0\x00": "iptc",
    b"\xa9xyz": "gps",
}
# Of any other kind too little is looked at to say that there is nothing.
_KNOWN_WHOLE = (kinds.TEXT, kinds.JPEG, kinds.PNG)
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_NAMES = {
    b"/Author": "author",
    b"/Company": "author",
    b"/Creator": "software",
    b"/Producer": "software",
    b"/CreationDate": "time",
    b"/ModDate": "time",
    b"/Subject": "comment",
    b"/Keywords": "comment",
    b"/Annot": "comment",
    b"/Metadata": "xmp",
    b"/EmbeddedFile": "hidden",
    b"/JavaScript": "active",
    b"/JS": "active",
    b"/OpenAction": "active",
    b"/Launch": "active",
    # Whatever these hold stands compressed or encrypted, and pictures have traces of their own.
    b"/ObjStm": "unclear",
    b"/Encrypt": "unclear",
    b"/XObject": "unclear",
}


def traces_of(data: bytes, kind: str) -> list[str]:
    """The traces found, each once, in the order of ``TRACES``. May raise whatever a parser raises."""
    found = {trace for mark, trace in _MARKS.items() if mark in data}
    found.update(_OF_KIND.get(kind, _unclear)(data))
    if kind.startswith(kinds.OPEN_DOCUMENT):
        found.update(office_traces(data))
    if not found and kind not in _KNOWN_WHOLE:
        found.add("unclear")
    return [trace for trace in TRACES if trace in found]


def _jpeg(data: bytes) -> Iterator[str]:
    yield from jpeg_traces(data)
    yield from exif_traces(data, is_there=b"Exif\x00\x00" in data)


def _png(data: bytes) -> Iterator[str]:
    yield from png_traces(data)
    yield from exif_traces(data, is_there=b"eXIf" in data)


def _other_picture(data: bytes) -> Iterator[str]:
    yield from exif_traces(data, is_there=True)
    yield "unclear"


def _pdf(data: bytes) -> Iterator[str]:
    # A name may be written with any of its characters as a number: /Au#74hor.
    plain = _PDF_ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), data)
    for name, trace in _PDF_NAMES.items():
        if name in plain:
            yield trace
    end = data.rfind(b"%%EOF")
    if end < 0 or data[end + 5 :].strip():
        yield "hidden"


def _plain(_data: bytes) -> Iterator[str]:
    yield from ()


def _active(_data: bytes) -> Iterator[str]:
    yield "active"
    yield "unclear"


def _unclear(_data: bytes) -> Iterator[str]:
    yield "unclear"


_OF_KIND: dict[str, Callable[[bytes], Iterator[str]]] = {
    kinds.TEXT: _plain,
    kinds.JPEG: _jpeg,
    kinds.PNG: _png,
    "image/tiff": _other_picture,
    "image/heif": _other_picture,
    "image/heic": _other_picture,
    "image/webp": _other_picture,
    kinds.PDF: _pdf,
    kinds.HTML: _active,
    kinds.SVG: _active,
    "application/x-elf": _active,
    "text/x-script": _active,
    "application/java-archive": _active,
    "application/vnd.microsoft.portable-executable": _active,
    kinds.DOCX: office_traces,
    kinds.XLSX: office_traces,
    kinds.PPTX: office_traces,
}
