"""One witness at work: a request in, its cosignature out, and what it saw on the disk in between."""

from collections.abc import Callable

from crypto.checkpoint import Checkpoint
from crypto.cosignature import cosign
from crypto.errors import WitnessForked, WitnessLogSignature, WitnessLogUnknown, WitnessProof
from crypto.keys import SigningKey
from crypto.note import Note, SignatureLine, parse_note
from crypto.witness import AddCheckpoint, check_request, judge_checkpoint, origin_of
from tracker.records.errors import WitnessClock
from tracker.witness.evidence import Kind, keep, proven
from tracker.witness.folder import Folder, KnownLog, locked
from tracker.witness.memory import Memory, Remembered, sweep

# Gives POSIX seconds.
Clock = Callable[[], int]


class Cosigner:
    """Judges and cosigns for one folder; any number of them, in threads and processes, may share it."""

    def __init__(self, folder: Folder, key: SigningKey) -> None:
        self._folder = folder
        self._key = key
        self._memory = Memory(folder.key)
        for log in folder.logs():
            with locked(log):
                sweep(log)

    def add(self, request: AddCheckpoint, clock: Clock, *, clock_mended: bool = False) -> SignatureLine:
        """The witness's line for a checkpoint, which is on the disk by then.

        A time before the last cosignature's is refused, unless a person says that the clock was wrong then.
        Raises WitnessError (docs/spec/witness.md, "What a witness must do", conditions 1 to 8), OSError.
        """
        log = _known(self._folder, origin_of(request))
        checkpoint = check_request(request, log.key)
        note = _by_the_log(log, request)
        with locked(log):
            if _known(self._folder, log.origin).key != log.key:
                raise WitnessLogSignature("the log's key was replaced meanwhile")
            before = self._memory.recall(log)
            self._judge(log, before, request, checkpoint)
            # Who waited for the lock must not come with a time from before.
            now = clock()
            if now < before.time and not clock_mended:
                raise WitnessClock("this clock is before the last cosignature", ours=now, theirs=before.time)
            line = cosign(checkpoint.encode(), self._folder.key.name, self._key, now)
            self._memory.remember(log, Note(note.text, (*note.lines, line)))
            proven(self._folder.path, log, checkpoint)
        return line

    def recall(self, log: KnownLog) -> Remembered:
        """What was seen last of a log; its file is always whole: no lock is taken. Raises WitnessFolder."""
        return self._memory.recall(log)

    def last_note(self, origin_hash: str) -> bytes | None:
        """The note that was cosigned last of the log whose origin has this hash. Raises WitnessFolder."""
        log = self._folder.log_by_hash(origin_hash)
        return None if log is None else self.recall(log).note or None

    def _judge(
        self, log: KnownLog, before: Remembered, request: AddCheckpoint, checkpoint: Checkpoint
    ) -> None:
        try:
            judge_checkpoint(before.seen, request, checkpoint)
        except (WitnessForked, WitnessProof) as error:
            kind = Kind.FORK if isinstance(error, WitnessForked) else Kind.UNPROVEN
            kept = keep(self._folder.path, kind, log, before.note, request, checkpoint)
            error.facts |= {"log": log.origin, "evidence": kind.value if kept else "full"}
            raise


def _known(folder: Folder, origin: str) -> KnownLog:
    log = folder.log(origin)
    if log is None:
        raise WitnessLogUnknown("the witness was not told of this log")
    return log


def _by_the_log(log: KnownLog, request: AddCheckpoint) -> Note:
    """The note with one line by the log: others are not kept."""
    note = parse_note(request.note)
    return Note(note.text, tuple(line for line in note.lines if line.is_by(log.key))[:1])
