"""The vault: one encrypted file with everything that a desk knows (docs/spec/vault.md).

An append-only log of events, each sealed under the key of the case that it is about and signed by the
caseworker who acted; the state is their fold.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from crypto import aead
from crypto.recipient import Identity
from tracker.desk import events
from tracker.desk.blobs import Blob, SealedBlob
from tracker.desk.case import buried_name
from tracker.desk.chain import Chain, SealedEvent
from tracker.desk.events import ADMINISTRATION, Body, Event, Made, decode_body, encode_body
from tracker.desk.keyring_store import KeyringStore, check_recovered
from tracker.desk.state import Desk, blobs_of, references_of
from tracker.desk.vault_file import VERSION, VaultFile, VaultName
from tracker.desk.vault_keys import Randomness, VaultKeys, vault_head
from tracker.records.errors import VaultNotMember, VaultOther, VaultTampered

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

    ``identity`` is the caseworker who acts; ``randomness`` gives so many fresh bytes.
    """

    file: VaultFile
    name: VaultName
    identity: Identity = field(repr=False)
    keys: VaultKeys = field(repr=False)
    randomness: Randomness = field(repr=False)
    desk: Desk = field(default_factory=Desk, repr=False)
    _chain: Chain = field(init=False, repr=False)
    _row_keys: dict[int, bytes] = field(default_factory=dict, repr=False)
    _signers: set[bytes] = field(default_factory=set, repr=False)
    _next_subject: int = 1
    _next_blob: int = 1

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
        vault = cls(VaultFile.create(path), name, identity, keys, randomness)
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
            name, sealed = file.name(), file.members().get(identity.recipient.id)
            if sealed is None:
                raise VaultNotMember("this identity is no member of this vault")
            keys = VaultKeys.unsealed(name, sealed, identity)
            vault = cls(file, name, identity, keys, randomness)
            vault._load()
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

    @contextmanager
    def transaction(self, keys_after: VaultKeys | None = None) -> Iterator[None]:
        """All events of the block, or none, durable at its end; ``keys_after`` are in force from then on."""
        keys, before = keys_after or self.keys, self._written
        try:
            with self.file.transaction():
                yield
                self.file.set_meta("head", keys.seal_head(self._head(), self.randomness))
            self.keys = keys
        except Exception:
            # Where the state in memory ran ahead of the file: go back to what is durable.
            if before[0] and before != self._written:
                self._load()
            raise

    def append(self, subject: int, body: Body, now: int) -> Event:
        """Adds an event to the log and the state; inside a transaction."""
        plaintext = encode_body(body, now)
        nonce = self.randomness(aead.NONCE_BYTES)
        row_key, key = self._row_keys[subject], self.identity.signing_key
        sealed = self._chain.seal(subject, row_key, plaintext, nonce, key)
        event = Event(sealed.sequence, subject, sealed.actor, now, body)
        self.desk.apply(event)
        self.file.add_event(sealed)
        return event

    def new_subject(self) -> int:
        """A new subject with a row key of its own; inside a transaction."""
        subject = self._next_subject
        self._new_row_key(subject)
        return subject

    def add_blob(self, subject: int, sealed: SealedBlob) -> Blob:
        """Stores a blob; inside a transaction."""
        blob = sealed.numbered(self._next_blob)
        self.file.add_blob(blob.number, subject, sealed.ciphertext)
        self._next_blob += 1
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
        del self._row_keys[subject]

    @property
    def _written(self) -> tuple[int, int, int]:
        """Changes with everything that is written."""
        return self._chain.sequence, self._next_subject, self._next_blob

    @property
    def is_member(self) -> bool:
        """Whether who opened it is a caseworker, and not the recovery identity."""
        return self.identity.recipient.id in {item.recipient.id for item in self.desk.store.members}

    @property
    def position(self) -> tuple[int, bytes]:
        """How many events there are, and the hash of them all."""
        return self._chain.sequence, self._chain.hash

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
            for subject, row_key in self._row_keys.items():
                self.file.set_row_key(subject, fresh.wrap(subject, row_key, self.randomness))

    def _make(self, made: Made, now: int) -> None:
        self._chain = self._empty_chain()
        with self.transaction():
            self.file.write_schema(self.name)
            self._new_row_key(ADMINISTRATION)
            self.append(ADMINISTRATION, made, now)
            self.file.set_members(self.keys.sealed_to(self.desk.store.holders))

    def _new_row_key(self, subject: int) -> None:
        row_key = self.randomness(aead.KEY_BYTES)
        self.file.set_row_key(subject, self.keys.wrap(subject, row_key, self.randomness))
        self._row_keys[subject] = row_key
        self._next_subject = max(self._next_subject, subject + 1)

    def _empty_chain(self) -> Chain:
        return Chain.begin(self.name.id, self.name.origin, self.name.publisher, VERSION)

    def _head(self) -> bytes:
        return vault_head(self._chain.sequence, self._chain.hash, self.file.members())

    def _load(self) -> None:
        """Verifies and folds the whole log. Numbered as in docs/spec/vault.md. Raises VaultTampered."""
        # 1. Every row key opens under the vault key.
        wrapped = self.file.row_keys()
        self._row_keys = {subject: self.keys.unwrap(subject, key) for subject, key in wrapped.items()}
        # 2. Each event follows the one before, is signed by a member of its time, and opens.
        self.desk, self._chain, self._signers = Desk(), self._empty_chain(), set()
        subjects: set[int] = set()
        emptied: set[int] = set()
        for sealed in self._chain.follow(self.file.events()):
            subjects.add(sealed.subject)
            if sealed.ciphertext:
                self._take(sealed)
            else:
                self._check_actor(sealed.actor)
                emptied.add(sealed.subject)
                self.desk.event_count += 1
        # 3. The log ends where the last one who wrote in it left it.
        self.keys.check_head(self.file.meta("head"), self._head())
        # 4. What is empty was erased by an event, and nothing else is missing or new.
        self._check_tables(subjects, emptied)

    def _take(self, sealed: SealedEvent) -> None:
        row_key = self._row_keys.get(sealed.subject)
        if row_key is None:
            raise VaultTampered(f"the row key of event {sealed.sequence} is missing")
        body, at = decode_body(self._chain.open(sealed, row_key))
        if not isinstance(body, Made | events.Recovered):
            self._check_actor(sealed.actor)
        if isinstance(body, events.Recovered):
            check_recovered(self.desk.store, body.keyring, body.roster, at)
        self.desk.apply(Event(sealed.sequence, sealed.subject, sealed.actor, at, body))
        if isinstance(body, Made | events.KeyringTaken | events.Recovered):
            self._signers = {worker.signing for worker in self.desk.store.members}
        if isinstance(body, Made | events.Recovered):
            self._check_actor(sealed.actor)

    def _check_actor(self, actor: bytes) -> None:
        if actor not in self._signers:
            raise VaultTampered("an event by somebody who was no member then")

    def _check_tables(self, subjects: set[int], emptied: set[int]) -> None:
        """``subjects`` have events, and those of ``emptied`` have lost their content."""
        holders = {recipient.id for recipient in self.desk.store.holders}
        if set(self.file.members()) != holders:
            raise VaultTampered("the members in the file are not those of the log")
        if emptied != set(self.desk.erased) or set(self._row_keys) != subjects - emptied:
            raise VaultTampered("rows were erased, or added, by no event")
        stored = {blob.number: (subject, blob.stored) for subject, blob in blobs_of(self.desk)}
        if self.file.blob_sizes() != stored:
            raise VaultTampered("blobs are missing, cut or added")
        self._next_subject = max(subjects) + 1
        self._next_blob = max(stored, default=0) + 1


def _check_member(store: KeyringStore, identity: Identity) -> None:
    if identity.recipient.id not in {worker.recipient.id for worker in store.members}:
        raise VaultNotMember("the roster does not name this identity for this desk")
