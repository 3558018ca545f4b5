"""One exchange with a server: an outbox goes there, an inbox comes back (docs/guides/courier.md).

In bounded memory both ways, and safe to repeat: the same outbox twice is applied once, and the inbox is
either there whole or not at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crypto.errors import EncodingError
from tracker.files import atomic_file
from tracker.records.bundle import HashingStream, Stream, read_header
from tracker.records.errors import OutboxMalformed
from tracker.records.inbox import InboxReader
from tracker.records.outbox import SIGNATURES_BYTES_MAX, decode_header
from tracker.transport import Incoming, Transport

PATH = "/courier/exchange"
# Bytes so far, and of how many; None if that is not known.
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Exchanged:
    """What happened: ``outbox`` as the server says it, how many letters came, how large the inbox is."""

    outbox: str
    letters: int
    inbox_bytes: int


def exchange(
    transport: Transport, outbox: Path, inbox: Path, sent: Progress, received: Progress
) -> Exchanged:
    """Gives the outbox and writes the inbox.

    Raises OutboxMalformed before anything is sent, TransportError, and InboxMalformed for an answer that
    is no whole inbox; then ``inbox`` is as it was.
    """
    size = check_outbox_file(outbox)
    with outbox.open("rb") as file, transport.exchange(PATH, _Watched(file, size, sent), size) as incoming:
        letters, inbox_bytes = _receive(incoming, inbox, received)
        return Exchanged(incoming.outbox, letters, inbox_bytes)


def check_outbox_file(path: Path) -> int:
    """The length of a file that has the form of a whole outbox. Raises OutboxMalformed, OSError."""
    size = path.stat().st_size
    with path.open("rb") as file:
        try:
            header = decode_header(read_header(file))
        except EncodingError as error:
            raise OutboxMalformed("the file is no outbox") from error
        least = file.tell() + header.body_bytes
    if not least < size <= least + SIGNATURES_BYTES_MAX:
        raise OutboxMalformed("the file is cut off or too long")
    return size


def _receive(incoming: Incoming, inbox: Path, received: Progress) -> tuple[int, int]:
    """How many letters came, and how many bytes."""
    with atomic_file(inbox) as file:
        counted = _Watched(incoming, incoming.size, received)
        reader = InboxReader(HashingStream(counted, copy=file))
        letters = sum(frame.envelope is not None for frame in reader.frames())
        return letters, counted.done


class _Watched:
    """Passes a stream on and tells how far it is."""

    def __init__(self, stream: Stream, size: int | None, progress: Progress) -> None:
        self._stream = stream
        self._size = size
        self._progress = progress
        self.done = 0

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes of the stream beneath."""
        data = self._stream.read(size)
        self.done += len(data)
        self._progress(self.done, self._size)
        return data
