"""Where an archive's bytes come from: a folder, or a site that serves the same paths."""

import errno
import os
import stat
from pathlib import Path
from typing import Protocol

from tracker.records.archive import file_of
from tracker.records.errors import ArchiveMissing, ArchivePathInvalid, ArchiveTooLarge, ServerRefused
from tracker.transport import Transport

_NOT_FOUND = 404
# A pipe without a writer would keep us waiting for ever.
_FLAGS = os.O_RDONLY | os.O_NONBLOCK


class Source(Protocol):
    """Reads one file of an archive at a time."""

    is_live: bool

    def read(self, path: str, limit: int) -> bytes:
        """The bytes at a path of the archive, at most ``limit``.

        Raises ArchiveMissing, ArchiveTooLarge, ArchivePathInvalid, TransportError.
        """
        ...


class FolderSource:
    """An archive in a folder. Links that lead out of it, pipes and devices are not followed."""

    is_live = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._folders: dict[str, str] = {}

    def read(self, path: str, limit: int) -> bytes:
        """As ``Source.read``."""
        descriptor = self._open(file_of(path))
        try:
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode):
                raise ArchiveMissing(f"'{path}' is no file", path=path)
            with os.fdopen(descriptor, "rb", closefd=False) as opened:
                # Room is made for what is asked, whatever there is to read: a bundle may have 16 MiB.
                data = opened.read(min(about.st_size, limit) + 1)
        finally:
            os.close(descriptor)
        if len(data) > limit:
            raise ArchiveTooLarge(f"'{path}' has more than {limit} bytes", path=path)
        return data

    def _open(self, path: str) -> int:
        """A file's descriptor. Folders are followed once: in a few of them lie all files of a long log."""
        folder, _, name = path.rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = str(self._inside(folder))
        try:
            try:
                return os.open(f"{self._folders[folder]}/{name}", _FLAGS | os.O_NOFOLLOW)
            except OSError as error:
                if error.errno != errno.ELOOP:
                    raise
                return os.open(self._inside(path), _FLAGS)
        except OSError as error:
            raise ArchiveMissing(f"the archive has no file '{path}'", path=path) from error

    def _inside(self, path: str) -> Path:
        try:
            file = (self._folder / path).resolve()
        except (OSError, RuntimeError) as error:
            raise ArchivePathInvalid(f"'{path}' leads nowhere") from error
        if not file.is_relative_to(self._folder):
            raise ArchivePathInvalid(f"'{path}' leads out of the archive")
        return file


class SiteSource:
    """An archive below a server's address, fetched as families fetch."""

    is_live = True

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def read(self, path: str, limit: int) -> bytes:
        """As ``Source.read``."""
        try:
            return self._transport.get(f"/{path}", limit)
        except ServerRefused as refusal:
            if refusal.facts.get("status") == _NOT_FOUND:
                raise ArchiveMissing(f"the site has nothing at '/{path}'", path=path) from refusal
            raise


class SavingSource:
    """Another source, of which everything that is read comes to lie in a folder: an archive of it."""

    def __init__(self, source: Source, folder: Path) -> None:
        self._source, self._folder = source, folder
        self.is_live = source.is_live

    def read(self, path: str, limit: int) -> bytes:
        """As ``Source.read``. Raises OSError besides."""
        data = self._source.read(path, limit)
        file = self._folder / file_of(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        return data


def has(source: Source, path: str, limit: int) -> bool:
    """Whether an archive has this file, however long. Raises as ``Source.read``, but for these two."""
    try:
        source.read(path, limit)
    except ArchiveMissing:
        return False
    except ArchiveTooLarge:
        return True
    return True
