"""How a ceremony was held: announced, opened, attended, closed (docs/spec/transcript.md)."""

from dataclasses import replace
from typing import Any

import pytest

from crypto.attendance import AnnouncementRef
from crypto.ceremony import Announcement, Outcome, decode_entry
from crypto.checkpoint import Checkpoint
from crypto.errors import (
    AnnouncementDiffers,
    AnnouncementMissing,
    CeremonyEntryMalformed,
    CheckinInvalid,
    NoteSignature,
    OfficersMissing,
    OpeningInvalid,
    OutcomeMissing,
    PossessionInvalid,
    QuorumMissing,
)
from crypto.proceedings import (
    check_announced,
    check_checkins,
    check_handed_over,
    check_opening,
    check_outcome,
    check_present,
)
from crypto.transcript import KeyKind, Suspect, Transcript
from tests.simulators.archive import ADD_DAY
from tests.simulators.archive_cast import at
from tests.simulators.archive_story import whole_story
from tests.simulators.tiled_log import cosigned
from tests.vectors.cast import WITNESSES, identity, seed
from tracker.records import archive

STORY = whole_story()
ADD, ROTATE = STORY.transcripts[1:3]
ENTRY = STORY.ceremonies.entries[2]
KEYS, CEREMONY = STORY.keys.signer.verifier, STORY.ceremonies.signer.verifier
POLICY = STORY.epochs[0].head.policy
HOURS = 72 * 3600
MORNING = at(ADD_DAY, 8)


def announcement() -> Announcement:
    """The one of the second ceremony."""
    entry = decode_entry(ENTRY)
    assert isinstance(entry, Announcement)
    return entry


def opened(transcript: Transcript) -> tuple[Checkpoint | None, Checkpoint]:
    """The ceremony's opening, judged as an auditor judges it."""
    return check_opening(transcript, KEYS, CEREMONY, POLICY, HOURS)


def test_a_ceremony_was_held_as_announced() -> None:
    assert check_announced(ADD, ENTRY) == announcement()


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"origin": "rehearsal/else"}, "origin"),
        ({"ceremony": "rotate"}, "ceremony"),
        ({"epoch": 2}, "epoch"),
        ({"script": seed("another script")}, "script"),
        ({"day": "2026-03-11"}, "day"),
    ],
)
def test_whatever_is_otherwise_than_announced_is_named(changes: dict[str, Any], what: str) -> None:
    with pytest.raises(AnnouncementDiffers) as caught:
        check_announced(replace(ADD, **changes), ENTRY)
    assert caught.value.facts["what"] == what


def test_nobody_takes_part_whom_the_announcement_does_not_name() -> None:
    people = ADD.participants
    check_announced(replace(ADD, participants=people[1:]), ENTRY)
    for stranger in (replace(people[0], name="x"), replace(people[0], role="witness")):
        with pytest.raises(AnnouncementDiffers):
            check_announced(replace(ADD, participants=(*people, stranger)), ENTRY)


def test_another_entry_announces_nothing() -> None:
    with pytest.raises(AnnouncementMissing):
        check_announced(ADD, STORY.ceremonies.entries[4])
    outcome = STORY.ceremonies.entries[1]
    naming = replace(ADD, announcement=AnnouncementRef.of(1, outcome))
    with pytest.raises(AnnouncementMissing):
        check_announced(naming, outcome)
    with pytest.raises(AnnouncementMissing):
        check_announced(replace(ADD, announcement=None), ENTRY)
    with pytest.raises(CeremonyEntryMalformed):
        check_announced(replace(ADD, announcement=AnnouncementRef.of(2, b"x\n")), b"x\n")


def test_an_opening_stands_between_announcement_and_head() -> None:
    keys, ceremony = opened(ADD)
    assert keys is not None
    assert (keys.size, ceremony.size) == (1, 3)
    genesis = STORY.transcripts[0]
    assert opened(genesis)[0] is None


@pytest.mark.parametrize("size", [0, 2])
def test_a_key_log_of_another_size_opens_nothing(size: int) -> None:
    with pytest.raises(OpeningInvalid):
        opened(replace(ADD, opening=STORY.keys.note(MORNING, size)))


def test_a_log_without_the_announcement_opens_nothing() -> None:
    with pytest.raises(AnnouncementMissing):
        opened(replace(ADD, opening_ceremony=STORY.ceremonies.note(MORNING, 2)))


