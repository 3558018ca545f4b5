"""HKDF, X25519, Ed25519 (docs/spec/keys.md); the vectors of the RFCs are in tests/vectors/outside/."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_scalar_add,
    crypto_core_ed25519_scalar_mul,
    crypto_core_ed25519_scalar_reduce,
    crypto_hash_sha512,
    crypto_scalarmult_ed25519_base_noclamp,
)

from crypto.errors import KeyDegenerate, SignatureInvalid
from crypto.keys import ExchangeKey, SigningKey, check_exchange_public, check_signing_public, hkdf, verify
from tests.vectors.cast import seed, signing

P = 2**255 - 19
# Points of small order on Curve25519, and the same ones written with numbers of p and more (RFC 7748, 6.1).
SMALL_X25519 = [
    0,
    1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
    P - 1,
]
# A point of order eight on edwards25519.
ORDER_EIGHT = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
SMALL_ED25519 = [
    bytes([1]) + bytes(31),
    bytes(32),
    bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    ORDER_EIGHT,
]


def test_different_labels_give_different_keys() -> None:
    assert hkdf(b"s", b"a") != hkdf(b"s", b"b")
    assert hkdf(b"s", b"a", 8) == hkdf(b"s", b"a")[:8]


def test_both_sides_of_an_exchange_agree() -> None:
    one, two = ExchangeKey(seed("one")), ExchangeKey(seed("two"))
    assert one.exchange(two.public) == two.exchange(one.public)


@pytest.mark.parametrize("number", SMALL_X25519)
def test_a_point_of_small_order_is_refused(number: int) -> None:
    public = number.to_bytes(32, "little")
    with pytest.raises(KeyDegenerate):
        ExchangeKey(seed("one")).exchange(public)
    with pytest.raises(KeyDegenerate):
        check_exchange_public(public)


@pytest.mark.parametrize("number", [P, P + 9, 2**255 - 1, 2**255 + 9])
def test_a_second_spelling_of_a_point_is_refused(number: int) -> None:
    with pytest.raises(KeyDegenerate):
        check_exchange_public(number.to_bytes(32, "little"))


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33)])
def test_a_key_of_another_length_is_refused(public: bytes) -> None:
    with pytest.raises(KeyDegenerate):
        check_exchange_public(public)
    with pytest.raises(KeyDegenerate):
        ExchangeKey(seed("one")).exchange(public)
    with pytest.raises(KeyDegenerate):
        check_signing_public(public)
    with pytest.raises(SignatureInvalid):
        verify(public, b"", bytes(64))


def test_good_keys_pass_enrolment() -> None:
    key = ExchangeKey(seed("one"))
    assert check_exchange_public(key.public) == key.public
    assert check_signing_public(signing("a").public) == signing("a").public


@pytest.mark.parametrize("public", SMALL_ED25519)
def test_a_degenerate_signing_key_neither_enrols_nor_verifies(public: bytes) -> None:
    with pytest.raises(KeyDegenerate):
        check_signing_public(public)
    # With such a key the signature (identity, 0) fits any message, unless the verifier looks.
    with pytest.raises(SignatureInvalid):
        verify(public, b"anything", bytes([1]) + bytes(63))


def test_a_signing_key_outside_the_prime_order_group_does_not_enrol() -> None:
    mixed = crypto_core_ed25519_add(signing("a").public, ORDER_EIGHT)
    with pytest.raises(KeyDegenerate):
        check_signing_public(mixed)


def test_a_nonce_outside_the_prime_order_group_does_not_verify() -> None:
    # Verifiers that multiply by the cofactor accept this one; ours must not (docs/spec/keys.md).
    public, message = signing("a").public, b"message"
    scalar = bytearray(crypto_hash_sha512(signing("a").seed)[:32])
    scalar[0] &= 248
    scalar[31] = scalar[31] & 127 | 64
    nonce = crypto_core_ed25519_scalar_reduce(crypto_hash_sha512(b"nonce"))
    point = crypto_core_ed25519_add(crypto_scalarmult_ed25519_base_noclamp(nonce), ORDER_EIGHT)
    challenge = crypto_core_ed25519_scalar_reduce(crypto_hash_sha512(point + public + message))
    reduced = crypto_core_ed25519_scalar_reduce(bytes(scalar) + bytes(32))
    response = crypto_core_ed25519_scalar_add(nonce, crypto_core_ed25519_scalar_mul(challenge, reduced))
    with pytest.raises(SignatureInvalid):
        verify(public, message, point + response)


@given(st.binary(max_size=60), st.data())
def test_any_change_to_message_or_signature_is_refused(message: bytes, data: st.DataObject) -> None:
    key = signing("a")
    signature = bytearray(key.sign(message))
    verify(key.public, message, bytes(signature))
    with pytest.raises(SignatureInvalid):
        verify(key.public, message + b"x", bytes(signature))
    signature[data.draw(st.integers(0, 63))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SignatureInvalid):
        verify(key.public, message, bytes(signature))


def test_a_second_spelling_of_a_signature_is_refused() -> None:
    order = 2**252 + 27742317777372353535851937790883648493
    signature = signing("a").sign(b"message")
    larger = (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    with pytest.raises(SignatureInvalid):
        verify(signing("a").public, b"message", signature[:32] + larger)


def test_secrets_do_not_show_in_representations() -> None:
    assert "secret" not in repr(ExchangeKey(seed("one")))
    assert repr(SigningKey(seed("one"))) == "SigningKey()"
