"""A desk that is killed at any instant goes on from the same inbox, and never stores a letter twice."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import psutil

from tests.desk.world import DeskInTest, World
from tracker.desk.state import Fate

ROOT = Path(__file__).parents[2]
LETTERS = 250
# Imports as the command does, in small transactions, and says when each is durable.
SCRIPT = """
import os, sys
from pathlib import Path
from tests.desk.world import NOW, World
from tracker.desk import importing
from tracker.desk.vault import Vault
importing.TRANSACTION_LEAVES = 10
def say(phase, done, total):
    print(phase, done, flush=True)
if __name__ == "__main__":
    vault = Vault.unlock(Path(sys.argv[1]), World().workers["anna"], os.urandom)
    importing.import_inbox(vault, Path(sys.argv[2]), NOW, "2026-09-01", say, processes=2)
"""


def start(script: Path, desk: DeskInTest, inbox: Path) -> "subprocess.Popen[str]":
    """An import in a process of its own."""
    command = [sys.executable, str(script), str(desk.path), str(inbox)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def kill_after(process: "subprocess.Popen[str]", steps: int) -> list[psutil.Process]:
    """Kills an import after so many steps of storing; gives the workers that it leaves behind."""
    assert process.stdout is not None
    for line in process.stdout:
        steps -= line.startswith("store")
        if steps <= 0:
            break
    assert steps <= 0, "it ended before it was killed"
    workers = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    return workers


def test_kill_minus_nine_at_any_instant(
    desk: DeskInTest, world: World, tmp_path: Path, rng: random.Random
) -> None:
    desk.create().close()
    world.write(*(f"family {number}" for number in range(LETTERS)))
    inbox, script = tmp_path / "medium", tmp_path / "script.py"
    inbox.write_bytes(world.inbox())
    script.write_text(SCRIPT)
    sizes = [0]
    for _ in range(3):
        workers = kill_after(start(script, desk, inbox), rng.randint(1, 6))
        _, alive = psutil.wait_procs(workers, timeout=20)
        assert alive == [], "a worker with an identity in memory outlived the desk"
        with desk.unlock() as vault:
            assert len(vault.desk.cases) == vault.desk.size
            assert vault.desk.imported is None
            sizes.append(vault.desk.size)
    assert sizes == sorted(sizes)
    assert 0 < sizes[-1] < LETTERS
    with desk.unlock() as vault:
        result = desk.take(vault, inbox.read_bytes())
        assert result.already == sizes[-1]
        assert vault.desk.fates == [Fate.STORED] * LETTERS
        assert len(vault.desk.cases) == LETTERS
        assert vault.check_blobs() == LETTERS
        assert vault.desk.imported is not None
