"""Recipients and identities: to whom things are sealed, and who opens them (docs/spec/recipient.md).

Sealing puts one box inside the other, ``crypto_box_seal`` and then HPKE with X-Wing, so that both must
break. The ephemeral keys are drawn inside the two libraries (docs/adr/0002).
"""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from nacl.bindings import crypto_box_seal, crypto_box_seal_open
from nacl.exceptions import CryptoError

from crypto.encoding import b64decode, b64encode
from crypto.errors import KeyDegenerate, SealInvalid
from crypto.keys import ExchangeKey, SigningKey, check_exchange_public, hkdf
from crypto.labels import Purpose, info

XWING_PUBLIC_BYTES = 1216
SHORT_ID_BYTES = 16
SEAL_OVERHEAD = 48 + 1120 + 16
_MLKEM_PUBLIC_BYTES = 1184
_MLKEM_SEED_BYTES = 64

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True)
class Recipient:
    """The public half of an identity: ``x25519`` of 32 bytes and ``xwing`` of 1,216."""

    x25519: bytes
    xwing: bytes

    @cached_property
    def id(self) -> bytes:
        """SHA-256 of both public keys, 32 bytes."""
        return hashlib.sha256(self.x25519 + self.xwing).digest()

    @property
    def short_id(self) -> bytes:
        """The first 16 bytes of the id, as written in envelopes."""
        return self.id[:SHORT_ID_BYTES]

    @cached_property
    def _xwing_key(self) -> MLKEM768X25519PublicKey:
        try:
            mlkem = MLKEM768PublicKey.from_public_bytes(self.xwing[:_MLKEM_PUBLIC_BYTES])
            x25519 = X25519PublicKey.from_public_bytes(self.xwing[_MLKEM_PUBLIC_BYTES:])
            return MLKEM768X25519PublicKey(mlkem, x25519)
        except ValueError as error:
            raise KeyDegenerate("not an X-Wing public key") from error

    def check(self) -> "Recipient":
        """Refuses keys that are degenerate or in a non-canonical encoding. Raises KeyDegenerate."""
        if len(self.xwing) != XWING_PUBLIC_BYTES:
            raise KeyDegenerate("an X-Wing key of the wrong length")
        check_exchange_public(self.x25519)
        check_exchange_public(self.xwing[_MLKEM_PUBLIC_BYTES:])
        _ = self._xwing_key
        return self

    def encode(self) -> str:
        """Both keys in base64, separated by a space."""
        return f"{b64encode(self.x25519)} {b64encode(self.xwing)}"

    @classmethod
    def decode(cls, x25519: str, xwing: str) -> "Recipient":
        """The recipient behind two base64 fields, checked. Raises EncodingError, KeyDegenerate."""
        return cls(b64decode(x25519, 32), b64decode(xwing, XWING_PUBLIC_BYTES)).check()

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        """The plaintext sealed to this recipient: 1,184 bytes longer. ``context`` is the HPKE info."""
        inner = crypto_box_seal(plaintext, self.x25519)
        return _SUITE.encrypt(inner, self._xwing_key, info=context)


@dataclass(frozen=True)
class Identity:
    """A 32-byte seed and the keys derived from it; its public half is ``recipient``."""

    seed: bytes = field(repr=False)

    @cached_property
    def _exchange(self) -> ExchangeKey:
        return ExchangeKey(hkdf(self.seed, info(Purpose.IDENTITY_X25519)))

    @cached_property
    def _xwing(self) -> MLKEM768X25519PrivateKey:
        return _expand_xwing(hkdf(self.seed, info(Purpose.IDENTITY_XWING)))

    @cached_property
    def _xwing_public(self) -> bytes:
        return xwing_public(hkdf(self.seed, info(Purpose.IDENTITY_XWING)))

    @cached_property
    def recipient(self) -> Recipient:
        """The public half."""
        return Recipient(self._exchange.public, self._xwing_public)

    @cached_property
    def signing_key(self) -> SigningKey:
        """The Ed25519 key with which a caseworker signs; families do not use it."""
        return SigningKey(hkdf(self.seed, info(Purpose.IDENTITY_SIGNING)))

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """What was sealed to ``recipient`` with this context. Raises SealInvalid."""
        try:
            inner = _SUITE.decrypt(sealed, self._xwing, info=context)
            return crypto_box_seal_open(inner, self._exchange.public, self._exchange.secret)
        except (InvalidTag, ValueError, CryptoError) as error:
            raise SealInvalid("the box does not open with this identity") from error


def _xwing_parts(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    expanded = hashlib.shake_256(seed).digest(_MLKEM_SEED_BYTES + 32)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_BYTES])
    return mlkem, X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_BYTES:])


def _expand_xwing(seed: bytes) -> MLKEM768X25519PrivateKey:
    return MLKEM768X25519PrivateKey(*_xwing_parts(seed))


def xwing_public(seed: bytes) -> bytes:
    """The 1,216-byte X-Wing public key of a 32-byte seed (draft-connolly-cfrg-xwing-kem, section 5.2)."""
    mlkem, x25519 = _xwing_parts(seed)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
