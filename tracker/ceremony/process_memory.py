"""Keeping a process's memory off the disk and out of other processes' sight, as far as that can be had.

Python cannot overwrite its own strings: what they held is gone when the process has ended, and not before.
"""

import ctypes
import resource
from pathlib import Path

_PR_SET_DUMPABLE = 4
_SWAPS = Path("/proc/swaps")


def keep_memory_private() -> None:
    """No core dumps of this process, and no debugger by the same user."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def swap_areas(swaps: Path = _SWAPS) -> list[str]:
    """Where this machine may write its memory to: files and partitions, none if swap is off."""
    if not swaps.exists():
        return []
    lines = swaps.read_text(encoding="utf-8").splitlines()[1:]
    return [line.split()[0] for line in lines]
