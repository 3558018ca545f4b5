"""How every SQLite file of the server is opened: the same pragmas on each connection, or none at all."""

import os
import sqlite3
from pathlib import Path

from tracker.files import OWNER_ONLY
from tracker.records.errors import SqliteWal

# Before this version a checkpoint that resets the WAL could lose what was committed.
WAL_SAFE_FROM = (3, 51, 3)
BUSY_SECONDS = 30


def check_journal_mode(mode: str, version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Refuses WAL where SQLite is too old for it. Raises SqliteWal."""
    if mode == "wal" and version < WAL_SAFE_FROM:
        found = ".".join(map(str, version))
        raise SqliteWal(f"SQLite {found} can lose data in WAL mode; 3.51.3 or newer is needed")


def open_sqlite(
    path: Path, journal_mode: str, *, create: bool = False, page_bytes: int = 4096
) -> sqlite3.Connection:
    """A connection whose transactions are begun by hand, durable and leaving no remnants.

    Threads may hand it on, one at a time. ``page_bytes`` counts for a new file. Raises SqliteWal, and
    sqlite3.OperationalError if the file is absent and not to be created.
    """
    check_journal_mode(journal_mode)
    if create:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY))
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    if create:
        connection.execute(f"PRAGMA page_size={page_bytes}")
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute(f"PRAGMA journal_mode={journal_mode}")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA temp_store=MEMORY")
    return connection
