"""Evidence against a log, kept for good: bounded in number, never overwritten (docs/guides/witness.md).

``fork``: two texts of one size signed by the log; only the log can make these. ``unproven``: a signed
checkpoint with a proof that does not lead to it; anybody can send that, so it counts apart, and is dropped
when a true proof comes.
"""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from crypto.checkpoint import Checkpoint
from crypto.witness import AddCheckpoint
from tracker.files import FOLDER_OWNER_ONLY, sync_folder, write_new_file
from tracker.witness.folder import EVIDENCE, KnownLog

KEPT_MAX = 64
OURS, THEIRS, REQUEST = "cosigned", "offered", "request"


class Kind(StrEnum):
    """What a log did, or what somebody sent in its name."""

    FORK = "fork"
    UNPROVEN = "unproven"


@dataclass(frozen=True)
class Record:
    """One piece of evidence: a folder of ``cosigned`` and ``offered`` (notes) and the whole ``request``."""

    kind: Kind
    log: KnownLog
    size: int
    path: Path


def keep(
    root: Path, kind: Kind, log: KnownLog, ours: bytes, request: AddCheckpoint, said: Checkpoint
) -> bool:
    """Keeps a request and the note that was cosigned before it, empty if none.

    Nothing is done if the same checkpoint is kept already. Gives False if there is no room for one more. The
    caller holds the log's lock.
    """
    folder = root / EVIDENCE / log.folder.name
    place = folder / _name(kind, said)
    if place.exists():
        return True
    folder.mkdir(FOLDER_OWNER_ONLY, exist_ok=True)
    if sum(1 for _ in folder.glob(f"{kind}-*")) >= KEPT_MAX:
        return False
    new = folder / ".new"
    if new.exists():
        shutil.rmtree(new)
    new.mkdir(FOLDER_OWNER_ONLY)
    write_new_file(new / OURS, ours)
    write_new_file(new / THEIRS, request.note)
    write_new_file(new / REQUEST, request.encode())
    new.rename(place)
    sync_folder(folder)
    sync_folder(folder.parent)
    return True


def proven(root: Path, log: KnownLog, said: Checkpoint) -> None:
    """Drops what was kept for want of a proof that came after all. The caller holds the log's lock."""
    place = root / EVIDENCE / log.folder.name / _name(Kind.UNPROVEN, said)
    if place.exists():
        shutil.rmtree(place)


def records(root: Path, log: KnownLog) -> Iterator[Record]:
    """What is kept of one log, forks first, smaller sizes first."""
    kept = []
    for path in (root / EVIDENCE / log.folder.name).glob("[fu]*-*-*"):
        kind, size, _ = path.name.split("-")
        kept.append((Kind(kind), int(size), path))
    yield from (Record(kind, log, size, path) for kind, size, path in sorted(kept))


def _name(kind: Kind, said: Checkpoint) -> str:
    return f"{kind}-{said.size}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"
