"""A ceremony killed before any of its operations on files goes on as if nothing had happened."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

from crypto.ceremony import Kind
from tests.ceremony.conftest import World, snapshot
from tests.simulators.killing import killed, watched
from tracker.ceremony import folder
from tracker.ceremony.course import advance
from tracker.ceremony.kinds.registry import blank
from tracker.ceremony.publishing import publish
from tracker.ceremony.recording import record_abort, record_step
from tracker.ceremony.taking_in import take_in
from tracker.ceremony.turn import NeedKind, Supplies

# What is sealed anew, with other randomness, if it had not been written whole.
FRESH = ("challenges/", "private/")


def points(operations: str) -> list[int]:
    """Before which operations to kill: all of them, but of many files opened in a row the first and last."""
    return [at for at in range(len(operations)) if operations[max(0, at - 1) : at + 2] != "ooo"]


def lasting(root: Path) -> dict[str, bytes]:
    """The files that are the same however often it was stopped; of fresh ones that they are there."""
    files = snapshot(root)
    assert [path for path in files if Path(path).name.startswith(".new-")] == []
    return {path: b"" if path.startswith(FRESH) else data for path, data in files.items()}


def swept(root: Path) -> None:
    """What a killed writer leaves under a name that nobody reads."""
    for path in root.rglob(".new-*"):
        path.unlink()


def runs(world: World, root: Path, kind: Kind) -> Iterator[tuple[Supplies, dict[str, bytes]]]:
    """Every run of a whole ceremony: what it may use, and the folder's files before it."""
    supplies = world.players.supplies()
    while True:
        before = snapshot(root)
        yield supplies, before
        turn = advance(root, kind, supplies)
        if not turn.needs:
            return
        supplies = world.players.fulfil(root, turn)


def restored(root: Path, files: dict[str, bytes]) -> Path:
    """The folder with exactly these files."""
    shutil.rmtree(root, ignore_errors=True)
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


def kill_and_repeat(here: World, kind: Kind, tmp_path: Path, choose: Callable[[int], Iterable[int]]) -> int:
    """Holds a ceremony; kills copies of each of its runs at some operations, repeats them; says how often."""
    # Read once in a process: else the first run has one operation more than its repetitions.
    blank(kind)
    root, kills = here.begin(kind), 0
    for supplies, before in runs(here, root, kind):
        whole = restored(tmp_path / "whole", before)
        operations = len(watched(partial(advance, whole, kind, supplies)))
        expected = lasting(whole)
        for at in choose(operations):
            copy = restored(tmp_path / "killed", before)
            assert killed(partial(advance, copy, kind, supplies), at)
            advance(copy, kind, supplies)
            swept(copy)
            assert lasting(copy) == expected
            kills += 1
    return kills


@pytest.mark.parametrize("kind", [Kind.GENESIS, Kind.REVOKE])
def test_each_run_killed_before_some_operations_is_repeated(
    genesis_world: World, world: World, tmp_path: Path, kind: Kind, rng
) -> None:
    here = world if kind is Kind.GENESIS else genesis_world.copied(tmp_path / "world")
    kills = kill_and_repeat(here, kind, tmp_path, lambda count: rng.sample(range(count), min(count, 4)))
    assert kills > 20


@pytest.mark.endurance
@pytest.mark.parametrize("kind", Kind)
def test_each_run_killed_before_any_operation_is_repeated(
    genesis_world: World, world: World, tmp_path: Path, kind: Kind
) -> None:
    here = world if kind is Kind.GENESIS else genesis_world.copied(tmp_path / "world")
    assert kill_and_repeat(here, kind, tmp_path, range) > 100


def test_publishing_killed_before_any_operation_is_repeated(settled: World, tmp_path: Path) -> None:
    root = settled.begin(Kind.REVOKE)
    settled.players.hold(root, Kind.REVOKE)
    before = snapshot(settled.archive)
    publishing = partial(publish, root, look=settled.judge, now=settled.players.now)
    whole = restored(tmp_path / "whole", before)
    operations = points(watched(partial(publishing, whole)))
    for at in operations:
        copy = restored(tmp_path / "killed", before)
        assert killed(partial(publishing, copy), at)
        publishing(copy)
        swept(copy)
        assert snapshot(copy) == snapshot(whole)
    assert len(operations) > 50


def test_taking_in_an_archive_killed_before_any_operation_is_repeated(settled: World, tmp_path: Path) -> None:
    def begin(root: Path) -> None:
        root.mkdir(exist_ok=True)
        take_in(root, settled.archive, settled.trust)

    whole = tmp_path / "whole"
    operations = points(watched(lambda: begin(whole)))
    for at in operations:
        copy = tmp_path / f"killed-{at}"
        assert killed(partial(begin, copy), at)
        begin(copy)
        swept(copy)
        assert snapshot(copy) == snapshot(whole)
    assert len(operations) > 50


def test_a_step_and_an_abort_are_recorded_whole_or_not(settled: World, tmp_path: Path) -> None:
    root = settled.begin(Kind.REVOKE)
    settled.players.hold(root, Kind.REVOKE, until=NeedKind.STEP)
    before, supplies = snapshot(root), settled.players.supplies()
    works: list[tuple[str, Callable[[Path], None]]] = [
        (folder.STEPS, lambda path: record_step(path, 1, "done", "AB", "")),
        (folder.ABORT, lambda path: record_abort(path, "a test", "AB", ("officer-one",), supplies)),
    ]
    for path, work in works:
        for at in points(watched(partial(work, restored(tmp_path / "whole", before)))):
            copy = restored(tmp_path / "killed", before)
            killed(partial(work, copy), at)
            swept(copy)
            assert snapshot(copy) in (before, {**before, path: (tmp_path / "whole" / path).read_bytes()})
