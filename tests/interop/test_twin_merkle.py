"""Consistency proofs between any sizes, true and corrupted: the browser judges them as Python does."""

import random
from collections import Counter

from tests.crypto.test_merkle_everywhere import CORRUPTIONS, LARGEST, Claim, claim
from tests.interop.twin import Twin

CLAIMS = 1500


def judged(twin: Twin, claimed: Claim) -> str | None:
    """The code with which the browser refuses a claim."""
    old_size, old_root, size, root, proof = claimed
    return twin.ask(
        "merkle/consistency", old_size=old_size, old_root=old_root, size=size, root=root, proof=proof
    ).code


def test_both_take_every_true_proof_and_no_corrupted_one(twin: Twin, rng: random.Random) -> None:
    seen: Counter[str | None] = Counter()
    for _ in range(CLAIMS):
        true = claim(*sorted(rng.sample(range(1, LARGEST + 1), 2)))
        false = rng.choice(CORRUPTIONS)(true, rng)
        seen.update([judged(twin, true), judged(twin, false)])
    assert seen == {None: CLAIMS, "proof-invalid": CLAIMS}
