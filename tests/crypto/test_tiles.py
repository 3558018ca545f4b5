"""Tiles (docs/spec/tiles.md): paths, bundles, a growing tree, proofs from tiles."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import ProofInvalid, TileMalformed, TileMissing, TilePathInvalid
from crypto.merkle import (
    EMPTY_ROOT,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from crypto.tiles import (
    ENTRY_MAX,
    TILE_BYTES,
    TreeBuilder,
    check_size,
    decode_bundle,
    edge_of,
    encode_bundle,
    entries_path,
    parse_tile_path,
    prove_consistency,
    prove_inclusion,
    root_from,
    tile_path,
    tile_width,
    tiles_of,
)
from tests.simulators.tile_log import MemoryLog, log_of

LARGEST = 2**53 - 1
ENTRIES = [number.to_bytes(3, "big") for number in range(66_000)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
SIZES = [0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 1000, 65_535, 65_536, 65_537, 66_000]


@pytest.mark.parametrize(
    ("path", "level", "index", "width"),
    [
        ("tile/0/000", 0, 0, 256),
        ("tile/0/x001/x234/067", 0, 1234067, 256),
        ("tile/3/999.p/1", 3, 999, 1),
        ("tile/1/x001/000.p/255", 1, 1000, 255),
        ("tile/6/000.p/31", 6, 0, 31),
        ("tile/entries/x001/x234/067.p/17", None, 1234067, 17),
    ],
)
def test_a_path_and_its_tile(path: str, level: int | None, index: int, width: int) -> None:
    parsed = parse_tile_path(path)
    assert (parsed.level, parsed.index, parsed.width, parsed.encode()) == (level, index, width, path)


@given(
    st.text("tilenrs/0123456789x.p-+ ", max_size=40) | st.from_regex(r"tile/[0-9]/[x0-9/]{3,9}(\.p/[0-9]+)?")
)
def test_no_tile_has_two_paths(path: str) -> None:
    try:
        parsed = parse_tile_path(path)
    except TilePathInvalid:
        return
    assert parsed.encode() == path


@given(st.none() | st.integers(0, 6), st.integers(0, LARGEST), st.integers(1, 256))
def test_every_tile_that_a_log_can_have_has_a_path(level: int | None, index: int, width: int) -> None:
    def encode() -> str:
        return entries_path(index, width) if level is None else tile_path(level, index, width)

    if (index * 256 + width) << 8 * (level or 0) > LARGEST:
        with pytest.raises(TilePathInvalid):
            encode()
    else:
        parsed = parse_tile_path(encode())
        assert (parsed.level, parsed.index, parsed.width) == (level, index, width)


@pytest.mark.parametrize(
    ("level", "index", "width"), [(-1, 0, 1), (7, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)]
)
def test_what_is_no_tile_has_no_path(level: int, index: int, width: int) -> None:
    with pytest.raises(TilePathInvalid):
        tile_path(level, index, width)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_a_bundle_gives_its_entries_back(entries: list[bytes]) -> None:
    data = encode_bundle(entries)
    assert decode_bundle(data, len(entries)) == entries
    for wrong, count in [(data[:-1], len(entries)), (data + b"\0", len(entries)), (data, len(entries) + 1)]:
        with pytest.raises(TileMalformed):
            decode_bundle(wrong, count)
    with pytest.raises(TileMalformed):
        decode_bundle(data, len(entries) - 1)


def test_a_bundle_has_its_bounds() -> None:
    assert decode_bundle(encode_bundle([b"x" * ENTRY_MAX]), 1) == [b"x" * ENTRY_MAX]
    for entries in ([], [b""] * 257, [b"x" * (ENTRY_MAX + 1)]):
        with pytest.raises(TileMalformed):
            encode_bundle(entries)


@given(st.binary(max_size=60), st.integers(0, 256))
def test_bytes_that_decode_are_the_bundle_of_what_they_decode_to(data: bytes, count: int) -> None:
    try:
        entries = decode_bundle(data, count)
    except TileMalformed:
        return
    assert (encode_bundle(entries) if entries else b"") == data


def test_a_tree_of_70000_has_the_tiles_that_the_specification_names() -> None:
    tiles = list(tiles_of(70_000))
    assert [sum(level == at and width == 256 for at, _, width in tiles) for level in range(3)] == [273, 1, 0]
    assert list(edge_of(70_000)) == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert list(tiles_of(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(tiles_of(0)) == []


def test_the_largest_tree_ends_at_level_six() -> None:
    assert max(level for level, _, _ in edge_of(LARGEST)) == 6
    assert check_size(LARGEST) == LARGEST
    for size in (-1, LARGEST + 1):
        with pytest.raises(TileMalformed):
            check_size(size)


@pytest.mark.parametrize("size", SIZES)
def test_a_growing_tree_has_the_root_and_the_tiles_of_the_whole_one(size: int) -> None:
    log, root = log_of(ENTRIES[:size])
    assert root == tree_root(LEAVES[:size]) == root_from(log, size)
    tiles = {path for path in log.files if "entries" not in path}
    assert tiles == {tile_path(*tile) for tile in tiles_of(size)}
    for level, index, width in tiles_of(min(size, 1000)):
        step = 256**level
        first = index * 256 * step
        hashes = [tree_root(LEAVES[at : at + step]) for at in range(first, first + width * step, step)]
        full = log.files[tile_path(level, index, tile_width(level, index, size))]
        assert full[: width * 32] == b"".join(hashes)


@given(st.lists(st.integers(0, 700), max_size=6))
def test_a_tree_grown_in_any_chunks_is_the_same(chunks: list[int]) -> None:
    log, size = MemoryLog(), 0
    for chunk in chunks:
        builder = TreeBuilder.restore(log, size)
        tiles = builder.extend(LEAVES[size : size + chunk]) + builder.partial_tiles()
        log.files |= {tile.path: tile.data for tile in tiles}
        size += chunk
        assert builder.size == size
        assert builder.root() == tree_root(LEAVES[:size]) == root_from(log, size)
    whole, _ = log_of(ENTRIES[:size])
    assert {path: log.files[path] for path in whole.files if "entries" not in path} == {
        path: data for path, data in whole.files.items() if "entries" not in path
    }


def test_a_leaf_at_a_time_fills_the_same_tiles() -> None:
    one, many = TreeBuilder(), TreeBuilder()
    filled = [tile for leaf in LEAVES[:1000] for tile in one.append(leaf)]
    assert filled == many.extend(LEAVES[:1000])
    assert one == many
    assert [tile.path for tile in filled] == ["tile/0/000", "tile/0/001", "tile/0/002"]


@given(st.integers(1, 1500), st.data())
def test_proofs_from_tiles_are_those_from_leaves(size: int, data: st.DataObject) -> None:
    log, _ = log_of(ENTRIES[:size])
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    assert prove_inclusion(log, index, size) == inclusion_proof(LEAVES[:size], index)
    assert prove_consistency(log, old, size) == consistency_proof(LEAVES[:size], old)


def test_proofs_in_a_large_log_read_few_tiles(rng: random.Random) -> None:
    size = len(ENTRIES)
    log, root = log_of(ENTRIES)
    for _ in range(20):
        index, old = rng.randrange(size), rng.randrange(size)
        log.read.clear()
        verify_inclusion(LEAVES[index], index, size, prove_inclusion(log, index, size), root)
        assert len(log.read) <= 6
        log.read.clear()
        proof = prove_consistency(log, old, size)
        assert len(log.read) <= 6
        verify_consistency(old, tree_root(LEAVES[:old]), size, root, proof)


def test_proofs_for_an_older_size_read_that_size_s_partial_tiles() -> None:
    log, _ = log_of(ENTRIES[:600], sizes=(300,))
    assert prove_inclusion(log, 299, 300) == inclusion_proof(LEAVES[:300], 299)
    assert prove_consistency(log, 200, 300) == consistency_proof(LEAVES[:300], 200)


def test_what_is_not_there_is_named() -> None:
    log, _ = log_of(ENTRIES[:600])
    for path, ask in {
        "tile/0/002.p/88": lambda: prove_inclusion(log, 599, 600),
        "tile/0/000": lambda: prove_inclusion(log, 0, 600),
        "tile/1/000.p/2": lambda: root_from(log, 600),
    }.items():
        kept = log.files.pop(path)
        with pytest.raises(TileMissing) as caught:
            ask()
        assert caught.value.facts == {"path": path}
        log.files[path] = kept[:-1]
        with pytest.raises(TileMalformed):
            ask()
        log.files[path] = kept


@pytest.mark.parametrize("size", [0, 5])
def test_what_no_tree_has_is_not_proven(size: int) -> None:
    log, _ = log_of(ENTRIES[:size])
    for index in (-1, size):
        with pytest.raises(ProofInvalid):
            prove_inclusion(log, index, size)
    for old in (-1, size + 1):
        with pytest.raises(ProofInvalid):
            prove_consistency(log, old, size)


def test_an_empty_tree_has_the_empty_root_and_no_tile() -> None:
    assert TreeBuilder().root() == root_from(MemoryLog(), 0) == EMPTY_ROOT
    assert TreeBuilder().partial_tiles() == []


def test_a_full_tile_is_8192_bytes() -> None:
    log, _ = log_of(ENTRIES[:256])
    assert len(log.files["tile/0/000"]) == TILE_BYTES == 8192
