"""Processes that the system ends before any one of their calls that change files, as strace sees them.

Unlike ``tests.simulators.killing`` this also ends what SQLite writes, which Python does not see.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

# What changes a file or a folder, or makes a change durable.
CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,unlink,rename"
_SET_PTRACER, _ANYBODY = 0x59616D61, ctypes.c_ulong(-1)
_NEVER = 1 << 15
_PATIENCE = 20


class Call(NamedTuple):
    """A call by its name, and how many of this name came before it and with it."""

    name: str
    nth: int


def calls_of(work: Callable[[], Any], log: Path) -> list[Call]:
    """The calls that some work makes, in order; it is done in a process of its own."""
    assert not killed_at(work, Call("unlink", _NEVER), log)
    names = [line.split("(", 1)[0] for line in log.read_text().splitlines() if "(" in line]
    return [Call(name, names[: place + 1].count(name)) for place, name in enumerate(names)]


def killed_at(work: Callable[[], Any], call: Call, log: Path) -> bool:
    """Does the work in a process of its own, killed before that call. Whether it was killed."""
    child = os.fork()
    if child == 0:
        _be_traced_and_work(work)
    os.waitpid(child, os.WUNTRACED)
    # strace counts the calls of each name apart.
    inject = f"inject={call.name}:signal=KILL:when={call.nth}"
    command = ["strace", "-qq", "-o", str(log), "-e", f"trace={CALLS}", "-e", inject, "-p", str(child)]
    tracer = subprocess.Popen(command)
    wait_for_tracer(child, tracer)
    os.kill(child, signal.SIGCONT)
    status = os.waitpid(child, 0)[1]
    tracer.wait(_PATIENCE)
    assert status in (0, signal.SIGKILL), status
    return status == signal.SIGKILL


def _be_traced_and_work(work: Callable[[], Any]) -> None:
    """In the child: works as soon as somebody watches, and ends."""
    status = 1
    try:
        be_traced()
        work()
        status = 0
    finally:
        os._exit(status)


def be_traced() -> None:
    """In the child: lets anybody watch it, and stops until it is told to go on."""
    ctypes.CDLL(None).prctl(_SET_PTRACER, _ANYBODY, 0, 0, 0)
    os.kill(os.getpid(), signal.SIGSTOP)


def wait_for_tracer(child: int, tracer: "subprocess.Popen[bytes]") -> None:
    """Waits until strace watches the child."""
    deadline = time.monotonic() + _PATIENCE
    while "TracerPid:\t0\n" in Path(f"/proc/{child}/status").read_text():
        assert tracer.poll() is None, "strace ended"
        assert time.monotonic() < deadline, "strace did not attach"
        os.sched_yield()
