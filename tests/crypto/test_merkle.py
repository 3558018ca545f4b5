"""The Merkle tree (docs/spec/merkle.md); known roots and proofs are in tests/vectors/."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import ProofInvalid
from crypto.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    inclusion_proofs,
    leaf_hash,
    node_hash,
    tree_root,
    verify_consistency,
    verify_inclusion,
)

LEAVES = [leaf_hash(bytes([number])) for number in range(70)]


def slow_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(slow_root(leaves[:split]), slow_root(leaves[split:]))


def test_the_root_is_that_of_the_rfc_at_every_size() -> None:
    frontier = Frontier.empty()
    for size in range(len(LEAVES) + 1):
        assert frontier.root() == tree_root(LEAVES[:size]) == slow_root(LEAVES[:size])
        assert len(frontier.peaks) == size.bit_count()
        if size < len(LEAVES):
            frontier.append(LEAVES[size])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13, 33])
def test_every_leaf_is_proven_and_only_where_it_is(size: int) -> None:
    leaves, root = LEAVES[:size], tree_root(LEAVES[:size])
    proofs = inclusion_proofs(leaves)
    for index, leaf in enumerate(leaves):
        assert inclusion_proof(leaves, index) == proofs[index]
        verify_inclusion(leaf, index, size, proofs[index], root)
        for wrong in (index - 1, index + 1, index + size):
            with pytest.raises(ProofInvalid):
                verify_inclusion(leaf, wrong, size, proofs[index], root)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13, 33])
def test_every_prefix_is_proven_and_nothing_else(size: int) -> None:
    leaves, root = LEAVES[:size], tree_root(LEAVES[:size])
    for old in range(size + 1):
        proof, old_root = consistency_proof(leaves, old), tree_root(leaves[:old])
        verify_consistency(old, old_root, size, root, proof)
        for wrong_old, wrong_new in [(leaf_hash(b"x"), root), (old_root, leaf_hash(b"x"))]:
            if old == 0 and wrong_old == old_root and size > 0:
                continue
            with pytest.raises(ProofInvalid):
                verify_consistency(old, wrong_old, size, wrong_new, proof)
        with pytest.raises(ProofInvalid):
            verify_consistency(old, old_root, size, root, [*proof, LEAVES[0]])
        if proof:
            with pytest.raises(ProofInvalid):
                verify_consistency(old, old_root, size, root, proof[:-1])


@given(st.integers(1, 70), st.data())
def test_a_proof_with_one_bit_changed_is_refused(size: int, data: st.DataObject) -> None:
    leaves = LEAVES[:size]
    index = data.draw(st.integers(0, size - 1))
    parts = [bytearray(part) for part in [leaves[index], *inclusion_proof(leaves, index), tree_root(leaves)]]
    part = data.draw(st.sampled_from(parts))
    part[data.draw(st.integers(0, 31))] ^= 1 << data.draw(st.integers(0, 7))
    leaf, *proof, root = map(bytes, parts)
    with pytest.raises(ProofInvalid):
        verify_inclusion(leaf, index, size, proof, root)


@given(
    st.integers(-2, 2**60), st.integers(-2, 2**60), st.lists(st.binary(min_size=31, max_size=33), max_size=70)
)
def test_random_proofs_raise_only_typed_errors(one: int, two: int, proof: list[bytes]) -> None:
    with pytest.raises(ProofInvalid):
        verify_inclusion(LEAVES[0], one, two, proof, bytes(32))
    with pytest.raises(ProofInvalid):
        verify_consistency(one, LEAVES[0], two, LEAVES[1], proof)


def test_two_empty_trees_agree_and_a_root_of_nothing_is_known() -> None:
    verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])
    for old, new in [(EMPTY_ROOT, LEAVES[0]), (LEAVES[0], EMPTY_ROOT), (LEAVES[0], LEAVES[0])]:
        with pytest.raises(ProofInvalid):
            verify_consistency(0, old, 0, new, [])
    with pytest.raises(ProofInvalid):
        verify_consistency(0, LEAVES[0], 5, LEAVES[1], [])


def test_what_is_not_in_the_tree_has_no_proof() -> None:
    assert inclusion_proofs([]) == []
    for leaves, index in [([], 0), (LEAVES[:3], 3), (LEAVES[:3], -1)]:
        with pytest.raises(ProofInvalid):
            inclusion_proof(leaves, index)
    for old in (-1, 4):
        with pytest.raises(ProofInvalid):
            consistency_proof(LEAVES[:3], old)


def test_a_tree_of_a_random_size_proves_itself(rng: random.Random) -> None:
    size = rng.randrange(1, 3000)
    leaves = [leaf_hash(number.to_bytes(4, "big")) for number in range(size)]
    index, old = rng.randrange(size), rng.randrange(size + 1)
    verify_inclusion(leaves[index], index, size, inclusion_proof(leaves, index), tree_root(leaves))
    verify_consistency(old, tree_root(leaves[:old]), size, tree_root(leaves), consistency_proof(leaves, old))
