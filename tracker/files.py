"""Writing files so that they are whole or absent, and readable by their owner only."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

OWNER_ONLY = 0o600
FOLDER_OWNER_ONLY = 0o700


@contextmanager
def atomic_file(path: Path) -> Iterator[BinaryIO]:
    """A new file of mode 0600 that takes the place of ``path`` when the block ends well, durably."""
    descriptor, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_file(path: Path, data: bytes) -> None:
    """Writes a whole file, durably, with mode 0600."""
    with atomic_file(path) as file:
        file.write(data)


def write_new_file(path: Path, data: bytes) -> None:
    """Writes a file that must not exist yet. Raises FileExistsError."""
    if path.exists():
        raise FileExistsError(17, "will not overwrite", str(path))
    write_file(path, data)


def sync_folder(folder: Path) -> None:
    """Makes a folder's entries durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
