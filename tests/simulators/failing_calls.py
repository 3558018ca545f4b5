"""A medium whose calls fail from a given one on, and work again later, in one process, as strace makes it."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

from tests.simulators.killing_calls import be_traced, wait_for_tracer
from tests.simulators.lesser_rights import work_and_end

# With which SQLite reads and writes, and makes durable; Python's own files are read and written otherwise.
CALLS = ("pread64", "pwrite64", "fsync", "fdatasync", "ftruncate", "unlink")
_PATIENCE = 20
Result = TypeVar("Result")


def calls_on_medium(work: Callable[[], object], log: Path) -> list[str]:
    """The names of the calls that some work makes, in order."""
    on_failing_medium(work, lambda _: None, [], log)
    return [line.split("(", 1)[0] for line in log.read_text().splitlines() if "(" in line]


def dead_from(calls: list[str], place: int, error: str) -> list[str]:
    """What has every call from that place on fail with an error: the medium is gone."""
    done = calls[:place]
    return [f"inject={name}:error={error}:when={done.count(name) + 1}+" for name in CALLS]


def failing_once(calls: list[str], place: int, error: str) -> list[str]:
    """What has the call at that place fail, and those after it work again."""
    return [f"inject={calls[place]}:error={error}:when={calls[: place + 1].count(calls[place])}"]


def on_failing_medium(
    work: Callable[[], Result], after: Callable[[Result], None], failing: list[str], log: Path
) -> None:
    """In a process of its own: works while calls fail; then ``after`` with the result while none does."""
    ready, went_on = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        _work_and_go_on(work, after, ready[1], went_on[0])
    os.waitpid(child, os.WUNTRACED)
    injected = [item for each in failing for item in ("-e", each)]
    traced = ["-e", f"trace={','.join(CALLS)}", *injected]
    tracer = subprocess.Popen(["strace", "-qq", "-o", str(log), *traced, "-p", str(child)])
    wait_for_tracer(child, tracer)
    os.kill(child, signal.SIGCONT)
    os.close(ready[1])
    os.read(ready[0], 1)
    tracer.send_signal(signal.SIGINT)
    tracer.wait(_PATIENCE)
    os.write(went_on[1], b"x")
    status = os.waitpid(child, 0)[1]
    for end in (ready[0], *went_on):
        os.close(end)
    assert status == 0, status


def _work_and_go_on(
    work: Callable[[], Result], after: Callable[[Result], None], ready: int, go_on: int
) -> NoReturn:
    """In the child; never comes back."""

    def work_and_go_on() -> None:
        be_traced()
        result = work()
        os.write(ready, b"x")
        os.read(go_on, 1)
        after(result)

    work_and_end(work_and_go_on)
