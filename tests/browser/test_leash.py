"""A run of tests that is killed leaves no server and no browser behind."""

import os
import select
import signal
import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.browser.driver import family_of

# What a run of tests starts; it says so, and then waits for ever.
RUN = """
import sys
from pathlib import Path
from tests.browser.driver import driving
from tests.browser.modes import CHROMIUM, FIREFOX
from tests.simulators.deployment import deployed

with deployed(Path(sys.argv[1])), driving() as driver:
    for mode in (CHROMIUM, FIREFOX):
        driver.launch(mode.options())
    print("ready", flush=True)
    sys.stdin.read()
"""
PROGRAMS = ("driver.mjs", "chromium", "firefox-esr", "server\0serve")
PATIENCE_SECONDS = 30


def commands(pids: list[int]) -> dict[int, str]:
    """The command line of each process that is still there."""
    found = {}
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            found[pid] = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    return found


def watching(pid: int, after: ExitStack) -> int:
    """A descriptor that can be read once a process has ended."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        # It has ended already, as what browsers start may do: an end of file is as readable.
        descriptor = os.open(os.devnull, os.O_RDONLY)
    after.callback(os.close, descriptor)
    return descriptor


def ended(descriptors: list[int]) -> bool:
    """Whether these processes end, all in all within our patience."""
    return all(select.select([one], [], [], PATIENCE_SECONDS)[0] for one in descriptors)


@pytest.mark.parametrize("with_driver", [False, True], ids=["the run alone", "the run and its driver"])
def test_who_is_killed_takes_servers_and_browsers_along(tmp_path: Path, with_driver: bool) -> None:
    command = [sys.executable, "-c", RUN, str(tmp_path / "state")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:
        assert run.stdout
        assert run.stdout.readline() == b"ready\n"
        said = commands(family_of(run.pid))
        assert all(any(name in line for line in said.values()) for name in PROGRAMS), said
        with ExitStack() as after:
            watched = [watching(pid, after) for pid in said]
            for pid, line in said.items():
                if pid == run.pid or (with_driver and "driver.mjs" in line):
                    os.kill(pid, signal.SIGKILL)
            assert ended(watched)
