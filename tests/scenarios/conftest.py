"""A stage for stories: a real server on either database, a tapped line, and the people."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.scenarios.people import Courier, Desk, DeskByCommand, FamilyMember
from tests.scenarios.workplace import Workplace
from tests.simulators.camera import jpeg, segment
from tests.simulators.deployment import deployed
from tests.simulators.hostile_server import serving
from tests.simulators.postgres import Postgres, running_postgres
from tests.simulators.wiretap import Wiretap


@dataclass
class Stage(Workplace):
    """A deployment, who listens on the line, and the people of the story."""

    line: Wiretap
    url: str

    def family(self, name: str) -> FamilyMember:
        """One more family."""
        return FamilyMember(self.folder / name, self.url, self.server.keys.trust.encode())


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL for all stories."""
    with running_postgres() as cluster:
        yield cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each story is told on both databases."""
    if request.param == "sqlite":
        return ""
    cluster: Postgres = request.getfixturevalue("postgres")
    return cluster.new_database()


@contextmanager
def staged(folder: Path, database_url: str, desk: type[Desk]) -> Iterator[Stage]:
    """Everything in place: the desk has made sequence 0 and the courier has carried it."""
    with deployed(folder / "server", database_url) as server:
        line = Wiretap(server.port)
        with serving(line.answer) as url:
            ready = Stage(folder, server, desk(folder / "desk", server.keys), Courier(url), line, url)
            ready.carry("first")
            yield ready


@pytest.fixture
def stage(tmp_path: Path, database_url: str) -> Iterator[Stage]:
    """A stage whose desk works without passwords."""
    with staged(tmp_path, database_url, Desk) as ready:
        yield ready


@pytest.fixture
def stage_by_command(tmp_path: Path, database_url: str) -> Iterator[Stage]:
    """A stage on which everybody uses their command line."""
    with staged(tmp_path, database_url, DeskByCommand) as ready:
        yield ready


@pytest.fixture
def photo(tmp_path: Path) -> Callable[..., Path]:
    """Makes a JPEG with this in its metadata, and this in what is needed to decode it."""

    def make(metadata: bytes = b"", content: bytes = b"") -> Path:
        path = tmp_path / "photo.jpg"
        beside = segment(0xE1, b"Exif\0\0" + metadata), segment(0xFE, metadata)
        path.write_bytes(jpeg(*beside, segment(0xDB, b"\0" + content.ljust(64, b"\1"))))
        return path

    return make
