"""What server and family do with an outbox, by crypto functions alone."""

import hashlib
from pathlib import Path
from typing import Any

from crypto.cell import find_address, open_cell
from crypto.family import FamilyKeys
from crypto.head import Head
from crypto.labels import Namespace
from crypto.mailbox import find_slice, open_slice, pick_cells
from crypto.manifest import Manifest, open_manifest
from crypto.sshsig import join_signed
from tracker.records.cells import join_answer
from tracker.records.outbox import OutboxHeader, OutboxReader, check_outbox, check_slice


class AppliedOutbox:
    """An outbox that passed every check of a server."""

    def __init__(self, path: Path, head: Head) -> None:
        with path.open("rb") as file:
            reader = OutboxReader(file)
            self.header: OutboxHeader = reader.header
            document = reader.manifest()
            self.index = reader.index()
            self.slices = [reader.slice() for _ in range(reader.header.slices)]
            self.report, self.notes = reader.report(), reader.notes()
            digest, self.hash = reader.signed_digest, reader.hash
            self.signatures = reader.signatures()
        self.manifest: Manifest = check_outbox(reader.header, document, digest, self.signatures, head)
        for number, served in enumerate(self.slices):
            check_slice(self.manifest, number, served)
        self.manifest.check_index(self.index)
        mailbox = [item for item in self.signatures if item.namespace == Namespace.MAILBOX.at(head.origin)]
        served = join_signed(document, mailbox)
        assert open_manifest(served, head, self.header.publisher) == self.manifest
        assert hashlib.sha512(document).digest() != digest

    @property
    def mark(self) -> tuple[int, bytes]:
        """Sequence and hash, as an inbox header reports it."""
        return self.header.sequence, self.hash

    def answer(self, keys: FamilyKeys) -> Any:
        """What a family reads; None if there is no cell for it."""
        publication = self.manifest.publication
        address = find_address(publication, keys.address, self.manifest.key)
        number = find_slice(self.index, self.manifest.slices, address.place)
        opened = open_slice(self.slices[number], number, self.manifest.layout)
        cells = pick_cells(opened, address)
        if not cells:
            return None
        parts = [
            open_cell(publication, tag, keys.reply, cell)
            for tag, cell in zip(address.tags, cells, strict=False)
        ]
        return join_answer(parts)
