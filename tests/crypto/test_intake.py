"""Receipts and batches (docs/spec/intake.md)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import EncodingError, ReceiptInvalid
from crypto.intake import RECEIPT_MAX, batch_order, check_receipt, intake_leaf, make_receipt
from crypto.merkle import leaf_hash
from crypto.note import sign_note
from tests.vectors.cast import DAY, log_signer, seed

INTAKE = log_signer("intake")
HASH = seed("envelope")
RECEIPT = make_receipt(HASH, DAY, INTAKE).encode()


def test_a_receipt_promises_a_day() -> None:
    assert check_receipt(RECEIPT, HASH, INTAKE.verifier) == DAY
    assert make_receipt(HASH, DAY, INTAKE).encode() == RECEIPT


def test_a_receipt_for_another_envelope_or_by_another_key_is_refused() -> None:
    with pytest.raises(ReceiptInvalid):
        check_receipt(RECEIPT, seed("other"), INTAKE.verifier)
    with pytest.raises(ReceiptInvalid):
        check_receipt(RECEIPT, HASH, log_signer("keys").verifier)


@given(st.data())
def test_any_change_of_a_byte_is_refused(data: st.DataObject) -> None:
    altered = bytearray(RECEIPT)
    altered[data.draw(st.integers(0, len(altered) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ReceiptInvalid):
        check_receipt(bytes(altered), HASH, INTAKE.verifier)


@pytest.mark.parametrize(
    "text",
    [b"inquiry-receipt/v2\n", b"inquiry-receipt/v1\n", "inquiry-receipt/v1\né\n".encode(), b"x\n" * 300],
)
def test_a_note_by_the_intake_key_that_is_no_receipt_is_refused(text: bytes) -> None:
    with pytest.raises(ReceiptInvalid):
        check_receipt(sign_note(text, INTAKE).encode(), HASH, INTAKE.verifier)


@given(st.binary(max_size=300))
def test_random_bytes_raise_only_typed_errors(data: bytes) -> None:
    for receipt in (data, data + b"x" * RECEIPT_MAX):
        with pytest.raises(ReceiptInvalid):
            check_receipt(receipt, HASH, INTAKE.verifier)


def test_a_receipt_needs_a_day_that_exists() -> None:
    with pytest.raises(EncodingError):
        make_receipt(HASH, "2026-02-30", INTAKE)


@given(st.permutations([seed(str(number)) for number in range(6)]))
def test_the_order_of_arrival_leaves_no_trace(hashes: list[bytes]) -> None:
    assert batch_order(hashes) == sorted(hashes)
    assert intake_leaf(hashes[0]) == leaf_hash(hashes[0])
