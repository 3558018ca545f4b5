"""A desk's memory does not become a file, and nobody else reads it."""

import ctypes
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tracker.desk.hardening import Hardening, swap_places
from tracker.desk.workers import Workers

PR_GET_DUMPABLE = 3
ABOUT_ITSELF = """
import ctypes, os, resource, sys
from pathlib import Path
if "harden" in sys.argv:
    from tracker.desk.hardening import harden
    told = harden()
    assert told.is_locked == (int(Path("/proc/self/status").read_text().split("VmLck:")[1].split()[0]) > 0)
Path("made").write_text("x")
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), oct(Path("made").stat().st_mode & 0o777), flush=True)
os.abort()
"""


def ran(folder: Path, *arguments: str) -> str:
    """What a process says of itself before it crashes, where cores would be dumped without a limit."""
    return subprocess.run(
        [sys.executable, "-c", ABOUT_ITSELF, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        preexec_fn=_allow_cores,
    ).stdout


def _allow_cores() -> None:
    """As far as they may be: a command that ran in this process before has bounded them for good."""
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def test_a_crash_leaves_no_file_and_nothing_is_readable(tmp_path: Path) -> None:
    assert ran(tmp_path, "harden") == "0 0o600\n"
    assert [path.name for path in tmp_path.iterdir()] == ["made"]
    # The same program, as it is without: what the test would see if nothing were done.
    assert ran(tmp_path).startswith("1 ")


def state_of_worker(items: list[int]) -> list[tuple[int, int]]:
    """What a worker process says of itself."""
    dumpable = int(ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0))
    return [(dumpable, resource.getrlimit(resource.RLIMIT_CORE)[0]) for _ in items]


def test_worker_processes_are_hardened_too() -> None:
    with Workers(state_of_worker, 2) as workers:
        assert set(workers.run([[1], [2]])) == {(0, 0)}


@pytest.mark.parametrize(
    ("table", "places"),
    [
        ("Filename Type Size Used Priority\n", ()),
        ("Filename Type Size\n/dev/sda2 partition 1\n/dev/zram0 partition 1\n", ("/dev/sda2",)),
        ("Filename Type Size\n/swap.img file 1\n", ("/swap.img",)),
    ],
    ids=["none", "partition", "file"],
)
def test_where_memory_may_be_written(tmp_path: Path, table: str, places: tuple[str, ...]) -> None:
    (tmp_path / "swaps").write_text(table)
    assert swap_places(tmp_path) == places


def test_swap_is_no_weakness_while_memory_is_locked() -> None:
    assert Hardening(False, False, True, ("/dev/sda2",)).weaknesses == ()
    assert Hardening(False, False, False, ("/dev/sda2",)).weaknesses == ("swap",)
    assert Hardening(True, True, False, ()).weaknesses == ("core-dumps", "memory-readable")
