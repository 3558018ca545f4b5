"""The chain of events: each sealed, hashed onto the one before, signed (docs/spec/vault.md, "Chain")."""

import hashlib
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

from crypto import aead
from crypto.errors import SealInvalid, SignatureInvalid
from crypto.keys import SigningKey, verify
from crypto.labels import Purpose, info
from tracker.records.errors import VaultTampered

_VERIFIED_AT_ONCE = 128
_AHEAD = 8


@dataclass(frozen=True)
class SealedEvent:
    """A row: who (Ed25519 key), about which subject, SHA-256 of the ciphertext, signature, ciphertext.

    The ciphertext begins with its nonce, and is empty once the subject was erased.
    """

    sequence: int
    subject: int
    actor: bytes
    digest: bytes
    signature: bytes
    ciphertext: bytes

    def check_shape(self) -> None:
        """Refuses values of other types or lengths than we write. Raises VaultTampered."""
        texts = (self.actor, self.digest, self.signature, self.ciphertext)
        whole = isinstance(self.subject, int) and 0 <= self.subject < 1 << 63
        if not whole or not all(isinstance(text, bytes) for text in texts):
            raise VaultTampered(f"event {self.sequence} is no event")


@dataclass
class Chain:
    """The end of the chain: the next sequence and the hash of everything before it."""

    context: bytes
    sequence: int
    hash: bytes

    @classmethod
    def begin(cls, vault_id: bytes, origin: str, publisher: str, version: int) -> "Chain":
        """The empty chain of a vault; its hash binds all that stands in clear at the vault's head."""
        context = info(Purpose.VAULT_EVENT, vault_id, origin, publisher, version)
        return cls(context, 0, hashlib.sha256(context).digest())

    def seal(
        self, subject: int, row_key: bytes, plaintext: bytes, nonce: bytes, actor: SigningKey
    ) -> SealedEvent:
        """Seals, signs and appends an event."""
        body = aead.encrypt(row_key, nonce, plaintext, self._sealed_for(self.sequence, subject))
        ciphertext = nonce + body
        digest = hashlib.sha256(ciphertext).digest()
        signed = self._signed(self.sequence, subject, actor.public, digest)
        event = SealedEvent(self.sequence, subject, actor.public, digest, actor.sign(signed), ciphertext)
        self._advance(signed)
        return event

    def follow(self, events: Iterable[SealedEvent]) -> Iterable[SealedEvent]:
        """Passes on events whose order, digests and signatures hold. Raises VaultTampered."""
        events = iter(events)
        waiting: deque[tuple[list[SealedEvent], Future[bool]]] = deque()
        # libsodium lets go of the interpreter's lock while it verifies: threads use all cores, and verify
        # what comes next while the caller works on what was verified.
        with ThreadPoolExecutor() as pool:
            while some := list(islice(events, _VERIFIED_AT_ONCE)):
                checks = [self._next(event) for event in some]
                waiting.append((some, pool.submit(_all_signed, checks)))
                if len(waiting) > _AHEAD:
                    yield from _verified(*waiting.popleft())
            for some, checked in waiting:
                yield from _verified(some, checked)

    def open(self, event: SealedEvent, row_key: bytes) -> bytes:
        """The plaintext of an event of this chain. Raises VaultTampered."""
        nonce, body = event.ciphertext[: aead.NONCE_BYTES], event.ciphertext[aead.NONCE_BYTES :]
        try:
            return aead.decrypt(row_key, nonce, body, self._sealed_for(event.sequence, event.subject))
        except SealInvalid as error:
            raise VaultTampered(f"event {event.sequence} does not open") from error

    def _next(self, event: SealedEvent) -> tuple[bytes, bytes, bytes]:
        event.check_shape()
        whole = not event.ciphertext or hashlib.sha256(event.ciphertext).digest() == event.digest
        if event.sequence != self.sequence or not whole:
            raise VaultTampered(f"event {self.sequence} is missing or altered")
        signed = self._signed(event.sequence, event.subject, event.actor, event.digest)
        self._advance(signed)
        return event.actor, signed, event.signature

    def _signed(self, sequence: int, subject: int, actor: bytes, digest: bytes) -> bytes:
        place = sequence.to_bytes(8, "big") + subject.to_bytes(8, "big")
        return self.context + self.hash + place + actor + digest

    def _sealed_for(self, sequence: int, subject: int) -> bytes:
        return self.context + sequence.to_bytes(8, "big") + subject.to_bytes(8, "big")

    def _advance(self, signed: bytes) -> None:
        self.hash = hashlib.sha256(signed).digest()
        self.sequence += 1


def _verified(events: list[SealedEvent], checked: "Future[bool]") -> list[SealedEvent]:
    if not checked.result():
        raise VaultTampered("an event that its caseworker did not sign")
    return events


def _all_signed(checks: list[tuple[bytes, bytes, bytes]]) -> bool:
    try:
        for public, message, signature in checks:
            verify(public, message, signature)
    except SignatureInvalid:
        return False
    return True
