"""The Merkle tree of RFC 6962: hashes, roots, inclusion and consistency proofs (docs/spec/merkle.md)."""

import hashlib
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crypto.encoding import HASH_BYTES
from crypto.errors import ProofInvalid

EMPTY_ROOT = hashlib.sha256(b"").digest()
PROOF_MAX = 63


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(00 ‖ entry)."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\1" + left + right).digest()


@dataclass
class Frontier:
    """The right edge of a growing tree: enough to append and to give the root, in log₂(size) hashes.

    ``peaks`` are the roots of the perfect subtrees of the tree, the largest first.
    """

    size: int
    peaks: list[bytes]

    @classmethod
    def empty(cls) -> "Frontier":
        """The frontier of the empty tree."""
        return cls(0, [])

    def append(self, leaf: bytes) -> None:
        """Adds one leaf hash on the right."""
        node, size = leaf, self.size
        while size & 1:
            node = node_hash(self.peaks.pop(), node)
            size >>= 1
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The Merkle tree hash."""
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


def tree_root(leaves: Iterable[bytes]) -> bytes:
    """The Merkle tree hash over leaf hashes."""
    frontier = Frontier.empty()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def subtree_root(hashes: bytes) -> bytes:
    """The root over 2**n hashes, one after the other in one string."""
    sha256 = hashlib.sha256
    while len(hashes) > HASH_BYTES:
        pairs = struct.unpack("64s" * (len(hashes) // (2 * HASH_BYTES)), hashes)
        hashes = b"".join([sha256(b"\1" + pair).digest() for pair in pairs])
    return hashes


def perfect_ranges(start: int, end: int) -> list[tuple[int, int]]:
    """The perfect subtrees that RFC 6962 makes of leaves ``start`` to ``end``, the largest first."""
    ranges = []
    while start < end:
        step = 1 << (end - start).bit_length() - 1
        ranges.append((start, start + step))
        start += step
    return ranges


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """Which leaves each hash of an audit path stands for (RFC 6962, section 2.1.1), nearest first."""
    ranges, start, end = [], 0, size
    while end - start > 1:
        split = start + _split(end - start)
        if index < split:
            ranges.append((split, end))
            end = split
        else:
            ranges.append((start, split))
            start = split
    return ranges[::-1]


def consistency_ranges(old_size: int, size: int) -> list[tuple[int, int]]:
    """Which leaves each hash of a consistency proof stands for (RFC 6962, section 2.1.2)."""
    if old_size in (0, size):
        return []
    ranges, start, end = [], 0, size
    while end != old_size:
        split = start + _split(end - start)
        if old_size <= split:
            ranges.append((split, end))
            end = split
        else:
            ranges.append((start, split))
            start = split
    return ([(start, end)] if start else []) + ranges[::-1]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path for a leaf (RFC 6962, section 2.1.1), nearest sibling first. Raises ProofInvalid."""
    if not 0 <= index < len(leaves):
        raise ProofInvalid("no such leaf in this tree")
    return [tree_root(leaves[start:end]) for start, end in inclusion_ranges(index, len(leaves))]


def inclusion_proofs(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """The audit paths of all leaves at once: n log n hashes written, n hashes computed."""
    return _all_paths(leaves)[1] if leaves else []


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """The proof that the first ``old_size`` leaves are a prefix (RFC 6962, 2.1.2). Raises ProofInvalid."""
    if not 0 <= old_size <= len(leaves):
        raise ProofInvalid("no such tree before this one")
    return [tree_root(leaves[start:end]) for start, end in consistency_ranges(old_size, len(leaves))]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Checks an audit path (RFC 9162, section 2.1.3.2). Raises ProofInvalid."""
    if not 0 <= index < size or len(proof) > PROOF_MAX or not _are_hashes([leaf, *proof]):
        raise ProofInvalid("an inclusion proof of an impossible shape")
    position, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofInvalid("the inclusion proof is too long")
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    if last != 0 or node != root:
        raise ProofInvalid("the inclusion proof does not lead to the root")


def verify_consistency(
    old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """Checks that one tree extends another (RFC 9162, section 2.1.4.2). Raises ProofInvalid."""
    if not 0 <= old_size <= size or len(proof) > PROOF_MAX or not _are_hashes(proof):
        raise ProofInvalid("a consistency proof of an impossible shape")
    if old_size in (0, size):
        agree = old_root == root if old_size == size else True
        if proof or not agree or (old_size == 0 and old_root != EMPTY_ROOT):
            raise ProofInvalid("trees of these sizes need no proof, and agree")
        return
    if _consistency_roots(old_size, old_root, size, proof) != (old_root, root):
        raise ProofInvalid("the consistency proof does not lead to both roots")


def _consistency_roots(
    old_size: int, old_root: bytes, size: int, proof: Sequence[bytes]
) -> tuple[bytes, bytes]:
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    if not path:
        raise ProofInvalid("the consistency proof is empty")
    position, last = old_size - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofInvalid("the consistency proof is too long")
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise ProofInvalid("the consistency proof is too short")
    return old, new


def _all_paths(leaves: Sequence[bytes]) -> tuple[bytes, list[list[bytes]]]:
    if len(leaves) == 1:
        return leaves[0], [[]]
    split = _split(len(leaves))
    left, left_paths = _all_paths(leaves[:split])
    right, right_paths = _all_paths(leaves[split:])
    paths = [[*path, right] for path in left_paths] + [[*path, left] for path in right_paths]
    return node_hash(left, right), paths


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << (size - 1).bit_length() - 1


def _are_hashes(values: Iterable[bytes]) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
