"""A log in memory, tile by tile, as a folder or a site would serve it; and one that anybody may spoil."""

from dataclasses import dataclass, field

from crypto.errors import TileMissing
from crypto.merkle import leaf_hash
from crypto.tiles import (
    TILE_WIDTH,
    TreeBuilder,
    encode_bundle,
    entries_path,
    parse_tile_path,
    tile_path,
    tile_width,
)


@dataclass
class MemoryLog:
    """The files of a log by their paths, and every path that was read."""

    files: dict[str, bytes] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)

    def read_tile(self, level: int, index: int, width: int) -> bytes:
        """A tile. Raises TileMissing."""
        return self._read(tile_path(level, index, width))

    def read_bundle(self, index: int, width: int) -> bytes:
        """An entry bundle. Raises TileMissing."""
        return self._read(entries_path(index, width))

    def _read(self, path: str) -> bytes:
        self.read.append(path)
        if path not in self.files:
            raise TileMissing(f"{path} is not there", path=path)
        return self.files[path]


def log_of(entries: list[bytes], sizes: tuple[int, ...] = ()) -> tuple[MemoryLog, bytes]:
    """The log of these entries and its root; partial tiles of the earlier ``sizes`` are there too."""
    log, builder = MemoryLog(), TreeBuilder()
    for size in sorted({*sizes, len(entries)}):
        for tile in [
            *builder.extend(leaf_hash(entry) for entry in entries[builder.size : size]),
            *builder.partial_tiles(),
        ]:
            log.files[tile.path] = tile.data
        for index in range(-(-size // TILE_WIDTH)):
            width = tile_width(0, index, size)
            first = index * TILE_WIDTH
            log.files[entries_path(index, width)] = encode_bundle(entries[first : first + width])
    return log, builder.root()


def paths_of(log: MemoryLog) -> list[str]:
    """All its paths, each in its one spelling."""
    assert all(parse_tile_path(path).encode() == path for path in log.files)
    return sorted(log.files)
