"""What both bundles share (docs/spec/inbox.md, docs/spec/outbox.md)."""

import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import EncodingError
from tracker.records.bundle import (
    HEADER_MAX,
    HashingStream,
    decode_mark,
    encode_mark,
    read_exactly,
    read_header,
)


class Trickle(io.BytesIO):
    """A stream that gives one byte at a time, whatever is asked for."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(1, -1 if size is None else size))


def test_a_header_ends_at_its_end_line_and_not_a_byte_later() -> None:
    stream = io.BytesIO(b"first/v1\nend -\nbody")
    assert read_header(stream) == b"first/v1\nend -\n"
    assert stream.read() == b"body"


@pytest.mark.parametrize(
    "data", [b"", b"first/v1\n", b"end -\n", b"x" * (2 * HEADER_MAX), b"\n" * HEADER_MAX + b"\nend -\n"]
)
def test_a_header_without_an_end_is_refused_after_4_kib(data: bytes) -> None:
    stream = io.BytesIO(data)
    with pytest.raises(EncodingError):
        read_header(stream)
    assert stream.tell() <= HEADER_MAX + 1


@given(st.binary(max_size=50), st.integers(0, 60))
def test_exactly_so_many_bytes_or_none(data: bytes, size: int) -> None:
    for kind in (io.BytesIO, Trickle):
        if size <= len(data):
            assert read_exactly(kind(data), size) == data[:size]
        else:
            with pytest.raises(EncodingError):
                read_exactly(kind(data), size)


@pytest.mark.parametrize("mark", [None, (0, bytes(32)), (2**53 - 1, b"\xff" * 32)])
def test_a_mark_comes_back(mark: tuple[int, bytes] | None) -> None:
    assert decode_mark(encode_mark(mark)) == mark


@pytest.mark.parametrize(
    "text", ["", "None", "0", "0 ", "01 " + "A" * 43 + "=", "0 AA==", "0  " + "A" * 43 + "="]
)
def test_what_is_no_mark(text: str) -> None:
    with pytest.raises(EncodingError):
        decode_mark(text)


def test_a_stream_is_hashed_and_copied_as_it_is_read() -> None:
    copy = io.BytesIO()
    stream = HashingStream(Trickle(b"bundle"), copy)
    assert read_exactly(stream, 6) == b"bundle"
    assert stream.sha256.digest() == hashlib.sha256(b"bundle").digest()
    assert stream.sha512.digest() == hashlib.sha512(b"bundle").digest()
    assert copy.getvalue() == b"bundle"
