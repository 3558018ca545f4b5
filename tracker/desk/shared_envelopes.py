"""The envelopes of an import under way, in memory that all its processes share.

docs/spec/inbox.md, "Storing". Each is read off the medium a second time, and held to the hash that was
verified. From then on there is but one of it: what a worker opens is what the desk stores. Nothing here was
opened: it is as the server has it.
"""

import mmap
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BufferedIOBase
from multiprocessing.reduction import DupFd
from pathlib import Path
from typing import Any, Self

from crypto.envelope import SIZES, envelope_hash
from tracker.desk.blobs import KEY_AND_NONCE_BYTES
from tracker.desk.incoming import Place
from tracker.records.errors import InboxChanged

# As much of the memory as one batch may take: the largest envelope, or many small ones.
SLOT_BYTES = SIZES[-1]
SEED_BYTES = KEY_AND_NONCE_BYTES


@dataclass(frozen=True)
class Task:
    """An envelope to open: its leaf, its hash as verified, where it lies, and ``SEED_BYTES`` fresh bytes."""

    leaf: int
    hash: bytes
    offset: int
    length: int
    seed: bytes = field(repr=False)


class SharedEnvelopes:
    """Memory for the envelopes of ``slots`` batches; a batch takes the place of the oldest one.

    It has no name and is gone with the last process that has it.
    """

    def __init__(self, slots: int) -> None:
        file = os.memfd_create("envelopes")
        os.ftruncate(file, slots * SLOT_BYTES)
        self._attach(file)

    def _attach(self, file: int) -> None:
        self._file = file
        self._memory = mmap.mmap(file, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._memory.close()
        os.close(self._file)

    def __reduce__(self) -> tuple[Any, ...]:
        """For a process that is not forked: it gets the same memory, not a copy."""
        return _attached, (DupFd(self._file),)

    def read(
        self, path: Path, batches: Iterator[list[Place]], draw: Callable[[int], bytes]
    ) -> Iterator[list[Task]]:
        """Reads each batch, of at most ``SLOT_BYTES``, off this file, and says what is to be opened.

        ``draw`` gives fresh bytes. Raises OSError if the medium fails, InboxChanged if it changed meanwhile.
        """
        slots = len(self._memory) // SLOT_BYTES
        for number, places in enumerate(batches):
            offset, tasks = number % slots * SLOT_BYTES, []
            # Anew each time: what is open can be read for a while after its medium was pulled out.
            with path.open("rb") as file:
                for place in places:
                    self._read_envelope(file, place, offset)
                    tasks.append(Task(place.leaf, place.hash, offset, place.length, draw(SEED_BYTES)))
                    offset += place.length
            yield tasks

    def envelope(self, task: Task) -> bytes:
        """The envelope of a task, until as many further batches were read as there are slots."""
        return self._memory[task.offset : task.offset + task.length]

    def _read_envelope(self, file: BufferedIOBase, place: Place, offset: int) -> None:
        file.seek(place.offset)
        with memoryview(self._memory) as whole, whole[offset : offset + place.length] as room:
            # Reads all of it: the file is a buffered one.
            count = file.readinto(room)
            if count != place.length or envelope_hash(room) != place.hash:
                raise InboxChanged("the medium changed while it was read")


def _attached(file: Any) -> SharedEnvelopes:
    shared = SharedEnvelopes.__new__(SharedEnvelopes)
    shared._attach(file.detach())
    return shared
