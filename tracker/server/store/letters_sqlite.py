"""Letters in SQLite files: ``staging-<n>.sqlite`` for the open batch, ``letters-<n>.sqlite`` for closed ones.

A deposit writes the staging file alone, so it syncs one file; letters that arrive meanwhile share the next
transaction. It holds the deposit lock while it looks up which batch is open, writes and commits; closing
holds the same lock until the main database has committed. So a letter is either in the batch that was
closed, or its deposit finds the next one (docs/spec/intake.md).
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from crypto.errors import TrackerError
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

# A letter's seat is drawn at random: SQLite's own row numbers would count arrivals.
STAGING_TABLE = (
    "CREATE TABLE letters (seat INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, envelope BLOB NOT NULL)"
)
LETTERS_TABLE = "CREATE TABLE letters (position INTEGER PRIMARY KEY, envelope BLOB NOT NULL)"
_DEPOSIT = "INSERT INTO letters VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING"
_SEAT_BYTES = 8
# Large pages suit large rows: a fifth less work for the same letter.
_PAGE_BYTES = 8192
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC}
_LOGGED = "SELECT day FROM leaves, batches WHERE hash = ? AND from_size <= position AND to_size > position"

_STAGED = "SELECT 1 FROM letters WHERE hash = ?"


@dataclass
class _Waiting:
    """A letter on its way into the staging file, and what became of it."""

    hash: bytes
    envelope: bytes
    day: str = ""
    refusal: TrackerError | None = None
    done: bool = False


class SqliteLetters:
    """Letters in the state folder. One connection each to staging and main, used under the deposit lock."""

    def __init__(self, config: ServerConfig, database: Database) -> None:
        self._folder = StateFolder(config.folder)
        self._journal_mode = config.sqlite_journal_mode
        self._database = database
        self._deposits = FileLock(self._folder.lock("deposits"))
        self._closing = FileLock(self._folder.lock("closing"))
        self._reading = FileLock(self._folder.lock("letters"))
        self._arrivals, self._turn = threading.Lock(), threading.Lock()
        self._waiting: list[_Waiting] = []
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
        waiting = _Waiting(envelope_hash, envelope)
        with self._arrivals:
            self._waiting.append(waiting)
        with self._turn:
            if not waiting.done:
                self._store_all()
        if waiting.refusal is not None:
            raise waiting.refusal
        return waiting.day

    def find(self, envelope_hash: bytes) -> str | None:
        with self._turn:
            try:
                with self._deposits.held():
                    return self._find(envelope_hash)
            except sqlite3.Error:
                self._let_go()
                raise DatabaseUnreachable("the letters' file cannot be read") from None

    def _find(self, envelope_hash: bytes) -> str | None:
        main = self._connected()
        logged = main.execute(_LOGGED, (envelope_hash,)).fetchone()
        if logged is not None:
            return str(logged[0])
        number, day = main.execute("SELECT number, day FROM open_batch").fetchone()
        return str(day) if self._staged(number).execute(_STAGED, (envelope_hash,)).fetchone() else None

    def _store_all(self) -> None:
        """Stores everything that waits, in one transaction: all of it is durable, or none is acknowledged."""
        with self._arrivals:
            letters, self._waiting = self._waiting, []
        refusal: TrackerError | None = DatabaseUnreachable("the letters' file cannot be written")
        try:
            with self._deposits.held():
                self._store(letters)
            refusal = None
        except sqlite3.Error as error:
            self._let_go()
            if getattr(error, "sqlite_errorcode", None) in _FULL:
                refusal = StorageFull("no room left for letters")
        finally:
            for letter in letters:
                letter.refusal, letter.done = refusal, True

    def _store(self, letters: list["_Waiting"]) -> None:
        main = self._connected()
        number, day = main.execute("SELECT number, day FROM open_batch").fetchone()
        staging = self._staged(number)
        staging.execute("BEGIN IMMEDIATE")
        for letter in letters:
            logged = main.execute(_LOGGED, (letter.hash,)).fetchone()
            if logged is None:
                seat = int.from_bytes(os.urandom(_SEAT_BYTES), "big", signed=True)
                staging.execute(_DEPOSIT, (seat, letter.hash, letter.envelope))
            letter.day = day if logged is None else logged[0]
        staging.execute("COMMIT")

    def _staged(self, number: int) -> sqlite3.Connection:
        """The connection to the staging file of the open batch; that of an earlier one is closed."""
        if self._staging is None or number != self._number:
            if self._staging is not None:
                self._staging.close()
            self._staging = self._open(self._folder.staging(number))
            self._number = number
        return self._staging

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
        _erase_database(unfinished)
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
        """Under the closing lock: what somebody is just preparing or moving is no leftover."""
        with self._closing.held():
            needed = self._needed()
            for pattern in ("staging-*.sqlite", "letters-*.sqlite", ".new-letters-*.sqlite"):
                for path in set(self._folder.path.glob(pattern)) - needed:
                    _erase_database(path)

    def _needed(self) -> set[Path]:
        with self._database.read() as connection:
            kept = {self._folder.letters(batch.number) for batch in log.in_state(connection, log.KEPT)}
            moving = {self._folder.staging(batch.number) for batch in log.in_state(connection, log.MOVING)}
            return kept | moving | {self._folder.staging(log.current(connection).number)}

    def close(self) -> None:
        with self._turn:
            self._let_go()

    def _open(self, path: Path, *, create: bool = False) -> sqlite3.Connection:
        return open_sqlite(path, self._journal_mode, create=create, page_bytes=_PAGE_BYTES)


def _erase_database(path: Path) -> None:
    erase(path)
    erase(path.with_name(path.name + "-journal"))
