"""An archive in memory."""

from dataclasses import dataclass

from tests.auditor.small_archive import Files
from tracker.records.errors import ArchiveMissing, ArchiveTooLarge


@dataclass
class MemorySource:
    """Reads a dictionary."""

    files: Files
    is_live: bool = False

    def read(self, path: str, limit: int) -> bytes:
        """As `Source.read`."""
        if path not in self.files:
            raise ArchiveMissing(path, path=path)
        if len(self.files[path]) > limit:
            raise ArchiveTooLarge(path, path=path)
        return self.files[path]
