"""Locks between threads and processes, on files: the kernel frees them when a process dies."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.files import OWNER_ONLY
from tracker.records.errors import Busy


class FileLock:
    """A lock file, waited for without polling; fair enough for many threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mutex = threading.Lock()
        self._descriptor = -1

    @contextmanager
    def held(self) -> Iterator[None]:
        """Waits for the lock and holds it. The file stays open, so that this is quick."""
        with self._mutex:
            if self._descriptor < 0:
                self._descriptor = _opened(self._path)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Holds the lock together with others that share it."""
        with _locked(self._path, fcntl.LOCK_SH):
            yield

    @contextmanager
    def held_at_once(self) -> Iterator[None]:
        """Holds the lock if nobody else does. Raises Busy."""
        with _locked(self._path, fcntl.LOCK_EX | fcntl.LOCK_NB):
            yield


@contextmanager
def _locked(path: Path, operation: int) -> Iterator[None]:
    descriptor = _opened(path)
    try:
        try:
            fcntl.flock(descriptor, operation)
        except BlockingIOError as error:
            raise Busy("somebody else is at it") from error
        yield
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY)
