"""What ceremonies hand over to be served: two logs, ceremonies and rosters (docs/spec/archive.md).

``public/<name>/`` is one handed-over tree, at the paths of an archive; ``public/newest`` names the one that
is served. A tree is copied, made durable and checked before it is named, so nobody ever sees half of one. Of
all that is in it only the two checkpoints change later, when witnesses cosign them anew.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from crypto.note import NOTE_MAX, VerifierKey
from crypto.tiles import BUNDLE_MAX, TILE_BYTES
from tracker.files import FOLDER_OWNER_ONLY, OWNER_ONLY, sync_folder, write_file
from tracker.records.archive import Log, check_log_path
from tracker.records.errors import ArchivePathInvalid, NotFound, PublicTreeRefused, StorageFull
from tracker.server.locks import FileLock
from tracker.server.services.cosignatures import with_cosignatures
from tracker.server.services.intake import free_bytes
from tracker.server.services.static_files import read_static
from tracker.tile_folder import TileFolder

NEWEST = "newest"
# Handed-over logs; the third is the server's own.
LOGS = (Log.KEYS, Log.CEREMONY)
FILES_MAX = 100_000
_NEW = ".new-"
# Transcripts, scripts, rosters, proofs of possession.
DOCUMENT_MAX = 1024 * 1024


class PublicTree:
    """Takes in and serves the newest handed-over tree."""

    def __init__(self, folder: Path, lock: FileLock) -> None:
        self._folder = folder
        self._lock = lock

    def read(self, path: str) -> bytes:
        """What is served at the one spelling of a path of the archive. Raises NotFound."""
        served = self.served()
        if served is None or not is_handed_over(path):
            raise NotFound("nothing is served here")
        return read_static(served, path, _limit(path))

    def served(self) -> Path | None:
        """The folder of the newest tree; None before the first."""
        try:
            return self._folder / (self._folder / NEWEST).read_text(encoding="ascii")
        except FileNotFoundError:
            return None

    def log(self, log: Log) -> TileFolder | None:
        """One of the two logs as it is served; None if it is not."""
        served = self.served()
        if served is None:
            return None
        found = TileFolder(served / log.folder)
        return None if found.note is None else found

    @contextmanager
    def copied(self, source: Path) -> Iterator[Path]:
        """A copy of what is to be served out of an archive's folder, to be looked at and then published.

        Whatever an archive does not have is left behind. The copy is gone after the block unless it was
        published. Raises PublicTreeRefused, StorageFull.
        """
        with self._lock.held():
            self._folder.mkdir(mode=FOLDER_OWNER_ONLY, exist_ok=True)
            self._remove_all_but({self.served()})
            new = Path(tempfile.mkdtemp(prefix=_NEW, dir=self._folder))
            try:
                for count, path in enumerate(_handed_over(source)):
                    if count == FILES_MAX:
                        raise PublicTreeRefused(f"more than {FILES_MAX} files")
                    _copy(source, new, path)
                yield new
            finally:
                shutil.rmtree(new, ignore_errors=True)

    def publish(self, copy: Path, witnesses: Sequence[VerifierKey]) -> None:
        """Serves this copy from now on, within the block that made it.

        Fresher cosignatures of the same checkpoints are kept; the tree before stays for whoever reads it.
        """
        for log in LOGS:
            self._keep_fresher(copy, log, witnesses)
        _sync(copy)
        before, target = self.served(), self._folder / copy.name.removeprefix(_NEW)
        copy.rename(target)
        sync_folder(self._folder)
        write_file(self._folder / NEWEST, target.name.encode())
        self._remove_all_but({before, target})

    def add_cosignatures(self, log: Log, cosigned: bytes, witnesses: Sequence[VerifierKey]) -> bool:
        """Serves what witnesses said of a log's checkpoint; False if another one is served by now."""
        with self._lock.held():
            published = self.log(log)
            note = None
            if published is not None and published.note is not None:
                note = with_cosignatures(published.note, cosigned, witnesses)
                if note is not None:
                    published.publish(note)
        return note is not None

    def _remove_all_but(self, kept: set[Path | None]) -> None:
        for path in self._folder.iterdir():
            if path.is_dir() and path not in kept:
                shutil.rmtree(path)

    def _keep_fresher(self, copy: Path, log: Log, witnesses: Sequence[VerifierKey]) -> None:
        served, offered = self.log(log), TileFolder(copy / log.folder)
        if served is None or served.note is None or offered.note is None:
            return
        note = with_cosignatures(offered.note, served.note, witnesses)
        if note is not None:
            write_file(copy / log.checkpoint, note)


def is_handed_over(path: str) -> bool:
    """Whether this is the one spelling of a path that ceremonies hand over, not one of the intake log's."""
    try:
        check_log_path(path)
    except ArchivePathInvalid:
        return False
    return not path.startswith(f"{Log.INTAKE.folder}/")


def _handed_over(source: Path) -> Iterator[str]:
    """The paths in a folder that are to be served. Linked folders are not entered."""
    for folder, folders, names in os.walk(source):
        folders.sort()
        for name in sorted(names):
            path = (Path(folder) / name).relative_to(source).as_posix()
            if is_handed_over(path):
                yield path


def _copy(source: Path, new: Path, path: str) -> None:
    try:
        data = read_static(source, path, _limit(path))
    except NotFound as error:
        raise PublicTreeRefused(f"{path} is a link, too long, or cannot be read", path=path) from error
    if free_bytes(new) < 2 * len(data):
        raise StorageFull("no room left for what a ceremony hands over")
    target = new / path
    target.parent.mkdir(mode=FOLDER_OWNER_ONLY, parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(copy: Path) -> None:
    for folder, _, _ in os.walk(copy):
        sync_folder(Path(folder))


def _limit(path: str) -> int:
    if path.endswith("/checkpoint"):
        return NOTE_MAX
    if "/tile/entries/" in path:
        return BUNDLE_MAX
    return TILE_BYTES if "/tile/" in path else DOCUMENT_MAX
