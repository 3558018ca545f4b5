"""Work over all cores: in order, and one item that kills its process spares the others."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from crypto.recipient import Identity
from tests.desk.world import seed
from tracker.desk.workers import Workers, in_batches


def double(items: list[int]) -> list[int]:
    """The work."""
    return [2 * item for item in items]


def die_at_seven(items: list[int]) -> list[int]:
    """Work that kills its own process at one item."""
    if 7 in items:
        os.kill(os.getpid(), signal.SIGKILL)
    return double(items)


# Work done, both workers idle, and the desk waits for its user.
IDLE = """
import sys
from tests.desk.test_workers import double
from tracker.desk.workers import Workers
if __name__ == "__main__":
    with Workers(double, 2) as workers:
        print(list(workers.run([[1], [2]])), flush=True)
        sys.stdin.read()
"""


def minus(item: int) -> int:
    """What stands for an item that crashed."""
    return -item


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_the_items(processes: int) -> None:
    with Workers(double, processes) as workers:
        assert list(workers.run(in_batches(range(100), 7))) == [2 * item for item in range(100)]


def test_an_item_that_kills_its_process_spares_the_others() -> None:
    with Workers(die_at_seven, 2, minus) as workers:
        found = list(workers.run(in_batches(range(30), 4)))
    assert found == [-7 if item == 7 else 2 * item for item in range(30)]


def test_in_batches() -> None:
    assert list(in_batches([1, 2, 3], 2)) == [[1, 2], [3]]
    assert list(in_batches([], 2)) == []


def seal_to_anna(items: list[int]) -> list[bytes]:
    """Sealing draws its keys inside the libraries."""
    recipient = Identity(seed("anna")).recipient
    return [recipient.seal(b"the same", b"context") for _ in items]


def test_forked_workers_do_not_draw_the_same_keys() -> None:
    seal_to_anna([0])
    with Workers(seal_to_anna, 4) as workers:
        sealed = list(workers.run(in_batches(range(64), 2)))
    assert len({box[:32] for box in sealed}) == len({box[-48:] for box in sealed}) == 64


def test_workers_do_not_outlive_a_desk_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "idle.py"
    script.write_text(IDLE)
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"[2, 4]\n"
        workers = psutil.Process(process.pid).children(recursive=True)
        process.kill()
    assert workers
    _, alive = psutil.wait_procs(workers, timeout=20)
    for orphan in alive:
        orphan.kill()
    assert alive == []
