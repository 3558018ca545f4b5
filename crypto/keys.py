"""HKDF, X25519 and Ed25519: the bare keys that everything else derives (docs/spec/keys.md)."""

from dataclasses import dataclass, field
from functools import cached_property

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl.bindings import (
    crypto_core_ed25519_is_valid_point,
    crypto_scalarmult,
    crypto_scalarmult_base,
)
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.signing import SigningKey as NaclSigningKey
from nacl.signing import VerifyKey

from crypto.errors import KeyDegenerate, SignatureInvalid

SEED_BYTES = 32
PUBLIC_BYTES = 32
SIGNATURE_BYTES = 64
_FIELD_PRIME = 2**255 - 19
# The canonical X25519 keys that give every secret the same shared secret, zero (RFC 7748, section 6.1).
_SMALL_ORDER = frozenset(
    number.to_bytes(PUBLIC_BYTES, "little")
    for number in (
        0,
        1,
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
        _FIELD_PRIME - 1,
    )
)


def hkdf(secret: bytes, info: bytes, length: int = SEED_BYTES) -> bytes:
    """HKDF-SHA-256 with an empty salt (RFC 5869)."""
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=info).derive(secret)


@dataclass(frozen=True)
class ExchangeKey:
    """An X25519 key pair (RFC 7748); ``secret`` is 32 bytes."""

    secret: bytes = field(repr=False)

    @cached_property
    def public(self) -> bytes:
        """The public half, 32 bytes."""
        return crypto_scalarmult_base(self.secret)

    def exchange(self, public: bytes) -> bytes:
        """The 32-byte shared secret. Raises KeyDegenerate for a point of small order or another length."""
        # PyNaCl does not look, and would read beyond the end of a short key.
        if len(public) != PUBLIC_BYTES:
            raise KeyDegenerate("an X25519 key of the wrong length")
        try:
            return crypto_scalarmult(self.secret, public)
        except CryptoError as error:
            raise KeyDegenerate("an X25519 point of small order") from error


def check_exchange_public(public: bytes) -> bytes:
    """An X25519 public key fit for enrolment. Raises KeyDegenerate if non-canonical or of small order."""
    if len(public) != PUBLIC_BYTES or int.from_bytes(public, "little") >= _FIELD_PRIME:
        raise KeyDegenerate("an X25519 key in a non-canonical encoding")
    if public in _SMALL_ORDER:
        raise KeyDegenerate("an X25519 point of small order")
    return public


@dataclass(frozen=True)
class SigningKey:
    """An Ed25519 key pair (RFC 8032) from its 32-byte seed."""

    seed: bytes = field(repr=False)

    @cached_property
    def _key(self) -> NaclSigningKey:
        return NaclSigningKey(self.seed)

    @cached_property
    def public(self) -> bytes:
        """The public half, 32 bytes."""
        return bytes(self._key.verify_key)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature; deterministic."""
        return self._key.sign(message).signature


def verify(public: bytes, message: bytes, signature: bytes) -> None:
    """Checks a signature as libsodium does: degenerate keys never verify. Raises SignatureInvalid."""
    if len(public) != PUBLIC_BYTES or len(signature) != SIGNATURE_BYTES:
        raise SignatureInvalid("a key or signature of the wrong length")
    try:
        VerifyKey(public).verify(message, signature)
    except BadSignatureError as error:
        raise SignatureInvalid("the signature does not verify") from error


def check_signing_public(public: bytes) -> bytes:
    """An Ed25519 public key fit for enrolment: canonical, of the prime-order group. Raises KeyDegenerate."""
    if len(public) != PUBLIC_BYTES or not crypto_core_ed25519_is_valid_point(public):
        raise KeyDegenerate("a degenerate Ed25519 key")
    return public
