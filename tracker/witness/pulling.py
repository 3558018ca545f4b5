"""Cosigning without serving: a log's newest checkpoint is fetched, with the tiles that prove it."""

from dataclasses import dataclass

from crypto.checkpoint import Checkpoint
from crypto.errors import CheckpointOrigin, WitnessConflict, WitnessLogUnknown
from crypto.note import Note, SignatureLine, parse_note
from crypto.tiles import prove_consistency
from crypto.witness import AddCheckpoint, check_request, origin_of
from tracker.records.errors import WitnessLogOlder
from tracker.witness.cosigner import Clock, Cosigner
from tracker.witness.folder import Folder, KnownLog
from tracker.witness.source import LogSource

# A server of the same folder may cosign in between.
_ATTEMPTS = 3


@dataclass(frozen=True)
class Pulled:
    """A checkpoint that a log offers, the witness's line for it, the note with the log's line and this."""

    checkpoint: Checkpoint
    line: SignatureLine
    note: bytes


def pull(
    folder: Folder,
    cosigner: Cosigner,
    source: LogSource,
    clock: Clock,
    origin: str | None = None,
    *,
    clock_mended: bool = False,
) -> Pulled:
    """Cosigns the newest checkpoint of a log, of ``origin`` if given.

    ``clock_mended`` is as in ``Cosigner.add``.

    Raises WitnessError (WitnessLogOlder among them), CheckpointOrigin, TileMissing, TileMalformed,
    TransportError, OSError.
    """
    note = source.checkpoint()
    said = origin_of(AddCheckpoint(0, (), note))
    if origin not in (None, said):
        raise CheckpointOrigin(f"a checkpoint of {said}")
    log = folder.log(said)
    if log is None:
        raise WitnessLogUnknown(f"this witness was not told of the log {said}")
    checkpoint = check_request(AddCheckpoint(0, (), note), log.key)
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            request = _request(cosigner, log, source, note, checkpoint)
            line = cosigner.add(request, clock, clock_mended=clock_mended)
            return Pulled(checkpoint, line, Note(checkpoint.encode(), (_line_by(log, note), line)).encode())
        except WitnessConflict:
            if attempt == _ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def _line_by(log: KnownLog, note: bytes) -> SignatureLine:
    return next(line for line in parse_note(note).lines if line.is_by(log.key))


def _request(
    cosigner: Cosigner, log: KnownLog, source: LogSource, note: bytes, checkpoint: Checkpoint
) -> AddCheckpoint:
    seen = cosigner.recall(log).seen
    if checkpoint.size < seen.size:
        facts = {"size": checkpoint.size, "seen": seen.size}
        raise WitnessLogOlder(f"{seen.size} entries were cosigned, the log offers {checkpoint.size}", **facts)
    return AddCheckpoint(seen.size, tuple(prove_consistency(source, seen.size, checkpoint.size)), note)
