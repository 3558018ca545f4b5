"""An archive in memory."""

from dataclasses import dataclass

from tests.auditor.small_archive import Files
from tracker.records.archive import file_of
from tracker.records.errors import ArchiveMissing, ArchiveTooLarge


@dataclass
class MemorySource:
    """Reads a dictionary."""

    files: Files
    is_live: bool = False

    def read(self, path: str, limit: int) -> bytes:
        """As `Source.read`."""
        data = self.files.get(file_of(path))
        if data is None:
            raise ArchiveMissing(path, path=path)
        if len(data) > limit:
            raise ArchiveTooLarge(path, path=path)
        return data
