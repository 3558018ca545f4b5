"""Letters in PostgreSQL: a table ``staging_<n>`` for the open batch, ``letters_<n>`` for a closed one.

A deposit shares an advisory lock that closing takes for itself; it reads which batch is open only when it
has the lock. So a letter is either in the batch that was closed, or its deposit finds the next one.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import psycopg
from psycopg.errors import DiskFull, InsufficientResources, LockNotAvailable
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from tracker.records.errors import Busy, DatabaseUnreachable, StorageFull
from tracker.server.database import Database
from tracker.server.postgres import LOCK_CLOSING, LOCK_INTAKE
from tracker.server.store import log
from tracker.server.store.letters import Sealed
from tracker.server.store.log import Batch

# One round trip; each statement sees what was committed before it, so the batch is read under the lock.
_BEGIN = f"BEGIN; SELECT pg_advisory_xact_lock_shared({LOCK_INTAKE}); SELECT number, day FROM open_batch"  # noqa: S608
_FETCHED_AT_ONCE = 4


class PostgresLetters:
    """Letters in tables of the main database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._depositing = database.engine.execution_options(isolation_level="AUTOCOMMIT")

    def prepare(self, connection: Connection, number: int) -> None:
        _create(connection, f"staging_{number}", "hash bytea")

    def deposit(self, envelope_hash: bytes, envelope: bytes) -> str:
        try:
            with self._depositing.connect() as connection:
                driver: Any = connection.connection.driver_connection
                try:
                    return self._deposit(driver, envelope_hash, envelope)
                except psycopg.Error:
                    connection.invalidate()
                    raise
        except (DiskFull, InsufficientResources):
            raise StorageFull("no room left for letters") from None
        except (psycopg.Error, OperationalError):
            raise DatabaseUnreachable("the database does not take letters") from None

    def _deposit(self, driver: Any, envelope_hash: bytes, envelope: bytes) -> str:
        opened = driver.execute(_BEGIN)
        opened.nextset()
        opened.nextset()
        number, day = opened.fetchone()
        stored = driver.execute(
            f"INSERT INTO staging_{number} (hash, envelope) SELECT %b, %b"  # noqa: S608 - a number of ours
            " WHERE NOT EXISTS (SELECT FROM leaves WHERE hash = %b) ON CONFLICT DO NOTHING",
            (envelope_hash, envelope, envelope_hash),
        )
        if stored.rowcount == 0:
            day = self._day_of(driver, envelope_hash) or day
        driver.execute("COMMIT")
        return str(day)

    def _day_of(self, driver: Any, envelope_hash: bytes) -> str | None:
        row = driver.execute(
            "SELECT day FROM batches JOIN leaves ON from_size <= position AND to_size > position"
            " WHERE hash = %b",
            (envelope_hash,),
        ).fetchone()
        return None if row is None else str(row[0])

    def closing(self) -> AbstractContextManager[None]:
        """Each step is one transaction that locks for itself."""
        return nullcontext()

    @contextmanager
    def sealed(self) -> Iterator[Sealed]:
        with self._database.write() as connection:
            _lock(connection, LOCK_INTAKE)
            batch = log.current(connection)
            rows = connection.exec_driver_sql(f"SELECT hash FROM staging_{batch.number}")  # noqa: S608
            yield Sealed(connection, batch, sorted(bytes(row.hash) for row in rows))

    def settle(self, batch: Batch) -> None:
        number = batch.number
        with self._database.write() as connection:
            _lock(connection, LOCK_CLOSING)
            if all(number != moving.number for moving in log.in_state(connection, log.MOVING)):
                return
            _create(connection, f"letters_{number}", "position bigint")
            connection.exec_driver_sql(
                f"INSERT INTO letters_{number} SELECT position, envelope"  # noqa: S608
                f" FROM staging_{number} JOIN leaves USING (hash) ORDER BY position"
            )
            connection.exec_driver_sql(f"DROP TABLE staging_{number}")
            log.set_state(connection, number, log.KEPT)

    def reading(self) -> AbstractContextManager[None]:
        """A table that is being read cannot be dropped."""
        return nullcontext()

    def envelopes(self, batch: Batch, from_size: int) -> Iterator[bytes]:
        query = text(
            f"SELECT envelope FROM letters_{batch.number} WHERE position >= :first ORDER BY position"  # noqa: S608
        )
        with self._database.read() as connection:
            streaming = connection.execution_options(stream_results=True, yield_per=_FETCHED_AT_ONCE)
            for row in streaming.execute(query, {"first": from_size}):
                yield bytes(row.envelope)

    def stored_bytes(self, batch: Batch, from_size: int) -> int:
        query = text(
            f"SELECT coalesce(sum(length(envelope)), 0) FROM letters_{batch.number} WHERE position >= :first"  # noqa: S608
        )
        with self._database.read() as connection:
            return int(connection.execute(query, {"first": from_size}).scalar_one())

    def staged_bytes(self) -> int:
        """None of the folder's room: PostgreSQL has its own, and says when it is full."""
        return 0

    def destroy(self, batch: Batch) -> None:
        try:
            with self._database.write() as connection:
                connection.exec_driver_sql("SET LOCAL lock_timeout = '1s'")
                connection.exec_driver_sql(f"DROP TABLE IF EXISTS letters_{batch.number}")
                log.set_state(connection, batch.number, log.DESTROYED)
        except OperationalError as error:
            if isinstance(error.orig, LockNotAvailable):
                raise Busy("somebody reads these letters") from None
            raise

    def sweep(self) -> None:
        """Nothing can be left behind: each step is one transaction."""


def _create(connection: Connection, table: str, key: str) -> None:
    """A table of letters. Sealed bytes do not compress: PostgreSQL need not try."""
    connection.exec_driver_sql(f"CREATE TABLE {table} ({key} PRIMARY KEY, envelope bytea NOT NULL)")
    connection.exec_driver_sql(f"ALTER TABLE {table} ALTER COLUMN envelope SET STORAGE EXTERNAL")


def _lock(connection: Connection, key: int) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({key})")
