"""A desk with the fictional inquiries of ``screens_world``, unlocked by anna."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.console.screens_world import filled, session_of
from tests.desk.world import DeskInTest, World
from tracker.desk.console.session import ConsoleSession


@pytest.fixture
def filled_desk(tmp_path: Path, rng: random.Random, world: World) -> DeskInTest:
    """Where the vault is, and the families who write to it."""
    desk, vault = filled(tmp_path, rng, world)
    vault.close()
    return desk


@pytest.fixture
def session(filled_desk: DeskInTest) -> Iterator[ConsoleSession]:
    """Anna's session, in Ukrainian."""
    with filled_desk.unlock() as vault:
        yield session_of(vault)
