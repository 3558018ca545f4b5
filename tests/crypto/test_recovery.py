"""The recovery card, commitments to its shares, and the roll-call (docs/spec/recovery.md)."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import (
    CommitmentMismatch,
    EncodingError,
    PossessionInvalid,
    RecoveryMismatch,
    ShareRetired,
    SharesMissing,
    ShareTwice,
    SignatureInvalid,
    TrackerError,
)
from crypto.keys import SigningKey, verify
from crypto.possession import (
    RecipientCard,
    answer_signed_by,
    check_possession,
    make_challenge,
)
from crypto.recovery import (
    RecoveryCard,
    RollCall,
    check_commitment,
    check_recombined,
    check_shape,
    check_shares,
    commitment,
    read_card,
    share_key,
)
from tests.vectors.cast import ORIGIN, identity, seed

US = identity("recovery")
SHARES = tuple(f"share number {number}".encode() for number in range(4))
OLD = b"a share of an earlier epoch"
CARD = RecoveryCard(US.recipient, 2, tuple(commitment(share) for share in SHARES[:3]))
FIRST_FORM = RecipientCard("recovery", US.recipient, commitment(US.seed))
NONCE = seed("nonce")
CHALLENGE = make_challenge(CARD, ORIGIN, NONCE)
CALL = RollCall(ORIGIN, 3, seed("root of the ceremony log"))


def keys(*shares: bytes) -> list[SigningKey]:
    """The keys of these shares."""
    return [share_key(share) for share in shares]


def test_a_share_is_held_to_its_commitment() -> None:
    check_commitment(seed("share"), commitment(seed("share")))
    with pytest.raises(CommitmentMismatch):
        check_commitment(seed("share"), commitment(seed("other share")))


def test_a_card_is_read_as_it_was_written() -> None:
    assert read_card(CARD.encode()) == CARD
    assert (CARD.entry.recipient, CARD.entry.threshold) == (US.recipient, 2)
    assert CARD.entry.commitments == CARD.commitments


def test_a_card_of_the_first_form_keeps_its_bytes() -> None:
    card = read_card(FIRST_FORM.encode())
    assert card == RecoveryCard(US.recipient, 1, (commitment(US.seed),), undivided=True)
    assert card.encode() == FIRST_FORM.encode()
    with pytest.raises(EncodingError):
        read_card(replace(FIRST_FORM, name="caseworker-a").encode())


@pytest.mark.parametrize(("threshold", "shares"), [(0, 1), (1, 2), (2, 1), (3, 2), (2, 17), (0, 0)])
def test_a_shape_that_no_shares_can_have_is_refused(threshold: int, shares: int) -> None:
    with pytest.raises(EncodingError):
        check_shape(threshold, shares)
    commitments = tuple(commitment(bytes([number])) for number in range(shares))
    with pytest.raises(EncodingError):
        read_card(RecoveryCard(US.recipient, threshold, commitments).encode())


def test_a_commitment_twice_is_no_card() -> None:
    with pytest.raises(EncodingError):
        read_card(replace(CARD, commitments=CARD.commitments[:1] * 2).encode())


@given(st.binary(max_size=200))
def test_random_bytes_raise_only_typed_errors(data: bytes) -> None:
    for document in (data, b"inquiry-recovery/v1\nrecipient " + data):
        with pytest.raises(TrackerError):
            read_card(document)


@pytest.mark.parametrize("held", [SHARES[:2], SHARES[1:3], SHARES[:3]])
def test_any_k_holders_prove_that_the_shares_give_the_recipient(held: Sequence[bytes]) -> None:
    check_possession(answer_signed_by(CHALLENGE, CARD, US, keys(*held)), CARD, ORIGIN, NONCE)


@pytest.mark.parametrize(
    "held", [SHARES[:1], SHARES[:1] * 2, (SHARES[0], SHARES[3]), ()], ids=["one", "twice", "stranger", "none"]
)
def test_fewer_than_k_holders_prove_nothing(held: Sequence[bytes]) -> None:
    with pytest.raises(PossessionInvalid):
        check_possession(answer_signed_by(CHALLENGE, CARD, US, keys(*held)), CARD, ORIGIN, NONCE)


def test_shares_of_another_identity_prove_nothing() -> None:
    with pytest.raises(PossessionInvalid):
        answer_signed_by(CHALLENGE, CARD, identity("other"), keys(*SHARES[:2]))


def test_a_proof_of_the_first_form_is_still_one() -> None:
    challenge = make_challenge(FIRST_FORM, ORIGIN, NONCE)
    proof = answer_signed_by(challenge, FIRST_FORM, US, [share_key(US.seed)])
    check_possession(proof, read_card(FIRST_FORM.encode()), ORIGIN, NONCE)


def test_a_recombined_seed_is_held_to_the_recipient() -> None:
    assert check_recombined(US.seed, CARD.recipient) == US
    with pytest.raises(RecoveryMismatch):
        check_recombined(seed("of a wrong passphrase"), CARD.recipient)


REFUSED: list[tuple[type[TrackerError], list[bytes], int]] = [
    (ShareTwice, [SHARES[0], SHARES[0]], 2),
    (ShareRetired, [SHARES[0], OLD], 2),
    (CommitmentMismatch, [SHARES[0], SHARES[3]], 2),
    (SharesMissing, [SHARES[0]], 2),
]


@pytest.mark.parametrize(("error", "held", "need"), REFUSED, ids=lambda item: getattr(item, "code", None))
def test_shares_that_do_not_count(error: type[TrackerError], held: list[bytes], need: int) -> None:
    check_shares(CARD.commitments[:2], CARD.entry, need=2)
    with pytest.raises(error):
        check_shares(map(commitment, held), CARD.entry, {commitment(OLD)}, need)


def test_holders_answer_a_roll_call_without_showing_their_shares() -> None:
    CALL.check([CALL.answer(share) for share in SHARES[:3]], CARD.entry)
    CALL.check([CALL.answer(SHARES[1])], CARD.entry)
    answer = CALL.answer(SHARES[0])
    verify(commitment(SHARES[0]), CALL.message, answer.signature)


@pytest.mark.parametrize(("error", "held"), [item[:2] for item in REFUSED[:3]] + [(SharesMissing, [])])
def test_a_roll_call_counts_each_share_of_this_epoch_once(
    error: type[TrackerError], held: list[bytes]
) -> None:
    with pytest.raises(error):
        CALL.check([CALL.answer(share) for share in held], CARD.entry, {commitment(OLD)})


@pytest.mark.parametrize(
    "altered",
    [
        lambda call: replace(call, origin="rehearsal/b"),
        lambda call: replace(call, epoch=4),
        lambda call: replace(call, nonce=seed("root of last year")),
    ],
)
def test_an_answer_serves_one_origin_epoch_and_day(altered: Callable[[RollCall], RollCall]) -> None:
    with pytest.raises(SignatureInvalid):
        altered(CALL).check([CALL.answer(SHARES[0])], CARD.entry)
