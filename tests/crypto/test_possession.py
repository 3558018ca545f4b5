"""Proofs of possession (docs/spec/possession.md)."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.errors import PossessionInvalid, TrackerError
from crypto.possession import (
    RecipientCard,
    answer_challenge,
    check_possession,
    decode_card,
    make_challenge,
)
from crypto.sshsig import join_signed, sign, split_signed
from tests.vectors.cast import ORIGIN, identity, seed, signing

US = identity("caseworker-a")
CARD = RecipientCard("caseworker-a", US.recipient, US.signing_key.public)
NONCE = seed("nonce")
PROOF = answer_challenge(make_challenge(CARD, ORIGIN, NONCE), CARD, US)


def test_who_holds_the_keys_proves_it() -> None:
    check_possession(PROOF, CARD, ORIGIN, NONCE)
    assert decode_card(CARD.encode()) == CARD


@pytest.mark.parametrize(
    ("card", "origin", "nonce"),
    [
        (CARD, ORIGIN, seed("other nonce")),
        (CARD, "rehearsal/b", NONCE),
        (replace(CARD, name="other"), ORIGIN, NONCE),
        (replace(CARD, recipient=identity("caseworker-b").recipient), ORIGIN, NONCE),
        (replace(CARD, signing=signing("x").public), ORIGIN, NONCE),
    ],
)
def test_a_proof_serves_one_card_origin_and_challenge(card: RecipientCard, origin: str, nonce: bytes) -> None:
    with pytest.raises(PossessionInvalid):
        check_possession(PROOF, card, origin, nonce)


def test_who_does_not_hold_the_keys_cannot_answer() -> None:
    challenge = make_challenge(CARD, ORIGIN, NONCE)
    with pytest.raises(PossessionInvalid):
        answer_challenge(challenge, CARD, identity("caseworker-b"))
    with pytest.raises(PossessionInvalid):
        answer_challenge(challenge, replace(CARD, name="other"), US)
    for malformed in (b"", challenge[:-1], challenge + b"x\n", challenge.replace(b"origin ", b"Origin ")):
        with pytest.raises(PossessionInvalid):
            answer_challenge(malformed, CARD, US)


def test_a_signature_from_another_place_is_no_proof() -> None:
    document, _ = split_signed(PROOF)
    elsewhere = join_signed(document, [sign(US.signing_key, f"keyring@{ORIGIN}", document)])
    for proof in (elsewhere, document, b"", b"x" * 100_000):
        with pytest.raises(PossessionInvalid):
            check_possession(proof, CARD, ORIGIN, NONCE)


@settings(max_examples=50)
@given(st.data())
def test_any_change_of_a_byte_is_refused(data: st.DataObject) -> None:
    altered = bytearray(PROOF)
    altered[data.draw(st.integers(0, len(altered) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(PossessionInvalid):
        check_possession(bytes(altered), CARD, ORIGIN, NONCE)


@given(st.binary(max_size=200))
def test_random_bytes_raise_only_typed_errors(data: bytes) -> None:
    for document in (data, b"inquiry-recipient/v1\nname a\n" + data):
        with pytest.raises(TrackerError):
            decode_card(document)
