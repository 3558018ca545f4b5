"""The vault: one encrypted file with everything that a desk knows (docs/spec/vault.md).

An append-only log of events, each sealed under the key of the case that it is about and signed by the
caseworker who acted; the state is their fold.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from crypto import aead
from crypto.recipient import Identity
from tracker.desk import events
from tracker.desk.blobs import Blob, SealedBlob
from tracker.desk.case import buried_name
from tracker.desk.events import ADMINISTRATION, Body, Event, Made, encode_body
from tracker.desk.keyring_store import KeyringStore
from tracker.desk.state import Desk, blobs_of, references_of
from tracker.desk.vault_file import VaultFile, VaultName
from tracker.desk.vault_keys import Randomness, VaultKeys
from tracker.desk.vault_memory import VaultMemory, read_log
from tracker.records.errors import VaultError, VaultMedium, VaultNotMember, VaultOther

_ID_BYTES = 16


@dataclass(frozen=True)
class Documents:
    """What a ceremony gives to a desk, as files: trust root, served keyring, roster."""

    trust: bytes
    keyring: bytes
    roster: bytes


@dataclass
class Vault:
    """An unlocked vault. ``desk`` is its state; it changes only through ``append`` and ``erase``.

    After a transaction that failed, it is a new object: the desk as it was before.
    ``identity`` is the caseworker who acts; ``randomness`` gives so many fresh bytes.
    """

    file: VaultFile
    name: VaultName
    identity: Identity = field(repr=False)
    keys: VaultKeys = field(repr=False)
    randomness: Randomness = field(repr=False)
    _memory: VaultMemory = field(repr=False)
    _is_unsure: bool = False

    @classmethod
    def create(
        cls,
        path: Path,
        identity: Identity,
        documents: Documents,
        publisher: str,
        now: int,
        randomness: Randomness,
    ) -> "Vault":
        """A new vault for the caseworkers of this keyring; ``documents`` must have been verified.

        Raises VaultNotMember, EpochUnknown, FileExistsError, VaultBusy.
        """
        parts = (documents.trust, documents.keyring, documents.roster)
        store = KeyringStore.from_documents(*parts, publisher)
        _check_member(store, identity)
        name = VaultName(randomness(_ID_BYTES), store.head.origin, publisher)
        keys = VaultKeys(name, randomness(aead.KEY_BYTES))
        vault = cls(VaultFile.create(path), name, identity, keys, randomness, VaultMemory.empty(name))
        try:
            vault._make(Made(*parts, publisher), now)
        except BaseException:
            vault.close()
            raise
        return vault

    @classmethod
    def unlock(
        cls, path: Path, identity: Identity, randomness: Randomness, trust: bytes | None = None
    ) -> "Vault":
        """Opens a vault and verifies every event in it.

        With ``trust``, it must stand on this trust root. The recovery identity opens it too, to recover it
        (see ``is_member``). Raises FileNotFoundError and subclasses of VaultError.
        """
        file = VaultFile.open(path)
        try:
            name = file.name()
            keys = _keys_of(file, name, identity)
            vault = cls(file, name, identity, keys, randomness, read_log(file, name, keys))
            if trust is not None and vault.desk.store.trust.encode() != trust:
                raise VaultOther(f"the vault stands on another trust root, of {name.origin}")
        except BaseException:
            file.close()
            raise
        return vault

    def close(self) -> None:
        """Lets go of the file."""
        self.file.close()

    def __enter__(self) -> "Vault":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    @property
    def desk(self) -> Desk:
        """The state of the desk."""
        return self._memory.desk

    @contextmanager
    def transaction(self, keys_after: VaultKeys | None = None) -> Iterator[None]:
        """All events of the block, or none, durable at its end; ``keys_after`` are in force from then on.

        Raises VaultError; VaultMedium also when what failed before is done after all: ``desk`` has it then.
        """
        self._is_unsure = self.file.find() or self._is_unsure
        if self._is_unsure and self._find_end():
            raise VaultMedium("what failed before was done after all")
        keys, before = keys_after or self.keys, self._memory.kept()
        try:
            with self.file.transaction():
                yield
                self.file.set_meta("head", keys.seal_head(self._head(), self.randomness))
            self.keys = keys
        except BaseException:
            # The medium may be gone: what was before comes back without it.
            self._memory, self._is_unsure = before, True
            with suppress(VaultError):
                self._find_end()
            raise

    def append(self, subject: int, body: Body, now: int) -> Event:
        """Adds an event to the log and the state; inside a transaction."""
        plaintext = encode_body(body, now)
        nonce = self.randomness(aead.NONCE_BYTES)
        row_key, key = self._memory.row_keys[subject], self.identity.signing_key
        sealed = self._memory.chain.seal(subject, row_key, plaintext, nonce, key)
        event = Event(sealed.sequence, subject, sealed.actor, now, body)
        self.desk.apply(event)
        self.file.add_event(sealed)
        return event

    def new_subject(self) -> int:
        """A new subject with a row key of its own; inside a transaction."""
        subject = self._memory.next_subject
        self._new_row_key(subject)
        return subject

    def add_blob(self, subject: int, sealed: SealedBlob) -> Blob:
        """Stores a blob; inside a transaction."""
        blob = sealed.numbered(self._memory.next_blob)
        self.file.add_blob(blob.number, subject, sealed.ciphertext)
        self._memory.next_blob += 1
        return blob

    def open_blob(self, blob: Blob) -> bytes:
        """A blob's plaintext. Raises VaultTampered."""
        return blob.open(self.file.blob(blob.number))

    def check_blobs(self) -> int:
        """Reads and opens every blob; gives their number. Raises VaultTampered."""
        blobs = [blob for _, blob in blobs_of(self.desk)]
        for blob in blobs:
            self.open_blob(blob)
        return len(blobs)

    def erase(self, subject: int, reason: str, now: int, bury: bool = True) -> None:
        """Destroys the row key, rows and blobs of a case, a list, or pending acts; inside a transaction.

        With ``bury``, what other vaults still tell of the case is not taken in any more.
        """
        case = self.desk.cases.get(self.desk.by_subject.get(subject, 0))
        buried = [buried_name(name) for name in references_of(case)] if case is not None and bury else []
        number = 0 if case is None else case.number
        self.append(ADMINISTRATION, events.Erased(subject, number, reason, buried), now)
        self.file.erase(subject)
        del self._memory.row_keys[subject]

    @property
    def is_member(self) -> bool:
        """Whether who opened it is a caseworker, and not the recovery identity."""
        return self.identity.recipient.id in {item.recipient.id for item in self.desk.store.members}

    @property
    def position(self) -> tuple[int, bytes]:
        """How many events there are, and the hash of them all."""
        return self._memory.chain.sequence, self._memory.chain.hash

    def take_keyring(
        self,
        documents: Documents,
        now: int,
        suspicions: Iterable[events.Suspected] = (),
        recovered_by: str = "",
    ) -> None:
        """Goes over to a newer keyring, already verified: a fresh vault key, sealed to today's members.

        ``suspicions`` are what its transcripts say of keys; ``recovered_by`` names a caseworker of the newer
        keyring alone, who does it after the recovery identity opened the vault.
        """
        parts = documents.keyring, documents.roster
        taken = events.Recovered(recovered_by, *parts) if recovered_by else events.KeyringTaken(*parts)
        fresh = VaultKeys(self.name, self.randomness(aead.KEY_BYTES))
        with self.transaction(fresh):
            self.append(ADMINISTRATION, taken, now)
            for suspected in suspicions:
                self.append(ADMINISTRATION, suspected, now)
            self.file.set_members(fresh.sealed_to(self.desk.store.holders))
            for subject, row_key in self._memory.row_keys.items():
                self.file.set_row_key(subject, fresh.wrap(subject, row_key, self.randomness))

    def _make(self, made: Made, now: int) -> None:
        with self.transaction():
            self.file.write_schema(self.name)
            self._new_row_key(ADMINISTRATION)
            self.append(ADMINISTRATION, made, now)
            self.file.set_members(self.keys.sealed_to(self.desk.store.holders))

    def _new_row_key(self, subject: int) -> None:
        row_key = self.randomness(aead.KEY_BYTES)
        self.file.set_row_key(subject, self.keys.wrap(subject, row_key, self.randomness))
        self._memory.row_keys[subject] = row_key
        self._memory.next_subject = max(self._memory.next_subject, subject + 1)

    def _head(self) -> bytes:
        return self._memory.head(self.file.members())

    def _find_end(self) -> bool:
        """After a failure: whether the log has what failed after all. Raises VaultError.

        SQLite may have written all of it before the medium refused to say that it is durable.
        """
        if self.file.name() != self.name:
            raise VaultOther("another vault lies where the vault was")
        keys = _keys_of(self.file, self.name, self.identity)
        is_done = not keys.is_head(self.file.meta("head"), self._head())
        if is_done:
            memory = read_log(self.file, self.name, keys)
            if memory.chain.sequence <= self._memory.chain.sequence:
                raise VaultOther("an older copy lies where the vault was")
            self._memory = memory
        self.keys, self._is_unsure = keys, False
        return is_done


def _keys_of(file: VaultFile, name: VaultName, identity: Identity) -> VaultKeys:
    sealed = file.members().get(identity.recipient.id)
    if sealed is None:
        raise VaultNotMember("this identity is no member of this vault")
    return VaultKeys.unsealed(name, sealed, identity)


def _check_member(store: KeyringStore, identity: Identity) -> None:
    if identity.recipient.id not in {worker.recipient.id for worker in store.members}:
        raise VaultNotMember("the roster does not name this identity for this desk")
