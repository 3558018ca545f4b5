"""A fresh world and a fresh vault for each test."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto import keyfile
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


@pytest.fixture
def session_options(desk: DeskInTest, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed to open the vault as anna: her key file, cheaply sealed, and its password lie beside."""
    monkeypatch.setattr(keyfile, "TIME_COST", 1)
    monkeypatch.setattr(keyfile, "MEMORY_KIB", 64)
    identity, password = desk.path.with_name("anna.identity"), desk.path.with_name("password")
    randomness = keyfile.KeyfileRandomness(os.urandom(16), os.urandom(24))
    seed = desk.world.workers["anna"].seed
    identity.write_bytes(keyfile.seal_keyfile(keyfile.SeedUse.CASEWORKER, seed, "word", randomness))
    password.write_text("word\n")
    return ["--vault", str(desk.path), "--identity", str(identity), "--password-file", str(password)]
