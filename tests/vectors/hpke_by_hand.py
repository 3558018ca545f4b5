"""HPKE base mode from its parts (RFC 9180), to hold the library and the vectors of others against."""

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from crypto.keys import ExchangeKey

KEMS = {"x25519": bytes.fromhex("0020"), "xwing": bytes.fromhex("647a")}
_KDF_AND_AEAD = bytes.fromhex("0001 0003")
_XWING_LABEL = rb"\.//^" + b"\\"


def decapsulate(kem: str, secret: bytes, enc: bytes) -> bytes:
    """The KEM's shared secret: RFC 9180 section 4.1, draft-connolly-cfrg-xwing-kem section 5.4."""
    if kem == "xwing":
        expanded = hashlib.shake_256(secret).digest(96)
        exchange = ExchangeKey(expanded[64:])
        lattice = MLKEM768PrivateKey.from_seed_bytes(expanded[:64]).decapsulate(enc[:1088])
        shared = exchange.exchange(enc[1088:])
        return hashlib.sha3_256(lattice + shared + enc[1088:] + exchange.public + _XWING_LABEL).digest()
    exchange = ExchangeKey(secret)
    suite = b"KEM" + KEMS[kem]
    extracted = _extract(suite, b"", b"eae_prk", exchange.exchange(enc))
    return _expand(suite, extracted, b"shared_secret", enc + exchange.public, 32)


def key_schedule(kem: str, shared: bytes, info: bytes) -> tuple[bytes, bytes]:
    """Key and base nonce (RFC 9180, section 5.1, base mode)."""
    suite = b"HPKE" + KEMS[kem] + _KDF_AND_AEAD
    context = b"\0" + _extract(suite, b"", b"psk_id_hash", b"") + _extract(suite, b"", b"info_hash", info)
    secret = _extract(suite, shared, b"secret", b"")
    return _expand(suite, secret, b"key", context, 32), _expand(suite, secret, b"base_nonce", context, 12)


def open_first(kem: str, secret: bytes, info: bytes, aad: bytes, sealed: tuple[bytes, bytes]) -> bytes:
    """The first message of a context; ``sealed`` is enc and ciphertext."""
    key, nonce = key_schedule(kem, decapsulate(kem, secret, sealed[0]), info)
    return ChaCha20Poly1305(key).decrypt(nonce, sealed[1], aad)


def _extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + material, "sha256")


def _expand(suite: bytes, secret: bytes, label: bytes, context: bytes, length: int) -> bytes:
    labeled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + context
    return HKDFExpand(SHA256(), length, labeled).derive(secret)
