"""Pictures without what cameras and programs write beside them (docs/spec/pictures.md).

Pure: bytes in, bytes out. A picture is taken apart and written anew from the parts that are needed to
decode it; everything else stays behind. The picture itself is not decoded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from crypto.letter import Attachment
from tracker.records.errors import (
    AttachmentDamaged,
    AttachmentTooLarge,
    AttachmentTooMany,
    AttachmentType,
)
from tracker.records.fields import Attachments
from tracker.records.form import BY_KEY

JPEG, PNG = "image/jpeg", "image/png"
SOURCE_MAX = 32 * 1024 * 1024

_SOI, _EOI, _SOS, _DRI, _DNL = 0xD8, 0xD9, 0xDA, 0xDD, 0xDC
_DHT, _DAC, _DQT = 0xC4, 0xCC, 0xDB
_FRAMES = frozenset(range(0xC0, 0xD0)) - {_DHT, 0xC8, _DAC}
_RESTARTS = frozenset(range(0xD0, 0xD8))
_JPEG_KEPT = _FRAMES | {_DHT, _DAC, _DQT, _DRI, _DNL, _SOS}
_JFIF, _ADOBE = 0xE0, 0xEE
_JFIF_LENGTH, _ADOBE_LENGTH = 14, 12
_EXIF = 0xE1

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_CRITICAL = (b"IHDR", b"PLTE", b"IDAT", b"IEND")
_PNG_KEPT = frozenset([*_PNG_CRITICAL, b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT"])
_IHDR_LENGTH = 13
_ANCILLARY_BIT = 0x20


@dataclass(frozen=True)
class Picture:
    """A picture without metadata. ``turned``: its metadata said that it is to be shown turned."""

    media_type: str
    data: bytes
    turned: bool = False


def strip_picture(data: bytes) -> Picture:
    """The picture alone; what it is, its content decides.

    Raises AttachmentTooLarge, AttachmentType, AttachmentDamaged.
    """
    if len(data) > SOURCE_MAX:
        raise AttachmentTooLarge(f"{len(data)} bytes", limit=SOURCE_MAX)
    if data.startswith(b"\xff\xd8\xff"):
        return _strip_jpeg(data)
    if data.startswith(_PNG_SIGNATURE):
        return Picture(PNG, _PNG_SIGNATURE + b"".join(_png_chunks(data)))
    raise AttachmentType("neither JPEG nor PNG")


def check_attachments(attachments: Sequence[Attachment]) -> None:
    """Accepts what the form allows. Raises AttachmentTooMany, AttachmentTooLarge, AttachmentType."""
    field = BY_KEY["attachments"]
    if not isinstance(field, Attachments):
        raise TypeError("the form's field 'attachments' is of another kind")
    if len(attachments) > field.most:
        raise AttachmentTooMany(f"{len(attachments)} attachments", limit=field.most)
    if (size := sum(len(attachment.data) for attachment in attachments)) > field.most_bytes:
        raise AttachmentTooLarge(f"{size} bytes together", limit=field.most_bytes)
    if any(attachment.media_type not in field.types for attachment in attachments):
        raise AttachmentType("a type that the form does not take")


def _strip_jpeg(data: bytes) -> Picture:
    kept, turned = [b"\xff\xd8"], False
    seen: set[int] = set()
    for marker, payload, scan in _jpeg_segments(data):
        seen.add(marker)
        turned = turned or (marker == _EXIF and _says_turned(payload))
        cleaned = _jpeg_payload(marker, payload)
        if cleaned is not None:
            kept.append(bytes([0xFF, marker]) + (len(cleaned) + 2).to_bytes(2, "big") + cleaned + scan)
    if not seen & _FRAMES or _SOS not in seen:
        raise AttachmentDamaged("a JPEG without a picture")
    return Picture(JPEG, b"".join(kept) + b"\xff\xd9", turned)


def _jpeg_payload(marker: int, payload: bytes) -> bytes | None:
    """What is kept of a segment: all, a cleaned header, or None."""
    if marker in _JPEG_KEPT:
        return payload
    if marker == _JFIF and payload.startswith(b"JFIF\0") and len(payload) >= _JFIF_LENGTH:
        # Version, density and its unit; the small picture that may follow is dropped.
        return payload[: _JFIF_LENGTH - 2] + b"\0\0"
    if marker == _ADOBE and payload.startswith(b"Adobe") and len(payload) >= _ADOBE_LENGTH:
        # Says in which colours the picture is; the flags before it are of the program that wrote it.
        return b"Adobe\0\x64" + bytes(4) + payload[_ADOBE_LENGTH - 1 : _ADOBE_LENGTH]
    return None


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, payload and entropy-coded data of each segment up to the end of the image."""
    at = 2
    while True:
        marker, at = _jpeg_marker(data, at)
        if marker == _EOI:
            return
        length = int.from_bytes(data[at : at + 2], "big")
        payload = data[at + 2 : at + length]
        if length < 2 or len(payload) != length - 2 or marker in _RESTARTS or marker in (0, 1, _SOI):
            raise AttachmentDamaged("a JPEG segment that does not fit")
        at += length
        end = _scan_end(data, at) if marker == _SOS else at
        yield marker, payload, data[at:end]
        at = end


