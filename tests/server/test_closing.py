"""Closing a batch, cut off at each step and by several at once: the log never forks and loses nothing."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from crypto.checkpoint import open_checkpoint
from crypto.envelope import envelope_hash
from crypto.intake import intake_leaf
from crypto.merkle import tree_root
from tests.simulators.deployment import Deployment, prepared
from tracker.server.office import Office
from tracker.server.store import log
from tracker.server.store.log import Batch, OpenBatch
from tracker.tile_folder import TileFolder

NOW = 1_780_000_000


class Cut(Exception):
    """The power went."""


def cut(*_arguments: object, **_options: object) -> None:
    """Ends whatever calls it."""
    raise Cut


@pytest.fixture
def quiet(tmp_path: Path, database_url: str) -> Deployment:
    """A server that is set up and does not run."""
    return prepared(tmp_path / "state", database_url)


STEPS: dict[str, Callable[[pytest.MonkeyPatch, Office], None]] = {
    "before anything": lambda patch, _: patch.setattr(log, "append", cut),
    "before the checkpoint": lambda patch, _: patch.setattr(log, "record", cut),
    "before the next batch": lambda patch, office: patch.setattr(office.letters, "prepare", cut),
    "before the commit": lambda patch, _: patch.setattr(log, "move_on", cut),
    "before letters move": lambda patch, office: patch.setattr(office.letters, "settle", cut),
    "after letters moved": lambda patch, _: patch.setattr(log, "set_state", cut),
    "before the log is published": lambda patch, office: patch.setattr(office.tiles, "mend", cut),
    "before the checkpoint is published": lambda patch, _: patch.setattr(TileFolder, "publish", cut),
}


def everything(office: Office) -> tuple[list[bytes], list[bytes]]:
    """All hashes of the log, and all letters that are kept, in order."""
    with office.database.read() as connection:
        size = log.size_of(connection)
        hashes = list(log.hashes_between(connection, 0, size))
        batches = log.between(connection, 0, size)
    return hashes, [letter for batch in batches for letter in office.letters.envelopes(batch, 0)]


@pytest.mark.parametrize("step", STEPS)
def test_a_closing_that_was_cut_off_is_mended(
    quiet: Deployment, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    letters = quiet.quick_letters(4)
    with quiet.office() as office:
        receipts = [office.intake.take(len(item), io.BytesIO(item)) for item in letters[:3]]
        with monkeypatch.context() as patch:
            STEPS[step](patch, office)
            with pytest.raises(Cut):
                office.batches.close(NOW)
    with quiet.office() as office:
        again = [office.intake.take(len(item), io.BytesIO(item)) for item in letters[:3]]
        assert again == receipts
        office.intake.take(len(letters[3]), io.BytesIO(letters[3]))
        office.housekeeping.run(NOW)
        office.batches.close(NOW)
        hashes, kept = everything(office)
        checkpoint = open_checkpoint(office.tiles.checkpoint(), quiet.keys.intake)
        assert office.tiles.check_whole() == len(letters)
    assert sorted(hashes) == sorted(map(envelope_hash, letters))
    assert [envelope_hash(letter) for letter in kept] == hashes
    assert checkpoint.root == tree_root(map(intake_leaf, hashes))
    assert [path.name for path in quiet.folder.glob(".new*")] == []


def test_many_closers_at_once_never_fork_the_log(quiet: Deployment) -> None:
    letters = quiet.quick_letters(24)

    def close(_: int) -> int:
        with quiet.office() as office:
            return office.batches.close(NOW)

    with quiet.office() as office, ThreadPoolExecutor(4) as people:
        closing = people.map(close, range(8))
        for letter in letters:
            office.intake.take(len(letter), io.BytesIO(letter))
        closed = sum(closing) + office.batches.close(NOW)
        hashes, kept = everything(office)
        with office.database.read() as connection:
            batches = log.between(connection, 0, len(hashes))
    assert closed == len(letters)
    assert sorted(hashes) == sorted(map(envelope_hash, letters))
    assert [envelope_hash(letter) for letter in kept] == hashes
    assert_one_chain(batches)


def assert_one_chain(batches: list[Batch]) -> None:
    """Each batch begins where the one before ended, with its letters sorted."""
    edges = [0, *(batch.to_size for batch in batches)]
    assert [batch.from_size for batch in batches] == edges[:-1]
    assert [batch.number for batch in batches] == list(range(len(batches)))


def test_a_sweep_leaves_what_a_closing_is_preparing(
    quiet: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = quiet.quick_letters(3)
    with quiet.office() as office, quiet.office() as other, ThreadPoolExecutor(1) as people:
        for letter in letters[:2]:
            office.intake.take(len(letter), io.BytesIO(letter))
        move_on, swept = log.move_on, []

        def sweep_meanwhile(*arguments: object) -> None:
            swept.append(people.submit(other.letters.sweep))
            wait(swept, timeout=0.3)
            move_on(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(log, "move_on", sweep_meanwhile)
        office.batches.close(NOW)
        swept[0].result()
        office.intake.take(len(letters[2]), io.BytesIO(letters[2]))
        assert office.batches.close(NOW) == 1


def test_an_empty_batch_only_moves_its_day_on(quiet: Deployment) -> None:
    with quiet.office() as office:
        office.batches.close(NOW)
        assert office.batches.close_if_due(NOW + 86_400)
        assert not office.batches.close_if_due(NOW + 86_400)
        with office.database.read() as connection:
            assert log.current(connection) == OpenBatch(0, "2026-05-30")
            assert log.newest(connection) is None
