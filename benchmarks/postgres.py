"""A throwaway PostgreSQL: its own cluster in a folder, reached by a private socket only."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

_INSTALLED = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Cluster:
    """A running cluster of default settings, durable; ``version`` is the server's."""

    folder: Path
    version: str

    def create(self, name: str) -> str:
        """A new, empty database; gives its URL."""
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self._url(name)

    def _url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster | None]:
    """A cluster while the block runs; None where no PostgreSQL is installed."""
    found = sorted(_INSTALLED.glob("*/bin/initdb"))
    if not found:
        yield None
        return
    programs, data = found[-1].parent, folder / "data"
    folder.mkdir(mode=0o711)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    _run(programs / "initdb", "-D", str(data), "-U", "postgres", "--auth", "trust", "-E", "UTF8")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c max_connections=200"
    _run(programs / "pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        version = _run(programs / "postgres", "--version").split()[2]
        yield Cluster(folder, version)
    finally:
        _run(programs / "pg_ctl", "-D", str(data), "-w", "-m", "fast", "stop")


def _run(program: Path, *arguments: str) -> str:
    """Runs as user postgres where we are root: PostgreSQL refuses root."""
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    # pg_ctl's server must not keep our pipe open: output goes to a file of its own log.
    ran = subprocess.run(
        [program, *arguments], user=user, group=None if os.geteuid() else user, extra_groups=None,
        check=True, stdout=subprocess.PIPE if "--version" in arguments else subprocess.DEVNULL, text=True,
        cwd="/",
    )  # fmt: skip
    return ran.stdout or ""
