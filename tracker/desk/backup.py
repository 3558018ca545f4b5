"""A copy of the vault on a second medium, read back: only then are letters acknowledged to the server.

docs/spec/vault.md, "Backup".
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from tracker.desk.events import ADMINISTRATION, BackedUp
from tracker.desk.leaving import spare_vault
from tracker.desk.vault import Vault
from tracker.files import atomic_file
from tracker.records.bundle import CHUNK_BYTES
from tracker.records.errors import BackupDiffers, BackupSameDevice


@dataclass(frozen=True)
class BackupResult:
    """What was copied: bytes, how many letters of the intake log it holds, how many blobs were checked."""

    bytes: int
    size: int
    blobs: int


def back_up(vault: Vault, path: Path, now: int, allow_same_device: bool = False) -> BackupResult:
    """Checks every blob, copies the vault, reads the copy back, and acknowledges what it holds.

    Raises BackupSameDevice unless that is allowed, BackupDiffers, VaultTampered, FileExistsError, OSError.
    """
    spare_vault(vault, path)
    if not allow_same_device and path.parent.stat().st_dev == vault.file.path.stat().st_dev:
        raise BackupSameDevice("the copy would lie on the same medium as the vault")
    blobs, size = vault.check_blobs(), vault.desk.size
    with atomic_file(path) as file:
        written = hashlib.sha256()
        source = vault.file.raw()
        while part := source.read(CHUNK_BYTES):
            written.update(part)
            file.write(part)
    check_copy(path, written.digest())
    with vault.transaction():
        vault.append(ADMINISTRATION, BackedUp(size, written.digest()), now)
    return BackupResult(path.stat().st_size, size, blobs)


def check_copy(path: Path, written: bytes) -> None:
    """Reads a copy from its medium, not from the system's cache. Raises BackupDiffers.

    ``written`` is the SHA-256 of what was written.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while part := file.read(CHUNK_BYTES):
            digest.update(part)
    if digest.digest() != written:
        raise BackupDiffers("the copy, read back, is not what was written: use another medium")