def test_an_opening_is_witnessed_and_fresh_and_not_of_tomorrow() -> None:
    for keys, note in ((True, STORY.keys), (False, STORY.ceremonies)):

        def with_note(data: bytes, keys: bool = keys) -> Transcript:
            return replace(ADD, opening=data) if keys else replace(ADD, opening_ceremony=data)

        size = 1 if keys else 3
        with pytest.raises(OpeningInvalid):
            opened(with_note(note.note(at(ADD_DAY, 0) + 24 * 3600, size)))
        opened(with_note(note.note(at(ADD_DAY, 0) + 24 * 3600 - 1, size)))
        with pytest.raises(QuorumMissing):
            opened(with_note(note.note(MORNING, size, WITNESSES[:1])))
        with pytest.raises(QuorumMissing):
            opened(with_note(note.note(MORNING - HOURS, size)))


def test_an_opening_is_of_the_log_that_it_should_be() -> None:
    with pytest.raises(NoteSignature):
        opened(replace(ADD, opening=STORY.ceremonies.note(MORNING, 1)))
    other = Checkpoint("rehearsal/else/keys", 1, seed("root"))
    signer = replace(STORY.keys.signer, name="rehearsal/else/keys")
    with pytest.raises(NoteSignature):
        opened(replace(ADD, opening=cosigned(other, signer, MORNING, WITNESSES)))


def test_everybody_and_nobody_else_checked_in() -> None:
    check_checkins(ADD)
    people, checkins = ADD.participants, ADD.checkins
    for changes in (
        {"checkins": checkins[:-1]},
        {"checkins": checkins[::-1]},
        {"participants": people[:-1]},
        {"checkins": (replace(checkins[0], signature=checkins[1].signature), *checkins[1:])},
        {"opening_ceremony": STORY.ceremonies.note(MORNING, 4)},
        {"announcement": AnnouncementRef.of(2, b"another")},
        {"announcement": None},
    ):
        with pytest.raises(CheckinInvalid):
            check_checkins(replace(ADD, **changes))


def test_an_outcome_closes_its_own_ceremony() -> None:
    outcome, head = decode_entry(STORY.ceremonies.entries[3]), STORY.epochs[1].head
    assert isinstance(outcome, Outcome)
    check_outcome(outcome, ADD, head)
    for changes in (
        {"origin": "rehearsal/else"},
        {"announcement": AnnouncementRef.of(0, ENTRY)},
        {"transcript": seed("another")},
        {"head": seed("another")},
        {"day": "2026-03-11"},
        {"sealed": False},
    ):
        with pytest.raises(OutcomeMissing):
            check_outcome(replace(outcome, **changes), ADD, head)
    with pytest.raises(OutcomeMissing):
        check_outcome(outcome, ADD, STORY.epochs[2].head)
    with pytest.raises(OutcomeMissing):
        check_outcome(outcome, ADD, None)


def test_the_old_key_signs_for_the_new_one_unless_it_is_suspect() -> None:
    proof = STORY.files[archive.possession(4, "caseworker-a")]
    old = identity("caseworker-a").signing_key.public
    check_handed_over(ROTATE, proof, old)
    for wrong in (identity("caseworker-b").signing_key.public, seed("nobody")):
        with pytest.raises(PossessionInvalid):
            check_handed_over(ROTATE, proof, wrong)
    first = STORY.files[archive.possession(0, "caseworker-b")]
    with pytest.raises(PossessionInvalid):
        check_handed_over(ROTATE, first, old)
    with pytest.raises(PossessionInvalid):
        check_handed_over(ROTATE, b"no proof", old)
    lost = replace(ROTATE, suspects=(Suspect(KeyKind.SIGNER, "caseworker-a", old, 0),))
    check_handed_over(lost, first, old)


def test_officers_who_were_not_there_count_for_nothing() -> None:
    for number, transcript in enumerate(STORY.transcripts):
        previous = STORY.epochs[number - 1].head if number else None
        head, signatures = STORY.epochs[number].head, STORY.signed[number].signatures
        check_present(transcript, previous, head, signatures)
        officers = [item for item in transcript.participants if item.role == "officer"]
        others = tuple(item for item in transcript.participants if item.role != "officer")
        one = replace(transcript, participants=(*others, officers[0]))
        guests = replace(
            transcript, participants=tuple(replace(item, role="witness") for item in transcript.participants)
        )
        for absent in (one, guests):
            with pytest.raises(OfficersMissing):
                check_present(absent, previous, head, signatures)
