"""The inbox bundle (docs/spec/inbox.md)."""

import hashlib
import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.checkpoint import Checkpoint
from crypto.encoding import HASH_BYTES
from crypto.envelope import SIZES
from crypto.errors import TrackerError
from crypto.intake import intake_leaf
from crypto.merkle import Frontier, tree_root
from tests.vectors.cast import ORIGIN, log_signer, seed, stream
from tracker.records.errors import InboxCheckpoint, InboxMalformed, InboxOrigin, InboxRoot
from tracker.records.inbox import Frame, InboxHeader, InboxReader, Span, spans, verify_inbox

INTAKE = log_signer("intake")
ENVELOPES = [stream(f"envelope {number}", SIZES[0]) for number in range(3)]
GONE = seed("an envelope no longer held")
FRAMES = [Frame(hashlib.sha256(data).digest(), data) for data in ENVELOPES[:2]] + [Frame(GONE, None)]
EARLIER = [intake_leaf(seed(f"earlier {number}")) for number in range(5)]


def frontier(leaves: Sequence[bytes] = EARLIER) -> Frontier:
    """The desk's tree."""
    edge = Frontier.empty()
    for leaf in leaves:
        edge.append(leaf)
    return edge


def bundle(frames: Sequence[Frame] = FRAMES, **changes: Any) -> bytes:
    """An inbox with these letters behind the five earlier ones; ``changes`` replace fields of its header."""
    leaves = [*EARLIER, *(intake_leaf(frame.envelope_hash) for frame in FRAMES)]
    note = Checkpoint(INTAKE.name, len(leaves), tree_root(leaves)).sign(INTAKE).encode()
    usual = {"origin": ORIGIN, "from_size": 5, "to_size": 8, "applied": {"desk": (3, seed("outbox"))}}
    header = InboxHeader(**usual | {"checkpoint_bytes": len(note)} | changes)  # type: ignore[arg-type]
    return header.encode() + note + b"".join(frame.encode() for frame in frames)


def verify(data: bytes, edge: Frontier | None = None) -> Checkpoint:
    """The desk's check of a bundle."""
    return verify_inbox(InboxReader(io.BytesIO(data)), edge or frontier(), ORIGIN, INTAKE.verifier)


def test_a_bundle_extends_the_desks_tree() -> None:
    edge = frontier()
    checkpoint = verify(bundle(), edge)
    assert (checkpoint.size, checkpoint.root) == (edge.size, edge.root())
    reader = InboxReader(io.BytesIO(bundle()))
    assert reader.header.applied == {"desk": (3, seed("outbox"))}
    assert list(reader.frames()) == FRAMES


def found(data: bytes) -> list[Span]:
    """The spans of a bundle in a file."""
    file = io.BytesIO(data)
    return list(spans(file, InboxReader(file).header))


