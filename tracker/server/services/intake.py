"""Taking letters: nothing is acknowledged before it is durable (docs/spec/intake.md).

The envelope's header is judged before the rest of the body is read.
"""

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crypto.envelope import HEADER_MAX, SIZES, Header, parse_header
from crypto.errors import EnvelopeSize, EpochSuperseded, TrackerError
from crypto.intake import make_receipt
from crypto.note import NoteSigner
from tracker.records.bundle import Stream
from tracker.records.errors import Busy, LengthRequired, StorageFull, UploadIncomplete
from tracker.server.services.keyring import Keyrings, LoadedKeyring
from tracker.server.store.letters import Letters


class Slots:
    """So many uploads at once and no more; the other threads stay free for those who check."""

    def __init__(self, count: int) -> None:
        self._free = threading.BoundedSemaphore(count)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Takes a place. Raises Busy if there is none."""
        if not self._free.acquire(blocking=False):
            raise Busy("all places for uploads are taken")
        try:
            yield
        finally:
            self._free.release()


class Room:
    """Whether the folder has room for a letter and, afterwards, for outboxes and for closing the batch."""

    def __init__(self, folder: Path, reserve: int, letters: Letters) -> None:
        self._folder = folder
        self._reserve = reserve
        self._letters = letters

    def require(self, size: int) -> None:
        """Room for ``size`` bytes twice: closing writes each letter once more. Raises StorageFull."""
        free = free_bytes(self._folder)
        if free < self._reserve + self._letters.staged_bytes() + 2 * size:
            raise StorageFull("no room left for letters")


class Intake:
    """Takes envelopes and gives receipts."""

    def __init__(
        self, keyrings: Keyrings, letters: Letters, signer: NoteSigner, slots: Slots, room: Room
    ) -> None:
        self._keyrings = keyrings
        self._letters = letters
        self._signer = signer
        self._slots = slots
        self._room = room

    def take(self, length: int | None, body: Stream) -> bytes:
        """The receipt for the envelope in ``body``, stored when this returns. Numbered as in intake.md.

        Raises LengthRequired, EnvelopeSize, Busy, KeyringMissing, StorageFull, EnvelopeError, EpochUnknown,
        EpochSuperseded, UploadIncomplete, DatabaseUnreachable.
        """
        # 1. The announced length is one of the three.
        if length is None:
            raise LengthRequired("a letter has a Content-Length")
        if length not in SIZES:
            raise EnvelopeSize("not one of the three sizes of an envelope")
        # 2. There is a place for an upload, and a keyring to judge by.
        with self._slots.taken():
            keyring = self._keyrings.current(time.monotonic())
            # 3. The header is judged before the rest is read.
            start = read_upload(body, HEADER_MAX)
            refusal = self._judge(keyring, parse_header(start), length)
            # 4. Then the rest, to the announced length.
            envelope = start + read_upload(body, length - HEADER_MAX)
        # 5. Durable, then acknowledged.
        envelope_hash = hashlib.sha256(envelope).digest()
        if refusal is None:
            day = self._letters.deposit(envelope_hash, envelope)
        else:
            day = self._day_if_stored(envelope_hash, refusal)
        return make_receipt(envelope_hash, day, self._signer).encode()

    def _judge(self, keyring: LoadedKeyring, header: Header, length: int) -> TrackerError | None:
        """What keeps a new letter out, but says nothing of whether this one was stored in better times."""
        try:
            keyring.judge(header)
            self._room.require(length)
        except (EpochSuperseded, StorageFull) as refusal:
            return refusal
        return None

    def _day_if_stored(self, envelope_hash: bytes, refusal: TrackerError) -> str:
        """The day of a letter that is here already: its first receipt may have been lost on the way."""
        day = self._letters.find(envelope_hash)
        if day is None:
            raise refusal
        return day


def read_upload(body: Stream, size: int) -> bytes:
    """Exactly ``size`` bytes. Raises UploadIncomplete if the client stops, or is too slow."""
    try:
        data = body.read(size)
    except OSError as error:
        raise UploadIncomplete("the body came too slowly, or not at all") from error
    if len(data) != size:
        raise UploadIncomplete("the body ended before its announced length")
    return data


def free_bytes(folder: Path) -> int:
    """How much this process may still write to the disk of a folder."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
