"""What every test stands on: fresh catalogues, and randomness whose seed is always printed."""

import os
import random
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import hatch_build

ROOT = Path(__file__).parent.parent
MEMORY, ROOM = Path("/dev/shm"), 8 * 2**30  # noqa: S108 - pytest makes folders of its own there
SEED = os.environ.setdefault("TRACKER_TEST_SEED", str(secrets.randbelow(1_000_000)))

settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues that a translator changed; keep the tests' files in memory if there is room."""
    hatch_build.compile_catalogues(ROOT)
    if _holds_tests(MEMORY):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def _holds_tests(folder: Path) -> bool:
    """Whether there is room, and programs may run: on a disk, tests wait for it at every commit."""
    if not folder.is_dir():
        return False
    system = os.statvfs(folder)
    return system.f_bavail * system.f_frsize > ROOM and not system.f_flag & os.ST_NOEXEC


def pytest_report_header() -> str:
    """Print the seed of the `rng` fixture."""
    return f"TRACKER_TEST_SEED={SEED} repeats this run's random choices"


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> random.Random:
    """Random choices that depend only on the printed seed and the test's own name."""
    return random.Random(f"{SEED} {request.node.nodeid}")


@pytest.fixture(autouse=True)
def own_umask() -> Iterator[None]:
    """Commands run in this process make new files private: that must not outlast their test."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)
