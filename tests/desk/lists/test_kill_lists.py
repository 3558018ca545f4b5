"""A desk that the system ends while it takes a list in, or erases one, has the whole list or none of it."""

import os
import random
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.desk.lists.fictional import ISSUER, ROUTE, csv_of, invented, rows_of
from tests.desk.world import NOW, DeskInTest, World
from tests.simulators.killing_calls import calls_of, killed_at
from tracker.desk.lists.guessing import guess_mapping
from tracker.desk.lists.keeping import erase_list, lists, take_list
from tracker.desk.lists.reading import read_table
from tracker.desk.lists.table import Table
from tracker.desk.vault import Vault


@pytest.fixture
def table(rng: random.Random) -> Table:
    """A list of invented people."""
    return read_table(csv_of(rows_of(invented(rng, 400))), "invented.csv")


def opened(path: Path, world: World) -> Vault:
    """The vault, unlocked by anna."""
    return Vault.unlock(path, world.workers["anna"], os.urandom)


def taking(world: World, table: Table, path: Path) -> None:
    """Takes the list in, unless it is there."""
    with opened(path, world) as vault:
        if not lists(vault.desk):
            take_list(vault, table, guess_mapping(table), ISSUER, "2026-09-10", ROUTE, NOW)


def erasing(world: World, _table: Table, path: Path) -> None:
    """Erases the list, if it is there."""
    with opened(path, world) as vault:
        for taken in lists(vault.desk):
            erase_list(vault, taken, NOW)


def blobs_of(path: Path, world: World) -> tuple[int, int]:
    """How many lists and blobs there are, after all was verified."""
    with opened(path, world) as vault:
        return len(lists(vault.desk)), vault.check_blobs()


@pytest.mark.parametrize("work", [taking, erasing], ids=["take", "erase"])
def test_killed_before_any_write_a_list_is_there_whole_or_not_at_all(
    desk: DeskInTest, world: World, table: Table, tmp_path: Path, rng: random.Random, work: Any
) -> None:
    desk.create().close()
    if work is erasing:
        taking(world, table, desk.path)
    copy, log = tmp_path / "copy", tmp_path / "calls"
    shutil.copy(desk.path, copy)
    calls = calls_of(partial(work, world, table, copy), log)
    outcomes = set()
    for call in [*rng.sample(calls[:-3], 6), *calls[-3:]]:
        shutil.copy(desk.path, copy)
        copy.with_name("copy-journal").unlink(missing_ok=True)
        assert killed_at(partial(work, world, table, copy), call, log)
        outcomes.add(blobs_of(copy, world))
        work(world, table, copy)
        assert blobs_of(copy, world) == ((1, 2) if work is taking else (0, 0))
    assert outcomes == {(0, 0), (1, 2)}
