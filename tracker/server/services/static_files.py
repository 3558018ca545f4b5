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
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise NotFound("not a file")
        data = file.read(limit + 1)
    if len(data) > limit:
        raise NotFound("longer than anything that is served here")
    return data
