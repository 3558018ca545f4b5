"""Static bytes below a folder: regular files of a bounded size, never what a link points to."""

import os
import stat
from pathlib import Path

from tracker.records.errors import NotFound


def read_static(folder: Path, path: str, limit: int) -> bytes:
    """The file at a canonical path of at most ``limit`` bytes. Raises NotFound."""
    try:
        # A named pipe must not make the reader wait.
        descriptor = os.open(folder / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise NotFound("nothing is served here") from error
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise NotFound("not a file")
        if found.st_size > limit:
            raise NotFound("longer than anything that is served here")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(found.st_size)
    finally:
        os.close(descriptor)
