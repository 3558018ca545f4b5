"""Servers on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulators.deployment import Deployment, deployed
from tests.simulators.postgres import Postgres, running_postgres

DATABASES = ("sqlite", "postgres")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One cluster for all tests of a process; each test makes its own database."""
    with running_postgres() as cluster:
        yield cluster


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database: none for SQLite, then one of PostgreSQL."""
    if request.param == "sqlite":
        return ""
    cluster: Postgres = request.getfixturevalue("postgres")
    return cluster.new_database()


@pytest.fixture
def deployment(tmp_path: Path, database_url: str) -> Iterator[Deployment]:
    """A running server of one worker, on either database."""
    with deployed(tmp_path / "state", database_url) as running:
        yield running


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Deployment]:
    """A running server of one worker, on SQLite."""
    with deployed(tmp_path / "state") as running:
        yield running
