"""A log's tiles and entries as an archive holds them."""

from collections.abc import Iterator

from crypto.encoding import HASH_BYTES
from crypto.errors import TileMissing
from crypto.tiles import (
    BUNDLE_MAX,
    TILE_BYTES,
    TILE_WIDTH,
    decode_bundle,
    encode_bundle,
    entries_path,
    tile_path,
    tile_width,
)
from tracker.auditor.source import Source
from tracker.records.archive import Log
from tracker.records.errors import ArchiveMissing


class ArchiveTiles:
    """Reads one log of an archive: what ``crypto.tiles`` takes as its reader."""

    def __init__(self, source: Source, log: Log) -> None:
        self._source, self._log = source, log

    def read_tile(self, level: int, index: int, width: int) -> bytes:
        """The hashes of a tile. Raises TileMissing and as ``Source.read``."""
        try:
            return self._read(tile_path(level, index, width), TILE_BYTES)
        except TileMissing:
            # A log may grow while it is read: a full tile takes the partial one's place.
            if (full := self._full(tile_path(level, index), TILE_BYTES)) is None:
                raise
            return full[: width * HASH_BYTES]

    def read_bundle(self, index: int, width: int) -> bytes:
        """A bundle of entries. Raises TileMissing, TileMalformed and as ``Source.read``."""
        try:
            return self._read(entries_path(index, width), BUNDLE_MAX)
        except TileMissing:
            if (full := self._full(entries_path(index), BUNDLE_MAX)) is None:
                raise
            return encode_bundle(decode_bundle(full, TILE_WIDTH)[:width])

    def entries(self, start: int, size: int) -> Iterator[bytes]:
        """The entries from ``start`` on in a tree of this size. Raises TileMissing, TileMalformed."""
        for index in range(start // TILE_WIDTH, -(-size // TILE_WIDTH)):
            width = tile_width(0, index, size)
            first = max(0, start - index * TILE_WIDTH)
            yield from decode_bundle(self.read_bundle(index, width), width)[first:]

    def _full(self, path: str, limit: int) -> bytes | None:
        try:
            return self._read(path, limit)
        except TileMissing:
            return None

    def _read(self, path: str, limit: int) -> bytes:
        whole = self._log.tile(path)
        try:
            return self._source.read(whole, limit)
        except ArchiveMissing as error:
            raise TileMissing(f"the archive has no tile '{whole}'", path=whole) from error
