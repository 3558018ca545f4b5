"""A hand-over comes back whole, for whom it was sealed, or not at all."""

import random

import pytest

from crypto.errors import TrackerError
from crypto.hand_over import (
    CHUNK_BYTES,
    HandOver,
    decode_hand_over,
    open_stream,
    seal_key,
    seal_stream,
)
from crypto.recipient import Identity

TAKER = Identity(b"t" * 32)
KEY = b"k" * 32
DOCUMENT = HandOver(
    origin="rehearsal/tests",
    publisher="desk",
    vault=b"v" * 16,
    giver="giver",
    giver_key=Identity(b"g" * 32).signing_key.public,
    taker="taker",
    taker_id=TAKER.recipient.id,
    events=7,
    chain=b"c" * 32,
    length=4096,
    sealed=seal_key(KEY, TAKER.recipient, "rehearsal/tests", "desk", b"v" * 16),
)


def refused() -> "pytest.RaisesExc[TrackerError]":
    """Expects `hand-over-malformed`."""
    return pytest.raises(TrackerError, check=lambda error: error.code == "hand-over-malformed")


def test_its_key_is_for_the_taker_and_this_vault_alone() -> None:
    assert DOCUMENT.key(TAKER) == KEY
    with pytest.raises(TrackerError, check=lambda error: error.code == "seal-invalid"):
        DOCUMENT.key(Identity(b"s" * 32))
    elsewhere = decode_hand_over(DOCUMENT.encode().replace(b"rehearsal/tests", b"rehearsal/other"))
    with pytest.raises(TrackerError, check=lambda error: error.code == "seal-invalid"):
        elsewhere.key(TAKER)


def test_its_document_has_one_encoding() -> None:
    document = DOCUMENT.encode()
    assert decode_hand_over(document) == DOCUMENT
    spoiled = [
        document + b"\n",
        document[:-1],
        document.replace(b"events 7", b"events 07"),
        b"",
        document * 2,
    ]
    spoiled += [document.replace(b"from giver", b"from Giver"), document.replace(b"\n", b"\r\n")]
    for data in spoiled:
        with refused():
            decode_hand_over(data)


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_a_stream_of_any_length_comes_back_whole_or_not_at_all(size: int, rng: random.Random) -> None:
    data, key = rng.randbytes(size), rng.randbytes(32)
    chunks = [data[start : start + CHUNK_BYTES] for start in range(0, size, CHUNK_BYTES)]
    header, *sealed = seal_stream(key, b"document", chunks)
    assert b"".join(open_stream(key, b"document", header, sealed)) == data
    wrong = [
        (rng.randbytes(32), b"document", header, sealed),
        (key, b"another", header, sealed),
        (key, b"document", header[:-1], sealed),
        (key, b"document", header, sealed[:-1]),
        (key, b"document", header, [*sealed, sealed[-1]]),
        (key, b"document", header, list(reversed(sealed)) if len(sealed) > 1 else [b""]),
    ]
    for other_key, document, begin, parts in wrong:
        with refused():
            list(open_stream(other_key, document, begin, parts))
