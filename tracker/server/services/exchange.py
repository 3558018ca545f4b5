"""The courier's exchange: an outbox in, the inbox that its ticket asks for out (docs/spec/outbox.md).

An outbox is verified whole before anything changes; then its files are written, and one transaction makes
them count. Killed in between, the next exchange or the housekeeper removes what does not count.
"""

import errno
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from sqlalchemy import Connection

from crypto.errors import EpochSuperseded, EpochUnknown, TrackerError
from crypto.labels import Namespace
from crypto.manifest import Manifest
from crypto.sshsig import Signature, join_signed
from tracker.records.bundle import CHUNK_BYTES, Stream
from tracker.records.errors import (
    LengthRequired,
    OutboxForked,
    OutboxOrigin,
    OutboxReplayed,
    OutboxTooLarge,
    StorageFull,
    TicketExpired,
    TicketForked,
)
from tracker.records.outbox import OutboxHeader, OutboxReader, check_outbox, check_slice
from tracker.server.config import ServerConfig
from tracker.server.database import Database
from tracker.server.locks import FileLock
from tracker.server.services.batches import day_of_time
from tracker.server.services.inbox import Inboxes, PreparedInbox
from tracker.server.services.intake import free_bytes, read_upload
from tracker.server.services.keyring import Keyrings, LoadedKeyring
from tracker.server.services.mailbox import INDEX, MANIFEST, NOTES, REPORT, SLICES, PublicationWriter
from tracker.server.state import StateFolder
from tracker.server.store import calendar, log, publications


@dataclass(frozen=True)
class Outcome:
    """What came of an exchange. ``inbox`` is None if the ticket was refused, for the reason ``refusal``."""

    newly_applied: bool
    inbox: PreparedInbox | None
    refusal: TrackerError | None


@dataclass(frozen=True)
class CheckedOutbox:
    """An outbox whose signatures hold: header, hash (its name), manifest and the signed bytes of it."""

    header: OutboxHeader
    hash: bytes
    manifest: Manifest
    signed_manifest: bytes


class Exchange:
    """Applies outboxes and prepares inboxes."""

    def __init__(
        self, config: ServerConfig, database: Database, keyrings: Keyrings, inboxes: Inboxes
    ) -> None:
        self._database = database
        self._keyrings = keyrings
        self._inboxes = inboxes
        self._folder = StateFolder(config.folder)
        self._limit = config.outbox_max_bytes
        self._publishing = FileLock(self._folder.lock("publishing"))

    @contextmanager
    def received(self, length: int | None, body: Stream) -> Iterator[IO[bytes]]:
        """The body in a spool file without a name. Raises LengthRequired, OutboxTooLarge, StorageFull,
        UploadIncomplete.
        """
        if length is None:
            raise LengthRequired("an outbox has a Content-Length")
        if length > self._limit:
            raise OutboxTooLarge("the outbox is larger than this server takes", limit=self._limit)
        # Twice: the spool, and the publication's files.
        if free_bytes(self._folder.path) < 2 * length:
            raise StorageFull("no room left for outboxes")
        with tempfile.TemporaryFile(dir=self._folder.spool, buffering=0) as spool:
            with _room():
                for start in range(0, length, CHUNK_BYTES):
                    spool.write(read_upload(body, min(CHUNK_BYTES, length - start)))
            yield spool

    def run(self, spool: IO[bytes], now: int) -> Outcome:
        """Applies a received outbox, or refuses it and changes nothing. Numbered as in server-api.md.

        Raises BundleError, KeyringError, MailboxError, SshsigError, SignatureInvalid, Busy, StorageFull.
        """
        keyring = self._keyrings.current(time.monotonic())
        # 1. Both thresholds of signatures hold, by the newest head; header and manifest agree.
        checked = _check(spool, keyring)
        with self._publishing.held():
            # 2. It follows what was applied before; or it is the last applied one again.
            newly = self._follows(checked)
            if newly:
                # 3. Index and every slice are the manifest's; then they are written.
                with _room():
                    self._write(spool, checked, day_of_time(now))
                # 4. One transaction makes it count.
                self._commit(checked, keyring, day_of_time(now))
        # 5. The ticket is judged apart: whatever it gets, the outbox stays applied.
        return self._answer(checked, newly, day_of_time(now))

    def _follows(self, checked: CheckedOutbox) -> bool:
        header = checked.header
        with self._database.read() as connection:
            last = publications.last_applied(connection, header.publisher)
            if last is None:
                return True
            if header.sequence < last[0]:
                raise OutboxReplayed("older than the last applied outbox", last=last[0])
            if header.sequence == last[0]:
                if checked.hash != last[1]:
                    raise OutboxForked("another outbox was applied under this sequence", last=last[0])
                return False
            _check_applied(connection, header, last[0])
        return True

    def _write(self, spool: IO[bytes], checked: CheckedOutbox, day: str) -> None:
        spool.seek(0)
        reader = OutboxReader(spool)
        manifest = checked.manifest
        writer = PublicationWriter(
            self._folder.mailbox, checked.header.publisher, checked.header.sequence, day
        )
        try:
            with writer.part(MANIFEST) as file:
                reader.manifest()
                file.write(checked.signed_manifest)
            with writer.part(INDEX) as file:
                file.write(manifest.check_index(reader.index()))
            with writer.part(SLICES) as file:
                for number in range(manifest.slices):
                    served = reader.slice()
                    check_slice(manifest, number, served)
                    file.write(served)
            for name, take in ((REPORT, reader.report), (NOTES, reader.notes)):
                with writer.part(name) as file:
                    file.write(take())
            writer.finish()
        except BaseException:
            writer.discard()
            raise

    def _commit(self, checked: CheckedOutbox, keyring: LoadedKeyring, day: str) -> None:
        header = checked.header
        with self._database.write() as connection:
            days = calendar.counted_days(connection)
            publications.record(connection, header.publisher, (header.sequence, checked.hash), day, days)
            # What a desk of another history says it has is no reason to destroy anything of ours.
            if _ticket_fits(connection, header):
                publications.acknowledge(connection, header.publisher, header.acknowledged)
            names = {publisher.name for publisher in keyring.head.publishers}
            log.set_acknowledged(connection, publications.acknowledged_by_all(connection, names), days)

    def _answer(self, checked: CheckedOutbox, newly: bool, today: str) -> Outcome:
        with self._database.read() as connection:
            fits = _ticket_fits(connection, checked.header)
        if not fits:
            refusal: TrackerError = TicketForked("the desk's intake log is no prefix of this server's")
        elif checked.header.ticket.valid_until < today:
            refusal = TicketExpired("the ticket's last day is over")
        else:
            return Outcome(newly, self._inboxes.prepare(checked.header.ticket), None)
        return Outcome(newly, None, refusal)


