"""Cosignatures on the notes that this server serves: which are there, how fresh, and taking in new ones."""

from collections.abc import Sequence

from crypto.cosignature import cosigned_at
from crypto.errors import LogError
from crypto.note import Note, VerifierKey, parse_note
from tracker.cosigning import with_line


def with_cosignatures(note: bytes, cosigned: bytes, witnesses: Sequence[VerifierKey]) -> bytes | None:
    """The note with those witnesses' lines of a copy of it; None if that is the note of another tree.

    Of each witness the newest line stays; what does not verify, and lines by others, are not taken. Raises
    NoteMalformed.
    """
    ours, theirs = parse_note(note), parse_note(cosigned)
    if ours.text != theirs.text:
        return None
    for witness in witnesses:
        for line in theirs.lines:
            if line.is_by(witness) and _time(Note(ours.text, (line,)), witness) is not None:
                ours = with_line(ours, witness, line)
    return ours.encode()


def cosigned_last(note: bytes, witness: VerifierKey) -> int | None:
    """When this witness last cosigned the note, in POSIX seconds; None if it did not, or not validly."""
    return _time(parse_note(note), witness)


def _time(note: Note, witness: VerifierKey) -> int | None:
    try:
        return cosigned_at(note, witness)
    except LogError:
        return None
