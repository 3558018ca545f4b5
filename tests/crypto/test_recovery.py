"""Commitments to the shares of the recovery identity (docs/spec/recovery.md)."""

import pytest

from crypto.errors import CommitmentMismatch
from crypto.keys import verify
from crypto.recovery import check_commitment, commitment, share_key
from tests.vectors.cast import seed


def test_a_share_is_held_to_its_commitment() -> None:
    check_commitment(seed("share"), commitment(seed("share")))
    with pytest.raises(CommitmentMismatch):
        check_commitment(seed("share"), commitment(seed("other share")))


def test_a_holder_answers_a_roll_call_without_showing_the_share() -> None:
    verify(commitment(seed("share")), b"the day's nonce", share_key(seed("share")).sign(b"the day's nonce"))
