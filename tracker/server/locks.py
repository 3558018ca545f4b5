"""Locks between threads and processes, on files: the kernel frees them when a process dies."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.records.errors import Busy


class FileLock:
    """A lock file, waited for without polling; fair enough for many threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mutex = threading.Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Waits for the lock and holds it."""
        with self._mutex, _locked(self._path, fcntl.LOCK_EX):
            yield

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Holds the lock together with others that share it."""
        with _locked(self._path, fcntl.LOCK_SH):
            yield

    @contextmanager
    def held_at_once(self) -> Iterator[None]:
        """Holds the lock if nobody else does. Raises Busy."""
        if not self._mutex.acquire(blocking=False):
            raise Busy("somebody else is at it")
        try:
            with _locked(self._path, fcntl.LOCK_EX | fcntl.LOCK_NB):
                yield
        finally:
            self._mutex.release()


@contextmanager
def _locked(path: Path, operation: int) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, operation)
        except BlockingIOError as error:
            raise Busy("somebody else is at it") from error
        yield
    finally:
        os.close(descriptor)
