"""Slices, index and proofs (docs/spec/mailbox.md)."""

import random
from collections.abc import Callable, Sequence
from itertools import pairwise, takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.cell import CELL_BYTES, Address
from crypto.errors import CellTooLarge, IndexMalformed, MailboxError, SliceBounds, SliceMalformed, SliceProof
from crypto.mailbox import (
    RECORD_BYTES,
    SEATS,
    SLICES_BEFORE_DOUBLING,
    SLICES_MAX,
    Record,
    Slice,
    SliceLayout,
    coarse_steps,
    cut,
    encode_index,
    find_slice,
    open_slice,
    pick_cells,
    seats_for,
)
from crypto.merkle import inclusion_proofs, tree_root
from tests.vectors.cast import stream

CELL = stream("cell", CELL_BYTES)
Placed = list[tuple[bytes, list[Record]]]


def decoys() -> Callable[[], Record]:
    """Decoys with tags of their own."""
    numbers = iter(range(1 << 20))
    return lambda: Record(stream(f"decoy {next(numbers)}", 16), CELL)


def inquiry(place: int, cells: int, name: str = "") -> tuple[bytes, list[Record]]:
    """A place and so many records."""
    return place.to_bytes(8, "big"), [
        Record(stream(f"tag {name} {place} {number}", 16), CELL) for number in range(cells)
    ]


def publish(slices: Sequence[Slice]) -> tuple[list[bytes], bytes, SliceLayout]:
    """Served slices, index and layout."""
    leaves = [item.leaf for item in slices]
    served = [item.encode(path) for item, path in zip(slices, inclusion_proofs(leaves), strict=True)]
    return served, encode_index(slices), SliceLayout(len(slices), seats_for(len(slices)), tree_root(leaves))


def look_up(slices: Sequence[Slice], place: bytes, tags: list[bytes]) -> list[bytes]:
    """What a family does: index, one slice, its proof, its bounds, its cells."""
    served, index, layout = publish(slices)
    number = find_slice(index, layout.slices, place)
    return pick_cells(open_slice(served[number], number, layout), Address(place, tuple(tags)))


PLACES = st.lists(
    st.tuples(
        st.integers(0, 2**64 - 1) | st.integers(2**64 - 2**36, 2**64 - 1) | st.integers(0, 2**34),
        st.integers(1, 4),
    ),
    max_size=40,
    unique_by=lambda item: item[0],
)


@settings(max_examples=40)
@given(PLACES, st.integers(1, 12))
def test_every_inquiry_finds_its_cells_in_one_slice(places: list[tuple[int, int]], at_least: int) -> None:
    placed = [inquiry(place, cells) for place, cells in places]
    try:
        slices = cut(placed, decoys(), at_least)
    except CellTooLarge:
        # Only where no bounds fit behind the last place.
        assert max(place for place, _ in places) >> 32 > 2**32 - 20
        return
    assert len(slices) >= at_least
    for place, records in placed:
        tags = [record.tag for record in records]
        assert len(look_up(slices, place, [*tags, bytes(16)])) == len(records)


@settings(max_examples=40)
@given(PLACES, st.integers(1, 12))
def test_slices_tile_the_whole_space_of_places(places: list[tuple[int, int]], at_least: int) -> None:
    try:
        slices = cut([inquiry(place, cells) for place, cells in places], decoys(), at_least)
    except CellTooLarge:
        return
    assert slices[0].first == bytes(8)
    assert slices[-1].last == b"\xff" * 8
    for one, two in pairwise(slices):
        assert int.from_bytes(one.last, "big") + 1 == int.from_bytes(two.first, "big")
    assert {len(item.records) for item in slices} == {SEATS * RECORD_BYTES}


def test_the_very_last_place_is_found_or_refused_never_lost() -> None:
    placed = [inquiry(2**64 - 1, 1)]
    assert len(look_up(cut(placed, decoys()), placed[0][0], [placed[0][1][0].tag])) == 1
    with pytest.raises(CellTooLarge):
        cut(placed, decoys(), at_least=2)


def test_many_inquiries_fill_few_slices(rng: random.Random) -> None:
    placed = [inquiry(rng.randrange(2**64), rng.randint(1, 4)) for _ in range(400)]
    slices = cut(placed, decoys())
    cells = sum(len(records) for _, records in placed)
    assert len(slices) * SEATS < 1.5 * cells


