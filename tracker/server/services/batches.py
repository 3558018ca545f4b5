"""Closing batches: sorted, logged, checkpointed, moved out of staging, published (docs/spec/intake.md)."""

from datetime import UTC, datetime, timedelta

from crypto.checkpoint import Checkpoint
from crypto.note import NoteSigner
from tracker.server.database import Database
from tracker.server.services.tiles import IntakeTiles
from tracker.server.store import log
from tracker.server.store.letters import Letters, Sealed
from tracker.server.store.log import OpenBatch


def day_of_time(now: int) -> str:
    """The UTC day of a POSIX time."""
    return datetime.fromtimestamp(now, UTC).date().isoformat()


def next_closing_day(now: int, hour: int) -> str:
    """The day on which a batch closes that is opened now, if batches close at this UTC hour."""
    moment = datetime.fromtimestamp(now, UTC)
    return (moment.date() + timedelta(days=int(moment.hour >= hour))).isoformat()


class Batches:
    """Closes the open batch and settles what was closed."""

    def __init__(
        self, database: Database, letters: Letters, tiles: IntakeTiles, signer: NoteSigner, hour: int
    ) -> None:
        self._database = database
        self._letters = letters
        self._tiles = tiles
        self._signer = signer
        self._hour = hour

    def close(self, now: int) -> int:
        """Closes the open batch now; gives the number of letters. An empty one only moves its day on.

        Raises IntakeLogForked.
        """
        with self._letters.closing():
            with self._letters.sealed() as sealed:
                self._close(sealed, now)
            self._settle()
        return len(sealed.hashes)

    def close_if_due(self, now: int) -> bool:
        """Closes the open batch if its day and hour have come; whether they had. Settles in any case.

        A day that lies further ahead was set by a clock gone wrong: that batch closes at once, too.
        """
        due_day = next_closing_day(now, self._hour)
        with self._letters.closing():
            with self._database.read() as connection:
                due = log.current(connection).day != due_day
            if due:
                with self._letters.sealed() as sealed:
                    # Another process may have been quicker.
                    due = sealed.batch.day != due_day
                    if due:
                        self._close(sealed, now)
            self._settle()
        return due

    def settle(self) -> None:
        """Moves the letters of closed batches to where they belong, and publishes the log; mends both."""
        with self._letters.closing():
            self._settle()

    def _close(self, sealed: Sealed, now: int) -> None:
        """Within one transaction: leaves, checkpoint, and the next batch is open."""
        connection, batch = sealed.connection, sealed.batch
        day = next_closing_day(now, self._hour)
        if not sealed.hashes:
            log.move_on(connection, OpenBatch(batch.number, day))
            return
        self._tiles.check_continues(connection)
        frontier = log.append(connection, sealed.hashes)
        checkpoint = Checkpoint(self._signer.name, frontier.size, frontier.root())
        note = checkpoint.sign(self._signer).encode()
        log.record(connection, batch, len(sealed.hashes), frontier, note)
        self._letters.prepare(connection, batch.number + 1)
        log.move_on(connection, OpenBatch(batch.number + 1, day))

    def _settle(self) -> None:
        with self._database.read() as connection:
            moving = log.in_state(connection, log.MOVING)
        for batch in moving:
            self._letters.settle(batch)
        self._tiles.mend()
