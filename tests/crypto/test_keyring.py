"""Whom to trust today (docs/spec/keyring.md)."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.errors import (
    ClockWrong,
    EpochUnknown,
    HeadMalformed,
    KeyringChain,
    KeyringError,
    KeyringGenesis,
    KeyringNotLatest,
    KeyringOrigin,
    KeyringRolledBack,
    NoteSignature,
    OfficersMissing,
    ProofInvalid,
    QuorumMissing,
    RosterMismatch,
    SignatureInvalid,
    SignerRetired,
    ThresholdMissing,
    TrackerError,
)
from crypto.head import Officer
from crypto.keyring import (
    HEADS_MAX,
    SIGNED_HEAD_MAX,
    ServedKeyring,
    SignedHead,
    check_genesis,
    check_publisher,
    check_roster,
    check_successor,
    decode_served_keyring,
    verify_keyring,
)
from crypto.labels import Namespace
from crypto.note import NoteSigner
from crypto.policy import AHEAD_SECONDS
from crypto.sshsig import sign
from crypto.tlog_proof import TLOG_PROOF_MAX
from tests.vectors.cast import (
    NOW,
    OFFICERS,
    ORIGIN,
    WITNESSES,
    desk_signatures,
    head,
    history,
    log_signer,
    policy_lines,
    roster,
    served,
    sign_head,
    signing,
    trust,
)

HISTORY = history()
GENESIS, SECOND, THIRD = (item.document for item in HISTORY)
FRESH = dict.fromkeys(WITNESSES[:2], NOW)


def test_a_keyring_is_walked_from_what_is_known_to_the_newest() -> None:
    keyring = verify_keyring(trust(), decode_served_keyring(served(HISTORY).encode()), NOW)
    assert keyring.head.epoch == 2
    assert keyring.hashes == {
        number: hashlib.sha256(HISTORY[number].document).digest() for number in range(3)
    }


def test_it_is_walked_from_a_later_epoch_too() -> None:
    known = trust(head(1, head()))
    assert verify_keyring(known, served(HISTORY, first=1), NOW).hashes.keys() == {1, 2}


def test_served_heads_come_back() -> None:
    data = served(HISTORY).encode()
    assert decode_served_keyring(data).encode() == data


# What the server may try.
def test_heads_from_elsewhere_are_refused() -> None:
    with pytest.raises(KeyringChain):
        verify_keyring(trust(), served(HISTORY, first=1), NOW)
    with pytest.raises(KeyringGenesis):
        verify_keyring(trust(), served([sign_head(head(reason="forged"), *OFFICERS)]), NOW)


def test_older_heads_than_the_known_one_are_refused() -> None:
    known = trust(head(2, head(1, head())))
    for old in (served(HISTORY[:2]), ServedKeyring((), b"")):
        with pytest.raises(KeyringRolledBack):
            verify_keyring(known, old, NOW)


@pytest.mark.parametrize(
    "changes", [{"origin": "rehearsal/b", "realm": "rehearsal/b"}, {"realm": "rehearsal/b"}]
)
def test_another_origin_or_realm_is_refused(changes: dict[str, str]) -> None:
    intake = log_signer("intake", changes.get("origin", ORIGIN)).verifier
    other = head(**changes, intake=intake)
    with pytest.raises(KeyringOrigin):
        verify_keyring(trust(), served([sign_head(other, *OFFICERS)]), NOW)
    with pytest.raises(KeyringOrigin):
        check_successor(head(), head(1, head(), **changes, intake=intake), ())


@pytest.mark.parametrize(
    "heads",
    [[HISTORY[0], HISTORY[2]], [HISTORY[0], HISTORY[1], HISTORY[1]], [HISTORY[0], HISTORY[2], HISTORY[1]]],
)
def test_an_epoch_skipped_repeated_or_swapped_is_refused(heads: list[SignedHead]) -> None:
    with pytest.raises(KeyringChain):
        verify_keyring(trust(), served(heads), NOW)


def test_a_head_that_follows_another_head_is_refused() -> None:
    fork = head(2, head(1, head(), reason="fork"))
    with pytest.raises(KeyringChain):
        verify_keyring(trust(), served([*HISTORY[:2], sign_head(fork, *OFFICERS)]), NOW)


@pytest.mark.parametrize(
    "officers", [(), ("officer-a",), ("officer-a", "officer-a"), ("officer-a", "stranger")]
)
def test_too_few_officers_are_refused(officers: tuple[str, ...]) -> None:
    with pytest.raises(OfficersMissing):
        verify_keyring(trust(), served([HISTORY[0], sign_head(head(1, head()), *officers)]), NOW)


def test_one_officer_key_under_two_names_counts_once() -> None:
    twice = sign_head(head(1, head()), "officer-a", "officer-a")
    assert len({signature.public for signature in twice.signatures}) == 1
    with pytest.raises(OfficersMissing):
        check_successor(head(), head(1, head()), twice.signatures)


def test_signatures_for_another_purpose_or_origin_do_not_count() -> None:
    for namespace in ("transcript@rehearsal/test", "keyring@rehearsal/other", "keyring"):
        wrong = sign_head(head(1, head()), *OFFICERS, namespace=namespace)
        with pytest.raises(OfficersMissing):
            verify_keyring(trust(), served([HISTORY[0], wrong]), NOW)


NEW_OFFICERS = tuple(Officer(name, signing(name).public) for name in ("new-a", "new-b", "officer-a"))


@pytest.mark.parametrize("missing", [("officer-a", "officer-b"), ("new-a", "new-b")])
def test_old_and_new_officers_must_both_sign(missing: tuple[str, ...]) -> None:
    follower = head(1, head(), officers=NEW_OFFICERS)
    with pytest.raises(OfficersMissing):
        check_successor(head(), follower, sign_head(follower, *missing).signatures)


def test_who_is_officer_before_and_after_counts_for_both() -> None:
    follower = head(1, head(), officers=NEW_OFFICERS)
    check_successor(head(), follower, sign_head(follower, "officer-a", "officer-b", "new-a").signatures)


def test_a_bad_signature_by_an_officer_spoils_all() -> None:
    follower = sign_head(head(1, head()), *OFFICERS)
    spoiled = (*follower.signatures[:2], replace(follower.signatures[2], signature=bytes(64)))
    with pytest.raises(OfficersMissing):
        check_successor(head(), head(1, head()), spoiled)


def test_a_genesis_is_signed_by_every_officer() -> None:
    check_genesis(head(), sign_head(head(), *OFFICERS).signatures)
    with pytest.raises(OfficersMissing):
        check_genesis(head(), sign_head(head(), *OFFICERS[:2]).signatures)
    with pytest.raises(KeyringChain):
        check_genesis(head(1, head()), ())


def test_a_head_that_is_not_the_last_leaf_is_refused() -> None:
    complete = served(HISTORY)
    older = ServedKeyring(complete.heads[:2], served(HISTORY, index=1).proof)
    with pytest.raises(KeyringNotLatest):
        verify_keyring(trust(), older, NOW)
    with pytest.raises(ProofInvalid):
        verify_keyring(trust(), ServedKeyring(complete.heads[:2], complete.proof), NOW)


def test_a_log_with_other_leaves_before_the_newest_is_refused() -> None:
    # The newest head as the only leaf of a log: last leaf, but not at its epoch.
    alone = served([HISTORY[2]])
    with pytest.raises(KeyringNotLatest):
        verify_keyring(trust(), ServedKeyring(tuple(HISTORY), alone.proof), NOW)


def test_a_log_signed_by_another_key_is_refused() -> None:
    other = NoteSigner(log_signer().name, signing("stranger")).verifier
    with pytest.raises(NoteSignature):
        verify_keyring(trust(log=other), served(HISTORY), NOW)


def test_the_trust_root_asks_for_witnesses_whatever_the_head_says() -> None:
    demanding = trust(policy_lines=policy_lines())
    verify_keyring(demanding, served(HISTORY, cosigners=FRESH), NOW)
    for times in ({}, {WITNESSES[0]: NOW}, dict.fromkeys(WITNESSES, NOW - 73 * 3600)):
        with pytest.raises(QuorumMissing):
            verify_keyring(demanding, served(HISTORY, cosigners=times), NOW)
    ahead = dict.fromkeys(WITNESSES, NOW + AHEAD_SECONDS + 1)
    with pytest.raises(ClockWrong):
        verify_keyring(demanding, served(HISTORY, cosigners=ahead), NOW)


def test_the_newest_head_asks_for_witnesses_whatever_the_trust_root_says() -> None:
    strict = head(1, head(), policy_lines=policy_lines())
    heads = [HISTORY[0], sign_head(strict, *OFFICERS)]
    verify_keyring(trust(), served(heads, cosigners=FRESH), NOW)
    with pytest.raises(QuorumMissing):
        verify_keyring(trust(), served(heads), NOW)


def test_a_malformed_head_is_refused() -> None:
    broken = SignedHead(GENESIS.replace(b"/v1", b"/v2"), ())
    with pytest.raises(HeadMalformed):
        verify_keyring(trust(), ServedKeyring((broken,), b""), NOW)


SERVED = served(HISTORY, cosigners=FRESH).encode()
DEMANDING = trust(policy_lines=policy_lines())
# The head that we know is pinned by its hash; its signatures need not be read again.
PINNED = range(
    SERVED.index(b"-----BEGIN"), SERVED.index(b"inquiry-keyring/v1\n", SERVED.index(b"-----BEGIN"))
)


@settings(max_examples=80)
@given(st.integers(0, len(SERVED) - 1).filter(lambda position: position not in PINNED), st.integers(1, 255))
def test_any_change_of_a_byte_is_refused(position: int, change: int) -> None:
    altered = bytearray(SERVED)
    altered[position] ^= change
    with pytest.raises(TrackerError):
        verify_keyring(DEMANDING, decode_served_keyring(bytes(altered)), NOW)


@given(st.binary(max_size=200))
def test_random_bytes_raise_only_typed_errors(data: bytes) -> None:
    first = b"inquiry-keyring-heads/v1\n"
    for answer in (
        data,
        first + data,
        first + b"heads 1\nhead 5\nproof 0\nend -\n" + data,
        SERVED[:-3] + data,
    ):
        if answer != SERVED and not SERVED.startswith(answer[: len(SERVED) + 1]):
            with pytest.raises(TrackerError):
                verify_keyring(DEMANDING, decode_served_keyring(answer), NOW)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"heads 3", b"heads 2"),
        (b"heads 3", b"heads 03"),
        (b"heads 3", b"heads %d" % (HEADS_MAX + 1)),
        (b"end -\n", b"more -\nend -\n"),
        (b"end -\n", b"end  -\n"),
        (b"\nproof ", b"\nproof 9"),
    ],
)
def test_an_answer_of_another_shape_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(KeyringError) as caught:
        decode_served_keyring(SERVED.replace(old, new, 1))
    assert caught.value.code == "keyring"


def test_a_head_or_proof_that_is_too_long_is_refused() -> None:
    long_head = ServedKeyring((SignedHead(b"x" * (SIGNED_HEAD_MAX + 1), ()),), b"")
    long_proof = ServedKeyring((HISTORY[0],), b"x" * (TLOG_PROOF_MAX + 1))
    for answer in (long_head, long_proof):
        with pytest.raises(KeyringError):
            decode_served_keyring(answer.encode())


def test_the_roster_is_the_one_that_the_head_names() -> None:
    assert check_roster(head(), roster().encode()) == roster()
    other = replace(roster(), epoch=1)
    for wrong in (other.encode(), roster().encode() + b"\n"):
        with pytest.raises(RosterMismatch):
            check_roster(head(), wrong)
    with pytest.raises(RosterMismatch):
        check_roster(head(roster=other.hash), other.encode())
    keyring = verify_keyring(trust(), served(history(1)), NOW)
    assert keyring.with_roster(roster().encode()).recipients == roster().recipients


DOCUMENT = b"document\n"
DIGEST = hashlib.sha512(DOCUMENT).digest()


def test_a_publishers_threshold_signs() -> None:
    check_publisher(head(), "desk", Namespace.MAILBOX, DIGEST, desk_signatures(DOCUMENT, Namespace.MAILBOX))
    with pytest.raises(EpochUnknown):
        check_publisher(head(), "other", Namespace.MAILBOX, DIGEST, [])
    one = desk_signatures(DOCUMENT, Namespace.MAILBOX, "caseworker-a")
    elsewhere = desk_signatures(DOCUMENT, Namespace.OUTBOX)
    for signatures in ([], one, one * 2, elsewhere, one + elsewhere):
        with pytest.raises(ThresholdMissing):
            check_publisher(head(), "desk", Namespace.MAILBOX, DIGEST, signatures)


def test_enough_signatures_by_keys_without_authority_tell_of_retired_signers() -> None:
    retired = [sign(signing(name), f"mailbox@{ORIGIN}", DOCUMENT) for name in ("retired-a", "retired-b")]
    with pytest.raises(SignerRetired):
        check_publisher(head(), "desk", Namespace.MAILBOX, DIGEST, retired)


def test_a_bad_signature_by_a_signer_is_refused() -> None:
    good = desk_signatures(DOCUMENT, Namespace.MAILBOX)
    with pytest.raises(SignatureInvalid):
        check_publisher(head(), "desk", Namespace.MAILBOX, hashlib.sha512(b"other").digest(), good)
