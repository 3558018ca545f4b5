"""The mailbox: cells sorted by place and cut into slices of equal size (docs/spec/mailbox.md)."""

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from crypto.cell import CELL_BYTES, CELLS_MAX, PLACE_BYTES, TAG_BYTES, Address
from crypto.errors import CellTooLarge, IndexMalformed, ProofInvalid, SliceBounds, SliceMalformed, SliceProof
from crypto.merkle import leaf_hash, verify_inclusion

RECORD_BYTES = TAG_BYTES + CELL_BYTES
SEATS = 32
SLICES_BEFORE_DOUBLING = 8192
SLICES_MAX = 1 << 20
PREFIX_BYTES = 4
PATH_MAX = 20
_PREFIXES = 1 << 8 * PREFIX_BYTES
_HASH_BYTES = 32
# Whatever does not fit eight times the slices that it needs fits none.
_ROOM = 8
_PROOF_BYTES = 2 * PLACE_BYTES + 1 + PATH_MAX * _HASH_BYTES


@dataclass(frozen=True)
class Record:
    """A tag (16 bytes) and its cell (4,096 bytes)."""

    tag: bytes
    cell: bytes


@dataclass(frozen=True)
class Slice:
    """The records of all places from ``first`` to ``last`` (8 bytes each), ordered by tag, seats filled."""

    first: bytes
    last: bytes
    records: bytes

    @cached_property
    def leaf(self) -> bytes:
        """SHA-256(00 ‖ first ‖ last ‖ SHA-256(records)): the leaf hash in the manifest's tree."""
        return leaf_hash(self.first + self.last + hashlib.sha256(self.records).digest())

    def encode(self, path: Sequence[bytes]) -> bytes:
        """What is served: bounds, audit path, records. All slices of a publication are of one length."""
        hashes = b"".join(path).ljust(PATH_MAX * _HASH_BYTES, b"\0")
        return self.first + self.last + bytes([len(path)]) + hashes + self.records


@dataclass(frozen=True)
class SliceLayout:
    """How a publication is cut, as its manifest says: number of slices, seats in each, Merkle root."""

    slices: int
    seats: int
    root: bytes

    @property
    def served_bytes(self) -> int:
        """The length of every served slice."""
        return _PROOF_BYTES + self.seats * RECORD_BYTES


def seats_for(slices: int) -> int:
    """How many records each of so many slices has."""
    return SEATS if slices <= SLICES_BEFORE_DOUBLING else 2 * SEATS


