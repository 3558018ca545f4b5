"""Transcripts of ceremonies (docs/spec/transcript.md)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import EncodingError, TranscriptMalformed
from crypto.transcript import Participant, Possession, Step, Transcript, decode_transcript
from tests.simulators.archive_story import whole_story
from tests.vectors.cast import DAY, OFFICERS, ORIGIN, head, key_log, seed, signing

GOOD = Transcript(
    origin=ORIGIN,
    ceremony="genesis",
    epoch=0,
    day=DAY,
    opening=None,
    script=seed("script"),
    participants=tuple(Participant("officer", name, signing(name).public) for name in OFFICERS),
    possessions=(Possession("caseworker-a", seed("nonce"), seed("proof")),),
    steps=(Step(1, "done", "keys read aloud"), Step(2, "deviated", "the printer was out of paper")),
    draft=head().draft(),
)


@pytest.mark.parametrize("opening", [None, key_log([b"head"]).encode()])
def test_a_transcript_comes_back(opening: bytes | None) -> None:
    item = replace(GOOD, opening=opening)
    assert decode_transcript(item.encode()) == item


def test_the_head_is_the_drafted_one_and_names_the_transcript() -> None:
    GOOD.check_head(head(transcript=GOOD.hash))
    for wrong in (head(), head(transcript=GOOD.hash, reason="other")):
        with pytest.raises(TranscriptMalformed):
            GOOD.check_head(wrong)


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "x"},
        {"ceremony": "Genesis"},
        {"day": "2026-02-30"},
        {"script": bytes(31)},
        {"steps": (Step(2, "done", "x"),)},
        {"steps": (Step(1, "skipped", "x"),)},
        {"steps": (Step(1, "done", ""),)},
        {"steps": (Step(1, "done", "x"), Step(1, "done", "x"))},
        {"participants": (Participant("officer", "a b", bytes(32)),)},
        {"participants": (Participant("officer", "a", bytes(31)),)},
        {"draft": b""},
        {"draft": b"x" * 5000 + b"\n"},
    ],
)
def test_what_is_no_transcript(changes: dict[str, Any]) -> None:
    with pytest.raises(TranscriptMalformed):
        decode_transcript(replace(GOOD, **changes).encode())


def test_a_step_smuggles_no_line_in() -> None:
    with pytest.raises(EncodingError):
        replace(GOOD, steps=(Step(1, "done", "said\nhead x"),)).encode()


@given(st.data())
def test_a_changed_byte_is_refused_or_makes_another_transcript(data: st.DataObject) -> None:
    altered = bytearray(GOOD.encode())
    altered[data.draw(st.integers(0, len(altered) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        decoded = decode_transcript(bytes(altered))
    except TranscriptMalformed:
        return
    assert decoded.hash != GOOD.hash
    assert decoded.encode() == bytes(altered)


@given(st.binary(max_size=200))
def test_random_bytes_raise_only_typed_errors(data: bytes) -> None:
    for document in (data, b"inquiry-transcript/v1\n" + data):
        with pytest.raises(TranscriptMalformed):
            decode_transcript(document)


# Version 2.
STORY = whole_story()
ADD, REVOKE, RECOVER = (STORY.transcripts[number] for number in (1, 3, 5))


@pytest.mark.parametrize("item", STORY.transcripts, ids=lambda item: item.ceremony)
def test_a_transcript_of_a_ceremony_comes_back(item: Transcript) -> None:
    assert item.encode().startswith(b"inquiry-transcript/v2\n")
    assert decode_transcript(item.encode()) == item
    item.check_head(STORY.epochs[item.epoch].head)


def test_an_aborted_one_needs_no_head_and_any_other_does() -> None:
    aborted = replace(ADD, draft=b"", steps=(Step(1, "aborted", "the light failed", "AB"),))
    assert decode_transcript(aborted.encode()) == aborted
    assert aborted.is_aborted
    assert not ADD.is_aborted
    with pytest.raises(TranscriptMalformed):
        decode_transcript(replace(ADD, draft=b"").encode())


@pytest.mark.parametrize(
    ("item", "changes"),
    [
        (ADD, {"ceremony": "party"}),
        (ADD, {"opening": None}),
        (ADD, {"epoch": 0}),
        (ADD, {"opening_ceremony": b""}),
        (ADD, {"participants": (replace(ADD.participants[0], role="guest"),)}),
        (ADD, {"participants": (replace(ADD.participants[0], public=bytes(32)),)}),
        (ADD, {"participants": ADD.participants[:1] * 2}),
        (ADD, {"checkins": (replace(ADD.checkins[0], signature=bytes(63)),)}),
        (ADD, {"checkins": (replace(ADD.checkins[0], name="A B"),)}),
        (ADD, {"made": (replace(ADD.made[0], key=bytes(31)),)}),
        (ADD, {"steps": (Step(1, "done", "x"),)}),
        (ADD, {"steps": (Step(1, "done", "x", "nine-long"),)}),
        (ADD, {"steps": (Step(1, "done", "", "AB"),)}),
        (ADD, {"announcement": replace(ADD.announcement, hash=bytes(31))}),
        (REVOKE, {"suspects": (replace(REVOKE.suspects[0], key=bytes(31)),)}),
        (REVOKE, {"suspects": (replace(REVOKE.suspects[0], start=-1),)}),
        (RECOVER, {"shares": (replace(RECOVER.shares[0], signature=bytes(63)),)}),
        (RECOVER, {"shares": (replace(RECOVER.shares[0], commitment=bytes(32)),)}),
    ],
)
def test_what_is_no_transcript_of_a_ceremony(item: Transcript, changes: dict[str, Any]) -> None:
    with pytest.raises(TranscriptMalformed):
        decode_transcript(replace(item, **changes).encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"made recipient", b"made receiver"),
        (b"opening keys", b"opening head"),
        (b"opening ceremony", b"opening ceremonies"),
        (b"/v2\n", b"/v3\n"),
        (b"/v2\n", b"/v1\n"),
        (b"step 1 done AB ", b"step 1 done "),
        (b"announcement 2", b"announcement 02"),
    ],
)
def test_lines_of_another_form_are_refused(old: bytes, new: bytes) -> None:
    document = ADD.encode()
    assert old in document
    with pytest.raises(TranscriptMalformed):
        decode_transcript(document.replace(old, new, 1))


def test_the_lines_of_version_2_stand_in_their_one_order() -> None:
    lines = RECOVER.encode().splitlines(keepends=True)
    for at in range(1, len(lines) - 1):
        if lines[at].split()[0] != lines[at + 1].split()[0]:
            swapped = [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]
            with pytest.raises(TranscriptMalformed):
                decode_transcript(b"".join(swapped))


@given(st.data())
def test_a_changed_byte_of_version_2_is_refused_or_makes_another(data: st.DataObject) -> None:
    altered = bytearray(RECOVER.encode())
    altered[data.draw(st.integers(0, len(altered) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        decoded = decode_transcript(bytes(altered))
    except TranscriptMalformed:
        return
    assert decoded.hash != RECOVER.hash
    assert decoded.encode() == bytes(altered)
