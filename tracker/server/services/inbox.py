"""The inbox bundle that a ticket asks for, in bounded memory (docs/spec/inbox.md)."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.records.inbox import Frame, InboxHeader
from tracker.records.outbox import Ticket
from tracker.server.database import Database
from tracker.server.services.batches import Batches
from tracker.server.services.tiles import IntakeTiles
from tracker.server.store import log, publications
from tracker.server.store.letters import Letters
from tracker.server.store.log import Batch

_FRAME_OVERHEAD = 4
_GONE_BYTES = 4 + 32


@dataclass(frozen=True)
class PreparedInbox:
    """Header and checkpoint of an inbox, which batches follow, and how long it is altogether."""

    start: bytes
    from_size: int
    batches: tuple[Batch, ...]
    total_bytes: int


class Inboxes:
    """Makes inboxes."""

    def __init__(
        self, database: Database, letters: Letters, batches: Batches, tiles: IntakeTiles, origin: str
    ) -> None:
        self._database = database
        self._letters = letters
        self._batches = batches
        self._tiles = tiles
        self._origin = origin

    def prepare(self, ticket: Ticket) -> PreparedInbox:
        """What this ticket, already judged, gets: all settled letters after those it names."""
        self._batches.settle()
        with self._database.read() as connection:
            newest = log.newest(connection, settled=True)
            to_size = 0 if newest is None else newest.to_size
            batches = tuple(log.between(connection, ticket.size, to_size))
            applied = publications.all_applied(connection)
        note = self._tiles.checkpoint_of(newest)
        header = InboxHeader(self._origin, ticket.size, to_size, applied, len(note))
        start = header.encode() + note
        total = len(start) + sum(self._frames_bytes(batch, ticket.size) for batch in batches)
        return PreparedInbox(start, ticket.size, batches, total)

    def stream(self, inbox: PreparedInbox) -> Iterator[bytes]:
        """The bytes of the bundle, a letter at a time."""
        yield inbox.start
        with self._letters.reading():
            for batch in inbox.batches:
                if batch.state == log.KEPT:
                    for envelope in self._letters.envelopes(batch, inbox.from_size):
                        yield Frame(b"", envelope).encode()
                else:
                    yield from self._gone(batch, inbox.from_size)

    def _gone(self, batch: Batch, from_size: int) -> Iterator[bytes]:
        first = max(batch.from_size, from_size)
        with self._database.read() as connection:
            hashes = list(log.hashes_between(connection, first, batch.to_size))
        for envelope_hash in hashes:
            yield Frame(envelope_hash, None).encode()

    def _frames_bytes(self, batch: Batch, from_size: int) -> int:
        count = batch.to_size - max(batch.from_size, from_size)
        if batch.state != log.KEPT:
            return count * _GONE_BYTES
        return count * _FRAME_OVERHEAD + self._letters.stored_bytes(batch, from_size)
