"""Starting the floor: Flask with one insert, served by the same gunicorn with as many workers and threads."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from benchmarks.processes import Server, free_port, running
from tracker.server.config import ServerConfig

SQLITE_TABLE = "CREATE TABLE floor (id INTEGER PRIMARY KEY, body BLOB NOT NULL)"
POSTGRES_TABLE = "CREATE TABLE floor (id BIGSERIAL PRIMARY KEY, body BYTEA NOT NULL)"


@contextmanager
def floor(folder: Path, postgres: str, slices: Path, like: ServerConfig) -> Iterator[Server]:
    """The floor, with a database of its own: the PostgreSQL at this URL, or a SQLite file in ``folder``."""
    database = postgres or str(folder / "floor.sqlite")
    _make_table(postgres, database)
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "benchmarks.floor_app:app", "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--workers", str(like.workers), "--threads", str(like.threads),
        "--worker-tmp-dir", str(folder), "--log-level", "warning",
    ]  # fmt: skip
    environment = {"FLOOR_DATABASE": database, "FLOOR_SLICES": str(slices)}
    with running(command, port, folder / "floor.log", environment) as server:
        yield server


def _make_table(postgres: str, database: str) -> None:
    if postgres:
        with psycopg.connect(postgres) as connection:
            connection.execute(POSTGRES_TABLE)
    else:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute(SQLITE_TABLE)
