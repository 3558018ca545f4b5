"""A desk with the fictional inquiries of ``screens_world``, unlocked by anna."""

import copy
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import _wait, screen

from tests.desk.console.screens_world import filled, session_of
from tests.desk.world import DeskInTest, World, drawn_from
from tracker.desk.console.session import ConsoleSession


@pytest.fixture(scope="session", autouse=True)
def short_waits() -> Iterator[None]:
    """After each key a pilot waits, twice, until the program has been idle for a moment: here a shorter one.

    What is drawn is drawn by a timer, which has to run out within it. Whatever runs in a thread is waited for
    by what comes of it (``until``), as before.
    """
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(screen, "UPDATE_PERIOD", 1 / 1000)
        patched.setattr(_wait, "SLEEP_GRANULARITY", 1 / 100)
        patched.setattr(_wait, "SLEEP_IDLE", 1 / 2000)
        yield


@pytest.fixture(scope="session")
def posted(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, World]:
    """The file of a vault with all inquiries, made once, and the world with their families."""
    rng = random.Random(f"{os.environ['TRACKER_TEST_SEED']} posted")
    desk, vault = filled(tmp_path_factory.mktemp("posted"), rng)
    vault.close()
    return desk.path.read_bytes(), desk.world


@pytest.fixture
def filled_desk(tmp_path: Path, rng: random.Random, posted: tuple[bytes, World]) -> DeskInTest:
    """Where the vault is, and the families who write to it: a copy of each test's own."""
    content, world = posted
    desk = DeskInTest(copy.deepcopy(world), tmp_path / "vault", drawn_from(rng))
    desk.path.write_bytes(content)
    return desk


@pytest.fixture
def session(filled_desk: DeskInTest) -> Iterator[ConsoleSession]:
    """Anna's session, in Ukrainian."""
    with filled_desk.unlock() as vault:
        yield session_of(vault)
