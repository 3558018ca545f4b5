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
SEED = os.environ.setdefault("TRACKER_TEST_SEED", str(secrets.randbelow(1_000_000)))

settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues that a translator changed."""
    hatch_build.compile_catalogues(ROOT)


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
