"""A desk under measurement: the tests' cast before a real vault that fills with letters."""

import os
from pathlib import Path

from benchmarks.letters import Post
from tests.vectors import cast
from tracker.desk.exporting import ExportResult, export_outbox
from tracker.desk.importing import import_inbox
from tracker.desk.vault import Documents, Vault

PUBLISHER = "desk"


class MeasuredDesk:
    """A vault in ``folder``, and the post that brings letters to it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.identity = cast.identity(cast.SIGNERS[0])
        self._folder = folder
        self._post = Post(seed)
        documents = Documents(
            cast.trust().encode(), cast.served(cast.history(1)).encode(), cast.roster().encode()
        )
        self._vault = Vault.create(
            folder / "vault", self.identity, documents, PUBLISHER, cast.NOW, os.urandom
        )

    @property
    def vault(self) -> Vault:
        """The unlocked vault."""
        return self._vault

    def receive(self, count: int) -> list[bytes]:
        """An inbox of so many new inquiries has come; gives their envelopes."""
        return self._post.write_inbox(self._folder / "inbox", count)

    def take_in(self) -> None:
        """Imports the inbox, on all cores. Raises RuntimeError unless each letter became a case."""
        result = import_inbox(self._vault, self._folder / "inbox", cast.NOW, cast.DAY, _no_progress)
        if result.fates.total() != result.to_size - result.from_size or len(result.fates) != 1:
            raise RuntimeError(f"not all letters were stored: {result.fates}")

    def publish(self) -> ExportResult:
        """Makes the next outbox, signed by two caseworkers, on all cores."""
        signers = [cast.identity(name) for name in cast.SIGNERS]
        return export_outbox(self._vault, self._folder / "outbox", signers, cast.NOW, _no_progress)


def _no_progress(_what: str, _done: int, _total: int) -> None:
    pass
