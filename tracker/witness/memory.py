"""What a witness saw last of one log: read and replaced under a lock that processes and threads share.

The file is the note itself with the witness's own cosignature, so what is read back is verified. It is
replaced whole and durably before an answer leaves: killed at any instant, the witness remembers the
checkpoint before or the new one, and never answered for one that it forgot.
"""

from dataclasses import dataclass
from pathlib import Path

from crypto.checkpoint import open_checkpoint
from crypto.cosignature import cosigned_at
from crypto.errors import LogError
from crypto.note import NOTE_MAX, Note, VerifierKey, parse_note
from crypto.witness import NOTHING_SEEN, Seen
from tracker.files import write_file
from tracker.records.errors import WitnessFolder
from tracker.witness.folder import NOTHING_YET, SEEN, KnownLog


@dataclass(frozen=True)
class Remembered:
    """The last checkpoint that was cosigned, its note, and when (POSIX seconds); or nothing yet."""

    seen: Seen = NOTHING_SEEN
    note: bytes = b""
    time: int = 0


class Memory:
    """Reads and replaces what was seen of a log. What is unchanged on the disk is not verified again."""

    def __init__(self, witness: VerifierKey) -> None:
        self._witness = witness
        self._verified: dict[str, tuple[bytes, Remembered]] = {}

    def recall(self, log: KnownLog) -> Remembered:
        """What was seen last. Raises WitnessFolder if the file is gone or not what this witness wrote."""
        data = _read(log.folder / SEEN)
        known = self._verified.get(log.origin)
        if known is not None and known[0] == data:
            return known[1]
        remembered = Remembered() if data == NOTHING_YET else self._verify(log, data)
        self._verified[log.origin] = data, remembered
        return remembered

    def remember(self, log: KnownLog, note: Note) -> None:
        """Replaces what was seen, durably, by a note with the witness's cosignature. Raises OSError."""
        write_file(log.folder / SEEN, note.encode())

    def _verify(self, log: KnownLog, data: bytes) -> Remembered:
        try:
            note = parse_note(data)
            checkpoint = open_checkpoint(data, _signer(log, note))
            time = cosigned_at(note, self._witness)
        except LogError as error:
            raise WitnessFolder("what was seen is damaged", file=str(log.folder / SEEN)) from error
        if time is None:
            raise WitnessFolder("what was seen was not cosigned by this key", file=str(log.folder / SEEN))
        return Remembered(Seen(checkpoint.size, checkpoint.root), data, time)


def _signer(log: KnownLog, note: Note) -> VerifierKey:
    """Which of its keys, the newest or an earlier one, the log signed with by the note's own word."""
    signed = (key for key in log.earlier if any(line.is_by(key) for line in note.lines))
    return next(signed, log.key)


def sweep(log: KnownLog) -> None:
    """Removes what killed processes left half-written; the caller holds the lock."""
    for path in log.folder.glob(".new-*"):
        path.unlink()


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(NOTE_MAX + 1)
    except FileNotFoundError as error:
        raise WitnessFolder("what was seen is gone: see the guide before going on", file=str(path)) from error
