"""Auditing a log by its tiles (docs/spec/tiles.md)."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import TileError, TileMalformed, TileMismatch, TileMissing
from crypto.tile_audit import verified_entries, verify_tiles
from crypto.tiles import encode_bundle
from tests.simulators.tile_log import log_of

ENTRIES = [f"entry {number}".encode() * (number % 5) for number in range(66_000)]
SMALL = ENTRIES[:700]


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 700, 65_536, 66_000])
def test_a_good_log_gives_its_entries_in_order_and_each_file_is_read_once(size: int) -> None:
    log, root = log_of(ENTRIES[:size])
    bundles = list(verified_entries(log, size, root))
    assert list(chain.from_iterable(bundles)) == ENTRIES[:size]
    assert sorted(log.read) == sorted(log.files)


@given(st.data())
def test_a_bit_turned_anywhere_is_found(data: st.DataObject) -> None:
    log, root = log_of(SMALL)
    path = data.draw(st.sampled_from(sorted(log.files)))
    spoiled = bytearray(log.files[path])
    spoiled[data.draw(st.integers(0, len(spoiled) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    log.files[path] = bytes(spoiled)
    with pytest.raises(TileError) as caught:
        verify_tiles(log, len(SMALL), root)
    assert caught.value.code in {"tile-mismatch", "tile-malformed"}


@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/001"])
def test_a_file_that_is_missing_or_of_another_length_is_named(path: str) -> None:
    log, root = log_of(SMALL)
    kept = log.files.pop(path)
    with pytest.raises(TileMissing) as missing:
        verify_tiles(log, len(SMALL), root)
    assert missing.value.facts == {"path": path}
    for data in (b"", kept[:-1], kept + b"\0", kept + kept[:32]):
        log.files[path] = data
        with pytest.raises(TileMalformed):
            verify_tiles(log, len(SMALL), root)


def test_swapped_files_are_found_and_named() -> None:
    for one, two in [("tile/0/000", "tile/0/001"), ("tile/entries/000", "tile/entries/001")]:
        log, root = log_of(SMALL)
        log.files[one], log.files[two] = log.files[two], log.files[one]
        with pytest.raises(TileMismatch) as caught:
            verify_tiles(log, len(SMALL), root)
        assert caught.value.facts == {"path": one}


def test_nothing_is_handed_out_before_it_is_proven() -> None:
    log, root = log_of(SMALL)
    log.files["tile/entries/001"] = encode_bundle([b"forged"] * 256)
    bundles = verified_entries(log, len(SMALL), root)
    assert next(bundles) == SMALL[:256]
    with pytest.raises(TileMismatch):
        next(bundles)


def test_the_tiles_of_another_size_do_not_give_the_root() -> None:
    log, root = log_of(SMALL, sizes=(600,))
    verify_tiles(log, 700, root)
    with pytest.raises(TileMismatch):
        verify_tiles(log, 600, root)


def test_a_consistent_forgery_still_fails_at_the_root() -> None:
    forged, _ = log_of([*SMALL[:-1], b"forged"])
    _, root = log_of(SMALL)
    with pytest.raises(TileMismatch):
        verify_tiles(forged, len(SMALL), root)
