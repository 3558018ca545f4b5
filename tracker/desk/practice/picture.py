"""A tiny picture that betrays who took it, for the exercise with attachments (pure)."""

import base64
import struct

# A grey square of eight by eight points, as a JPEG.
_SQUARE = base64.b64decode(
    "/9j/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/"
    "wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q=="
)
_ASCII, _LONG, _RATIONAL = 2, 4, 5
_ARTIST, _GPS = 0x013B, 0x8825
_ENTRY = struct.Struct(">HHI4s")


def betraying_jpeg(artist: str, latitude: int, longitude: int) -> bytes:
    """A picture with an author's name (ASCII) and a place (whole degrees north and east) in its Exif data."""
    name = artist.encode("ascii") + b"\0"
    first, gps = 8, 8 + 2 + 2 * 12 + 4
    after_gps = gps + 2 + 4 * 12 + 4
    name_at = after_gps + 48
    entries = (
        _ENTRY.pack(_ARTIST, _ASCII, len(name), name_at.to_bytes(4, "big")),
        _ENTRY.pack(_GPS, _LONG, 1, gps.to_bytes(4, "big")),
    )
    places = (
        _ENTRY.pack(1, _ASCII, 2, b"N\0\0\0"),
        _ENTRY.pack(2, _RATIONAL, 3, after_gps.to_bytes(4, "big")),
        _ENTRY.pack(3, _ASCII, 2, b"E\0\0\0"),
        _ENTRY.pack(4, _RATIONAL, 3, (after_gps + 24).to_bytes(4, "big")),
    )
    tiff = b"MM\0*" + first.to_bytes(4, "big") + _directory(entries) + _directory(places)
    tiff += _degrees(latitude) + _degrees(longitude) + name
    exif = b"Exif\0\0" + tiff
    return _SQUARE[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + _SQUARE[2:]


def _directory(entries: tuple[bytes, ...]) -> bytes:
    return len(entries).to_bytes(2, "big") + b"".join(entries) + bytes(4)


def _degrees(whole: int) -> bytes:
    return struct.pack(">6I", whole, 1, 0, 1, 0, 1)
