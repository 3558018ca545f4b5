"""A medium with little room, which can be filled, emptied, and pulled out; mounted by root."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A new folder with so much room (``6m``)."""
    folder.mkdir()
    options = f"size={size},mode=700"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        if folder.is_mount():
            pull_out(folder)


def pull_out(folder: Path) -> None:
    """What was on it is not there any more; whoever had a file open may go on reading that."""
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, but: int = 0) -> Path:
    """Leaves room for so many bytes; gives the file to be removed for more."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    os.truncate(ballast, ballast.stat().st_size - but)
    return ballast
