"""Making an outbox: cells, slices, manifest, ticket, notes, and the first signature.

docs/spec/outbox.md. The publication's secret lives only while its cells are sealed. What is written holds
nothing in clear that the server may not see.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from crypto.cell import Publication
from crypto.keys import ExchangeKey
from crypto.mailbox import Slice, encode_index
from crypto.manifest import Manifest
from crypto.merkle import inclusion_proofs, tree_root
from crypto.recipient import Identity
from tracker.desk import events
from tracker.desk.days import add_days, day_of
from tracker.desk.erasing import erase_withdrawn
from tracker.desk.events import ADMINISTRATION
from tracker.desk.notes import notes_block
from tracker.desk.publishing import Progress, Told, publish
from tracker.desk.replies.door import Held
from tracker.desk.sequence_owner import check_sequence
from tracker.desk.signing import check_signer, has_threshold, signatures_of, write_signatures
from tracker.desk.vault import Vault
from tracker.files import atomic_file
from tracker.records.outbox import OutboxHeader, Ticket

NEXT_PUBLICATION_DAYS = 7
TICKET_DAYS = 30


@dataclass(frozen=True)
class ExportResult:
    """The outbox that was made: where, what is told, how many signatures it has and needs.

    ``held`` are the answers that it does not tell as they were written (docs/spec/wording.md).
    """

    path: Path
    draft: events.Drafted
    signed: int
    threshold: int
    erased: int
    held: tuple[Held, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether the server will take it."""
        return self.signed >= self.threshold


def export_outbox(
    vault: Vault,
    path: Path,
    signers: Sequence[Identity],
    now: int,
    progress: Progress,
    next_days: int = NEXT_PUBLICATION_DAYS,
    processes: int | None = None,
) -> ExportResult:
    """Seals every open inquiry anew and writes the outbox, signed by ``signers``.

    With fewer signers than the publisher's threshold the file is written to ``draft_path(path)`` and waits
    for another signature. Raises SequenceElsewhere, SignerUnauthorised, CellTooLarge, VaultError, OSError.
    """
    check_sequence(vault.desk)
    for signer in signers:
        check_signer(vault.desk.store, signer)
    desk, secret = vault.desk, ExchangeKey(vault.randomness(32))
    next_day = add_days(day_of(now), next_days)
    publication = Publication(vault.name.origin, vault.name.publisher, desk.next_sequence)
    days = (day_of(now), next_day)
    told, slices = publish(desk, publication, secret.secret, days, vault.randomness, progress, processes)
    manifest = _manifest(vault, publication, secret.public, slices, now, next_day)
    complete = has_threshold(desk.store, signers)
    target = path if complete else draft_path(path)
    with atomic_file(target) as file:
        digests = _write_body(file, vault, manifest, slices, now)
        draft = _drafted(vault, manifest, digests, told)
        erased = _note_draft(vault, draft, now)
        write_signatures(file, signatures_of(signers, draft.digest, manifest.encode(), vault.name.origin))
    if complete:
        with vault.transaction():
            vault.append(ADMINISTRATION, events.Exported(draft.sequence, draft.hash), now)
    return ExportResult(
        target,
        draft,
        len({signer.signing_key.public for signer in signers}),
        desk.store.publisher.threshold,
        erased,
        tuple(item.held for item in told if item.held is not None),
    )


def draft_path(path: Path) -> Path:
    """Where an outbox waits for another signature."""
    return path.with_name(path.name + ".needs-signature")


def _manifest(
    vault: Vault, publication: Publication, key: bytes, slices: list[Slice], now: int, next_day: str
) -> Manifest:
    desk, today = vault.desk, day_of(now)
    return Manifest(
        publication=publication,
        day=today,
        next_day=next_day,
        intake_size=desk.size,
        intake_root=desk.frontier.root(),
        read_up_to=desk.imported.read_up_to if desk.imported else add_days(today, -1),
        key=key,
        slices=len(slices),
        root=tree_root(item.leaf for item in slices),
        index=hashlib.sha256(encode_index(slices)).digest(),
    )


def _header(vault: Vault, manifest: Manifest, now: int) -> OutboxHeader:
    desk = vault.desk
    return OutboxHeader(
        origin=vault.name.origin,
        publisher=vault.name.publisher,
        sequence=manifest.publication.number,
        applied=desk.applied,
        epoch=desk.store.head.epoch,
        head_hash=desk.store.head.hash,
        acknowledged=desk.acknowledged,
        ticket=Ticket(desk.size, desk.frontier.root(), add_days(day_of(now), TICKET_DAYS)),
        manifest_bytes=len(manifest.encode()),
        slices=manifest.slices,
        report_bytes=0,
    )


def _write_body(
    file: BinaryIO, vault: Vault, manifest: Manifest, slices: list[Slice], now: int
) -> tuple[bytes, bytes]:
    """Writes everything that is signed; gives its SHA-256 and SHA-512."""
    name, digest = hashlib.sha256(), hashlib.sha512()

    def put(data: bytes) -> None:
        name.update(data)
        digest.update(data)
        file.write(data)

    put(_header(vault, manifest, now).encode())
    put(manifest.encode())
    put(encode_index(slices))
    for item, path in zip(slices, inclusion_proofs([item.leaf for item in slices]), strict=True):
        put(item.encode(path))
    put(notes_block(vault, now))
    return name.digest(), digest.digest()


def _drafted(
    vault: Vault, manifest: Manifest, digests: tuple[bytes, bytes], told: list[Told]
) -> events.Drafted:
    return events.Drafted(
        sequence=manifest.publication.number,
        hash=digests[0],
        digest=digests[1],
        day=manifest.day,
        next_day=manifest.next_day,
        size=manifest.intake_size,
        acknowledged=vault.desk.acknowledged,
        slices=manifest.slices,
        inquiries=len(told),
        epoch=vault.desk.store.head.epoch,
        cases={str(item.case): item.answer for item in told},
    )


def _note_draft(vault: Vault, draft: events.Drafted, now: int) -> int:
    """Takes the sequence, and erases what was withdrawn: families are told "at the next session".

    Before the file has its name: a sequence may be lost, but never used twice.
    """
    with vault.transaction():
        vault.append(ADMINISTRATION, draft, now)
        return erase_withdrawn(vault, now)