def _jpeg_marker(data: bytes, at: int) -> tuple[int, int]:
    """The next marker and where its segment begins; any number of FF may stand before it."""
    if data[at : at + 1] != b"\xff":
        raise AttachmentDamaged("no JPEG marker where one belongs")
    while data[at : at + 1] == b"\xff":
        at += 1
    if at >= len(data):
        raise AttachmentDamaged("the JPEG ends too early")
    return data[at], at + 1


def _scan_end(data: bytes, at: int) -> int:
    """Where entropy-coded data end: at a marker that is neither a stuffed FF nor a restart."""
    while (at := data.find(b"\xff", at)) >= 0:
        following = data[at + 1 : at + 2]
        if following and following[0] not in _RESTARTS and following != b"\0":
            return at
        at += 2
    raise AttachmentDamaged("the JPEG ends too early")


def _says_turned(payload: bytes) -> bool:
    """Whether Exif metadata carry an orientation other than upright (tag 0x0112 of the first directory)."""
    tiff = payload[6:]
    order = {b"II*\0": "little", b"MM\0*": "big"}.get(tiff[:4])
    if not payload.startswith(b"Exif\0\0") or order is None:
        return False

    def number(at: int, size: int) -> int:
        return int.from_bytes(tiff[at : at + size], "little" if order == "little" else "big")

    directory = number(4, 4)
    # A directory may claim more entries than there are bytes.
    end = min(directory + 2 + 12 * number(directory, 2), len(tiff))
    entries = range(directory + 2, end, 12)
    return any(number(at, 2) == 0x0112 and number(at + 8, 2) in range(2, 9) for at in entries)


def _png_chunks(data: bytes) -> Iterator[bytes]:
    """The chunks that are needed, as they stand, from IHDR to IEND."""
    at = len(_PNG_SIGNATURE)
    seen: set[bytes] = set()
    while True:
        length = int.from_bytes(data[at : at + 4], "big")
        end = at + 12 + length
        kind, body = data[at + 4 : at + 8], data[at + 4 : end - 4]
        _check_png(kind, body, data[end - 4 : end], first=not seen)
        seen.add(kind)
        if kind in _PNG_KEPT:
            yield data[at:end]
        if kind == b"IEND":
            if b"IDAT" not in seen:
                raise AttachmentDamaged("a PNG without a picture")
            return
        at = end


def _check_png(kind: bytes, body: bytes, checksum: bytes, *, first: bool) -> None:
    if len(checksum) != 4 or crc32(body).to_bytes(4, "big") != checksum:
        raise AttachmentDamaged("a PNG chunk that is cut off or altered")
    if first != (kind == b"IHDR") or (first and len(body) != 4 + _IHDR_LENGTH):
        raise AttachmentDamaged("a PNG begins with one header")
    if kind not in _PNG_CRITICAL and not kind[0] & _ANCILLARY_BIT:
        raise AttachmentDamaged("a PNG with a critical part that nobody knows")
    if kind == b"IEND" and len(body) != 4:
        raise AttachmentDamaged("a PNG with something inside its end")
