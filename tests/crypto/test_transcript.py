"""Transcripts of ceremonies (docs/spec/transcript.md)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import EncodingError, TranscriptMalformed
from crypto.transcript import Participant, Possession, Step, Transcript, decode_transcript
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
