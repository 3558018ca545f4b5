"""Where letters lie, from the moment they are acknowledged until they are destroyed.

Two kinds of place: *staging*, for the open batch, in which the order of arrival can be seen; and *letters*
of a closed batch, written in the order of the log. A letter is in one of them, or destroyed.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from tracker.server.store.log import Batch, OpenBatch


@dataclass(frozen=True)
class Sealed:
    """The open batch while nothing can be added to it, within the transaction that closes it.

    ``hashes`` are those of its letters, sorted.
    """

    connection: Connection
    batch: OpenBatch
    hashes: Sequence[bytes]


class Letters(Protocol):
    """What SQLite and PostgreSQL do each in their way."""

    def prepare(self, connection: Connection, number: int) -> None:
        """Makes the empty staging place of a batch that is about to be opened."""
        ...

    def deposit(self, envelope_hash: bytes, envelope: bytes) -> str:
        """Stores a letter durably, once, and gives the day of its batch; again, the same day.

        Raises StorageFull, DatabaseUnreachable.
        """
        ...

    def find(self, envelope_hash: bytes) -> str | None:
        """The day of a letter's batch, open, closed or destroyed; None if it was never stored.

        Raises DatabaseUnreachable.
        """
        ...

    def closing(self) -> AbstractContextManager[None]:
        """Lets only one close and move batches at a time."""
        ...

    def sealed(self) -> AbstractContextManager[Sealed]:
        """Holds back all deposits; the transaction commits when the block ends well."""
        ...

    def settle(self, batch: Batch) -> None:
        """Moves the letters of a closed batch out of staging, in the order of the log. Safe to repeat."""
        ...

    def reading(self) -> AbstractContextManager[None]:
        """Nothing is destroyed meanwhile."""
        ...

    def envelopes(self, batch: Batch, from_size: int) -> Iterator[bytes]:
        """The letters of a kept batch from this leaf on, in order, few at a time."""
        ...

    def stored_bytes(self, batch: Batch, from_size: int) -> int:
        """How long those letters are together."""
        ...

    def staged_bytes(self) -> int:
        """How much room closing the open batch will take in the folder."""
        ...

    def destroy(self, batch: Batch) -> None:
        """Destroys the letters of a kept batch. Safe to repeat. Raises Busy while somebody reads."""
        ...

    def sweep(self) -> None:
        """Removes what an interrupted closing or destruction left behind."""
        ...

    def close(self) -> None:
        """Lets go of files and connections; what comes next opens them again."""
        ...