def test_spans_say_where_each_envelope_lies() -> None:
    envelopes = [ENVELOPES[0], stream("larger", SIZES[1]), stream("largest", SIZES[2])]
    frames = [Frame(hashlib.sha256(data).digest(), data) for data in envelopes]
    frames.insert(1, Frame(GONE, None))
    data = bundle(frames, to_size=9)
    placed = found(data)
    cut_out = [data[span.offset :][: span.length] for span in placed]
    assert cut_out == [envelopes[0], b"", envelopes[1], envelopes[2]]
    assert [span.envelope_hash for span in placed] == [b"", GONE, b"", b""]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: data[: -HASH_BYTES - SIZES[0]],
        lambda data: data[: -HASH_BYTES - 4 - SIZES[0] - 4] + (SIZES[0] + 1).to_bytes(4, "big"),
    ],
    ids=["cut", "longer", "cut in an envelope", "another size"],
)
def test_no_spans_of_a_file_that_ends_elsewhere_or_has_another_size(change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(InboxMalformed):
        found(change(bundle()))


def test_a_bundle_may_bring_nothing_new() -> None:
    note = Checkpoint(INTAKE.name, 5, tree_root(EARLIER)).sign(INTAKE).encode()
    header = InboxHeader(ORIGIN, 5, 5, {}, len(note))
    assert verify(header.encode() + note).size == 5


def test_another_origin_is_refused() -> None:
    with pytest.raises(InboxOrigin):
        verify(bundle(origin="rehearsal/other"))


def test_a_checkpoint_by_another_key_or_of_another_size_is_refused() -> None:
    data = bundle()
    with pytest.raises(InboxCheckpoint):
        verify_inbox(InboxReader(io.BytesIO(data)), frontier(), ORIGIN, log_signer("keys").verifier)
    with pytest.raises(InboxCheckpoint):
        verify(bundle(FRAMES[:2], to_size=7))
    with pytest.raises(InboxCheckpoint):
        verify(data, frontier(EARLIER[:4]))
    with pytest.raises(InboxCheckpoint):
        verify(data.replace(b"\n8\n", b"\n9\n", 1))


@pytest.mark.parametrize(
    "frames",
    [
        [FRAMES[1], FRAMES[0], FRAMES[2]],
        [FRAMES[0], FRAMES[0], FRAMES[2]],
        [FRAMES[0], Frame(seed("other"), None), FRAMES[2]],
        [FRAMES[0], Frame(bytes(32), ENVELOPES[2]), FRAMES[2]],
    ],
    ids=["swapped", "doubled", "withheld under another hash", "replaced"],
)
def test_letters_swapped_doubled_or_replaced_are_refused(frames: list[Frame]) -> None:
    with pytest.raises(InboxRoot):
        verify(bundle(frames))


def test_a_desk_with_another_past_refuses() -> None:
    with pytest.raises(InboxRoot):
        verify(bundle(), frontier([*EARLIER[:4], seed("another past")]))


@pytest.mark.parametrize("length", [0, 10, 200, 400, SIZES[0], 2 * SIZES[0], -1])
def test_a_bundle_cut_off_is_refused(length: int) -> None:
    with pytest.raises(InboxMalformed):
        verify(bundle()[:length])


def test_a_bundle_with_more_behind_its_end_is_refused() -> None:
    for data in (bundle() + b"\0", bundle([*FRAMES, FRAMES[2]])):
        with pytest.raises(InboxMalformed):
            verify(data)


@pytest.mark.parametrize("size", [1, SIZES[0] - 1, SIZES[0] + 1, 2**32 - 1])
def test_a_letter_of_another_size_is_refused_before_it_is_read(size: int) -> None:
    start = bundle([])
    with pytest.raises(InboxMalformed):
        verify(start + size.to_bytes(4, "big") + bytes(100))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/v1", b"/v2"),
        (b"from 5", b"from 9"),
        (b"from 5", b"from 05"),
        (b"applied desk 3", b"applied desk none"),
        (b"applied desk 3", b"applied Desk 3"),
        (b"\ncheckpoint ", b"\napplied a 3 " + b"A" * 43 + b"=\ncheckpoint "),
        (b"\ncheckpoint ", b"\ncheckpoint 999"),
        (b"end -", b"more -\nend -"),
    ],
)
def test_a_header_of_another_shape_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(InboxMalformed):
        InboxReader(io.BytesIO(bundle().replace(old, new, 1)))


@settings(max_examples=60)
@given(st.integers(0, 500) | st.integers(0, len(bundle()) - 1), st.integers(1, 255))
def test_any_change_of_a_byte_is_refused(position: int, change: int) -> None:
    data = bytearray(bundle())
    # Which outbox was applied is the server's word; the desk compares it with its own.
    if position in range(data.index(b"applied"), data.index(b"checkpoint")):
        return
    data[position] ^= change
    with pytest.raises(TrackerError):
        verify(bytes(data))


@given(st.binary(max_size=200))
def test_random_bytes_raise_only_typed_errors(data: bytes) -> None:
    for bytes_read in (data, b"inquiry-inbox/v1\n" + data + b"\nend -\n" + data):
        with pytest.raises(InboxMalformed):
            verify(bytes_read)
