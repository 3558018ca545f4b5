"""Original envelopes and attachments, encrypted again under keys of their own (docs/spec/vault.md, "Blobs").

A blob's key stands in an event of the case to which it belongs: who destroys the case's row key destroys
the blob, and who lacks the key cannot alter it unnoticed.
"""

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
    """A stored blob: its number, key, length of the ciphertext, length of the plaintext."""

    number: int
    key: bytes = field(repr=False)
    stored: int
    size: int

    def as_json(self) -> dict[str, Any]:
        """As it stands in an event."""
        return {
            "number": self.number,
            "key": b64encode(self.key),
            "stored": self.stored,
            "size": self.size,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Blob":
        """From an event; other keys beside are left alone."""
        key = b64decode(value["key"], aead.KEY_BYTES)
        return cls(value["number"], key, value["stored"], value["size"])

    def open(self, ciphertext: bytes) -> bytes:
        """The plaintext. Raises VaultTampered if it is missing or altered."""
        nonce, body = ciphertext[: aead.NONCE_BYTES], ciphertext[aead.NONCE_BYTES :]
        try:
            return aead.decrypt(self.key, nonce, body, info(Purpose.VAULT_ROW, "blob"))
        except SealInvalid as error:
            raise VaultTampered(f"blob {self.number} is missing or altered") from error


@dataclass(frozen=True)
class SealedBlob:
    """A blob on its way into the vault, before it has a number."""

    key: bytes = field(repr=False)
    ciphertext: bytes = field(repr=False)
    size: int

    def numbered(self, number: int) -> Blob:
        """What the event says of it."""
        return Blob(number, self.key, len(self.ciphertext), self.size)


def seal_blob(plaintext: bytes, randomness: bytes) -> SealedBlob:
    """Encrypts under a fresh key; ``randomness`` is 56 bytes, key and nonce."""
    key, nonce = randomness[: aead.KEY_BYTES], randomness[aead.KEY_BYTES : KEY_AND_NONCE_BYTES]
    ciphertext = nonce + aead.encrypt(key, nonce, plaintext, info(Purpose.VAULT_ROW, "blob"))
    return SealedBlob(key, ciphertext, len(plaintext))
