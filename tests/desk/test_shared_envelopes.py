"""Envelopes in shared memory: each held to its hash when it is read, and the same for every process."""

import multiprocessing
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.envelope import SIZES, envelope_hash
from tracker.desk.incoming import Place
from tracker.desk.shared_envelopes import SLOT_BYTES, SharedEnvelopes, Task
from tracker.records.errors import InboxChanged


@pytest.fixture
def shared() -> Iterator[SharedEnvelopes]:
    """Room for two batches."""
    with SharedEnvelopes(2) as shared:
        yield shared


@pytest.fixture
def medium(tmp_path: Path) -> Path:
    """Where an inbox lies."""
    return tmp_path / "inbox"


def stored(medium: Path, *envelopes: bytes) -> list[Place]:
    """Where each of these lies on the medium."""
    places, offset = [], 0
    for leaf, envelope in enumerate(envelopes):
        places.append(Place(leaf, envelope_hash(envelope), offset, len(envelope)))
        offset += len(envelope)
    medium.write_bytes(b"".join(envelopes))
    return places


def test_each_task_has_its_envelope_until_its_room_is_needed(
    shared: SharedEnvelopes, medium: Path, rng: random.Random
) -> None:
    envelopes = [rng.randbytes(size) for size in (SIZES[0], SIZES[1], SIZES[2], SIZES[0])]
    places = stored(medium, *envelopes)
    batches = shared.read(medium, iter([places[:2], [places[2]], [places[3]]]), rng.randbytes)
    first, second = next(batches), next(batches)
    assert [shared.envelope(task) for task in (*first, *second)] == envelopes[:3]
    (last,) = next(batches)
    assert [shared.envelope(task) for task in (last, *second)] == [envelopes[3], envelopes[2]]
    assert (last.leaf, last.hash, last.offset, last.length) == (3, places[3].hash, 0, SIZES[0])
    assert len({task.seed for task in (*first, *second, last)}) == 4


@pytest.mark.parametrize("given", [bytes(SIZES[0]), b"", b"cut"])
def test_a_medium_that_changed_is_noticed(
    given: bytes, shared: SharedEnvelopes, medium: Path, rng: random.Random
) -> None:
    places = stored(medium, rng.randbytes(SIZES[0]))
    medium.write_bytes(given)
    with pytest.raises(InboxChanged):
        next(shared.read(medium, iter([places]), rng.randbytes))


_attached: list[SharedEnvelopes] = []


def _attach(shared: SharedEnvelopes) -> None:
    _attached[:] = [shared]


def _look(task: Task) -> bytes:
    """What another process finds."""
    return envelope_hash(_attached[0].envelope(task))


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_another_process_sees_what_is_read_after_it_was_started(
    method: str, shared: SharedEnvelopes, medium: Path, rng: random.Random
) -> None:
    places = stored(medium, rng.randbytes(SIZES[0]), rng.randbytes(SIZES[2]))
    batches = shared.read(medium, iter([[place] for place in places]), rng.randbytes)
    (first,) = next(batches)
    with multiprocessing.get_context(method).Pool(1, _attach, (shared,)) as pool:
        assert pool.apply(_look, (first,)) == first.hash
        (second,) = next(batches)
        assert second.offset == SLOT_BYTES
        assert pool.apply(_look, (second,)) == second.hash
