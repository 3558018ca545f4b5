"""Removing files so that their blocks hold zeros, as far as the disk lets a program see to that."""

import os
from pathlib import Path

_ZEROS = bytes(1024 * 1024)


def erase(path: Path) -> None:
    """Overwrites a file with zeros, durably, and removes it; absent is fine.

    Disks that copy on write or level wear keep old blocks for a while; docs/threat-model.md says so.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return
    try:
        remaining = os.fstat(descriptor).st_size
        while remaining > 0:
            remaining -= os.write(descriptor, _ZEROS[: min(remaining, len(_ZEROS))])
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    path.unlink(missing_ok=True)