def test_the_number_of_slices_grows_in_coarse_steps() -> None:
    steps = list(takewhile(lambda step: step <= 64, coarse_steps()))
    assert steps == [1, 2, 4, 8, 16, 18, 20, 22, 24, 26, 28, 30, 32, 36, 40, 44, 48, 52, 56, 60, 64]
    assert max(takewhile(lambda step: step <= SLICES_MAX, coarse_steps())) == SLICES_MAX
    assert seats_for(SLICES_BEFORE_DOUBLING) == 32
    assert seats_for(SLICES_BEFORE_DOUBLING + 1) == 64


def test_five_cells_at_one_place_are_refused() -> None:
    with pytest.raises(CellTooLarge):
        cut([inquiry(1, 5)], decoys())


def test_more_than_a_slice_at_one_prefix_is_refused() -> None:
    with pytest.raises(CellTooLarge):
        cut([inquiry(5 << 32 | number, 4) for number in range(17)], decoys())


SLICES = cut([inquiry(number << 56, 1) for number in range(40)], decoys())
SERVED, INDEX, LAYOUT = publish(SLICES)
PLACE = (30 << 56).to_bytes(8, "big")
NUMBER = find_slice(INDEX, LAYOUT.slices, PLACE)


@settings(max_examples=60)
@given(st.integers(0, 200) | st.integers(0, len(SERVED[0]) - 1), st.integers(1, 255))
def test_any_change_of_a_byte_of_a_slice_is_refused(position: int, change: int) -> None:
    altered = bytearray(SERVED[NUMBER])
    altered[position] ^= change
    with pytest.raises(MailboxError):
        open_slice(bytes(altered), NUMBER, LAYOUT)


def test_another_slice_or_publication_is_refused() -> None:
    with pytest.raises(SliceProof):
        open_slice(SERVED[0], NUMBER, LAYOUT)
    with pytest.raises(SliceProof):
        open_slice(SERVED[NUMBER], NUMBER, SliceLayout(LAYOUT.slices, SEATS, bytes(32)))
    with pytest.raises(SliceProof):
        open_slice(SERVED[NUMBER], LAYOUT.slices, LAYOUT)
    for cut_off in (b"", SERVED[NUMBER][:-1], SERVED[NUMBER] + b"\0"):
        with pytest.raises(SliceMalformed):
            open_slice(cut_off, NUMBER, LAYOUT)
    for count in (21, 255):
        with pytest.raises(SliceMalformed):
            open_slice(SERVED[NUMBER][:16] + bytes([count]) + SERVED[NUMBER][17:], NUMBER, LAYOUT)


def test_a_true_slice_that_does_not_cover_our_place_is_refused() -> None:
    # The server answers with a proven slice in which our cells cannot be: "nothing there" would be a lie.
    wrong = open_slice(SERVED[0], 0, LAYOUT)
    with pytest.raises(SliceBounds):
        pick_cells(wrong, Address(PLACE, (bytes(16),)))


def test_records_out_of_order_or_doubled_are_refused() -> None:
    records = SLICES[0].records
    swapped = records[RECORD_BYTES : 2 * RECORD_BYTES] + records[:RECORD_BYTES] + records[2 * RECORD_BYTES :]
    doubled = records[:RECORD_BYTES] * 2 + records[2 * RECORD_BYTES :]
    for altered in (swapped, doubled):
        with pytest.raises(SliceMalformed):
            pick_cells(Slice(SLICES[0].first, SLICES[0].last, altered), Address(bytes(8), ()))


@pytest.mark.parametrize(
    ("index", "slices"),
    [
        (b"", 0),
        (b"", 1),
        (bytes(4), 2),
        (bytes(8), 2),
        (b"\0\0\0\1", 1),
        (bytes(4) + b"\0\0\0\2\0\0\0\1", 3),
        (bytes(5), 1),
    ],
)
def test_an_index_of_another_shape_is_refused(index: bytes, slices: int) -> None:
    with pytest.raises(IndexMalformed):
        find_slice(index, slices, bytes(8))


def test_cells_come_in_the_order_of_the_tags() -> None:
    place, records = inquiry(7, 4)
    slices = cut([(place, records)], decoys())
    tags = [record.tag for record in records]
    assert look_up(slices, place, tags) == [CELL] * 4
    assert look_up(slices, place, [bytes(16), *tags]) == []
