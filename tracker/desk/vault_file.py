"""The vault as SQLite sees it: tables, pragmas, the lock; every value in it is opaque (docs/spec/vault.md).

The only module of the desk that knows SQL, but for how SQLite is told to work
(``tracker.desk.vault_connection``). It never sees a key or a word in clear.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from tracker.desk.chain import SealedEvent
from tracker.desk.vault_connection import connect, translated
from tracker.files import OWNER_ONLY, sync_folder
from tracker.records.errors import (
    VaultDamaged,
    VaultMedium,
    VaultNewer,
    VaultOlder,
    VaultTampered,
)

Key = TypeVar("Key", int, bytes)

VERSION = 2
_SCHEMA = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE members (recipient BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE row_keys (subject INTEGER PRIMARY KEY, wrapped BLOB NOT NULL)",
    (
        "CREATE TABLE events (sequence INTEGER PRIMARY KEY, subject INTEGER NOT NULL, actor BLOB NOT NULL,"
        " digest BLOB NOT NULL, signature BLOB NOT NULL, ciphertext BLOB NOT NULL)"
    ),
    "CREATE INDEX events_subject ON events (subject)",
    "CREATE TABLE blobs (id INTEGER PRIMARY KEY, subject INTEGER NOT NULL, ciphertext BLOB NOT NULL)",
    "CREATE INDEX blobs_subject ON blobs (subject)",
)


@dataclass(frozen=True)
class VaultName:
    """What stands in clear at the head of a vault: a random id (16 bytes), the origin, the publisher."""

    id: bytes
    origin: str
    publisher: str


class VaultFile:
    """An open, exclusively locked vault. Every method raises subclasses of VaultError."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._db = connection
        self._raw: BinaryIO | None = None
        self._found = path.stat()

    @classmethod
    def create(cls, path: Path) -> "VaultFile":
        """A new, empty file of mode 0600. Raises FileExistsError unless there is none, or an empty one."""
        if path.exists() and path.stat().st_size:
            raise FileExistsError(17, "will not overwrite", str(path))
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, OWNER_ONLY))
        return cls(path, connect(path))

    @classmethod
    def open(cls, path: Path) -> "VaultFile":
        """An existing vault. Raises VaultBusy, VaultNewer, VaultDamaged, FileNotFoundError."""
        if not path.is_file():
            raise FileNotFoundError(2, "no such vault", str(path))
        opened = cls(path, connect(path))
        try:
            opened._check_version()
        except BaseException:
            opened.close()
            raise
        return opened

    def close(self) -> None:
        """Lets go of the lock."""
        self._db.close()
        if self._raw is not None:
            self._raw.close()

    def find(self) -> bool:
        """Whether another file than before lies at the path, as on a medium that was put in again.

        It is open then instead. Raises VaultMedium if there is none, and as ``open``.
        """
        try:
            is_same = os.path.samestat(self.path.stat(), self._found)
        except OSError as error:
            raise VaultMedium("the file is not there any more") from error
        if not is_same:
            there = VaultFile.open(self.path)
            self.close()
            self._db, self._raw, self._found = there._db, None, there._found
        return not is_same

    def raw(self) -> BinaryIO:
        """The file itself, from its beginning, for a copy. Not to be closed by the caller.

        Closing any descriptor of a file takes all locks of the process off it (POSIX), SQLite's too: so
        this one stays open until the vault is closed.
        """
        if self._raw is None:
            self._raw = self.path.open("rb")
        self._raw.seek(0)
        return self._raw

    def __enter__(self) -> "VaultFile":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, durable when the block ends well."""
        with translated():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                # SQLite may have rolled back by itself, as on a full disk.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def write_schema(self, name: VaultName) -> None:
        """Tables, version and name of a new vault; inside a transaction."""
        for statement in _SCHEMA:
            self._db.execute(statement)
        self.set_meta("version", str(VERSION).encode())
        self.set_meta("id", name.id)
        self.set_meta("origin", name.origin.encode())
        self.set_meta("publisher", name.publisher.encode())

    def name(self) -> VaultName:
        """Id, origin and publisher."""
        try:
            return VaultName(self.meta("id"), self.meta("origin").decode(), self.meta("publisher").decode())
        except UnicodeDecodeError as error:
            raise VaultDamaged("the vault's name is no text") from error

    def meta(self, name: str) -> bytes:
        """A value at the head of the vault."""
        with translated():
            row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        if row is None or not isinstance(row[0], bytes):
            raise VaultDamaged(f"the vault has no '{name}'")
        return row[0]

    def set_meta(self, name: str, value: bytes) -> None:
        """Writes a value at the head of the vault."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def members(self) -> dict[bytes, bytes]:
        """The vault key sealed to each member, by recipient id."""
        with translated():
            rows = self._db.execute("SELECT recipient, sealed FROM members").fetchall()
        return _checked(rows, bytes)

    def set_members(self, members: dict[bytes, bytes]) -> None:
        """Replaces all members."""
        self._db.execute("DELETE FROM members")
        self._db.executemany("INSERT INTO members VALUES (?, ?)", members.items())

    def row_keys(self) -> dict[int, bytes]:
        """The wrapped row key of each subject that was not erased."""
        with translated():
            rows = self._db.execute("SELECT subject, wrapped FROM row_keys").fetchall()
        return _checked(rows, int)

    def set_row_key(self, subject: int, wrapped: bytes) -> None:
        """Writes or replaces a subject's wrapped row key."""
        self._db.execute("INSERT OR REPLACE INTO row_keys VALUES (?, ?)", (subject, wrapped))

    def events(self) -> Iterator[SealedEvent]:
        """All events in order."""
        with translated():
            query = (
                "SELECT sequence, subject, actor, digest, signature, ciphertext FROM events ORDER BY sequence"
            )
            for row in self._db.execute(query):
                yield SealedEvent(*row)

    def add_event(self, event: SealedEvent) -> None:
        """Appends an event."""
        row = (event.sequence, event.subject, event.actor, event.digest, event.signature, event.ciphertext)
        self._db.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", row)

    def blob_sizes(self) -> dict[int, tuple[int, int]]:
        """Subject and length of each blob, without reading the blobs."""
        with translated():
            rows = self._db.execute("SELECT id, subject, length(ciphertext) FROM blobs").fetchall()
        return {number: (subject, length) for number, subject, length in rows}

    def blob(self, number: int) -> bytes:
        """A blob's ciphertext; empty if there is none."""
        with translated():
            row = self._db.execute("SELECT ciphertext FROM blobs WHERE id = ?", (number,)).fetchone()
        return row[0] if row and isinstance(row[0], bytes) else b""

    def add_blob(self, number: int, subject: int, ciphertext: bytes) -> None:
        """Stores a blob."""
        self._db.execute("INSERT INTO blobs VALUES (?, ?, ?)", (number, subject, ciphertext))

    def erase(self, subject: int) -> None:
        """Overwrites a subject's row key, events and blobs; sequence, digests and signatures stay."""
        self._db.execute("DELETE FROM row_keys WHERE subject = ?", (subject,))
        self._db.execute("DELETE FROM blobs WHERE subject = ?", (subject,))
        self._db.execute("UPDATE events SET ciphertext = x'' WHERE subject = ?", (subject,))

    def _check_version(self) -> None:
        try:
            version = int(self.meta("version"))
        except ValueError as error:
            raise VaultDamaged("the vault's version is no number") from error
        if version > VERSION:
            raise VaultNewer(f"version {version}; this program knows {VERSION}", version=version)
        if 0 < version < VERSION:
            text = f"version {version}; this program knows {VERSION}: read it with the program that made it"
            raise VaultOlder(text, version=version)
        if version != VERSION:
            raise VaultDamaged("a version that never was")


@contextmanager
def arriving_vault(target: Path) -> Iterator[Path]:
    """Where a copy lies until it was verified: it gets its name, durably, when the block ends well.

    Raises FileExistsError, OSError.
    """
    if target.exists():
        raise FileExistsError(17, "will not overwrite", str(target))
    arriving = target.with_name(target.name + ".arriving")
    # SQLite would take the journal of an attempt that was killed for this one's.
    _remove_vault(arriving)
    try:
        yield arriving
        arriving.rename(target)
        sync_folder(target.parent)
    finally:
        _remove_vault(arriving)


def _remove_vault(path: Path) -> None:
    """Removes a vault that did not come about, and the journal that SQLite leaves beside it."""
    path.unlink(missing_ok=True)
    path.with_name(path.name + "-journal").unlink(missing_ok=True)


def _checked(rows: list[tuple[Key, bytes]], key_type: type[Key]) -> dict[Key, bytes]:
    """SQLite keeps any type in any column: whoever changed the file may have used that."""
    if not all(isinstance(key, key_type) and isinstance(value, bytes) for key, value in rows):
        raise VaultTampered("a row of another type than we write")
    return dict(rows)
