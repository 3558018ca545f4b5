"""Zero padding behind a length (docs/spec/padding.md)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import PaddingInvalid, TooLarge
from crypto.padding import LENGTH_BYTES, pad, unpad


@given(st.binary(max_size=60))
def test_content_comes_back_from_a_fixed_size(content: bytes) -> None:
    padded = pad(content, 64)
    assert len(padded) == 64
    assert unpad(padded) == content
    assert pad(unpad(padded), 64) == padded


def test_content_that_does_not_fit_is_refused() -> None:
    pad(b"x" * 60, 64)
    with pytest.raises(TooLarge):
        pad(b"x" * 61, 64)


@pytest.mark.parametrize(
    "padded", [b"", b"\0\0\0", b"\0\0\0\x01", b"\xff\xff\xff\xff" + bytes(60), pad(b"a", 9)[:-1] + b"\x01"]
)
def test_length_and_zeros_must_fit(padded: bytes) -> None:
    with pytest.raises(PaddingInvalid):
        unpad(padded)


@given(st.binary(max_size=20), st.data())
def test_a_byte_set_in_the_zeros_is_seen(content: bytes, data: st.DataObject) -> None:
    padded = bytearray(pad(content, 32))
    position = data.draw(st.integers(LENGTH_BYTES + len(content), 31))
    padded[position] = data.draw(st.integers(1, 255))
    with pytest.raises(PaddingInvalid):
        unpad(bytes(padded))
