"""One program at a time: whoever changes a ceremony's folder or an archive holds its lock meanwhile.

The lock is on the folders themselves, so it leaves no file behind; the kernel frees it when a process dies.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tracker.ceremony.folder import ARCHIVE
from tracker.files import FOLDER_OWNER_ONLY
from tracker.records.errors import CeremonyBusy


@contextmanager
def locked(*roots: Path) -> Iterator[None]:
    """Holds these folders, made if they are not there, each with the archive inside it.

    What is read in the block is still so when the block writes. Not to be nested. Raises CeremonyBusy,
    OSError.
    """
    for root in roots:
        root.mkdir(mode=FOLDER_OWNER_ONLY, parents=True, exist_ok=True)
    folders = {path.resolve() for root in roots for path in (root, root / ARCHIVE) if path.is_dir()}
    with ExitStack() as stack:
        for path in sorted(folders):
            stack.enter_context(_held(path))
        yield


@contextmanager
def _held(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CeremonyBusy(f"another program is at work in '{path}'", folder=str(path)) from error
        except OSError as error:
            # Some network file systems lock no folders: the name says which one to take elsewhere.
            error.filename = str(path)
            raise
        yield
    finally:
        os.close(descriptor)
