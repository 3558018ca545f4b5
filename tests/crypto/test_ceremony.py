"""The entries of the ceremony log (docs/spec/ceremony.md)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.attendance import AnnouncementRef, Participant, Role
from crypto.ceremony import (
    ENTRY_MAX,
    Announcement,
    Entry,
    Kind,
    Outcome,
    Release,
    RollCallEntry,
    decode_entry,
)
from crypto.errors import CeremonyEntryMalformed, CommitmentMismatch, EncodingError, ShareTwice
from crypto.recovery import RollCall
from tests.simulators.archive_cast import recovery_of, shares_of
from tests.vectors.cast import OFFICERS, ORIGIN, seed, signing

PEOPLE = tuple(Participant(Role.OFFICER, name, signing(name).public) for name in OFFICERS)
ANNOUNCEMENT = Announcement(
    ORIGIN, ORIGIN, Kind.ADD, 1, "2026-03-09", "2026-03-12", seed("head"), seed("script"), "one more", PEOPLE
)
GENESIS = replace(ANNOUNCEMENT, kind=Kind.GENESIS, epoch=0, previous=None)
REFERENCE = AnnouncementRef.of(0, GENESIS.encode())
OUTCOME = Outcome(ORIGIN, REFERENCE, True, seed("transcript"), seed("head"), "2026-03-12")
RELEASE = Release(ORIGIN, "1.0.0", seed("manifest"), 0, "2026-03-12")
CALL = RollCall(ORIGIN, 0, seed("root"))
ROLL_CALL = RollCallEntry(
    ORIGIN, 0, "2026-03-12", CALL.nonce, tuple(CALL.answer(share) for share in shares_of(recovery_of(0)))
)
ENTRIES: list[Entry] = [
    ANNOUNCEMENT,
    GENESIS,
    OUTCOME,
    replace(OUTCOME, sealed=False, head=None),
    replace(OUTCOME, sealed=False, head=None, transcript=None),
    RELEASE,
    ROLL_CALL,
    replace(ROLL_CALL, answers=()),
]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: type(entry).__name__)
def test_an_entry_comes_back(entry: Entry) -> None:
    assert decode_entry(entry.encode()) == entry


@pytest.mark.parametrize(
    ("entry", "changes"),
    [
        (ANNOUNCEMENT, {"origin": "x"}),
        (ANNOUNCEMENT, {"realm": "x"}),
        (ANNOUNCEMENT, {"kind": Kind.GENESIS}),
        (ANNOUNCEMENT, {"epoch": 0}),
        (ANNOUNCEMENT, {"previous": None}),
        (ANNOUNCEMENT, {"previous": bytes(31)}),
        (ANNOUNCEMENT, {"planned": "2026-03-08"}),
        (ANNOUNCEMENT, {"announced": "2026-02-30"}),
        (ANNOUNCEMENT, {"script": bytes(31)}),
        (ANNOUNCEMENT, {"reason": ""}),
        (ANNOUNCEMENT, {"participants": ()}),
        (ANNOUNCEMENT, {"participants": (PEOPLE[0], PEOPLE[0])}),
        (ANNOUNCEMENT, {"participants": (PEOPLE[0], replace(PEOPLE[0], name="other"))}),
        (ANNOUNCEMENT, {"participants": (PEOPLE[0], replace(PEOPLE[1], name=PEOPLE[0].name))}),
        (ANNOUNCEMENT, {"participants": (replace(PEOPLE[0], role="guest"),)}),
        (ANNOUNCEMENT, {"participants": (replace(PEOPLE[0], public=bytes(32)),)}),
        (GENESIS, {"previous": seed("head")}),
        (GENESIS, {"epoch": 1}),
        (OUTCOME, {"head": None}),
        (OUTCOME, {"transcript": None}),
        (OUTCOME, {"sealed": False}),
        (OUTCOME, {"announcement": replace(REFERENCE, hash=bytes(31))}),
        (RELEASE, {"version": "1 0"}),
        (RELEASE, {"version": ""}),
        (RELEASE, {"version": "V1"}),
        (RELEASE, {"version": "-1"}),
        (RELEASE, {"version": "1" * 33}),
        (RELEASE, {"manifest": bytes(31)}),
        (ROLL_CALL, {"nonce": bytes(31)}),
        (ROLL_CALL, {"answers": (replace(ROLL_CALL.answers[0], signature=bytes(63)),)}),
        (ROLL_CALL, {"answers": (replace(ROLL_CALL.answers[0], commitment=bytes(32)),)}),
    ],
)
def test_what_is_no_entry(entry: Any, changes: dict[str, Any]) -> None:
    with pytest.raises(CeremonyEntryMalformed):
        decode_entry(replace(entry, **changes).encode())


def test_an_entry_has_a_bound() -> None:
    with pytest.raises(CeremonyEntryMalformed):
        replace(ANNOUNCEMENT, reason="x" * ENTRY_MAX).encode()
    fits = replace(ANNOUNCEMENT, reason="x" * (ENTRY_MAX - len(ANNOUNCEMENT.encode())))
    assert decode_entry(fits.encode()) == fits


def test_a_reason_smuggles_no_line_in() -> None:
    with pytest.raises(EncodingError):
        replace(ANNOUNCEMENT, reason="said\nparticipant officer x y").encode()


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_be_announced(kind: Kind) -> None:
    entry = GENESIS if kind is Kind.GENESIS else replace(ANNOUNCEMENT, kind=kind)
    assert decode_entry(entry.encode()) == entry


def test_a_roll_call_counts_each_share_of_this_epoch_once() -> None:
    ROLL_CALL.call.check(ROLL_CALL.answers, recovery_of(0))
    with pytest.raises(ShareTwice):
        ROLL_CALL.call.check(ROLL_CALL.answers[:1] * 2, recovery_of(0))
    with pytest.raises(CommitmentMismatch):
        ROLL_CALL.call.check(ROLL_CALL.answers, recovery_of(1))


@given(st.data())
def test_a_changed_byte_is_refused_or_makes_another_entry(data: st.DataObject) -> None:
    entry = data.draw(st.sampled_from(ENTRIES))
    altered = bytearray(entry.encode())
    altered[data.draw(st.integers(0, len(altered) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        decoded = decode_entry(bytes(altered))
    except CeremonyEntryMalformed:
        return
    assert decoded != entry
    assert decoded.encode() == bytes(altered)


@given(st.binary(max_size=200))
def test_random_bytes_raise_only_typed_errors(data: bytes) -> None:
    for first in (b"", b"inquiry-announcement/v1\n", b"inquiry-outcome/v1\n", b"inquiry-roll-call/v1\n"):
        with pytest.raises(CeremonyEntryMalformed):
            decode_entry(first + data)
