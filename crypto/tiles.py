"""Tiles and entry bundles (C2SP tlog-tiles): paths, bundles, a growing tree, proofs (docs/spec/tiles.md)."""

import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from crypto.encoding import HASH_BYTES, MAX_SAFE_INTEGER
from crypto.errors import ProofInvalid, TileMalformed, TilePathInvalid
from crypto.merkle import (
    EMPTY_ROOT,
    consistency_ranges,
    inclusion_ranges,
    node_hash,
    perfect_ranges,
    subtree_root,
)

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
TILE_BYTES = TILE_WIDTH * HASH_BYTES
# A log of 2**53 - 1 entries, the largest number that documents can name, has tiles of levels 0 to 6.
LEVEL_MAX = 6
ENTRY_MAX = 65535
BUNDLE_MAX = TILE_WIDTH * (2 + ENTRY_MAX)
_PATH = re.compile(r"tile/(entries|[0-6])/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True)
class TilePath:
    """Which tile a path names: its level (None for an entry bundle), its place, and how wide it is."""

    level: int | None
    index: int
    width: int = TILE_WIDTH

    def encode(self) -> str:
        """The one path of this tile. Raises TilePathInvalid."""
        if self.level is None:
            return entries_path(self.index, self.width)
        return tile_path(self.level, self.index, self.width)


@dataclass(frozen=True)
class Tile:
    """Hashes of one tile, 1 to 256 of them, 32 bytes each, from left to right."""

    level: int
    index: int
    data: bytes

    @property
    def width(self) -> int:
        """How many hashes it holds."""
        return len(self.data) // HASH_BYTES

    @property
    def path(self) -> str:
        """Where it is found."""
        return tile_path(self.level, self.index, self.width)


class HashReader(Protocol):
    """Where tiles come from: a folder, a site, memory."""

    def read_tile(self, level: int, index: int, width: int) -> bytes:
        """The ``width`` × 32 bytes of a tile. Raises TileMissing."""
        ...


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """``tile/<level>/<index>[.p/<width>]``. Raises TilePathInvalid."""
    if not 0 <= level <= LEVEL_MAX:
        raise TilePathInvalid("no such level")
    return f"tile/{level}/{_place(level, index, width)}"


def entries_path(index: int, width: int = TILE_WIDTH) -> str:
    """``tile/entries/<index>[.p/<width>]``. Raises TilePathInvalid."""
    return f"tile/entries/{_place(0, index, width)}"


def parse_tile_path(path: str) -> TilePath:
    """The tile that a path names; every other spelling of the same is refused. Raises TilePathInvalid."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise TilePathInvalid("not the path of a tile")
    kind, digits, partial = match.groups()
    level = None if kind == "entries" else int(kind)
    index = int(digits.replace("x", "").replace("/", ""))
    parsed = TilePath(level, index, TILE_WIDTH if partial is None else int(partial))
    if parsed.encode() != path:
        raise TilePathInvalid("not the one path of this tile")
    return parsed


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """The entry bundle of 1 to 256 entries: u16 length and bytes of each. Raises TileMalformed."""
    if not 1 <= len(entries) <= TILE_WIDTH:
        raise TileMalformed("a bundle holds 1 to 256 entries")
    if any(len(entry) > ENTRY_MAX for entry in entries):
        raise TileMalformed("an entry is longer than 65,535 bytes")
    return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])


def decode_bundle(data: bytes, count: int) -> list[bytes]:
    """The ``count`` entries of a bundle, to the last byte. Raises TileMalformed."""
    if (alike := _entries_of_one_length(data, count)) is not None:
        return alike
    entries, at, end = [], 0, len(data)
    for _ in range(count):
        start = at + 2
        if start > end:
            raise TileMalformed("the bundle ends too early")
        at = start + (data[start - 2] << 8 | data[start - 1])
        entries.append(data[start:at])
    if at != end:
        raise TileMalformed("the bundle does not end with its last entry")
    return entries


def _entries_of_one_length(data: bytes, count: int) -> list[bytes] | None:
    """The entries, if all lengths are equal, as in a log of hashes: eight times as fast."""
    step, left = divmod(len(data), max(count, 1))
    lengths = (step - 2).to_bytes(2, "big") * count if 2 <= step <= 2 + ENTRY_MAX and not left else b""
    if not lengths or (data[0::step], data[1::step]) != (lengths[0::2], lengths[1::2]):
        return None
    return list(struct.unpack(f"2x{step - 2}s" * count, data))


def tile_width(level: int, index: int, size: int) -> int:
    """How wide a tile is in a tree of this size; 0 if the tree does not have it."""
    return max(0, min(TILE_WIDTH, (size >> TILE_HEIGHT * level) - (index << TILE_HEIGHT)))


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Level, index and width of every tile of a tree, level by level. Raises TileMalformed."""
    check_size(size)
    level = 0
    while count := size >> TILE_HEIGHT * level:
        for index in range(-(-count // TILE_WIDTH)):
            yield level, index, tile_width(level, index, size)
        level += 1


def edge_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Level, index and width of the partial tiles of a tree: at most one a level."""
    for level in range(LEVEL_MAX + 1):
        count = size >> TILE_HEIGHT * level
        if count % TILE_WIDTH:
            yield level, count // TILE_WIDTH, count % TILE_WIDTH


def check_size(size: int) -> int:
    """A size that documents can name. Raises TileMalformed."""
    if not 0 <= size <= MAX_SAFE_INTEGER:
        raise TileMalformed("no log is as large as that")
    return size


@dataclass
class TreeBuilder:
    """A growing tree: what is kept is its right edge alone, less than 256 hashes a level.

    ``edge[level]`` are the hashes of the partial tile of that level.
    """

    size: int = 0
    edge: list[bytearray] = field(default_factory=list)

    @classmethod
    def restore(cls, reader: HashReader, size: int) -> "TreeBuilder":
        """The tree of this size, ready to grow, from its partial tiles. Raises TileMalformed."""
        builder = cls(check_size(size))
        for level, index, width in edge_of(size):
            while len(builder.edge) <= level:
                builder.edge.append(bytearray())
            builder.edge[level] += _read(reader, level, index, width)
        return builder

    def append(self, leaf: bytes) -> list[Tile]:
        """Adds a leaf hash. Returns the tiles that it filled, the lowest first."""
        return self.extend([leaf])

    def extend(self, leaves: Iterable[bytes]) -> list[Tile]:
        """Adds leaf hashes in order. Returns the tiles that they filled, those below before those above."""
        filled: list[Tile] = []
        for leaf in leaves:
            self.size += 1
            self._push(0, leaf, filled)
        return filled

    def partial_tiles(self) -> list[Tile]:
        """The partial tiles of the tree as it stands."""
        return [Tile(level, index, bytes(self.edge[level])) for level, index, _ in edge_of(self.size)]

    def root(self) -> bytes:
        """The Merkle tree hash."""
        root = None
        for hashes in self.edge:
            data = bytes(hashes)
            for start, end in reversed(perfect_ranges(0, len(data) // HASH_BYTES)):
                peak = subtree_root(data[start * HASH_BYTES : end * HASH_BYTES])
                root = peak if root is None else node_hash(peak, root)
        return EMPTY_ROOT if root is None else root

    def _push(self, level: int, node: bytes, filled: list[Tile]) -> None:
        while True:
            if len(self.edge) == level:
                self.edge.append(bytearray())
            hashes = self.edge[level]
            hashes += node
            if len(hashes) < TILE_BYTES:
                return
            tile = Tile(level, (self.size >> TILE_HEIGHT * (level + 1)) - 1, bytes(hashes))
            filled.append(tile)
            hashes.clear()
            level, node = level + 1, subtree_root(tile.data)


def root_from(reader: HashReader, size: int) -> bytes:
    """The root of the tree that these tiles hold, from its partial tiles alone. Raises TileMalformed."""
    return TreeBuilder.restore(reader, size).root()


def prove_inclusion(reader: HashReader, index: int, size: int) -> list[bytes]:
    """The audit path of a leaf, by reading at most two tiles a level. Raises ProofInvalid, TileMalformed."""
    if not 0 <= index < check_size(size):
        raise ProofInvalid("no such leaf in this tree")
    return _Subtrees(reader, size).roots(inclusion_ranges(index, size))


def prove_consistency(reader: HashReader, old_size: int, size: int) -> list[bytes]:
    """The proof that a tree extends an older one. Raises ProofInvalid, TileMalformed."""
    if not 0 <= old_size <= check_size(size):
        raise ProofInvalid("no such tree before this one")
    return _Subtrees(reader, size).roots(consistency_ranges(old_size, size))


@dataclass
class _Subtrees:
    """Hashes of subtrees out of the tiles of one tree; a tile is read once."""

    reader: HashReader
    size: int
    tiles: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def roots(self, ranges: Iterable[tuple[int, int]]) -> list[bytes]:
        return [self._root(start, end) for start, end in ranges]

    def _root(self, start: int, end: int) -> bytes:
        """The root over leaves ``start`` to ``end``, as RFC 6962 splits them."""
        *left, last = [self._perfect(*piece) for piece in perfect_ranges(start, end)]
        for peak in reversed(left):
            last = node_hash(peak, last)
        return last

    def _perfect(self, start: int, end: int) -> bytes:
        """The root of a subtree of 2**n leaves that begins at a multiple of them."""
        level = ((end - start).bit_length() - 1) // TILE_HEIGHT
        first, last = start >> TILE_HEIGHT * level, end >> TILE_HEIGHT * level
        index = first // TILE_WIDTH
        if (level, index) not in self.tiles:
            width = tile_width(level, index, self.size)
            self.tiles[level, index] = _read(self.reader, level, index, width)
        at = first % TILE_WIDTH * HASH_BYTES
        return subtree_root(self.tiles[level, index][at : at + (last - first) * HASH_BYTES])


def _read(reader: HashReader, level: int, index: int, width: int) -> bytes:
    data = reader.read_tile(level, index, width)
    if len(data) != width * HASH_BYTES:
        raise TileMalformed("a tile has another length than its width says")
    return data


def _place(level: int, index: int, width: int) -> str:
    if index < 0 or not 1 <= width <= TILE_WIDTH:
        raise TilePathInvalid("no such tile")
    if index * TILE_WIDTH + width > MAX_SAFE_INTEGER >> TILE_HEIGHT * level:
        raise TilePathInvalid("no log is as large as that")
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03}")
    return "/".join(groups) + ("" if width == TILE_WIDTH else f".p/{width}")
