"""Letters from many families, on their way to the desk: real envelopes, real inbox bundles."""

import os
import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from crypto.checkpoint import Checkpoint
from crypto.envelope import EnvelopeRandomness, envelope_hash, seal_envelope
from crypto.family import FamilyKeys
from crypto.intake import batch_order, intake_leaf
from crypto.letter import Kind, Letter
from crypto.merkle import Frontier
from tests.vectors import cast
from tracker.records.inbox import Frame, InboxHeader

FORM = {
    "language": "uk",
    "holder": "dont-know",
    "category": "not-sure",
    "full-name": "Приклад Прикладенко",
    "relation": "close-family",
}
_BATCH = 16


class Post:
    """The intake log as it grows: each call seals a bundle's letters and signs the next checkpoint."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._frontier = Frontier.empty()

    def write_inbox(self, path: Path, count: int) -> list[bytes]:
        """Writes an inbox of so many new inquiries; gives their envelopes in the order of the log."""
        first = self._frontier.size
        by_hash = {envelope_hash(item): item for item in self._envelopes(first, count)}
        envelopes = [by_hash[name] for name in batch_order(by_hash)]
        for name in sorted(by_hash):
            self._frontier.append(intake_leaf(name))
        signer = cast.log_signer("intake")
        note = Checkpoint(signer.name, self._frontier.size, self._frontier.root()).sign(signer).encode()
        header = InboxHeader(cast.ORIGIN, first, self._frontier.size, {}, len(note))
        with path.open("wb") as file:
            file.write(header.encode() + note)
            file.writelines(Frame(b"", envelope).encode() for envelope in envelopes)
        return envelopes

    def _envelopes(self, first: int, count: int) -> Iterator[bytes]:
        """Sealed by all cores; the same seed and numbers give the same families."""
        make = partial(envelope_of, self._seed)
        with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
            yield from pool.map(make, range(first, first + count), chunksize=_BATCH)


def envelope_of(seed: int, number: int) -> bytes:
    """A 64 KiB envelope around the shortest inquiry of the family of this number."""
    draw = random.Random(f"{seed} {number}")
    family = FamilyKeys(draw.randbytes(32))
    letter = Letter(Kind.INQUIRY, cast.DAY, family.public, FORM)
    randomness = EnvelopeRandomness(draw.randbytes(32), draw.randbytes(24))
    return seal_envelope(letter, family.author, cast.sealing_keyring(), randomness)
