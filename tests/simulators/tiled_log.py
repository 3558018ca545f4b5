"""One log of an archive, in memory: its entries, tiles, checkpoints and proofs."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from crypto.checkpoint import Checkpoint
from crypto.cosignature import cosign
from crypto.merkle import inclusion_proof, leaf_hash, tree_root
from crypto.note import Note, NoteSigner
from crypto.tiles import TILE_WIDTH, encode_bundle, entries_path, tile_path, tiles_of
from crypto.tlog_proof import TlogProof
from tests.vectors.cast import WITNESSES, signing
from tracker.records.archive import Log


@dataclass
class TiledLog:
    """One log: its signer, entries, and who cosigns its checkpoints."""

    log: Log
    signer: NoteSigner
    entries: list[bytes] = field(default_factory=list)

    @property
    def leaves(self) -> list[bytes]:
        """The hashes of all leaves."""
        return [leaf_hash(entry) for entry in self.entries]

    def note(self, time: int, size: int | None = None, witnesses: Sequence[str] = WITNESSES) -> bytes:
        """A checkpoint of so many entries, cosigned at a time."""
        leaves = self.leaves[:size]
        return cosigned(
            Checkpoint(self.signer.name, len(leaves), tree_root(leaves)), self.signer, time, witnesses
        )

    def proof(self, index: int, note: bytes, size: int | None = None) -> bytes:
        """The tlog-proof of one entry."""
        return TlogProof(index, tuple(inclusion_proof(self.leaves[:size], index)), note).encode()

    def tiles(self) -> dict[str, bytes]:
        """All tiles and bundles, by their paths in an archive."""
        leaves, files = self.leaves, {}
        for level, index, width in tiles_of(len(leaves)):
            span = TILE_WIDTH**level
            starts = range(index * TILE_WIDTH * span, (index * TILE_WIDTH + width) * span, span)
            files[tile_path(level, index, width)] = b"".join(
                tree_root(leaves[start : start + span]) for start in starts
            )
            if level == 0:
                first = index * TILE_WIDTH
                files[entries_path(index, width)] = encode_bundle(self.entries[first : first + width])
        return {self.log.tile(path): data for path, data in files.items()}


def cosigned(checkpoint: Checkpoint, signer: NoteSigner, time: int, witnesses: Sequence[str]) -> bytes:
    """The note of a checkpoint, cosigned by these witnesses."""
    note = checkpoint.sign(signer)
    lines = [cosign(note.text, name, signing(name), time) for name in witnesses]
    return Note(note.text, (*note.lines, *lines)).encode()
