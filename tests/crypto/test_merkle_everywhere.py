"""All consistency proofs between sizes up to 512 verify, and corrupted ones do not (docs/spec/merkle.md)."""

import random
from collections.abc import Callable
from functools import cache

import pytest

from crypto.errors import ProofInvalid
from crypto.merkle import (
    consistency_ranges,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    perfect_ranges,
    verify_consistency,
    verify_inclusion,
)

LARGEST = 512
LEAVES = [leaf_hash(number.to_bytes(2, "big")) for number in range(LARGEST)]
# What a proof claims: old size, old root, size, root, hashes.
Claim = tuple[int, bytes, int, bytes, list[bytes]]


@cache
def root_of(start: int, end: int) -> bytes:
    """The root over some leaves, word for word as in RFC 6962; each is computed once."""
    if end - start == 1:
        return LEAVES[start]
    middle = perfect_ranges(start, end)[0][1]
    middle = middle if middle < end else (start + end) // 2
    return node_hash(root_of(start, middle), root_of(middle, end))


def claim(old: int, size: int) -> Claim:
    """A true one."""
    proof = [root_of(*leaves) for leaves in consistency_ranges(old, size)]
    return old, root_of(0, old), size, root_of(0, size), proof


def test_all_consistency_proofs_between_sizes_up_to_512_verify() -> None:
    for size in range(1, LARGEST + 1):
        for old in range(1, size + 1):
            verify_consistency(*claim(old, size))


def test_all_inclusion_proofs_in_sizes_up_to_512_verify() -> None:
    for size in range(1, LARGEST + 1):
        for index in range(size):
            proof = [root_of(*leaves) for leaves in inclusion_ranges(index, size)]
            verify_inclusion(LEAVES[index], index, size, proof, root_of(0, size))


def flipped(data: bytes, rng: random.Random) -> bytes:
    """One bit turned."""
    return (int.from_bytes(data, "big") ^ 1 << rng.randrange(256)).to_bytes(32, "big")


def a_bit_in_a_root(true: Claim, rng: random.Random) -> Claim:
    """In either root."""
    old, old_root, size, root, proof = true
    if rng.random() < 0.5:
        return old, flipped(old_root, rng), size, root, proof
    return old, old_root, size, flipped(root, rng), proof


def a_bit_in_the_proof(true: Claim, rng: random.Random) -> Claim:
    """In any of its hashes."""
    old, old_root, size, root, proof = true
    at = rng.randrange(len(proof))
    return old, old_root, size, root, [*proof[:at], flipped(proof[at], rng), *proof[at + 1 :]]


def a_hash_less(true: Claim, rng: random.Random) -> Claim:
    """Any of them."""
    *rest, proof = true
    at = rng.randrange(len(proof))
    return *rest, [*proof[:at], *proof[at + 1 :]]  # type: ignore[return-value]


def a_hash_more(true: Claim, rng: random.Random) -> Claim:
    """Anywhere: one that is there already, a leaf, or either root."""
    *rest, proof = true
    at = rng.randrange(len(proof) + 1)
    more = rng.choice([*proof, LEAVES[0], true[1], true[3]])
    return *rest, [*proof[:at], more, *proof[at:]]  # type: ignore[return-value]


def a_short_hash(true: Claim, rng: random.Random) -> Claim:
    """A byte less in one of them."""
    *rest, proof = true
    at = rng.randrange(len(proof))
    return *rest, [*proof[:at], proof[at][:-1], *proof[at + 1 :]]  # type: ignore[return-value]


def exchanged(true: Claim, rng: random.Random) -> Claim:
    """The roots, the sizes, or two hashes."""
    old, old_root, size, root, proof = true
    one, two = sorted(rng.choices(range(len(proof)), k=2))
    if one == two:
        return rng.choice([(old, root, size, old_root, proof), (size, root, old, old_root, proof)])
    moved = [*proof[:one], proof[two], *proof[one + 1 : two], proof[one], *proof[two + 1 :]]
    return old, old_root, size, root, moved


def the_proof_of_others(true: Claim, rng: random.Random) -> Claim:
    """The sizes and roots of one pair of trees, the proof of another."""
    *_, proof = true
    for _ in range(100):
        other = claim(*sorted(rng.sample(range(1, LARGEST + 1), 2)))
        if other[4] != proof:
            return *other[:4], proof
    raise AssertionError("no other proof was found")


CORRUPTIONS: list[Callable[[Claim, random.Random], Claim]] = [
    a_bit_in_a_root,
    a_bit_in_the_proof,
    a_hash_less,
    a_hash_more,
    a_short_hash,
    exchanged,
    the_proof_of_others,
]


@pytest.mark.parametrize(
    "count", [10_000, pytest.param(1_000_000, marks=pytest.mark.endurance, id="a million")]
)
def test_corrupted_consistency_proofs_are_refused(count: int, rng: random.Random) -> None:
    for _ in range(count):
        old, size = sorted(rng.sample(range(1, LARGEST + 1), 2))
        corrupt = rng.choice(CORRUPTIONS)
        false = corrupt(claim(old, size), rng)
        with pytest.raises(ProofInvalid):
            verify_consistency(*false)
