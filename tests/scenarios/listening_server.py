"""What a server has, and the ways in which it may try to make sense of it.

It knows every byte it was ever given: letters in the order of their arrival, publications, and visits. It
is given more than it has: which cells are real. Still it must not do better than chance.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from crypto.mailbox import PATH_MAX, RECORD_BYTES
from crypto.recipient import XWING_PUBLIC_BYTES

_SERVED_BEFORE_RECORDS = 2 * 8 + 1 + PATH_MAX * 32
_TAG_BYTES = 16
# Where the ephemeral X25519 key stands in a cell, behind the ML-KEM ciphertext.
_EPHEMERAL = slice(_TAG_BYTES + 1088, _TAG_BYTES + 1120)
assert XWING_PUBLIC_BYTES == 1184 + 32


@dataclass(frozen=True)
class Visit:
    """One check as the server saw it: the slice that was asked for, and the sizes of all answers."""

    slice: int
    sizes: tuple[int, ...]


@dataclass
class Publication:
    """A publication as it lies on the server's disk, and the visits to it in their order."""

    slices: list[bytes]
    visits: list[Visit] = field(default_factory=list)

    @property
    def records(self) -> list[bytes]:
        """Every record: tag and cell."""
        bodies = (served[_SERVED_BEFORE_RECORDS:] for served in self.slices)
        return [body[at : at + RECORD_BYTES] for body in bodies for at in range(0, len(body), RECORD_BYTES)]


# Puts things into the order in which the server suspects them; the same for both sides of a matching.
Suspicion = Callable[[bytes], float]


def by_hash(data: bytes) -> float:
    """The first bytes of the hash: the order of the log."""
    return int.from_bytes(hashlib.sha256(data).digest()[:8], "big")


def by_first_bytes(data: bytes) -> float:
    """Tags in their order."""
    return int.from_bytes(data[:8], "big")


def by_last_bytes(data: bytes) -> float:
    """The last bytes of a ciphertext: its authentication tag."""
    return int.from_bytes(data[-8:], "big")


def by_ones(data: bytes) -> float:
    """How many bits of the last 4,096 bytes are set."""
    return int.from_bytes(data[-4096:], "big").bit_count()


def by_variety(data: bytes) -> float:
    """How often the most frequent byte stands in the last 4,096: text and padding would repeat themselves."""
    tail = data[-4096:]
    return max(tail.count(value) for value in set(tail))


def by_ephemeral_key(data: bytes) -> float:
    """The highest bit of what must be an X25519 key: never set in a real one."""
    return -(data[_EPHEMERAL][-1] >> 7)


def by_length(data: bytes) -> float:
    """The size."""
    return len(data)


SUSPICIONS: tuple[Suspicion, ...] = (
    by_hash, by_first_bytes, by_last_bytes, by_ones, by_variety, by_ephemeral_key, by_length,
)  # fmt: skip


def matched(left: Sequence[float], right: Sequence[float]) -> list[int]:
    """The first in the order of the left is matched with the first in that of the right, and so on.

    Returns for each on the left the index of its partner on the right.
    """
    partner = [0] * len(left)
    for i, j in zip(_order(left), _order(right), strict=True):
        partner[i] = j
    return partner


def same_slice(left: Sequence[Visit], right: Sequence[Visit]) -> list[int]:
    """Visits to the slice of one number are taken for visits of one family."""
    free = list(range(len(right)))
    partner = []
    for visit in left:
        at = next((j for j in free if right[j].slice == visit.slice), free[0])
        free.remove(at)
        partner.append(at)
    return partner


def suspected(scores: Sequence[float], count: int) -> set[int]:
    """The ``count`` highest."""
    return set(_order(scores)[-count:]) if count else set()


def _order(scores: Sequence[float]) -> list[int]:
    return sorted(range(len(scores)), key=lambda index: scores[index])
