"""Letters in SQLite files: ``staging-<n>.sqlite`` for the open batch, ``letters-<n>.sqlite`` for closed ones.

A deposit writes the staging file alone, so it syncs one file. It holds the deposit lock while it looks up
which batch is open, writes and commits; closing holds the same lock until the main database has committed.
So a letter is either in the batch that was closed, or its deposit finds the next one (docs/spec/intake.md).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection

from tracker.files import sync_folder
from tracker.records.errors import DatabaseUnreachable, StorageFull
from tracker.server.config import ServerConfig
from tracker.server.database import Database
from tracker.server.erase import erase
from tracker.server.locks import FileLock
from tracker.server.sqlite import open_sqlite
from tracker.server.state import StateFolder
from tracker.server.store import log
from tracker.server.store.letters import Sealed
from tracker.server.store.log import Batch

# No row numbers: they would count arrivals.
STAGING_TABLE = "CREATE TABLE letters (hash BLOB PRIMARY KEY, envelope BLOB NOT NULL) WITHOUT ROWID"
LETTERS_TABLE = "CREATE TABLE letters (position INTEGER PRIMARY KEY, envelope BLOB NOT NULL)"
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC}
_DAY_OF = (
    "SELECT day FROM batches WHERE from_size <= (SELECT position FROM leaves WHERE hash = ?1)"
    " AND to_size > (SELECT position FROM leaves WHERE hash = ?1)"
)


class SqliteLetters:
    """Letters in the state folder. One connection each to staging and main, used under the deposit lock."""

    def __init__(self, config: ServerConfig, database: Database) -> None:
        self._folder = StateFolder(config.folder)
        self._journal_mode = config.sqlite_journal_mode
        self._database = database
        self._deposits = FileLock(self._folder.lock("deposits"))
        self._closing = FileLock(self._folder.lock("closing"))
        self._reading = FileLock(self._folder.lock("letters"))
        self._main: sqlite3.Connection | None = None
        self._staging: sqlite3.Connection | None = None
        self._number = -1

    def prepare(self, connection: Connection, number: int) -> None:
        path = self._folder.staging(number)
        _erase_database(path)
        with closing(self._open(path, create=True)) as staging:
            staging.execute(STAGING_TABLE)
        sync_folder(self._folder.path)

    def deposit(self, envelope_hash: bytes, envelope: bytes) -> str:
        with self._deposits.held():
            try:
                return self._deposit(envelope_hash, envelope)
            except sqlite3.Error as error:
                self._let_go()
                if getattr(error, "sqlite_errorcode", None) in _FULL:
                    raise StorageFull("no room left for letters") from None
                raise DatabaseUnreachable("the letters' file cannot be written") from None

    def _deposit(self, envelope_hash: bytes, envelope: bytes) -> str:
        staging, day = self._begin()
        logged = self._connected().execute(_DAY_OF, (envelope_hash,)).fetchone()
        if logged is None:
            staging.execute("INSERT OR IGNORE INTO letters VALUES (?, ?)", (envelope_hash, envelope))
        staging.execute("COMMIT")
        return day if logged is None else str(logged[0])

    def _begin(self) -> tuple[sqlite3.Connection, str]:
        """Begins a writing transaction on the staging file of the open batch; gives the batch's day too."""
        number, day = self._connected().execute("SELECT number, day FROM open_batch").fetchone()
        if self._staging is None or number != self._number:
            if self._staging is not None:
                self._staging.close()
            self._staging = self._open(self._folder.staging(number))
            self._number = number
        self._staging.execute("BEGIN IMMEDIATE")
        return self._staging, day

    def _connected(self) -> sqlite3.Connection:
        if self._main is None:
            self._main = self._open(self._folder.database)
        return self._main

    def _let_go(self) -> None:
        """Closes both connections; what was begun is rolled back."""
        for connection in (self._staging, self._main):
            if connection is not None:
                connection.close()
        self._staging = self._main = None

    def closing(self) -> AbstractContextManager[None]:
        return self._closing.held()

    @contextmanager
    def sealed(self) -> Iterator[Sealed]:
        with self._deposits.held():
            with self._database.read() as connection:
                number = log.current(connection).number
            with closing(self._open(self._folder.staging(number))) as staging:
                hashes = [row[0] for row in staging.execute("SELECT hash FROM letters ORDER BY hash")]
            with self._database.write() as connection:
                yield Sealed(connection, log.current(connection), hashes)

    def settle(self, batch: Batch) -> None:
        new = self._folder.letters(batch.number)
        unfinished = new.with_name(f".new-{new.name}")
        _erase_database(unfinished)
        with (
            closing(self._open(self._folder.staging(batch.number))) as staging,
            closing(self._open(unfinished, create=True)) as target,
        ):
            target.execute(LETTERS_TABLE)
            target.execute("BEGIN IMMEDIATE")
            in_order = staging.execute("SELECT envelope FROM letters ORDER BY hash")
            positions = range(batch.from_size, batch.to_size)
            rows = ((position, row[0]) for position, row in zip(positions, in_order, strict=True))
            target.executemany("INSERT INTO letters VALUES (?, ?)", rows)
            target.execute("COMMIT")
        unfinished.replace(new)
        sync_folder(self._folder.path)
        with self._database.write() as connection:
            log.set_state(connection, batch.number, log.KEPT)
        _erase_database(self._folder.staging(batch.number))

    def reading(self) -> AbstractContextManager[None]:
        return self._reading.shared()

    def envelopes(self, batch: Batch, from_size: int) -> Iterator[bytes]:
        with closing(self._open(self._folder.letters(batch.number))) as letters:
            query = "SELECT envelope FROM letters WHERE position >= ? ORDER BY position"
            for row in letters.execute(query, (from_size,)):
                yield row[0]

    def stored_bytes(self, batch: Batch, from_size: int) -> int:
        with closing(self._open(self._folder.letters(batch.number))) as letters:
            query = "SELECT coalesce(sum(length(envelope)), 0) FROM letters WHERE position >= ?"
            return int(letters.execute(query, (from_size,)).fetchone()[0])

    def staged_bytes(self) -> int:
        """The staging file's length: closing writes its letters once more before it goes."""
        if self._number < 0:
            return 0
        path = self._folder.staging(self._number)
        return path.stat().st_size if path.exists() else 0

    def destroy(self, batch: Batch) -> None:
        with self._reading.held_at_once():
            with self._database.write() as connection:
                log.set_state(connection, batch.number, log.DESTROYED)
            erase(self._folder.letters(batch.number))

    def sweep(self) -> None:
        with self._database.read() as connection:
            kept = {self._folder.letters(batch.number) for batch in log.in_state(connection, log.KEPT)}
            moving = {self._folder.staging(batch.number) for batch in log.in_state(connection, log.MOVING)}
            needed = kept | moving | {self._folder.staging(log.current(connection).number)}
        for pattern in ("staging-*.sqlite", "letters-*.sqlite", ".new-letters-*.sqlite"):
            for path in set(self._folder.path.glob(pattern)) - needed:
                _erase_database(path)

    def _open(self, path: Path, *, create: bool = False) -> sqlite3.Connection:
        return open_sqlite(path, self._journal_mode, create=create)


def _erase_database(path: Path) -> None:
    erase(path)
    erase(path.with_name(path.name + "-journal"))
