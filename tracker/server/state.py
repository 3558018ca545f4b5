"""The server's folder: which file is where, and its two secrets.

The secrets are the intake key's seed and the key of the courier form's cookie; neither opens a letter.
"""

import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crypto.keys import SEED_BYTES, SigningKey
from crypto.note import NoteSigner
from tracker.files import FOLDER_OWNER_ONLY, sync_folder, write_new_file
from tracker.records.errors import StateUnsafe


@dataclass(frozen=True)
class StateFolder:
    """Paths below the folder of ``server.toml``."""

    path: Path

    @property
    def intake_key(self) -> Path:
        """The 32-byte seed of the intake key, raw."""
        return self.path / "intake.key"

    @property
    def csrf_key(self) -> Path:
        """32 random bytes that sign the courier form's cookie."""
        return self.path / "csrf.key"

    @property
    def database(self) -> Path:
        """The main database, with SQLite."""
        return self.path / "tracker.sqlite"

    @property
    def mailbox(self) -> Path:
        """Publications, as ``<publisher>/<number>/``."""
        return self.path / "mailbox"

    @property
    def pages(self) -> Path:
        """The family's pages as they were released: public."""
        return self.path / "pages"

    @property
    def intake_log(self) -> Path:
        """Tiles and checkpoint of the intake log: public."""
        return self.path / "log" / "intake"

    @property
    def public(self) -> Path:
        """What a ceremony hands over to be served: public."""
        return self.path / "public"

    @property
    def spool(self) -> Path:
        """Outboxes on their way in; empty when nothing is running."""
        return self.path / "spool"

    def lock(self, name: str) -> Path:
        """A lock file."""
        return self.path / f"{name}.lock"

    def staging(self, number: int) -> Path:
        """Letters of the open batch, with SQLite."""
        return self.path / f"staging-{number}.sqlite"

    def letters(self, number: int) -> Path:
        """Letters of a closed batch, with SQLite."""
        return self.path / f"letters-{number}.sqlite"

    def make(self) -> None:
        """Makes the folders, for their owner only; what exists stays."""
        for folder in (self.path, self.mailbox, self.pages, self.public, self.spool, self.intake_log.parent):
            folder.mkdir(mode=FOLDER_OWNER_ONLY, parents=True, exist_ok=True)

    def make_secrets(self, draw: Callable[[int], bytes]) -> None:
        """Draws both secrets; ``draw`` gives so many random bytes. Raises FileExistsError."""
        write_new_file(self.intake_key, draw(SEED_BYTES))
        write_new_file(self.csrf_key, draw(SEED_BYTES))
        sync_folder(self.path)

    def intake_signer(self, origin: str) -> NoteSigner:
        """The intake key under its name. Raises StateUnsafe."""
        return NoteSigner(f"{origin}/intake", SigningKey(read_secret(self.intake_key)))


def read_secret(path: Path) -> bytes:
    """A secret of 32 bytes that only its owner can read. Raises StateUnsafe."""
    try:
        data, mode = path.read_bytes(), stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        raise StateUnsafe(f"{path.name} cannot be read") from error
    if len(data) != SEED_BYTES or mode & 0o077:
        raise StateUnsafe(f"{path.name} is not 32 bytes, or others may read it (chmod 600)")
    return data
