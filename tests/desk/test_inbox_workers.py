"""What all cores do with an inbox: the same processes hash its envelopes and open them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psutil
import pytest

from crypto.envelope import envelope_hash
from tests.desk.world import World, seed
from tracker.desk.inbox_workers import InboxWorkers
from tracker.desk.incoming import Place
from tracker.desk.opening import Opener
from tracker.desk.shared_envelopes import SharedEnvelopes
from tracker.desk.workers import batches_in_flight
from tracker.records.inbox import Span

PROCESSES = 2


@dataclass
class Medium:
    """A file of envelopes, where each lies, and the workers that have it in hand."""

    path: Path
    envelopes: list[bytes]
    spans: list[Span]
    shared: SharedEnvelopes
    workers: InboxWorkers

    @property
    def places(self) -> list[Place]:
        """As an import knows them once it has verified the inbox."""
        hashes = map(envelope_hash, self.envelopes)
        return [
            Place(leaf, digest, span.offset, span.length)
            for leaf, (span, digest) in enumerate(zip(self.spans, hashes, strict=True))
        ]


@pytest.fixture(params=[1, PROCESSES], ids=["alone", "on two cores"])
def medium(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Medium]:
    """Seventy envelopes behind something else."""
    world, path = World(), tmp_path / "inbox"
    envelopes = [world.envelope(f"family {number}") for number in range(70)]
    path.write_bytes(b"header" + b"".join(envelopes))
    spans = [Span(6 + number * len(envelopes[0]), len(envelopes[0])) for number in range(70)]
    with SharedEnvelopes(batches_in_flight(request.param)) as shared:
        opener = Opener(shared, "rehearsal/test", (seed("anna"),))
        with InboxWorkers(path, opener, request.param) as workers:
            yield Medium(path, envelopes, spans, shared, workers)


def test_hashes_and_letters_come_in_order(medium: Medium, rng: Random) -> None:
    assert list(medium.workers.hashes(medium.spans)) == [place.hash for place in medium.places]
    batches = iter([medium.places[:50], medium.places[50:]])
    opened = list(medium.workers.opened(medium.shared.read(medium.path, batches, rng.randbytes)))
    assert [letter.task.leaf for letter in opened] == list(range(70))
    assert {letter.code for letter in opened} == {""}
    assert len({letter.inquiry for letter in opened}) == 70


def test_a_medium_that_is_gone_ends_the_hashing(medium: Medium) -> None:
    medium.path.unlink()
    with pytest.raises(FileNotFoundError):
        list(medium.workers.hashes(medium.spans))


def test_processes_that_end_while_they_hash_cost_no_hash(medium: Medium) -> None:
    ours = psutil.Process()
    before = set(ours.children())
    hashes = medium.workers.hashes(medium.spans)
    first = next(hashes)
    # Those that were forked: what else a pool starts is not asked to do anything.
    forked = [child for child in set(ours.children()) - before if child.cmdline() == ours.cmdline()]
    for child in forked:
        child.kill()
    assert [first, *hashes] == [place.hash for place in medium.places]
