"""Outboxes of a desk without letters: real signatures over decoys, and every part open to tampering."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from crypto.cell import CELL_BYTES, TAG_BYTES, Publication
from crypto.labels import Namespace
from crypto.mailbox import Record, cut, encode_index
from crypto.manifest import Manifest
from crypto.merkle import EMPTY_ROOT, inclusion_proofs, tree_root
from crypto.recipient import Identity
from crypto.sshsig import join_signed, sign
from tests.simulators.throwaway_keys import ORIGIN, PUBLISHER, ThrowawayKeys
from tests.vectors import cast
from tracker.records.outbox import NOTES_BYTES, OutboxHeader, Ticket

FAR_DAY = "2036-01-01"
START = Ticket(0, EMPTY_ROOT, FAR_DAY)


@dataclass
class Outbox:
    """All parts of an outbox before they are signed; change any of them, then ``encode``."""

    header: OutboxHeader
    manifest: Manifest
    index: bytes
    slices: list[bytes]
    signers: list[Identity]
    report: bytes = b""
    notes: bytes = field(default_factory=lambda: os.urandom(NOTES_BYTES))

    def encode(self, alter: Callable[[bytes], bytes] = bytes) -> bytes:
        """The outbox, signed after ``alter`` had its way with the signed part."""
        document = self.manifest.encode()
        body = b"".join([self.header.encode(), document, self.index, *self.slices, self.report, self.notes])
        signed = alter(body)
        signatures = [
            sign(item.signing_key, namespace.at(ORIGIN), text)
            for item in self.signers
            for namespace, text in ((Namespace.MAILBOX, document), (Namespace.OUTBOX, signed))
        ]
        return signed + join_signed(b"", signatures)


def make_outbox(
    keys: ThrowawayKeys,
    sequence: int,
    ticket: Ticket = START,
    *,
    applied: tuple[int, bytes] | None = None,
    acknowledged: int = 0,
    slices: int = 1,
    **changes: Any,
) -> Outbox:
    """An outbox with so many slices of decoys; ``changes`` replace fields of its header."""
    pieces = cut([], _decoy, slices)
    leaves = [piece.leaf for piece in pieces]
    index = encode_index(pieces)
    manifest = Manifest(
        Publication(ORIGIN, PUBLISHER, sequence), "2026-05-28", "2026-06-04", ticket.size, ticket.root,
        "2026-05-28", cast.publication_key().public, slices, tree_root(leaves),
        hashlib.sha256(index).digest(),
    )  # fmt: skip
    header = OutboxHeader(
        ORIGIN, PUBLISHER, sequence, applied, keys.newest.epoch, keys.newest.hash, acknowledged, ticket,
        len(manifest.encode()), slices, 0,
    )  # fmt: skip
    served = [piece.encode(path) for piece, path in zip(pieces, inclusion_proofs(leaves), strict=True)]
    return Outbox(replace(header, **changes), manifest, index, served, keys.identities)


def outbox_hash(outbox: bytes) -> bytes:
    """The name of an outbox: SHA-256 of all before its signatures."""
    return hashlib.sha256(outbox[: outbox.index(b"-----BEGIN SSH SIGNATURE-----")]).digest()


def _decoy() -> Record:
    return Record(os.urandom(TAG_BYTES), os.urandom(CELL_BYTES))
