"""What the vectors of tiles ask for (tests/vectors/README.md). A log is its files by their paths."""

from collections.abc import Mapping
from typing import Any

from crypto import tile_audit, tiles
from crypto.merkle import leaf_hash
from tests.simulators.tile_log import MemoryLog
from tests.vectors.notation import Operation


def path(path: str) -> Mapping[str, Any]:
    """The tile that a path names; level -1 for an entry bundle."""
    parsed = tiles.parse_tile_path(path)
    level = -1 if parsed.level is None else parsed.level
    return {"level": level, "index": str(parsed.index), "width": parsed.width}


def make_path(level: int, index: str, width: int) -> Mapping[str, Any]:
    """The one path of a tile."""
    name = tiles.TilePath(None if level == -1 else level, int(index), width).encode()
    return {"path": name}


def bundle(bundle: bytes, count: int) -> Mapping[str, Any]:
    """The entries of a bundle."""
    return {"entries": tiles.decode_bundle(bundle, count)}


def make_bundle(entries: list[bytes]) -> Mapping[str, Any]:
    """The bundle of some entries."""
    return {"bundle": tiles.encode_bundle(entries)}


def listed(size: str) -> Mapping[str, Any]:
    """The partial tiles of a tree, lowest level first; its full tiles are counted, level by level."""
    number = tiles.check_size(int(size))
    full = [number >> tiles.TILE_HEIGHT * (level + 1) for level in range(tiles.LEVEL_MAX + 1)]
    return {
        "partial": [tiles.tile_path(*tile) for tile in tiles.edge_of(number)],
        "full": [str(count) for count in full if count],
    }


def grown(entries: list[bytes]) -> Mapping[str, Any]:
    """The root of a log, and its partial tiles."""
    tree = tiles.TreeBuilder()
    tree.extend(map(leaf_hash, entries))
    return {"root": tree.root(), "tiles": {tile.path: tile.data for tile in tree.partial_tiles()}}


def audit(files: dict[str, bytes], size: int, root: bytes) -> Mapping[str, Any]:
    """All entries of a log, if every file is what it must be."""
    found = tile_audit.verified_entries(MemoryLog(files), size, root)
    return {"entries": [entry for some in found for entry in some]}


def prove_inclusion(files: dict[str, bytes], index: int, size: int) -> Mapping[str, Any]:
    """An audit path, from tiles."""
    return {"proof": tiles.prove_inclusion(MemoryLog(files), index, size)}


def prove_consistency(files: dict[str, bytes], old_size: int, size: int) -> Mapping[str, Any]:
    """A consistency proof, from tiles."""
    return {"proof": tiles.prove_consistency(MemoryLog(files), old_size, size)}


TILES: dict[str, Operation] = {
    "tiles/path": path,
    "tiles/make-path": make_path,
    "tiles/bundle": bundle,
    "tiles/make-bundle": make_bundle,
    "tiles/of-size": listed,
    "tiles/grow": grown,
    "tiles/audit": audit,
    "tiles/prove-inclusion": prove_inclusion,
    "tiles/prove-consistency": prove_consistency,
}
