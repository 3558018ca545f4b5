"""Cosignatures by witnesses (docs/spec/cosignature.md)."""

import pytest

from crypto.checkpoint import Checkpoint
from crypto.cosignature import cosign, cosigned_at
from crypto.errors import NoteMalformed, NoteSignature
from crypto.note import Note, SignatureLine, parse_note
from tests.vectors.cast import NOW, WITNESSES, log_signer, seed, signing, witness_key

NOTE = Checkpoint(log_signer().name, 7, seed("root")).sign(log_signer())
NAME = WITNESSES[0]


def cosigned(*lines: SignatureLine) -> Note:
    """The note with these lines, as it arrives."""
    return parse_note(Note(NOTE.text, (*NOTE.lines, *lines)).encode())


def test_a_witness_says_when_it_saw_the_checkpoint() -> None:
    note = cosigned(cosign(NOTE.text, NAME, signing(NAME), NOW))
    assert cosigned_at(note, witness_key(NAME)) == NOW
    assert cosigned_at(note, witness_key(WITNESSES[1])) is None
    assert len(note.lines[1].signature) == 72


def test_the_newest_of_several_counts() -> None:
    lines = [cosign(NOTE.text, NAME, signing(NAME), time) for time in (NOW, NOW + 5, NOW - 5)]
    assert cosigned_at(cosigned(*lines), witness_key(NAME)) == NOW + 5


@pytest.mark.parametrize("time", [0, 2**53 + 1, 2**63 - 1])
def test_a_time_is_any_of_63_bits(time: int) -> None:
    assert cosigned_at(cosigned(cosign(NOTE.text, NAME, signing(NAME), time)), witness_key(NAME)) == time


@pytest.mark.parametrize("time", [2**63, 2**64 - 1])
def test_a_time_of_64_bits_is_none(time: int) -> None:
    with pytest.raises(NoteMalformed):
        cosigned_at(cosigned(cosign(NOTE.text, NAME, signing(NAME), time)), witness_key(NAME))


def test_a_cosignature_of_another_checkpoint_time_or_key_is_refused() -> None:
    good = cosign(NOTE.text, NAME, signing(NAME), NOW)
    later = SignatureLine(NAME, good.key_id, (NOW + 1).to_bytes(8, "big") + good.signature[8:])
    other = cosign(b"another\n", NAME, signing(NAME), NOW)
    forged = SignatureLine(NAME, good.key_id, cosign(NOTE.text, NAME, signing("stranger"), NOW).signature)
    plain = SignatureLine(NAME, good.key_id, NOW.to_bytes(8, "big") + signing(NAME).sign(NOTE.text))
    for line in (later, other, forged, plain):
        with pytest.raises(NoteSignature):
            cosigned_at(cosigned(good, line), witness_key(NAME))


@pytest.mark.parametrize("length", [1, 64, 71, 73])
def test_a_cosignature_of_another_length_is_refused(length: int) -> None:
    line = SignatureLine(NAME, witness_key(NAME).key_id, bytes(length))
    with pytest.raises(NoteMalformed):
        cosigned_at(cosigned(line), witness_key(NAME))


def test_a_cosignature_is_no_note_signature() -> None:
    note = cosigned(cosign(NOTE.text, NAME, signing(NAME), NOW))
    assert note.signed_by([witness_key(NAME)]) == set()
