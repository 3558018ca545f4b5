"""Giving a copy of the vault to another caseworker, and taking one (docs/spec/hand-over.md).

Both are events: the custody log. What is given is as encrypted as the vault, and sealed to the taker.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from crypto.errors import HandOverMalformed, SealInvalid, SignatureInvalid, SshsigError
from crypto.hand_over import (
    CHUNK_BYTES,
    DOCUMENT_MAX,
    KEY_BYTES,
    SEALED_CHUNK_BYTES,
    STREAM_HEADER_BYTES,
    HandOver,
    decode_hand_over,
    open_stream,
    seal_key,
    seal_stream,
)
from crypto.keyring import check_roster
from crypto.labels import Namespace
from crypto.recipient import Identity
from crypto.roster import Caseworker, Roster
from crypto.sshsig import ARMOR_MAX, END, check_threshold, join_signed, sign, split_signed
from tracker.desk import events
from tracker.desk.events import ADMINISTRATION
from tracker.desk.keyring_store import verify_documents
from tracker.desk.leaving import spare_vault
from tracker.desk.sequence_owner import check_sequence
from tracker.desk.vault import Documents, Vault
from tracker.desk.vault_file import arriving_vault
from tracker.desk.vault_keys import Randomness
from tracker.files import atomic_file
from tracker.records.errors import HandOverNobody, HandOverOther, HandOverSigner

_HEAD_MAX = DOCUMENT_MAX + ARMOR_MAX
_HEAD_END = (END + "\n").encode()


@dataclass(frozen=True)
class Taker:
    """Who takes, and by what they judge the giver: identity, verified documents, POSIX time."""

    identity: Identity
    documents: Documents
    now: int


def give(vault: Vault, name: str, path: Path, now: int, with_sequence: bool = False) -> HandOver:
    """Writes a copy of the vault for the caseworker of this name, and records it in the custody log.

    With ``with_sequence`` outboxes are exported from that copy from then on, and no longer from this vault.
    Raises HandOverNobody, SequenceElsewhere, FileExistsError, VaultError, OSError.
    """
    spare_vault(vault, path)
    taker = _member(vault, name)
    if with_sequence:
        check_sequence(vault.desk)
    key = vault.randomness(KEY_BYTES)
    # A medium that cannot be written is found out before the sequence is gone from here.
    with atomic_file(path) as file:
        with vault.transaction():
            handed = events.HandedOver(taker.name, taker.recipient.id, with_sequence)
            vault.append(ADMINISTRATION, handed, now)
        document = _document(vault, taker, key)
        signature = sign(
            vault.identity.signing_key, Namespace.HAND_OVER.at(document.origin), document.encode()
        )
        file.write(join_signed(document.encode(), [signature]))
        for part in seal_stream(key, document.encode(), _chunks(vault.file.raw(), CHUNK_BYTES)):
            file.write(part)
    return document


def _document(vault: Vault, taker: Caseworker, key: bytes) -> HandOver:
    """What the giver signs of the vault as it is now; ``key`` seals the copy."""
    origin, publisher, vault_id = vault.name.origin, vault.name.publisher, vault.name.id
    giver = vault.identity.signing_key.public
    count, chain = vault.position
    return HandOver(
        origin=origin,
        publisher=publisher,
        vault=vault_id,
        giver=vault.desk.store.name_of(giver),
        giver_key=giver,
        taker=taker.name,
        taker_id=taker.recipient.id,
        events=count,
        chain=chain,
        length=vault.file.path.stat().st_size,
        sealed=seal_key(key, taker.recipient, origin, publisher, vault_id),
    )


def take(path: Path, target: Path, taker: Taker, randomness: Randomness) -> HandOver:
    """Makes the vault ``target`` out of a hand-over, verified whole before it has its name.

    The giver must be a caseworker of the newest keyring that the taker verified. Raises FileExistsError,
    HandOverMalformed, HandOverOther, HandOverSigner, VaultError, subclasses of KeyringError, OSError.
    """
    with arriving_vault(target) as arriving:
        with path.open("rb") as file:
            hand_over = _check_head(_read_head(file), taker)
            key, document = _open_key(hand_over, taker.identity), hand_over.encode()
            header = file.read(STREAM_HEADER_BYTES)
            with atomic_file(arriving) as copy:
                for part in open_stream(key, document, header, _chunks(file, SEALED_CHUNK_BYTES)):
                    copy.write(part)
        _check_vault(arriving, hand_over, taker, randomness)
    return hand_over


def _check_vault(path: Path, hand_over: HandOver, taker: Taker, randomness: Randomness) -> None:
    """The copy is the vault that the document names, whole; then it says in whose hands it is."""
    with Vault.unlock(path, taker.identity, randomness, taker.documents.trust) as vault:
        named = (hand_over.vault, hand_over.origin, hand_over.publisher)
        if (vault.name.id, vault.name.origin, vault.name.publisher) != named:
            raise HandOverOther("the vault is not the one that the giver signed for")
        if vault.position != (hand_over.events, hand_over.chain):
            raise HandOverMalformed("the vault's log does not end where the giver says")
        taken = events.TakenOver(hand_over.giver, hand_over.giver_key)
        with vault.transaction():
            vault.append(ADMINISTRATION, taken, taker.now)


def _check_head(signed: bytes, taker: Taker) -> HandOver:
    try:
        document, signatures = split_signed(signed)
    except SshsigError as error:
        raise HandOverMalformed(str(error)) from error
    hand_over = decode_hand_over(document)
    verified = verify_documents(
        taker.documents.trust, taker.documents.keyring, taker.documents.roster, taker.now
    )
    roster = check_roster(verified.head, taker.documents.roster)
    if (hand_over.origin, hand_over.taker_id) != (roster.origin, taker.identity.recipient.id):
        raise HandOverOther(f"this is for {hand_over.taker}, at {hand_over.origin}", who=hand_over.taker)
    _check_giver(hand_over, roster)
    try:
        digest = hashlib.sha512(document).digest()
        check_threshold(signatures, Namespace.HAND_OVER.at(roster.origin), digest, {hand_over.giver_key}, 1)
    except (SshsigError, SignatureInvalid) as error:
        raise HandOverMalformed(f"not signed by {hand_over.giver}: {error}") from error
    return hand_over


def _check_giver(hand_over: HandOver, roster: Roster) -> None:
    if (hand_over.giver, hand_over.giver_key) not in {
        (item.name, item.signing) for item in roster.caseworkers
    }:
        text = f"'{hand_over.giver}' is no caseworker of epoch {roster.epoch}"
        raise HandOverSigner(text, who=hand_over.giver)


def _open_key(hand_over: HandOver, identity: Identity) -> bytes:
    try:
        return hand_over.key(identity)
    except SealInvalid as error:
        raise HandOverMalformed("its key was altered") from error


def _member(vault: Vault, name: str) -> Caseworker:
    for worker in vault.desk.store.members:
        if worker.name == name and worker.recipient.id != vault.identity.recipient.id:
            return worker
    others = [item.name for item in vault.desk.store.members]
    text = f"epoch {vault.desk.store.head.epoch} has no other caseworker '{name}', but {', '.join(others)}"
    raise HandOverNobody(text, who=name)


def _read_head(file: BinaryIO) -> bytes:
    """Document and signature, from the beginning of the file. Raises HandOverMalformed."""
    start = file.read(_HEAD_MAX)
    end = start.find(_HEAD_END)
    if end < 0:
        raise HandOverMalformed("no signed document at the beginning")
    file.seek(end + len(_HEAD_END))
    return start[: end + len(_HEAD_END)]


def _chunks(file: BinaryIO, size: int) -> Iterator[bytes]:
    while part := file.read(size):
        yield part
