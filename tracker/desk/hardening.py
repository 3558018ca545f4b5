"""What a desk's process does so that its memory does not become a file (docs/spec/desk-machine.md).

Everything here is done as far as the system allows; what it does not allow is told, not hidden.
"""

import ctypes
import os
import resource
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
PRIVATE_UMASK = 0o077
CORE_DUMPS, READABLE, SWAP = "core-dumps", "memory-readable", "swap"
_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4
_CAP_IPC_LOCK = 14

# Resets colours and the title, shows the cursor, empties the screen and what it scrolled away.
CLEAN_SCREEN = "\x1b[0m\x1b[?25h\x1b]0;\x07\x1b[H\x1b[2J\x1b[3J"


@dataclass(frozen=True)
class Hardening:
    """What is true of this process now. ``swap`` names the places to which memory may be written out."""

    has_core_dumps: bool
    is_readable: bool
    is_locked: bool
    swap: tuple[str, ...]

    @property
    def weaknesses(self) -> tuple[str, ...]:
        """Codes of what the system did not allow. Swap is none while all memory is kept out of it."""
        found = {
            CORE_DUMPS: self.has_core_dumps,
            READABLE: self.is_readable,
            SWAP: bool(self.swap) and not self.is_locked,
        }
        return tuple(code for code, holds in found.items() if holds)


def harden() -> Hardening:
    """Core dumps off, memory unreadable to others and kept out of swap, new files for their owner alone.

    Once in a process, before the first secret is read; also in every worker process, because a new program
    inherits none of it but the limits, and a forked one no locks.
    """
    os.umask(PRIVATE_UMASK)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A dump that goes to a program, as systemd's does, heeds no limit; it heeds this, and so does ptrace.
    _libc_call("prctl", _PR_SET_DUMPABLE, 0, 0, 0, 0)
    is_locked = _may_lock_all() and _libc_call("mlockall", _MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT) == 0
    return Hardening(
        has_core_dumps=resource.getrlimit(resource.RLIMIT_CORE)[0] != 0,
        is_readable=_libc_call("prctl", _PR_GET_DUMPABLE, 0, 0, 0, 0) != 0,
        is_locked=is_locked,
        swap=swap_places(),
    )


def swap_places(proc: Path = PROC) -> tuple[str, ...]:
    """Devices and files to which the system may write memory; compressed memory (zram) is none."""
    table = proc / "swaps"
    lines = table.read_text().splitlines()[1:] if table.is_file() else []
    names = [line.split()[0] for line in lines if line.strip()]
    return tuple(name for name in names if "zram" not in name)


def _may_lock_all(proc: Path = PROC) -> bool:
    """Whether nothing bounds what is locked: under a bound, the next allocation would fail."""
    if resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == resource.RLIM_INFINITY:
        return True
    status = proc / "self" / "status"
    lines = status.read_text().splitlines() if status.is_file() else []
    effective = next((int(line.split()[1], 16) for line in lines if line.startswith("CapEff:")), 0)
    return bool(effective >> _CAP_IPC_LOCK & 1)


def _libc_call(name: str, *arguments: int) -> int:
    """The result of a function of the C library; -1 where there is none of that name."""
    function = getattr(ctypes.CDLL(None), name, None)
    return -1 if function is None else int(function(*map(ctypes.c_ulong, arguments)))
