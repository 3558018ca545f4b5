"""A PostgreSQL of the tests' own: made by initdb, on a private socket, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

from tracker.server.postgres import QUIET

OWNER = "postgres"
ROLE, LOUD_ROLE = "tracker", "tracker_as_it_comes"
_numbers = count(1)


@dataclass(frozen=True)
class Postgres:
    """A running cluster; ``folder`` holds its data, socket and log."""

    folder: Path

    @property
    def log(self) -> str:
        """What it logged."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def url(self, database: str, role: str = ROLE) -> str:
        """The address of a database, as the server's configuration takes it."""
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def new_database(self, role: str = ROLE) -> str:
        """The URL of a new, empty database that belongs to an ordinary role."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        self.execute(f"CREATE DATABASE {name} OWNER {role}")
        return self.url(name, role)

    def execute(self, statement: str) -> None:
        """Runs a statement as the superuser."""
        with psycopg.connect(self.url("postgres", OWNER), autocommit=True) as connection:
            connection.execute(statement)

    def dump(self, url: str) -> str:
        """The whole database as SQL."""
        command = [str(binaries() / "pg_dump"), "--no-owner", f"--dbname={url}"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def binaries() -> Path:
    """Where initdb is. Raises FileNotFoundError: without PostgreSQL the tests fail (make deps)."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = str(versions[-1]) if versions else shutil.which("initdb")
    if found is None:
        raise FileNotFoundError("initdb is missing: make deps")
    return Path(found).parent


@contextmanager
def running_postgres(*settings: str, durable: bool = False) -> Iterator[Postgres]:
    """A cluster with these settings (``name=value``). Unless ``durable``, it does not wait for the disk."""
    folder = Path(tempfile.mkdtemp(prefix="tracker-postgres-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, OWNER)
        cluster = Postgres(folder)
        data = folder / "data"
        _run("initdb", "-D", str(data), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
        chosen = ["listen_addresses=", f"unix_socket_directories={folder}", "max_connections=200", *settings]
        if not durable:
            chosen += ["fsync=off", "full_page_writes=off"]
        options = " ".join(f"-c {setting}" for setting in chosen)
        _run("pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-o", options, "-w", "start")
        try:
            for role in (ROLE, LOUD_ROLE):
                cluster.execute(f"CREATE ROLE {role} LOGIN")
            for setting, value in QUIET.items():
                cluster.execute(f"ALTER ROLE {ROLE} SET {setting} = '{value}'")
            yield cluster
        finally:
            _run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def _run(program: str, *arguments: str) -> None:
    command = [str(binaries() / program), *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", OWNER, "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd="/")
