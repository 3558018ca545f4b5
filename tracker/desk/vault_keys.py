"""The vault key and the row keys under it (docs/spec/vault.md, "Keys")."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from crypto import aead
from crypto.errors import SealInvalid
from crypto.keys import hkdf
from crypto.labels import Purpose, info
from crypto.recipient import Identity, Recipient
from tracker.desk.vault_file import VaultName
from tracker.records.errors import VaultTampered

Randomness = Callable[[int], bytes]


@dataclass(frozen=True)
class VaultKeys:
    """The 32-byte vault key of one vault, and what is derived from it."""

    name: VaultName
    vault_key: bytes = field(repr=False)

    @cached_property
    def _wrapping(self) -> bytes:
        return hkdf(self.vault_key, info(Purpose.VAULT_ROW, self.name.id))

    @classmethod
    def unsealed(cls, name: VaultName, sealed: bytes, identity: Identity) -> "VaultKeys":
        """From the copy that is sealed to this member. Raises VaultTampered."""
        try:
            return cls(name, identity.open(sealed, _member_context(name)))
        except SealInvalid as error:
            raise VaultTampered("the vault key sealed to this member was altered") from error

    def sealed_to(self, members: Iterable[Recipient]) -> dict[bytes, bytes]:
        """The vault key sealed to each member, by recipient id."""
        context = _member_context(self.name)
        return {member.id: member.seal(self.vault_key, context) for member in members}

    def wrap(self, subject: int, row_key: bytes, randomness: Randomness) -> bytes:
        """A row key under the vault key."""
        context = info(Purpose.VAULT_ROW, self.name.id, subject)
        return _seal(self._wrapping, context, row_key, randomness)

    def unwrap(self, subject: int, wrapped: bytes) -> bytes:
        """The row key. Raises VaultTampered."""
        return _open(self._wrapping, info(Purpose.VAULT_ROW, self.name.id, subject), wrapped)

    def seal_head(self, head: bytes, randomness: Randomness) -> bytes:
        """Where the vault ends (``vault_head``): who cannot make this cannot cut events off."""
        context = info(Purpose.VAULT_EVENT, self.name.id, "head")
        return _seal(self._wrapping, context, head, randomness)

    def is_head(self, sealed: bytes, head: bytes) -> bool:
        """Whether a sealed head is this one. Raises VaultTampered if it was sealed under another key."""
        return _open(self._wrapping, info(Purpose.VAULT_EVENT, self.name.id, "head"), sealed) == head

    def check_head(self, sealed: bytes, head: bytes) -> None:
        """The vault ends where the last one who wrote in it left it. Raises VaultTampered."""
        if not self.is_head(sealed, head):
            raise VaultTampered("events at the end of the log are missing, or a member's key was altered")


def vault_head(sequence: int, chain_hash: bytes, members: dict[bytes, bytes]) -> bytes:
    """Number of events, hash of the chain, SHA-256 over the members' rows."""
    rows = hashlib.sha256(b"".join(key + members[key] for key in sorted(members)))
    return sequence.to_bytes(8, "big") + chain_hash + rows.digest()


def _member_context(name: VaultName) -> bytes:
    return info(Purpose.VAULT_KEY, name.id, name.origin, name.publisher)


def _seal(key: bytes, context: bytes, plaintext: bytes, randomness: Randomness) -> bytes:
    nonce = randomness(aead.NONCE_BYTES)
    return nonce + aead.encrypt(key, nonce, plaintext, context)


def _open(key: bytes, context: bytes, sealed: bytes) -> bytes:
    nonce, body = sealed[: aead.NONCE_BYTES], sealed[aead.NONCE_BYTES :]
    try:
        return aead.decrypt(key, nonce, body, context)
    except SealInvalid as error:
        raise VaultTampered("a key of the vault was altered") from error
