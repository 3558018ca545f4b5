"""Where a letter belongs: to its case, to a new one, or nowhere (docs/spec/inbox.md, "Filing")."""

from typing import Any

from crypto.letter import Kind
from tracker.desk.blobs import SealedBlob, seal_blob
from tracker.desk.events import Letter, Unreadable
from tracker.desk.keyring_store import KeyringStore
from tracker.desk.moving_acts import adopt_pending
from tracker.desk.opening import OpenedLetter
from tracker.desk.state import Fate
from tracker.desk.vault import Vault


def file_letter(vault: Vault, opened: OpenedLetter, envelope: bytes, now: int) -> Fate:
    """Stores what a worker opened, and its envelope; inside a transaction. Gives the leaf's fate."""
    if opened.code:
        _file_unreadable(vault, opened, envelope, now)
        return Fate.UNREADABLE
    if opened.kind == Kind.PROBE:
        return Fate.PROBE
    desk = vault.desk
    known = desk.cases.get(desk.by_inquiry.get(opened.inquiry, -1))
    if known is not None and known.is_withdrawn:
        return Fate.AFTER_WITHDRAWAL
    subject = known.subject if known is not None else vault.new_subject()
    attachments = [
        {"type": media_type, **_stored(vault, subject, sealed)} for media_type, sealed in opened.attachments
    ]
    letter = Letter(
        leaf=opened.task.leaf,
        hash=opened.task.hash,
        kind=opened.kind,
        day=opened.day,
        keys={} if known is not None else opened.keys,
        form=opened.form,
        attachments=attachments,
        envelope=_stored(vault, subject, _sealed(opened, envelope)),
        epoch=opened.epoch,
        flags=[*opened.flags, *keyring_flags(opened, desk.store)],
    )
    vault.append(subject, letter, now)
    adopt_pending(vault, subject, now)
    return Fate.STORED


def keyring_flags(opened: OpenedLetter, store: KeyringStore) -> list[str]:
    """What is odd about the keyring under which a letter was sealed, as codes."""
    if store.hashes.get(opened.epoch) != opened.head_hash:
        return ["epoch-unknown"]
    flags = []
    if opened.epoch < store.head.epoch:
        flags.append("epoch-superseded" if store.head.grace else "epoch-refused")
    expected = store.short_ids.get(opened.epoch)
    if expected is not None:
        if opened.recipients != expected:
            flags.append("recipients-differ")
        if not expected <= store.short_ids[store.head.epoch]:
            flags.append("recipient-revoked")
    return flags


def _file_unreadable(vault: Vault, opened: OpenedLetter, envelope: bytes, now: int) -> None:
    subject = vault.new_subject()
    stored = _stored(vault, subject, _sealed(opened, envelope))
    unreadable = Unreadable(opened.task.leaf, opened.task.hash, opened.code, stored)
    vault.append(subject, unreadable, now)
    adopt_pending(vault, subject, now)


def _sealed(opened: OpenedLetter, envelope: bytes) -> SealedBlob:
    # Here, not where it was opened: sealing 64 KiB costs less than a pipe between processes.
    return seal_blob(envelope, opened.task.seed)


def _stored(vault: Vault, subject: int, sealed: SealedBlob) -> dict[str, Any]:
    return vault.add_blob(subject, sealed).as_json()
