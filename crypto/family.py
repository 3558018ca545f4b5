"""The keys of one inquiry, all derived from its passphrase (docs/spec/passphrase.md)."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from crypto.encoding import b64decode, b64encode
from crypto.keys import (
    PUBLIC_BYTES,
    ExchangeKey,
    SigningKey,
    check_exchange_public,
    check_signing_public,
    hkdf,
)
from crypto.labels import Purpose, info
from crypto.recipient import XWING_PUBLIC_BYTES, Identity, Recipient

INQUIRY_ID_BYTES = 16


@dataclass(frozen=True)
class FamilyPublic:
    """The public halves that leave the device, inside the payload: reply recipient, address, author."""

    reply: Recipient
    address: bytes
    author: bytes

    @cached_property
    def inquiry_id(self) -> bytes:
        """SHA-256 of all the public halves, the first 16 bytes."""
        halves = self.reply.x25519 + self.reply.xwing + self.address + self.author
        return hashlib.sha256(halves).digest()[:INQUIRY_ID_BYTES]

    def as_json(self) -> dict[str, str]:
        """The public halves as base64 strings."""
        return {
            "reply-x25519": b64encode(self.reply.x25519),
            "reply-xwing": b64encode(self.reply.xwing),
            "address": b64encode(self.address),
            "author": b64encode(self.author),
        }

    @classmethod
    def from_json(cls, value: dict[str, str]) -> "FamilyPublic":
        """The checked public halves. Raises EncodingError, KeyDegenerate."""
        reply = Recipient(
            b64decode(value["reply-x25519"], PUBLIC_BYTES),
            b64decode(value["reply-xwing"], XWING_PUBLIC_BYTES),
        )
        address = check_exchange_public(b64decode(value["address"], PUBLIC_BYTES))
        author = check_signing_public(b64decode(value["author"], PUBLIC_BYTES))
        return cls(reply.check(), address, author)


@dataclass(frozen=True)
class FamilyKeys:
    """All keys of an inquiry, from the 32-byte root that ``passphrase.stretch`` gives."""

    root: bytes = field(repr=False)

    @cached_property
    def reply(self) -> Identity:
        """Opens the cells of this inquiry."""
        return Identity(hkdf(self.root, info(Purpose.FAMILY_REPLY)))

    @cached_property
    def address(self) -> ExchangeKey:
        """The address secret: finds the place of the cells in each publication."""
        return ExchangeKey(hkdf(self.root, info(Purpose.FAMILY_ADDRESS)))

    @cached_property
    def author(self) -> SigningKey:
        """Signs every letter of this inquiry."""
        return SigningKey(hkdf(self.root, info(Purpose.FAMILY_AUTHOR)))

    @cached_property
    def public(self) -> FamilyPublic:
        """The public halves."""
        return FamilyPublic(self.reply.recipient, self.address.public, self.author.public)
