"""Commitments to the paper shares of the recovery identity (docs/spec/recovery.md)."""

from crypto.errors import CommitmentMismatch
from crypto.keys import SigningKey, hkdf
from crypto.labels import Purpose, info


def share_key(share: bytes) -> SigningKey:
    """The Ed25519 key with which the holder of a share answers a roll-call."""
    return SigningKey(hkdf(share, info(Purpose.SHARE)))


def commitment(share: bytes) -> bytes:
    """The commitment to a share: the 32-byte public half of its key."""
    return share_key(share).public


def check_commitment(share: bytes, expected: bytes) -> None:
    """Checks that a share is the committed one. Raises CommitmentMismatch."""
    if commitment(share) != expected:
        raise CommitmentMismatch("the share does not belong to this commitment")
