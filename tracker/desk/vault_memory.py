"""What an unlocked vault holds in memory: its log, verified and folded (docs/spec/vault.md, "Unlocking").

It is read whole or not at all, and it can be kept as it stands while something is tried.
"""

from dataclasses import dataclass, field, replace
from typing import Self

from tracker.desk import events
from tracker.desk.chain import Chain, SealedEvent
from tracker.desk.events import Event, Made, decode_body
from tracker.desk.keyring_store import check_recovered
from tracker.desk.state import Desk, blobs_of
from tracker.desk.vault_file import VERSION, VaultFile, VaultName
from tracker.desk.vault_keys import VaultKeys, vault_head
from tracker.records.errors import VaultTampered


@dataclass
class VaultMemory:
    """The end of the chain, the desk's state, the row key of each subject, and the next free numbers."""

    chain: Chain
    desk: Desk = field(default_factory=Desk, repr=False)
    row_keys: dict[int, bytes] = field(default_factory=dict, repr=False)
    next_subject: int = 1
    next_blob: int = 1

    @classmethod
    def empty(cls, name: VaultName) -> Self:
        """Of a vault without any event."""
        return cls(Chain.begin(name.id, name.origin, name.publisher, VERSION))

    def kept(self) -> Self:
        """The same as it is now: what changes in this one does not change that."""
        return replace(self, chain=replace(self.chain), desk=self.desk.kept(), row_keys=self.row_keys.copy())

    def head(self, members: dict[bytes, bytes]) -> bytes:
        """Where the log ends; ``members`` are those of the file."""
        return vault_head(self.chain.sequence, self.chain.hash, members)


def read_log(file: VaultFile, name: VaultName, keys: VaultKeys) -> VaultMemory:
    """Verifies and folds the whole log. Numbered as in docs/spec/vault.md. Raises VaultError."""
    return _Reading(file, name, keys).memory


class _Reading:
    """One way through the log; ``signers`` are those who may sign the next event."""

    def __init__(self, file: VaultFile, name: VaultName, keys: VaultKeys) -> None:
        self.file = file
        self.memory = VaultMemory.empty(name)
        self.signers: set[bytes] = set()
        # 2. Every row key opens under the vault key.
        wrapped = file.row_keys()
        self.memory.row_keys = {subject: keys.unwrap(subject, key) for subject, key in wrapped.items()}
        # 3. Each event follows the one before, is signed by a member of its time, and opens.
        subjects: set[int] = set()
        emptied: set[int] = set()
        for sealed in self.memory.chain.follow(file.events()):
            subjects.add(sealed.subject)
            if sealed.ciphertext:
                self._take(sealed)
            else:
                self._check_actor(sealed.actor)
                emptied.add(sealed.subject)
                self.memory.desk.event_count += 1
        # 4. The log ends where the last one who wrote in it left it.
        keys.check_head(file.meta("head"), self.memory.head(file.members()))
        # 5. What is empty was erased by an event, and nothing else is missing or new.
        self._check_tables(subjects, emptied)

    def _take(self, sealed: SealedEvent) -> None:
        desk, row_key = self.memory.desk, self.memory.row_keys.get(sealed.subject)
        if row_key is None:
            raise VaultTampered(f"the row key of event {sealed.sequence} is missing")
        body, at = decode_body(self.memory.chain.open(sealed, row_key))
        if not isinstance(body, Made | events.Recovered):
            self._check_actor(sealed.actor)
        if isinstance(body, events.Recovered):
            check_recovered(desk.store, body.keyring, body.roster, at)
        desk.apply(Event(sealed.sequence, sealed.subject, sealed.actor, at, body))
        if isinstance(body, Made | events.KeyringTaken | events.Recovered):
            self.signers = {worker.signing for worker in desk.store.members}
        if isinstance(body, Made | events.Recovered):
            self._check_actor(sealed.actor)

    def _check_actor(self, actor: bytes) -> None:
        if actor not in self.signers:
            raise VaultTampered("an event by somebody who was no member then")

    def _check_tables(self, subjects: set[int], emptied: set[int]) -> None:
        """``subjects`` have events, and those of ``emptied`` have lost their content."""
        memory = self.memory
        holders = {recipient.id for recipient in memory.desk.store.holders}
        if set(self.file.members()) != holders:
            raise VaultTampered("the members in the file are not those of the log")
        if emptied != set(memory.desk.erased) or set(memory.row_keys) != subjects - emptied:
            raise VaultTampered("rows were erased, or added, by no event")
        stored = {blob.number: (subject, blob.stored) for subject, blob in blobs_of(memory.desk)}
        if self.file.blob_sizes() != stored:
            raise VaultTampered("blobs are missing, cut or added")
        memory.next_subject = max(subjects) + 1
        memory.next_blob = max(stored, default=0) + 1
