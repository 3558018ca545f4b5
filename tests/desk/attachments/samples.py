"""Files as strangers send them: pictures with traces, documents, things that pretend. All made here."""

import io
import struct
import zipfile
import zlib


def exif(gps: bool = True, thumbnail: bool = True) -> bytes:
    """A TIFF structure with a camera, a date, an author; a place; a small picture."""
    entries, extra = [], b""
    count = 4 + gps
    after = 8 + 2 + 12 * count + 4

    def text(tag: int, value: bytes) -> None:
        nonlocal extra
        entries.append(struct.pack("<HHII", tag, 2, len(value), after + len(extra)))
        extra += value

    text(0x010F, b"FictionCam\x00")
    text(0x0110, b"Model One\x00")
    text(0x0132, b"2026:01:02 03:04:05\x00")
    text(0x013B, b"Fictional Author\x00")
    if gps:
        place = struct.pack("<H", 1) + struct.pack("<HHI4s", 1, 2, 2, b"N\x00\x00\x00") + bytes(4)
        entries.append(struct.pack("<HHII", 0x8825, 4, 1, after + len(extra)))
        extra += place
    next_ifd = after + len(extra) if thumbnail else 0
    body = struct.pack("<H", count) + b"".join(entries) + struct.pack("<I", next_ifd) + extra
    if thumbnail:
        picture = b"\xff\xd8\xff\xdb\x00\x04\x00\x00\xff\xd9"
        at = 8 + len(body) + 2 + 24 + 4
        body += struct.pack("<HHHIIHHIII", 2, 0x0201, 4, 1, at, 0x0202, 4, 1, len(picture), 0) + picture
    return b"II*\x00\x08\x00\x00\x00" + body


def segment(marker: int, body: bytes) -> bytes:
    """A segment of a JPEG."""
    return b"\xff" + bytes([marker]) + (len(body) + 2).to_bytes(2, "big") + body


def jpeg(*segments: bytes, behind: bytes = b"") -> bytes:
    """A JPEG's skeleton: its segments, a scan, its end, and what stands behind."""
    frame = segment(0xC0, b"\x08\x00\x01\x00\x01\x01\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\x34"
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\x00" + bytes(9))
        + b"".join(segments)
        + frame
        + scan
        + b"\xff\xd9"
        + behind
    )


