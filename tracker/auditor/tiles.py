"""A log's tiles and entries as an archive holds them."""

from collections.abc import Iterator

from crypto.errors import TileMissing
from crypto.tile_audit import LogFiles
from crypto.tiles import TILE_WIDTH, decode_bundle, tile_width
from tracker.auditor.source import Source
from tracker.records.archive import Log
from tracker.records.errors import ArchiveMissing


class ArchiveTiles(LogFiles):
    """Reads one log of an archive: what ``crypto.tiles`` takes as its reader."""

    def __init__(self, source: Source, log: Log) -> None:
        self._source, self._log = source, log

    def entries(self, start: int, size: int) -> Iterator[bytes]:
        """The entries from ``start`` on in a tree of this size. Raises TileMissing, TileMalformed."""
        for index in range(start // TILE_WIDTH, -(-size // TILE_WIDTH)):
            width = tile_width(0, index, size)
            first = max(0, start - index * TILE_WIDTH)
            yield from decode_bundle(self.read_bundle(index, width), width)[first:]

    def read_file(self, path: str, limit: int) -> bytes:
        """A file of the log by its path. Raises TileMissing and as ``Source.read``."""
        whole = self._log.tile(path)
        try:
            return self._source.read(whole, limit)
        except ArchiveMissing as error:
            raise TileMissing(f"the archive has no tile '{whole}'", path=whole) from error
