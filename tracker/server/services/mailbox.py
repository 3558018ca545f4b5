"""Publications as folders of static bytes: written whole, served, removed (docs/spec/mailbox.md).

``<publisher>/<number>/`` holds manifest, index, all slices in one file, and two that are kept but not
served: report and notes. Which publications count is in the database; other folders are leftovers.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from crypto.encoding import check_name, decimal
from crypto.errors import EncodingError
from crypto.mailbox import PREFIX_BYTES
from crypto.manifest import Manifest
from tracker.files import FOLDER_OWNER_ONLY, OWNER_ONLY, sync_folder
from tracker.records.errors import NotFound
from tracker.records.outbox import check_slice
from tracker.server.database import Database
from tracker.server.store import publications
from tracker.server.store.publications import Publication

MANIFEST, INDEX, SLICES, REPORT, NOTES = "manifest", "index", "slices", "report", "notes"
FRESH_SECONDS = 1.0


@dataclass(frozen=True)
class Shelf:
    """The open file with all slices of a publication, each ``slice_bytes`` long."""

    slices: BinaryIO
    slice_bytes: int


class Mailbox:
    """Serves publications; which ones, it asks the database once a second, and for each it does not know."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder
        self._shelves: dict[tuple[str, str], Shelf] = {}
        self._loaded_at = -FRESH_SECONDS
        self._loading = threading.Lock()

    def read(self, publisher: str, number: str, part: str, monotonic: float) -> bytes:
        """Manifest or index of a publication. Raises NotFound."""
        self._shelf(publisher, number, monotonic)
        return _read(self._folder / publisher / number / part)

    def read_newest(self, publisher: str, part: str) -> bytes:
        """The same of the newest publication, as the database has it now. Raises NotFound."""
        return _read(self._newest(publisher) / part)

    def newest(self, publisher: str) -> tuple[bytes, bytes]:
        """Manifest and index of one publication, the newest. Raises NotFound."""
        folder = self._newest(publisher)
        return _read(folder / MANIFEST), _read(folder / INDEX)

    def read_slice(self, publisher: str, number: str, position: str, monotonic: float) -> bytes:
        """One slice of a publication. Raises NotFound."""
        shelf = self._shelf(publisher, number, monotonic)
        try:
            start = decimal(position) * shelf.slice_bytes
        except EncodingError as error:
            raise NotFound("not a number") from error
        data = os.pread(shelf.slices.fileno(), shelf.slice_bytes, start)
        if len(data) != shelf.slice_bytes:
            raise NotFound("no such slice")
        return data

    def _newest(self, publisher: str) -> Path:
        with self._database.read() as connection:
            found = publications.in_mailbox(connection)
        numbers = [item.number for item in found if item.publisher == publisher]
        if not numbers:
            raise NotFound("nothing is published under this name")
        return self._folder / publisher / str(numbers[-1])

    def _shelf(self, publisher: str, number: str, monotonic: float) -> Shelf:
        shelf = self._shelves.get((publisher, number))
        # A publication that we do not know may be the one whose manifest was served a moment ago.
        if shelf is None or monotonic - self._loaded_at >= FRESH_SECONDS:
            with self._loading:
                self._shelves, self._loaded_at = self._load(), monotonic
            shelf = self._shelves.get((publisher, number))
        if shelf is None:
            raise NotFound("this publication is not served, or not any more")
        return shelf

    def _load(self) -> dict[tuple[str, str], Shelf]:
        """What is served now. A shelf that is no longer here is closed with its last reader."""
        with self._database.read() as connection:
            served = publications.in_mailbox(connection)
        shelves = {}
        for item in served:
            key = (item.publisher, str(item.number))
            shelf = self._shelves.get(key)
            shelves[key] = shelf or _open_shelf(self._folder / item.publisher / str(item.number))
        return shelves


def verify_slices(folder: Path, manifest: Manifest) -> None:
    """Every slice in this folder is the manifest's. Raises SliceMalformed, SliceProof."""
    with (folder / SLICES).open("rb") as file:
        for number in range(manifest.slices):
            check_slice(manifest, number, file.read(manifest.layout.served_bytes))


class PublicationWriter:
    """Writes one publication's folder, invisible until ``finish``."""

    def __init__(self, mailbox: Path, publisher: str, number: int, day: str) -> None:
        """A new, empty folder; leftovers of an earlier attempt are removed."""
        self._publisher = mailbox / check_name(publisher)
        self._target = self._publisher / str(number)
        self._new = self._publisher / f".new-{number}"
        self._midnight = datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()
        self._publisher.mkdir(mode=FOLDER_OWNER_ONLY, exist_ok=True)
        sync_folder(mailbox)
        self.discard()
        self._new.mkdir(mode=FOLDER_OWNER_ONLY)

    @contextmanager
    def part(self, name: str) -> Iterator[BinaryIO]:
        """A file to write, durable when the block ends. Its time tells the day and no more."""
        path = self._new / name
        with path.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        path.chmod(OWNER_ONLY)
        os.utime(path, (self._midnight, self._midnight))

    def finish(self) -> None:
        """Puts the folder in its place, durably. An uncommitted one with this number goes."""
        sync_folder(self._new)
        remove_folder(self._target)
        self._new.rename(self._target)
        sync_folder(self._publisher)

    def discard(self) -> None:
        """Removes what was not finished."""
        remove_folder(self._new)


def leftovers(mailbox: Path, served: list[Publication]) -> list[Path]:
    """Folders of publications that are not served."""
    known = {mailbox / item.publisher / str(item.number) for item in served}
    return [path for path in mailbox.glob("*/*") if path not in known]


def remove_folder(path: Path) -> None:
    """Removes a publication's folder; half of it is never seen under its number."""
    if not path.exists():
        return
    going = path.with_name(f".old-{path.name}")
    if path.name.startswith("."):
        going = path
    else:
        shutil.rmtree(going, ignore_errors=True)
        path.rename(going)
    shutil.rmtree(going)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound("this publication is not served any more") from error


def _open_shelf(folder: Path) -> Shelf:
    count = (folder / INDEX).stat().st_size // PREFIX_BYTES
    slices = (folder / SLICES).open("rb", buffering=0)
    return Shelf(slices, os.fstat(slices.fileno()).st_size // count)
