"""Making a vault out of a copy: verified whole before it has its name (docs/spec/vault.md, "Restoring").

The copy is read and stays as it is. With the recovery identity a copy opens even when every caseworker's key
is lost, for the caseworkers of a keyring that a ceremony made since.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from crypto.keyring import check_roster
from crypto.recipient import Identity
from tracker.desk import events
from tracker.desk.ceremony_folder import NOTHING_SAID, Said
from tracker.desk.events import ADMINISTRATION
from tracker.desk.keyring_store import KeyringStore, check_newer, verify_documents
from tracker.desk.queues import in_queue
from tracker.desk.vault import Documents, Vault
from tracker.desk.vault_file import arriving_vault
from tracker.desk.vault_keys import Randomness
from tracker.files import atomic_file
from tracker.records.bundle import CHUNK_BYTES
from tracker.records.errors import RestoreMember, RestoreNobody, VaultNotMember


@dataclass(frozen=True)
class Copy:
    """What a copy of a vault is: whose, how far it goes, and when the last thing in it was done.

    ``hash`` is its SHA-256; ``size`` how many letters of the intake log it has, ``last_at`` POSIX seconds.
    After a recovery ``said`` is what transcripts say of keys, ``exposed`` the labels of cases that somebody
    else may have read.
    """

    origin: str
    publisher: str
    epoch: int
    hash: bytes
    bytes: int
    events: int
    size: int
    cases: int
    blobs: int
    last_at: int
    owns_sequence: bool
    sequence_owner: str
    said: Said = NOTHING_SAID
    exposed: tuple[str, ...] = ()


def restore(
    copy: Path, target: Path, identity: Identity, now: int, randomness: Randomness, trust: bytes | None = None
) -> Copy:
    """Makes the vault ``target`` out of a copy that a caseworker of its keyring can open.

    Raises FileExistsError, VaultError, OSError; then there is no new vault, and the copy is as it was.
    """
    with (
        _arriving(copy, target) as (arriving, digest),
        Vault.unlock(arriving, identity, randomness, trust) as vault,
    ):
        if not vault.is_member:
            raise VaultNotMember("the recovery key opens this copy: give --recovery-key, and your own")
        found = _described(vault, digest)
        _record(vault, digest, now)
    return found


def recover(
    copy: Path,
    target: Path,
    recovery: Identity,
    worker: Identity,
    documents: Documents,
    said_since: Callable[[KeyringStore], Said],
    now: int,
    randomness: Randomness,
) -> Copy:
    """Makes the vault ``target`` out of a copy none of whose caseworkers has a key any more.

    ``worker`` is a caseworker of the newer keyring in ``documents``, which is verified here; ``said_since``
    tells what its ceremonies' transcripts say of keys. Raises RestoreNobody, RestoreMember, VaultNotMember,
    TranscriptMalformed, subclasses of KeyringError, and as ``restore``.
    """
    name = _name_in(documents, worker, now)
    with (
        _arriving(copy, target) as (arriving, digest),
        Vault.unlock(arriving, recovery, randomness, documents.trust) as vault,
    ):
        if worker.recipient.id in {item.recipient.id for item in vault.desk.store.members}:
            raise RestoreMember("your key opens this copy: restore it without the recovery key")
        verified = verify_documents(documents.trust, documents.keyring, documents.roster, now)
        check_newer(vault.desk.store, verified)
        found, said = _described(vault, digest), said_since(vault.desk.store)
        vault.identity = worker
        vault.take_keyring(documents, now, said.suspected, recovered_by=name)
        _record(vault, digest, now)
        exposed = tuple(case.label for case in in_queue(vault.desk, "exposed"))
    return replace(found, said=said, exposed=exposed)


def _name_in(documents: Documents, worker: Identity, now: int) -> str:
    verified = verify_documents(documents.trust, documents.keyring, documents.roster, now)
    roster = check_roster(verified.head, documents.roster)
    for item in roster.caseworkers:
        if (item.recipient.id, item.signing) == (worker.recipient.id, worker.signing_key.public):
            return item.name
    raise RestoreNobody(f"the keyring of epoch {roster.epoch} does not name your key", epoch=roster.epoch)


@contextmanager
def _arriving(copy: Path, target: Path) -> Iterator[tuple[Path, bytes]]:
    """The copied file under another name, and its SHA-256; it gets its name when the block ends well."""
    digest = hashlib.sha256()
    with arriving_vault(target) as arriving:
        with copy.open("rb") as source, atomic_file(arriving) as file:
            while part := source.read(CHUNK_BYTES):
                digest.update(part)
                file.write(part)
        yield arriving, digest.digest()


def _described(vault: Vault, digest: bytes) -> Copy:
    """Every blob opens too. Raises VaultTampered."""
    blobs, desk = vault.check_blobs(), vault.desk
    return Copy(
        origin=vault.name.origin,
        publisher=vault.name.publisher,
        epoch=desk.store.head.epoch,
        hash=digest,
        bytes=vault.file.path.stat().st_size,
        events=desk.event_count,
        size=desk.size,
        cases=len(desk.cases),
        blobs=blobs,
        last_at=desk.last_at,
        owns_sequence=desk.owns_sequence,
        sequence_owner=desk.sequence_owner,
    )


def _record(vault: Vault, digest: bytes, now: int) -> None:
    name = vault.desk.store.name_of(vault.identity.signing_key.public)
    with vault.transaction():
        vault.append(ADMINISTRATION, events.Restored(name, digest), now)