def coarse_steps() -> Iterator[int]:
    """The numbers of slices that occur: 1, 2, 4, 8, 16, then eighths of each power of two."""
    yield from (1, 2, 4, 8)
    power = 16
    while power <= SLICES_MAX:
        yield from (power + eighth * power // 8 for eighth in range(8))
        power *= 2


def cut(
    placed: Sequence[tuple[bytes, Sequence[Record]]], decoy: Callable[[], Record], at_least: int = 1
) -> list[Slice]:
    """All slices for these (place, records of that place), filled up with decoys.

    At least ``at_least`` slices, else the fewest that hold everything. Raises CellTooLarge for a place
    with more than four records; and, once in billions of publications, if a place lies so near the end
    that no bounds fit behind it: draw another key E.
    """
    if any(len(records) > CELLS_MAX for _, records in placed):
        raise CellTooLarge("more than four cells at one place")
    groups = _by_prefix(placed)
    least = max(at_least, -(-sum(len(records) for _, records in placed) // (2 * SEATS)))
    for slices in takewhile(lambda step: step <= _ROOM * least, coarse_steps()):
        if slices >= least:
            seated = _seat(groups, slices, seats_for(slices))
            if seated is not None:
                return _fill(seated, seats_for(slices), decoy)
    raise CellTooLarge("more cells than a publication holds")


def encode_index(slices: Sequence[Slice]) -> bytes:
    """The first four bytes of each slice's first place, in order."""
    return b"".join(item.first[:PREFIX_BYTES] for item in slices)


def find_slice(index: bytes, slices: int, place: bytes) -> int:
    """Which slice holds a place. Raises IndexMalformed if the index is not one of so many slices."""
    if not index or len(index) != slices * PREFIX_BYTES:
        raise IndexMalformed("the index has another length than the manifest says")
    firsts = [index[i : i + PREFIX_BYTES] for i in range(0, len(index), PREFIX_BYTES)]
    if firsts[0] != bytes(PREFIX_BYTES) or sorted(set(firsts)) != firsts:
        raise IndexMalformed("the index does not ascend from zero")
    return bisect_right(firsts, place[:PREFIX_BYTES]) - 1


def open_slice(served: bytes, number: int, layout: SliceLayout) -> Slice:
    """A served slice, proven to be the ``number``-th of the publication.

    Raises SliceMalformed, SliceProof.
    """
    if len(served) != layout.served_bytes:
        raise SliceMalformed("a slice of another size than the manifest says")
    first, last = served[:PLACE_BYTES], served[PLACE_BYTES : 2 * PLACE_BYTES]
    count, hashes = served[2 * PLACE_BYTES], served[2 * PLACE_BYTES + 1 : _PROOF_BYTES]
    if count > PATH_MAX or any(hashes[count * _HASH_BYTES :]):
        raise SliceMalformed("an audit path of an impossible shape")
    path = [hashes[i : i + _HASH_BYTES] for i in range(0, count * _HASH_BYTES, _HASH_BYTES)]
    opened = Slice(first, last, served[_PROOF_BYTES:])
    try:
        verify_inclusion(opened.leaf, number, layout.slices, path, layout.root)
    except ProofInvalid as error:
        raise SliceProof(str(error)) from error
    return opened


def pick_cells(opened: Slice, address: Address) -> list[bytes]:
    """The cells under our tags, in the order of the tags; none if there are none.

    Raises SliceBounds if our place lies outside the slice, SliceMalformed if the records are not in order.
    """
    if not opened.first <= address.place <= opened.last:
        raise SliceBounds("the slice does not cover our place")
    records = opened.records
    tags = [records[i : i + TAG_BYTES] for i in range(0, len(records), RECORD_BYTES)]
    if sorted(set(tags)) != tags:
        raise SliceMalformed("records out of order")
    cells = []
    for tag in address.tags:
        if tag not in tags:
            break
        start = tags.index(tag) * RECORD_BYTES + TAG_BYTES
        cells.append(records[start : start + CELL_BYTES])
    return cells


def _by_prefix(placed: Sequence[tuple[bytes, Sequence[Record]]]) -> list[tuple[int, list[Record]]]:
    """Records grouped by the first four bytes of their place: the index cannot tell these places apart."""
    groups: dict[int, list[Record]] = {}
    for place, records in placed:
        if records:
            groups.setdefault(int.from_bytes(place[:PREFIX_BYTES], "big"), []).extend(records)
    return sorted(groups.items())


def _seat(
    groups: Sequence[tuple[int, list[Record]]], slices: int, seats: int
) -> list[tuple[int, list[Record]]] | None:
    """Groups spread evenly over so many slices, each with its first prefix; None if they do not fit."""
    total = sum(len(records) for _, records in groups)
    if total > slices * seats:
        return None
    seated: list[list[Record]] = []
    firsts = [0]
    position = taken = 0
    for number in range(slices):
        fair = -(-(total - taken) // (slices - number))
        records: list[Record] = []
        if number > 0 and position < len(groups):
            firsts.append(groups[position][0])
        while position < len(groups) and len(records) < fair:
            if len(records) + len(groups[position][1]) > seats:
                break
            records += groups[position][1]
            position += 1
        taken += len(records)
        seated.append(records)
    firsts += _behind(groups[-1][0] if groups else 0, slices - len(firsts))
    fits = position == len(groups) and sorted(set(firsts)) == firsts and firsts[-1] < _PREFIXES
    return list(zip(firsts, seated, strict=True)) if fits else None


def _behind(last: int, count: int) -> list[int]:
    """First prefixes of the slices that stay empty: spread over the room behind the last place."""
    room = _PREFIXES - 1 - last
    return [last + 1 + room * number // (count + 1) for number in range(1, count + 1)]


def _fill(seated: Sequence[tuple[int, list[Record]]], seats: int, decoy: Callable[[], Record]) -> list[Slice]:
    slices = []
    for (first, records), following in zip(seated, [*seated[1:], (_PREFIXES, [])], strict=True):
        filled = [*records, *(decoy() for _ in range(seats - len(records)))]
        filled.sort(key=lambda record: record.tag)
        last = (following[0] << 8 * (PLACE_BYTES - PREFIX_BYTES)) - 1
        slices.append(
            Slice(
                first.to_bytes(PREFIX_BYTES, "big") + bytes(PLACE_BYTES - PREFIX_BYTES),
                last.to_bytes(PLACE_BYTES, "big"),
                b"".join(part for record in filled for part in (record.tag, record.cell)),
            )
        )
    return slices
