"""Original envelopes and attachments, encrypted again under keys of their own (docs/spec/vault.md, "Blobs").

A blob's key and hash stand in an event of the case to which it belongs: who destroys the case's row key
destroys the blob.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from crypto import aead
from crypto.encoding import b64decode, b64encode
from crypto.errors import SealInvalid
from crypto.labels import Purpose, info
from tracker.records.errors import VaultTampered

KEY_AND_NONCE_BYTES = aead.KEY_BYTES + aead.NONCE_BYTES


@dataclass(frozen=True)
class Blob:
    """A stored blob: its number, key, SHA-256 and length of the ciphertext, length of the plaintext."""

    number: int
    key: bytes = field(repr=False)
    hash: bytes
    stored: int
    size: int

    def as_json(self) -> dict[str, Any]:
        """As it stands in an event."""
        return {
            "number": self.number,
            "key": b64encode(self.key),
            "hash": b64encode(self.hash),
            "stored": self.stored,
            "size": self.size,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Blob":
        """From an event; other keys beside are left alone."""
        key, digest = b64decode(value["key"], aead.KEY_BYTES), b64decode(value["hash"], 32)
        return cls(value["number"], key, digest, value["stored"], value["size"])

    def check(self, ciphertext: bytes) -> None:
        """The stored bytes are those that the event names. Raises VaultTampered."""
        if hashlib.sha256(ciphertext).digest() != self.hash:
            raise VaultTampered(f"blob {self.number} is missing or altered")

    def open(self, ciphertext: bytes) -> bytes:
        """The plaintext. Raises VaultTampered."""
        self.check(ciphertext)
        nonce, body = ciphertext[: aead.NONCE_BYTES], ciphertext[aead.NONCE_BYTES :]
        try:
            return aead.decrypt(self.key, nonce, body, info(Purpose.VAULT_ROW, "blob"))
        except SealInvalid as error:
            raise VaultTampered(f"blob {self.number} does not open") from error


@dataclass(frozen=True)
class SealedBlob:
    """A blob on its way into the vault, before it has a number."""

    key: bytes = field(repr=False)
    ciphertext: bytes = field(repr=False)
    hash: bytes
    size: int

    def numbered(self, number: int) -> Blob:
        """What the event says of it."""
        return Blob(number, self.key, self.hash, len(self.ciphertext), self.size)


def seal_blob(plaintext: bytes, randomness: bytes) -> SealedBlob:
    """Encrypts under a fresh key; ``randomness`` is 56 bytes, key and nonce."""
    key, nonce = randomness[: aead.KEY_BYTES], randomness[aead.KEY_BYTES : KEY_AND_NONCE_BYTES]
    ciphertext = nonce + aead.encrypt(key, nonce, plaintext, info(Purpose.VAULT_ROW, "blob"))
    return SealedBlob(key, ciphertext, hashlib.sha256(ciphertext).digest(), len(plaintext))
