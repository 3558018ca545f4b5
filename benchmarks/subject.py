"""The server under measurement: the real commands, a real state folder, the tests' cast as its keyring."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.processes import ROOT, Server, free_port, running
from tests.vectors import cast
from tracker.server.config import CONFIG_NAME, ServerConfig, load_config
from tracker.server.state import StateFolder

TRACKER = [sys.executable, "-c", "from tracker.cli import main; main()"]


def write_documents(folder: Path) -> None:
    """What a ceremony would hand over: trust root, served keyring, roster."""
    folder.mkdir()
    (folder / "trust").write_bytes(cast.trust().encode())
    (folder / "keyring").write_bytes(cast.served(cast.history(1)).encode())
    (folder / "roster").write_bytes(cast.roster().encode())


def make_state(folder: Path, postgres: str) -> ServerConfig:
    """A new server with the cast's keyring; on the PostgreSQL at this URL, or on SQLite."""
    _tracker("server", "init", "--folder", str(folder), "--origin", cast.ORIGIN, "--database-url", postgres)
    # The cast's keyring names the cast's intake key.
    StateFolder(folder).intake_key.write_bytes(cast.seed("log intake"))
    write_documents(folder / "ceremony")
    _tracker("server", "keyring", str(folder / "ceremony"), "--config", str(folder / CONFIG_NAME))
    return load_config(folder / CONFIG_NAME, {})


@contextmanager
def subject(config: ServerConfig) -> Iterator[Server]:
    """``tracker server serve`` over this state."""
    port = free_port()
    command = [*TRACKER, "server", "serve", "--config", str(config.folder / CONFIG_NAME)]
    environment = {"TRACKER_SERVER_BIND": f"127.0.0.1:{port}"}
    with running(command, port, config.folder / "server.log", environment) as server:
        yield server


def _tracker(*arguments: str) -> None:
    subprocess.run([*TRACKER, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
