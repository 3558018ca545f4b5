"""How SQLite is told to keep a vault, and what its errors mean for one (docs/spec/vault.md, "SQLite")."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.records.errors import (
    VaultBusy,
    VaultDamaged,
    VaultError,
    VaultFull,
    VaultMedium,
    VaultReadOnly,
)

_PRAGMAS = (
    # Envelopes have 64 KiB and more: larger pages take a third off storing them. Fixed when the file is made.
    "PRAGMA page_size=16384",
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA journal_mode=TRUNCATE",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA trusted_schema=OFF",
)
_BUSY = {"SQLITE_BUSY", "SQLITE_LOCKED"}


def connect(path: Path) -> sqlite3.Connection:
    """A connection that holds the exclusive lock until it is closed.

    The console unlocks and imports in a thread of its own while its screen stays awake: one thread at a time.
    Raises subclasses of VaultError.
    """
    with translated():
        connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            for pragma in _PRAGMAS:
                connection.execute(pragma)
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def translated() -> Iterator[None]:
    """SQLite's errors as subclasses of VaultError."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        kind, words = _kind_of(name)
        raise kind(words) from error


def _kind_of(name: str) -> tuple[type[VaultError], str]:
    """What SQLite's name of an error means for a vault, and in words for a caseworker."""
    if name.startswith(tuple(_BUSY)):
        return VaultBusy, "another program has it open"
    if name.startswith("SQLITE_FULL"):
        return VaultFull, "no room is left on its medium"
    if name.startswith(("SQLITE_IOERR", "SQLITE_READONLY_DBMOVED")):
        return VaultMedium, "its medium cannot be read or written"
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
        return VaultReadOnly, "it cannot be written: look at the medium's switch and the file's owner"
    return VaultDamaged, "it cannot be read or written as a vault"
