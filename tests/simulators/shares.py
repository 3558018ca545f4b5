"""Shares that are the same each time: the library draws from a stream that belongs to a name."""

from collections.abc import Iterator
from contextlib import contextmanager

from shamir_mnemonic import shamir

from crypto.recovery import RecoveryCard
from tests.vectors.cast import stream
from tracker.ceremony.recovery import make_recovery
from tracker.ceremony.shares import Share

_ENOUGH = 4096


def shares_of(secret: bytes, threshold: int, count: int, name: str) -> tuple[RecoveryCard, list[Share]]:
    """Card and shares of a 32-byte seed, the same for the same name. For tests alone."""
    with _drawn_from(name):
        return make_recovery(secret, threshold, count)


@contextmanager
def _drawn_from(name: str) -> Iterator[None]:
    """The library's own place for this ("can be overridden for deterministic testing")."""
    bytes_left = stream(name, _ENOUGH)

    def draw(length: int) -> bytes:
        nonlocal bytes_left
        drawn, bytes_left = bytes_left[:length], bytes_left[length:]
        assert len(drawn) == length
        return drawn

    usual = shamir.RANDOM_BYTES
    shamir.RANDOM_BYTES = draw
    try:
        yield
    finally:
        shamir.RANDOM_BYTES = usual
