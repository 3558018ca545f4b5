"""A fresh world and a fresh vault for each test."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.world import DeskInTest, World, drawn_from
from tracker.desk.vault import Vault


@pytest.fixture
def world() -> World:
    """Two caseworkers, a threshold of two, an empty intake log."""
    return World()


@pytest.fixture
def desk(world: World, tmp_path: Path, rng: random.Random) -> DeskInTest:
    """Where the vault will be."""
    return DeskInTest(world, tmp_path / "vault", drawn_from(rng))


@pytest.fixture
def vault(desk: DeskInTest) -> Iterator[Vault]:
    """A new vault, unlocked by anna."""
    with desk.create() as vault:
        yield vault
