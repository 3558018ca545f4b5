"""Who is there, and how they check in (docs/spec/ceremony.md)."""

import pytest

from crypto.attendance import (
    AnnouncementRef,
    Participant,
    Role,
    check_checkin,
    check_in,
    checkin_document,
    shares_called,
)
from crypto.errors import CheckinInvalid, EncodingError
from crypto.labels import Namespace
from crypto.recovery import share_key
from crypto.sshsig import sign
from tests.vectors.cast import ORIGIN, key_log, seed, signing

REFERENCE = AnnouncementRef.of(2, b"an entry")
OPENING = key_log([b"head"]).encode()
DOCUMENT = checkin_document(ORIGIN, REFERENCE, OPENING)
OFFICER = Participant(Role.OFFICER, "officer-a", signing("officer-a").public)


def test_a_check_in_is_bound_to_announcement_and_opening() -> None:
    signature = check_in(signing("officer-a"), ORIGIN, REFERENCE, OPENING).signature
    check_checkin(OFFICER, signature, ORIGIN, DOCUMENT)
    other_entry = checkin_document(ORIGIN, AnnouncementRef.of(2, b"another"), OPENING)
    other_place = checkin_document(ORIGIN, AnnouncementRef.of(3, b"an entry"), OPENING)
    other_opening = checkin_document(ORIGIN, REFERENCE, key_log([b"head", b"head"]).encode())
    for document in (other_entry, other_place, other_opening):
        with pytest.raises(CheckinInvalid) as caught:
            check_checkin(OFFICER, signature, ORIGIN, document)
        assert caught.value.facts["who"] == "officer-a"


def test_a_signature_for_another_purpose_is_no_check_in() -> None:
    for namespace in (Namespace.TRANSCRIPT.at(ORIGIN), Namespace.CHECKIN.at("rehearsal/else")):
        with pytest.raises(CheckinInvalid):
            check_checkin(
                OFFICER, sign(signing("officer-a"), namespace, DOCUMENT).signature, ORIGIN, DOCUMENT
            )


def test_somebody_else_does_not_check_in_for_another() -> None:
    signature = check_in(signing("officer-b"), ORIGIN, REFERENCE, OPENING).signature
    with pytest.raises(CheckinInvalid):
        check_checkin(OFFICER, signature, ORIGIN, DOCUMENT)


def test_the_document_is_three_lines_that_one_can_compare_by_eye() -> None:
    first, origin, announcement, opening, end = DOCUMENT.decode().split("\n")
    assert (first, origin, end) == ("inquiry-checkin/v1", f"origin {ORIGIN}", "")
    assert announcement.startswith("announcement 2 ")
    assert opening.startswith("opening ")
    with pytest.raises(EncodingError):
        checkin_document("no origin", REFERENCE, OPENING)


def test_shares_that_take_part_are_called_by_the_check_in() -> None:
    call = shares_called(ORIGIN, 4, DOCUMENT)
    answer = call.answer(seed("share"))
    assert answer.commitment == share_key(seed("share")).public
    assert answer.signature == share_key(seed("share")).sign(call.message)
    assert shares_called(ORIGIN, 5, DOCUMENT).message != call.message
