"""Processes that end in the middle: some work is killed before any one of its operations on files."""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

# What changes a folder, or makes a change durable, as Python calls it; a letter each, to write an order down.
OPERATIONS: Mapping[Any, str] = {
    os.open: "O",
    open: "o",
    os.fsync: "f",
    os.replace: "r",
    os.rename: "R",
    os.mkdir: "m",
    os.unlink: "u",
    os.rmdir: "d",
}


def watched(work: Callable[[], Any], kill_at: int | None = None) -> str:
    """The operations of some work, a letter each; before the one of that number the process kills itself."""
    seen: list[str] = []

    def watch(_frame: FrameType, event: str, called: Any) -> None:
        if event == "c_call" and isinstance(called, type(open)) and called in OPERATIONS:
            if len(seen) == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            seen.append(OPERATIONS[called])

    sys.setprofile(watch)
    try:
        work()
    finally:
        sys.setprofile(None)
    return "".join(seen)


def killed(work: Callable[[], Any], at: int) -> bool:
    """Does the work in a process of its own, killed before that operation. Whether it was killed."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            watched(work, at)
            status = 0
        finally:
            os._exit(status)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL), status
    return status == signal.SIGKILL
