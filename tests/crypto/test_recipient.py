"""Sealing to a recipient and opening as an identity (docs/spec/recipient.md)."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.bindings import crypto_box_seal, crypto_box_seal_open

from crypto.encoding import b64encode
from crypto.errors import EncodingError, KeyDegenerate, SealInvalid
from crypto.keys import ExchangeKey, hkdf
from crypto.labels import Purpose, info
from crypto.recipient import _SUITE, SEAL_OVERHEAD, Identity, Recipient
from tests.vectors import hpke_by_hand
from tests.vectors.cast import identity, seed

US = identity("caseworker-a")


def test_what_is_sealed_opens_and_is_1184_bytes_longer() -> None:
    sealed = US.recipient.seal(b"text", b"context")
    assert len(sealed) == len(b"text") + SEAL_OVERHEAD == 4 + 1184
    assert US.open(sealed, b"context") == b"text"


def test_sealing_twice_gives_two_boxes() -> None:
    assert US.recipient.seal(b"text", b"") != US.recipient.seal(b"text", b"")


def test_another_identity_or_context_does_not_open_it() -> None:
    sealed = US.recipient.seal(b"text", b"context")
    for other, context in [(identity("caseworker-b"), b"context"), (US, b"other"), (US, b"")]:
        with pytest.raises(SealInvalid):
            other.open(sealed, context)


@settings(max_examples=40)
@given(st.data())
def test_any_change_of_a_byte_is_refused(data: st.DataObject) -> None:
    sealed = bytearray(US.recipient.seal(b"text", b"context"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealInvalid):
        US.open(bytes(sealed), b"context")


@pytest.mark.parametrize("length", [0, 1, 1119, 1120, 1135, 1136, 1183])
def test_what_is_too_short_is_refused(length: int) -> None:
    with pytest.raises(SealInvalid):
        US.open(bytes(length), b"context")


def test_an_outer_box_alone_is_refused() -> None:
    # Whoever breaks one of the two boxes still has the other before them.
    for inner in (b"", b"text", bytes(48)):
        sealed = _SUITE.encrypt(inner, US.recipient._xwing_key, info=b"context")
        with pytest.raises(SealInvalid):
            US.open(sealed, b"context")


def test_an_exchange_that_gives_zero_is_refused() -> None:
    sealed = US.recipient.seal(b"text", b"context")
    with pytest.raises(SealInvalid):
        US.open(sealed[:1088] + bytes(32) + sealed[1120:], b"context")


def test_the_outer_box_is_hpke_with_x_wing_opened_here_by_hand() -> None:
    sealed, context = US.recipient.seal(b"text", b"context"), b"context"
    secret = hkdf(US.seed, info(Purpose.IDENTITY_XWING))
    inner = hpke_by_hand.open_first("xwing", secret, context, b"", (sealed[:1120], sealed[1120:]))
    assert (
        crypto_box_seal_open(inner, US.recipient.x25519, hkdf(US.seed, info(Purpose.IDENTITY_X25519)))
        == b"text"
    )


def test_a_recipient_comes_back_from_text() -> None:
    x25519, xwing = US.recipient.encode().split(" ")
    assert Recipient.decode(x25519, xwing) == US.recipient
    assert US.recipient.short_id == hashlib.sha256(US.recipient.x25519 + US.recipient.xwing).digest()[:16]


@pytest.mark.parametrize(
    ("x25519", "xwing"),
    [
        (bytes(32), US.recipient.xwing),
        (US.recipient.x25519, US.recipient.xwing[:-32] + bytes(32)),
        (US.recipient.x25519, b"\xff" * 1152 + US.recipient.xwing[1152:]),
        (US.recipient.x25519[:-1] + b"\xff", US.recipient.xwing),
    ],
    ids=["zero", "zero in X-Wing", "ML-KEM numbers above q", "non-canonical"],
)
def test_degenerate_recipients_do_not_enrol(x25519: bytes, xwing: bytes) -> None:
    with pytest.raises(KeyDegenerate):
        Recipient.decode(b64encode(x25519), b64encode(xwing))


def test_recipients_of_another_length_do_not_enrol() -> None:
    with pytest.raises(EncodingError):
        Recipient.decode(b64encode(bytes(31)), b64encode(US.recipient.xwing))
    with pytest.raises(KeyDegenerate):
        Recipient(US.recipient.x25519, US.recipient.xwing[:-1]).check()


def test_one_seed_gives_keys_of_different_purposes() -> None:
    keys = {US.recipient.x25519, US.recipient.xwing[-32:], US.signing_key.public, ExchangeKey(US.seed).public}
    assert len(keys) == 4
    assert repr(US) == "Identity()"


def test_a_box_made_by_libsodium_and_hpke_apart_opens() -> None:
    inner = crypto_box_seal(b"text", US.recipient.x25519)
    assert (
        Identity(seed("caseworker-a")).open(_SUITE.encrypt(inner, US.recipient._xwing_key, info=b"c"), b"c")
        == b"text"
    )
