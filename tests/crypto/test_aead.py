"""XChaCha20-Poly1305 (docs/spec/keys.md)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import aead
from crypto.errors import SealInvalid

KEY, NONCE = bytes(range(32)), bytes(range(24))


@given(st.binary(max_size=40), st.data())
def test_any_change_of_a_byte_is_refused(plaintext: bytes, data: st.DataObject) -> None:
    sealed = bytearray(aead.encrypt(KEY, NONCE, plaintext, b"context"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealInvalid):
        aead.decrypt(KEY, NONCE, bytes(sealed), b"context")


@pytest.mark.parametrize("sealed", [b"", b"x", bytes(15), bytes(16)])
def test_what_is_too_short_is_refused(sealed: bytes) -> None:
    with pytest.raises(SealInvalid):
        aead.decrypt(KEY, NONCE, sealed, b"")


def test_key_nonce_and_context_belong_together() -> None:
    sealed = aead.encrypt(KEY, NONCE, b"text", b"context")
    for key, nonce, context in [
        (bytes(32), NONCE, b"context"),
        (KEY, bytes(24), b"context"),
        (KEY, NONCE, b""),
    ]:
        with pytest.raises(SealInvalid):
            aead.decrypt(key, nonce, sealed, context)
