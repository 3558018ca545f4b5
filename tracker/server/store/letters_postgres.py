"""Letters in PostgreSQL: a table ``staging_<n>`` for the open batch, ``letters_<n>`` for a closed one.

A deposit shares an advisory lock that closing takes for itself, and stores only if its batch is the open one
when it has the lock. So a letter is either in the batch that was closed, or its deposit finds the next one.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import psycopg
from psycopg.errors import DiskFull, InsufficientResources, LockNotAvailable, UndefinedTable
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, OperationalError

from tracker.records.errors import Busy, DatabaseUnreachable, StorageFull
from tracker.server.database import Database
from tracker.server.postgres import LOCK_CLOSING, LOCK_INTAKE
from tracker.server.store import log
from tracker.server.store.letters import Sealed
from tracker.server.store.log import Batch, OpenBatch

_LOCK = f"SELECT pg_advisory_xact_lock_shared({LOCK_INTAKE})"
_LOOK = "SELECT number, day FROM open_batch"
_LOGGED = "SELECT day FROM leaves, batches WHERE hash = %b AND from_size <= position AND to_size > position"
_ATTEMPTS = 5
_FETCHED_AT_ONCE = 4


class PostgresLetters:
    """Letters in tables of the main database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._idle: list[Any] = []
        self._opened: OpenBatch | None = None

    def prepare(self, connection: Connection, number: int) -> None:
        _create(connection, f"staging_{number}", "hash bytea")

    def deposit(self, envelope_hash: bytes, envelope: bytes) -> str:
        try:
            driver = self._connection()
            try:
                day = self._deposit(driver, envelope_hash, envelope)
            except BaseException:
                driver.close()
                raise
        except (DiskFull, InsufficientResources):
            raise StorageFull("no room left for letters") from None
        except (psycopg.Error, DBAPIError):
            raise DatabaseUnreachable("the database does not take letters") from None
        self._idle.append(driver)
        return day

    def find(self, envelope_hash: bytes) -> str | None:
        try:
            driver = self._connection()
            try:
                day = _find(driver, envelope_hash)
            except BaseException:
                driver.close()
                raise
        except (psycopg.Error, DBAPIError):
            raise DatabaseUnreachable("the database cannot be asked for letters") from None
        self._idle.append(driver)
        return day

    def _deposit(self, driver: Any, envelope_hash: bytes, envelope: bytes) -> str:
        for _ in range(_ATTEMPTS):
            opened = self._opened or _look(driver)
            if _insert(driver, opened, envelope_hash, envelope):
                self._opened = opened
                return opened.day
            day = _day_if_stored(driver, opened, envelope_hash)
            if day is not None:
                return day
            # Another batch was opened meanwhile.
            self._opened = None
        raise DatabaseUnreachable("batches close faster than letters can be stored")

    def _connection(self) -> Any:
        """An idle connection, or a new one; each statement of it commits by itself."""
        try:
            return self._idle.pop()
        except IndexError:
            pooled = self._database.engine.raw_connection()
            driver: Any = pooled.driver_connection
            pooled.detach()
            driver.autocommit = True
            return driver

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

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()


def _look(driver: Any) -> OpenBatch:
    return OpenBatch(*driver.execute(_LOOK).fetchone())


def _insert(driver: Any, opened: OpenBatch, envelope_hash: bytes, envelope: bytes) -> bool:
    """Stores a letter if this batch is still the open one, under the lock; both in one round trip.

    A pipeline is one transaction; its second statement sees what was committed before it got the lock.
    """
    query = (
        f"INSERT INTO staging_{opened.number} (hash, envelope) SELECT %b, %b FROM open_batch"  # noqa: S608
        " WHERE number = %s AND day = %s AND NOT EXISTS (SELECT FROM leaves WHERE hash = %b)"
        " ON CONFLICT DO NOTHING"
    )
    try:
        with driver.pipeline():
            driver.execute(_LOCK)
            values = (envelope_hash, envelope, opened.number, opened.day, envelope_hash)
            stored = driver.execute(query, values)
    except UndefinedTable:
        return False
    return bool(stored.rowcount)


def _find(driver: Any, envelope_hash: bytes) -> str | None:
    """The day of a letter that was stored, even if its batch closes while it is looked for."""
    for _ in range(_ATTEMPTS):
        opened = _look(driver)
        day = _day_if_stored(driver, opened, envelope_hash)
        if day is not None or _look(driver) == opened:
            return day
    raise DatabaseUnreachable("batches close faster than letters can be found")


def _day_if_stored(driver: Any, opened: OpenBatch, envelope_hash: bytes) -> str | None:
    """The day of a letter that was stored before, in the log or in the open batch."""
    logged = driver.execute(_LOGGED, (envelope_hash,)).fetchone()
    if logged is not None:
        return str(logged[0])
    if _look(driver) != opened:
        return None
    query = f"SELECT FROM staging_{opened.number} WHERE hash = %b"
    return opened.day if driver.execute(query, (envelope_hash,)).fetchone() is not None else None


def _create(connection: Connection, table: str, key: str) -> None:
    """A table of letters. Sealed bytes do not compress: PostgreSQL need not try."""
    connection.exec_driver_sql(f"CREATE TABLE {table} ({key} PRIMARY KEY, envelope bytea NOT NULL)")
    connection.exec_driver_sql(f"ALTER TABLE {table} ALTER COLUMN envelope SET STORAGE EXTERNAL")


def _lock(connection: Connection, key: int) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({key})")
