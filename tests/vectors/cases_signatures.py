"""Vectors of Ed25519 as strict as libsodium: crafted keys, points and scalars on which verifiers part."""

from typing import Any

from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_scalar_add,
    crypto_core_ed25519_scalar_mul,
    crypto_core_ed25519_scalar_reduce,
    crypto_hash_sha512,
    crypto_scalarmult_ed25519_base_noclamp,
)

from crypto.keys import SigningKey
from tests.vectors.cases_encoding import ORDER_EIGHT, P
from tests.vectors.cast import seed, signing

ORDER = 2**252 + 27742317777372353535851937790883648493
NEUTRAL = bytes([1]) + bytes(31)
ZERO = bytes(32)
MESSAGE = b"message"
KEY = signing("a")


def make(workshop: Any) -> None:
    """All files of this page."""
    workshop.file("keys/sign", "Ed25519 signatures: deterministic.").accept(
        "a message", seed=seed("a"), message=MESSAGE
    )
    file = workshop.file(
        "keys/verify",
        "Ed25519 as strict as libsodium: degenerate points never verify, the cofactor is not used.",
    )
    _plain(file)
    _crafted(file)
    _mixed(file)


def _plain(file: Any) -> None:
    good = KEY.sign(MESSAGE)
    file.accept("good", public=KEY.public, message=MESSAGE, signature=good)
    larger = (int.from_bytes(good[32:], "little") + ORDER).to_bytes(32, "little")
    for name, public, signature in [
        ("another message", KEY.public, KEY.sign(b"other")),
        ("another key", signing("b").public, good),
        ("a bit of R turned", KEY.public, bytes([good[0] ^ 1]) + good[1:]),
        ("a bit of S turned", KEY.public, good[:-1] + bytes([good[-1] ^ 1])),
        ("S and the order of the group", KEY.public, good[:32] + larger),
        ("63 bytes", KEY.public, good[:-1]),
        ("65 bytes", KEY.public, good + b"\0"),
        ("a key not on the curve", (2).to_bytes(32, "little"), good),
        ("a key of 31 bytes", bytes(31), good),
    ]:
        file.refuse(name, "signature-invalid", public=public, message=MESSAGE, signature=signature)


def _crafted(file: Any) -> None:
    """Signatures that fit their key, were it not for a point of small order."""
    nonce = _nonce()
    point = crypto_scalarmult_ed25519_base_noclamp(nonce)
    beside = crypto_core_ed25519_add(point, ORDER_EIGHT)
    same = (P + 1).to_bytes(32, "little")
    for name, public, message, signature in [
        (
            "R outside the prime-order group (a cofactored verifier accepts it)",
            KEY.public,
            MESSAGE,
            _sign(_secret(), nonce, KEY.public, beside, MESSAGE),
        ),
        ("R neutral", KEY.public, MESSAGE, _sign(_secret(), ZERO, KEY.public, NEUTRAL, MESSAGE)),
        ("a neutral key that would fit anything", NEUTRAL, MESSAGE, NEUTRAL + ZERO),
        ("a neutral key, and R in the group", NEUTRAL, MESSAGE, point + nonce),
        ("a neutral key in another encoding", same, MESSAGE, point + nonce),
        ("a key of order eight", ORDER_EIGHT, MESSAGE, NEUTRAL + ZERO),
        ("a key of order eight that drops out", ORDER_EIGHT, _message(point, ORDER_EIGHT, 0), point + nonce),
    ]:
        file.refuse(name, "signature-invalid", public=public, message=message, signature=signature)


def _mixed(file: Any) -> None:
    """No such key can be enrolled; but who does not compare the bytes of R is found out."""
    public = crypto_core_ed25519_add(KEY.public, ORDER_EIGHT)
    point = crypto_core_ed25519_add(crypto_scalarmult_ed25519_base_noclamp(_nonce()), ORDER_EIGHT)
    fits, other = _message(point, public, 7), _message(point, public, 1)
    given = {"public": public, "message": fits, "signature": _sign(_secret(), _nonce(), public, point, fits)}
    file.accept("key and R outside the group, and the difference drops out", **given)
    given = {
        "public": public,
        "message": other,
        "signature": _sign(_secret(), _nonce(), public, point, other),
    }
    file.refuse("key and R outside the group", "signature-invalid", **given)


def sign_otherwise(key: SigningKey, message: bytes) -> bytes:
    """A valid signature that is not the deterministic one: who holds a key can make any number of them."""
    point = crypto_scalarmult_ed25519_base_noclamp(_nonce())
    return _sign(_secret(key), _nonce(), key.public, point, message)


def _secret(key: SigningKey = KEY) -> bytes:
    scalar = bytearray(crypto_hash_sha512(key.seed)[:32])
    scalar[0] &= 248
    scalar[31] = scalar[31] & 127 | 64
    return crypto_core_ed25519_scalar_reduce(bytes(scalar) + bytes(32))


def _nonce() -> bytes:
    return crypto_core_ed25519_scalar_reduce(crypto_hash_sha512(b"nonce"))


def _challenge(point: bytes, public: bytes, message: bytes) -> bytes:
    return crypto_core_ed25519_scalar_reduce(crypto_hash_sha512(point + public + message))


def _message(point: bytes, public: bytes, remainder: int) -> bytes:
    """The first of some messages whose challenge leaves this remainder when divided by eight."""
    messages = (f"message {number}".encode() for number in range(1000))
    return next(item for item in messages if _challenge(point, public, item)[0] % 8 == remainder)


def _sign(secret: bytes, nonce: bytes, public: bytes, point: bytes, message: bytes) -> bytes:
    product = crypto_core_ed25519_scalar_mul(_challenge(point, public, message), secret)
    return point + crypto_core_ed25519_scalar_add(nonce, product)
