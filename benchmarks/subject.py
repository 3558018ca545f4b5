"""The server under measurement: the real commands, a real state folder, its usual number of processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.processes import Server
from tests.simulators.deployment import Deployment, prepared
from tracker.server.config import ServerConfig, load_config


def make_state(folder: Path, postgres: str) -> Deployment:
    """A new server with a throwaway keyring; on the PostgreSQL at this URL, or on SQLite."""
    defaults = ServerConfig(folder, "")
    usual = ("workers", "threads", "disk_reserve_bytes", "housekeeping_seconds")
    return prepared(folder, postgres, **{name: getattr(defaults, name) for name in usual})


def config_of(deployment: Deployment) -> ServerConfig:
    """The settings that the server has."""
    return load_config(deployment.config, {})


@contextmanager
def subject(deployment: Deployment) -> Iterator[Server]:
    """``tracker server serve`` over this state."""
    deployment.start()
    try:
        if deployment.process is None:
            raise RuntimeError("the server is not running")
        yield Server(deployment.port, deployment.process)
    finally:
        deployment.stop()
