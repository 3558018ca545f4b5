"""Every entry of a log proven against its root, tile by tile, in bounded memory (docs/spec/tiles.md)."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Protocol

from crypto.encoding import HASH_BYTES
from crypto.errors import TileMalformed, TileMismatch, TileMissing
from crypto.merkle import subtree_root
from crypto.tiles import (
    BUNDLE_MAX,
    TILE_BYTES,
    TILE_WIDTH,
    HashReader,
    TreeBuilder,
    decode_bundle,
    edge_of,
    encode_bundle,
    entries_path,
    tile_path,
)


class LogReader(HashReader, Protocol):
    """Where a whole log comes from."""

    def read_bundle(self, index: int, width: int) -> bytes:
        """The bytes of an entry bundle. Raises TileMissing."""
        ...


class LogFiles(ABC):
    """Reads a log file by file. It may grow meanwhile: full tiles stand in for partial ones they replaced."""

    @abstractmethod
    def read_file(self, path: str, limit: int) -> bytes:
        """At most so many bytes, or one more, of the file of a path. Raises TileMissing."""

    def read_tile(self, level: int, index: int, width: int) -> bytes:
        """The bytes of a tile. Raises TileMissing, TilePathInvalid."""
        try:
            return self.read_file(tile_path(level, index, width), TILE_BYTES)
        except TileMissing:
            if (full := self._full(tile_path(level, index), TILE_BYTES)) is None:
                raise
            return full[: width * HASH_BYTES]

    def read_bundle(self, index: int, width: int) -> bytes:
        """The bytes of an entry bundle. Raises TileMissing, TilePathInvalid, TileMalformed."""
        try:
            return self.read_file(entries_path(index, width), BUNDLE_MAX)
        except TileMissing:
            if (full := self._full(entries_path(index), BUNDLE_MAX)) is None:
                raise
            return encode_bundle(decode_bundle(full, TILE_WIDTH)[:width])

    def _full(self, path: str, limit: int) -> bytes | None:
        try:
            return self.read_file(path, limit)
        except TileMissing:
            return None


def verify_tiles(reader: LogReader, size: int, root: bytes) -> None:
    """Checks that all tiles and entries are those of the tree of this size and root.

    Raises TileMissing, TileMalformed, TileMismatch, which name the first tile that fails.
    """
    for _ in verified_entries(reader, size, root):
        pass


def verified_entries(reader: LogReader, size: int, root: bytes) -> Iterator[list[bytes]]:
    """All entries in their order, up to 256 at a time, each proven before it is handed out.

    1. The partial tiles, one a level at most, give the root.
    2. From there down, the hash of each full tile stands in a tile that is proven already.
    3. The hashes of a bundle's entries are those of its tile of level 0.

    Every tile and bundle is read once. Raises as ``verify_tiles``.
    """
    tree = TreeBuilder.restore(reader, size)
    if tree.root() != root:
        raise TileMismatch("the partial tiles do not give the root", path="checkpoint")
    for level, index, _ in reversed(list(edge_of(size))):
        yield from _entries_below(reader, level, index, bytes(tree.edge[level]))


def _entries_below(reader: LogReader, level: int, index: int, hashes: bytes) -> Iterator[list[bytes]]:
    if level == 0:
        yield _bundle(reader, index, hashes)
        return
    for at in range(0, len(hashes), HASH_BYTES):
        child = index * TILE_WIDTH + at // HASH_BYTES
        tile = reader.read_tile(level - 1, child, TILE_WIDTH)
        path = tile_path(level - 1, child)
        if len(tile) != TILE_BYTES:
            raise TileMalformed(f"{path} does not hold 256 hashes", path=path)
        if subtree_root(tile) != hashes[at : at + HASH_BYTES]:
            raise TileMismatch(f"{path} is not the tile that the one above it names", path=path)
        yield from _entries_below(reader, level - 1, child, tile)


def _bundle(reader: LogReader, index: int, hashes: bytes) -> list[bytes]:
    width = len(hashes) // HASH_BYTES
    entries = decode_bundle(reader.read_bundle(index, width), width)
    sha256 = hashlib.sha256
    if b"".join([sha256(b"\0" + entry).digest() for entry in entries]) != hashes:
        path = entries_path(index, width)
        raise TileMismatch(f"{path} holds other entries than its tile says", path=path)
    return entries