def png(*chunks: tuple[bytes, bytes], behind: bytes = b"") -> bytes:
    """A PNG of one pixel."""
    header = (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    data = (b"IDAT", zlib.compress(b"\x00\x00"))
    out = b"\x89PNG\r\n\x1a\n"
    for name, body in (header, *chunks, data, (b"IEND", b"")):
        out += struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    return out + behind


def archive(**members: bytes | str) -> bytes:
    """An archive; ``__`` in a name is a folder's end, ``_dot_`` a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def docx(core: str = "", **more: bytes | str) -> bytes:
    """A document with properties."""
    parts: dict[str, bytes | str] = {
        "word__document_dot_xml": "<w:document/>",
        "docProps__core_dot_xml": core,
    }
    return archive(**parts, **more)


AUTHOR = "<dc:creator>Fictional Author</dc:creator><dcterms:created>2026-01-01</dcterms:created>"
PDF = b"%PDF-1.4\n1 0 obj<</Au#74hor(Fictional)/Producer(Pen)/CreationDate(D:2026)>>endobj\n%%EOF\n"

SAMPLES: dict[str, tuple[bytes, str, set[str]]] = {
    "clean-jpeg": (jpeg(), "image/jpeg", set()),
    "photo": (
        jpeg(segment(0xE1, b"Exif\x00\x00" + exif())),
        "image/jpeg",
        {"gps", "author", "thumbnail", "camera", "time", "exif", "hidden"},
    ),
    "photo-without-place": (
        jpeg(segment(0xE1, b"Exif\x00\x00" + exif(gps=False, thumbnail=False))),
        "image/jpeg",
        {"author", "camera", "time", "exif"},
    ),
    "broken-exif": (jpeg(segment(0xE1, b"Exif\x00\x00garbage")), "image/jpeg", {"exif", "unclear"}),
    "xmp": (jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta/>")), "image/jpeg", {"xmp"}),
    "iptc": (jpeg(segment(0xED, b"Photoshop 3.0\x008BIM")), "image/jpeg", {"iptc"}),
    "comment": (jpeg(segment(0xFE, b"from a friend")), "image/jpeg", {"comment"}),
    "thumbnail-of-jfif": (jpeg(segment(0xE0, b"JFXX\x00\x10")), "image/jpeg", {"unclear"}),
    "unknown-application": (jpeg(segment(0xEB, b"somebody's own")), "image/jpeg", {"unclear"}),
    "comment-between-scans": (
        jpeg()[:-2] + segment(0xFE, b"from a friend") + jpeg()[-14:],
        "image/jpeg",
        {"comment"},
    ),
    "end-behind-the-end": (jpeg(behind=b"from a friend\xff\xd9"), "image/jpeg", {"hidden"}),
    "jpeg-without-an-end": (jpeg()[:-2], "image/jpeg", {"unclear"}),
    "two-files-in-one": (jpeg(behind=b"PK\x03\x04"), "image/jpeg", {"hidden"}),
    "clean-png": (png(), "image/png", set()),
    "png-author": (png((b"tEXt", b"Author\x00Fictional")), "image/png", {"author"}),
    "png-time": (png((b"tIME", bytes(7))), "image/png", {"time"}),
    "png-exif": (
        png((b"eXIf", exif(thumbnail=False))),
        "image/png",
        {"exif", "gps", "author", "camera", "time"},
    ),
    "png-xmp": (png((b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00<x/>")), "image/png", {"xmp"}),
    "png-private": (png((b"prVt", b"123")), "image/png", {"hidden"}),
    "png-profile": (png((b"iCCP", b"Display P3\x00\x00x")), "image/png", {"unclear"}),
    "png-behind": (png(behind=b"more"), "image/png", {"hidden"}),
    "png-cut": (png()[:40], "image/png", {"unclear"}),
    "pdf": (PDF, "application/pdf", {"author", "software", "time"}),
    "pdf-that-says-nothing": (b"%PDF-1.4\n%%EOF\n", "application/pdf", {"unclear"}),
    "pdf-that-runs": (b"%PDF-1.4\n/OpenAction<</JavaScript 1>>\n%%EOF", "application/pdf", {"active"}),
    "docx": (
        docx(AUTHOR),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        {"author", "time"},
    ),
    "docx-that-says-nothing": (
        docx(),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        {"unclear"},
    ),
    "docx-that-runs": (
        docx("", word__vbaProject_dot_bin=b"x", docProps__thumbnail_dot_jpeg=b"x"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        {"active", "thumbnail"},
    ),
    "archive": (archive(a="b"), "application/zip", {"unclear"}),
    "program": (b"\x7fELF\x02\x01\x01" + bytes(60), "application/x-elf", {"active", "unclear"}),
    "script": (b"#!/bin/sh\necho\n", "text/x-script", {"active", "unclear"}),
    "page": (b"<!doctype html><script>1</script>", "text/html", {"active", "unclear"}),
    "text": ("Привіт\n".encode(), "text/plain", set()),
    "escape-codes": (b"\x1b]52;c;AAAA\x07", "application/octet-stream", {"unclear"}),
    "escape-codes-of-one-byte": ("а\x9b31m".encode(), "application/octet-stream", {"unclear"}),
    "nothing": (b"", "application/octet-stream", {"unclear"}),
}


def bomb() -> bytes:
    """A document whose properties would be 300 million letters."""
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as file, file.open("docProps/app.xml", "w") as part:
        part.write(b"<dc:creator>")
        for _ in range(300):
            part.write(b"A" * 1_000_000)
    return out.getvalue()
