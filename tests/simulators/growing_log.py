"""A log that its keeper may grow, fork and sign as they like: checkpoints, proofs, tiles, a folder."""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from crypto.checkpoint import Checkpoint
from crypto.encoding import HASH_BYTES
from crypto.merkle import EMPTY_ROOT, Frontier, leaf_hash, subtree_root
from crypto.note import NoteSigner, VerifierKey
from crypto.tiles import TILE_HEIGHT, prove_consistency
from crypto.witness import AddCheckpoint
from tests.vectors.cast import signing
from tracker.tile_folder import TileFolder


class GrowingLog:
    """Up to ``capacity`` entries; those from ``shared`` on are those of its ``branch`` alone."""

    def __init__(self, name: str, capacity: int = 64, branch: str = "main", shared: int = 0) -> None:
        self.signer = NoteSigner(f"rehearsal/test/{name}", signing(f"log {name}"))
        self.entries = [
            hashlib.sha256(f"{'main' if index < shared else branch} {index}".encode()).digest()
            for index in range(capacity)
        ]
        self._leaves = [leaf_hash(entry) for entry in self.entries]
        self._roots = list(_roots(self._leaves))
        self.note = cache(self._note)
        self._node = cache(self._subtree)

    @property
    def key(self) -> VerifierKey:
        """The log's verifier key."""
        return self.signer.verifier

    def root(self, size: int) -> bytes:
        """The root of the first entries."""
        return self._roots[size]

    def read_tile(self, level: int, index: int, width: int) -> bytes:
        """A tile, computed."""
        first = index << TILE_HEIGHT
        return b"".join(self._node(level, place) for place in range(first, first + width))

    def proof(self, old: int, size: int) -> Sequence[bytes]:
        """The consistency proof between two sizes."""
        return prove_consistency(self, old, size)

    def request(self, old: int, size: int) -> AddCheckpoint:
        """The request of an honest keeper who believes that the witness has seen ``old``."""
        proof = self.proof(old, size) if old <= size else ()
        return AddCheckpoint(old, tuple(proof), self.note(size))

    def write(self, folder: Path, size: int) -> Path:
        """The log as static files, grown to this size."""
        folder.mkdir(parents=True, exist_ok=True)
        tiles = TileFolder(folder)
        tiles.append(self.entries[tiles.size : size])
        tiles.publish(self.note(size))
        return folder

    def _subtree(self, level: int, place: int) -> bytes:
        span = 1 << TILE_HEIGHT * level
        return subtree_root(b"".join(self._leaves[place * span : (place + 1) * span]))

    def _note(self, size: int) -> bytes:
        return Checkpoint(self.signer.name, size, self.root(size)).sign(self.signer).encode()


def _roots(leaves: Sequence[bytes]) -> Sequence[bytes]:
    frontier = Frontier.empty()
    roots = [EMPTY_ROOT]
    for leaf in leaves:
        frontier.append(leaf)
        roots.append(frontier.root())
    assert len(roots[0]) == HASH_BYTES
    return roots