def _check(spool: IO[bytes], keyring: LoadedKeyring) -> CheckedOutbox:
    """Reads the whole outbox once and checks its signatures."""
    spool.seek(0)
    reader = OutboxReader(spool)
    header = reader.header
    _check_epoch(header, keyring)
    document = reader.manifest()
    reader.index()
    for _ in range(header.slices):
        reader.slice()
    reader.report()
    reader.notes()
    name, digest = reader.hash, reader.signed_digest
    signatures = reader.signatures()
    manifest = check_outbox(header, document, digest, signatures, keyring.head)
    return CheckedOutbox(header, name, manifest, _signed_manifest(document, signatures, header.origin))


def _check_epoch(header: OutboxHeader, keyring: LoadedKeyring) -> None:
    if header.origin != keyring.head.origin:
        raise OutboxOrigin("the outbox of another origin")
    epoch = keyring.accepted.get(header.epoch)
    if epoch is None or epoch.hash != header.head_hash:
        raise EpochUnknown("made under an epoch that this server does not have")
    if epoch.recipients is None:
        raise EpochSuperseded("made under an epoch that is not taken any more", newest=keyring.head.epoch)


def _signed_manifest(document: bytes, signatures: list[Signature], origin: str) -> bytes:
    namespace = Namespace.MAILBOX.at(origin)
    return join_signed(document, [item for item in signatures if item.namespace == namespace])


def _check_applied(connection: Connection, header: OutboxHeader, last: int) -> None:
    """What the desk believes to be applied is what was; a restored server may know less than the desk."""
    if header.applied is None or header.applied[0] > last:
        return
    if publications.applied_hash(connection, header.publisher, header.applied[0]) != header.applied[1]:
        raise OutboxForked("another outbox was applied than the one that this desk made", last=last)


def _ticket_fits(connection: Connection, header: OutboxHeader) -> bool:
    ticket = header.ticket
    return ticket.size <= log.size_of(connection) and log.root_at(connection, ticket.size) == ticket.root


@contextmanager
def _room() -> Iterator[None]:
    """Turns a full disk into StorageFull."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull("no room left for outboxes") from error
        raise
