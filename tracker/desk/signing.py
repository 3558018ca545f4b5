"""Signing an outbox out: the publisher's threshold, one after the other or together.

docs/spec/outbox.md, "Signatures". Each signer signs the manifest and the whole, each for its purpose.
"""

import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from crypto.labels import Namespace
from crypto.recipient import Identity
from crypto.sshsig import Signature, join_signed, sign, sign_digest
from tracker.desk import events
from tracker.desk.events import ADMINISTRATION, Drafted
from tracker.desk.keyring_store import KeyringStore
from tracker.desk.vault import Vault
from tracker.files import atomic_file
from tracker.records.bundle import CHUNK_BYTES
from tracker.records.errors import DraftComplete, DraftOther, SignerUnauthorised
from tracker.records.outbox import OutboxReader


def check_signer(store: KeyringStore, identity: Identity) -> None:
    """The newest keyring lets this identity sign for this desk. Raises SignerUnauthorised."""
    if identity.signing_key.public not in store.publisher.signers:
        raise SignerUnauthorised(f"the keyring of epoch {store.head.epoch} does not let this identity sign")


def has_threshold(store: KeyringStore, signers: Iterable[Identity]) -> bool:
    """Whether so many distinct keys are enough."""
    return len({signer.signing_key.public for signer in signers}) >= store.publisher.threshold


def signatures_of(
    signers: Iterable[Identity], digest: bytes, manifest: bytes, origin: str
) -> list[Signature]:
    """Two signatures by each signer: over the manifest, and over the SHA-512 of the whole."""
    signatures = []
    for signer in signers:
        signatures.append(sign(signer.signing_key, Namespace.MAILBOX.at(origin), manifest))
        signatures.append(sign_digest(signer.signing_key, Namespace.OUTBOX.at(origin), digest))
    return signatures


def write_signatures(file: BinaryIO, signatures: Iterable[Signature]) -> None:
    """Appends the signatures in their one order."""
    file.write(join_signed(b"", signatures))


def check_draft(vault: Vault, path: Path) -> tuple[Drafted, bytes, list[Signature]]:
    """An outbox that waits for a signature is, byte for byte, the newest that this vault made.

    Gives what the vault knows of it, its manifest, and the signatures it has. Raises DraftComplete,
    DraftOther, OutboxMalformed, OSError.
    """
    draft = vault.desk.newest_draft
    if draft is not None and draft.sequence in vault.desk.exported and not path.exists():
        raise DraftComplete(f"outbox {draft.sequence} has all its signatures: nothing is left to sign")
    with path.open("rb") as file:
        reader = OutboxReader(file)
        manifest = reader.manifest()
        reader.index()
        for _ in range(reader.header.slices):
            reader.slice()
        reader.report()
        reader.notes()
        digest = reader.signed_digest
        signatures = reader.signatures()
    if draft is None or draft.digest != digest or draft.epoch != vault.desk.store.head.epoch:
        raise DraftOther("not the newest outbox of this vault, or the keyring changed: export again")
    return draft, manifest, signatures


def sign_outbox(vault: Vault, draft_file: Path, path: Path, now: int) -> tuple[int, int]:
    """Adds the acting caseworker's signatures to an outbox that waits; gives how many signed, and the need.

    With enough of them the outbox is written to ``path`` and the waiting file is removed; else the
    waiting file is replaced. Raises SignerUnauthorised, DraftOther, OutboxMalformed.
    """
    store = vault.desk.store
    check_signer(store, vault.identity)
    draft, manifest, signatures = check_draft(vault, draft_file)
    own = signatures_of([vault.identity], draft.digest, manifest, vault.name.origin)
    together = _valid(signatures, store, vault.name.origin, draft, manifest) | set(own)
    signed, needed = len({item.public for item in together}), store.publisher.threshold
    target = path if signed >= needed else draft_file
    with atomic_file(target) as file:
        _copy_body(draft_file, file, sum(len(item.armor()) for item in signatures))
        write_signatures(file, together)
    if signed >= needed:
        with vault.transaction():
            vault.append(ADMINISTRATION, events.Exported(draft.sequence, draft.hash), now)
        draft_file.unlink()
    return signed, needed


def _valid(
    signatures: Sequence[Signature], store: KeyringStore, origin: str, draft: Drafted, manifest: bytes
) -> set[Signature]:
    """Those by signers of today; each is checked. Raises SignatureInvalid, SshsigNamespace."""
    digests = {
        Namespace.MAILBOX.at(origin): hashlib.sha512(manifest).digest(),
        Namespace.OUTBOX.at(origin): draft.digest,
    }
    ours = {item for item in signatures if item.public in store.publisher.signers}
    for item in ours:
        item.check(item.namespace, digests.get(item.namespace, b""))
    return ours


def _copy_body(source: Path, target: BinaryIO, without: int) -> None:
    with source.open("rb") as file:
        missing = file.seek(0, os.SEEK_END) - without
        file.seek(0)
        while missing and (part := file.read(min(CHUNK_BYTES, missing))):
            target.write(part)
            missing -= len(part)
