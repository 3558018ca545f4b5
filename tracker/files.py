"""Writing files so that they are whole or absent, and readable by their owner only."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

OWNER_ONLY = 0o600
FOLDER_OWNER_ONLY = 0o700
# How a file begins that is not whole yet; a machine that stops leaves it so.
UNFINISHED = ".new-"
# What only a write can meet; a block may read other files too, and those fail in other ways as well.
_OF_WRITES = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG})


@contextmanager
def atomic_file(path: Path) -> Iterator[BinaryIO]:
    """A new file of mode 0600 that takes the place of ``path`` when the block ends well, durably.

    Raises OSError, which names ``path`` and never the file under its temporary name.
    """
    with _named(path):
        descriptor, name = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
    temporary = Path(name)
    try:
        with _closing(os.fdopen(descriptor, "wb"), path) as file:
            try:
                yield file
            except OSError as error:
                if error.filename is None and error.errno in _OF_WRITES:
                    error.filename = str(path)
                raise
            with _named(path):
                file.flush()
                os.fsync(file.fileno())
        with _named(path):
            temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    with _named(path):
        sync_folder(path.parent)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Whatever fails inside names the path that the user gave."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise


@contextmanager
def _closing(file: BinaryIO, path: Path) -> Iterator[BinaryIO]:
    """Closes the file; closing writes what a failed block left in the buffer, and may fail again."""
    try:
        yield file
    finally:
        with _named(path):
            file.close()


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
