"""What a witness is asked, and how it must answer (C2SP tlog-witness; docs/spec/witness.md).

Pure: the request's bytes, what the witness saw last of that log, and the log's key go in; the checkpoint
that may be cosigned, or a typed refusal, comes out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crypto.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from crypto.encoding import HASH_BYTES, b64decode, b64encode, decimal
from crypto.errors import (
    CheckpointMalformed,
    CheckpointOrigin,
    EncodingError,
    NoteMalformed,
    NoteSignature,
    ProofInvalid,
    WitnessConflict,
    WitnessForked,
    WitnessLogSignature,
    WitnessLogUnknown,
    WitnessProof,
    WitnessRequestMalformed,
)
from crypto.merkle import EMPTY_ROOT, PROOF_MAX, verify_consistency
from crypto.note import NOTE_MAX, VerifierKey, parse_note

_HASH_LINE = len(b64encode(bytes(HASH_BYTES))) + 1
# The old size, 63 hashes, an empty line, and the longest note.
REQUEST_MAX = len("old 9007199254740991\n") + PROOF_MAX * _HASH_LINE + 1 + NOTE_MAX


@dataclass(frozen=True)
class AddCheckpoint:
    """A request: the size that the log believes the witness has seen, the proof from there, the note."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes

    def encode(self) -> bytes:
        """The body of ``POST add-checkpoint``."""
        lines = [f"old {self.old}", *(b64encode(item) for item in self.proof), "", ""]
        return "\n".join(lines).encode() + self.note


@dataclass(frozen=True)
class Seen:
    """The checkpoint that a witness last cosigned of a log; a tree of no leaves if there is none yet."""

    size: int = 0
    root: bytes = EMPTY_ROOT


NOTHING_SEEN = Seen()


def encode_add_checkpoint(old: int, proof: Sequence[bytes], note: bytes) -> bytes:
    """The body of a request for a cosignature on this note."""
    return AddCheckpoint(old, tuple(proof), note).encode()


def parse_add_checkpoint(body: bytes) -> AddCheckpoint:
    """The request behind a body of at most ``REQUEST_MAX`` bytes. Raises WitnessRequestMalformed (400)."""
    if len(body) > REQUEST_MAX:
        raise WitnessRequestMalformed("the request is too long")
    head, separator, note = body.partition(b"\n\n")
    try:
        first, *hashes = head.decode("ascii").split("\n")
        keyword, _, size = first.partition(" ")
        if keyword != "old" or not separator or len(hashes) > PROOF_MAX:
            raise WitnessRequestMalformed("not an old size, at most 63 hashes and an empty line")
        return AddCheckpoint(decimal(size), tuple(b64decode(item, HASH_BYTES) for item in hashes), note)
    except (UnicodeDecodeError, EncodingError) as error:
        raise WitnessRequestMalformed("not a size and hashes") from error


def origin_of(request: AddCheckpoint) -> str:
    """Which log the request speaks of, before anything is verified. Raises WitnessRequestMalformed (400)."""
    try:
        return parse_checkpoint(parse_note(request.note).text).origin
    except (NoteMalformed, CheckpointMalformed) as error:
        raise WitnessRequestMalformed("not a checkpoint of three lines") from error


def check_request(request: AddCheckpoint, log: VerifierKey) -> Checkpoint:
    """The checkpoint of a request that this log signed.

    Raises WitnessRequestMalformed (400), WitnessLogUnknown (404), WitnessLogSignature (403).
    """
    if origin_of(request) != log.name:
        raise WitnessLogUnknown("another log than this key's")
    try:
        checkpoint = open_checkpoint(request.note, log)
    except (NoteSignature, CheckpointOrigin) as error:
        raise WitnessLogSignature("no valid signature by the log's key") from error
    if request.old > checkpoint.size:
        raise WitnessRequestMalformed("the old size is above the checkpoint's")
    return checkpoint


def judge(seen: Seen, request: AddCheckpoint, log: VerifierKey) -> Checkpoint:
    """The checkpoint that may be cosigned, in the order of C2SP tlog-witness.

    Same size and root again may be cosigned: it is how cosignatures are kept fresh. Raises as
    ``check_request``, then WitnessForked and WitnessConflict (409), WitnessProof (422).
    """
    return judge_checkpoint(seen, request, check_request(request, log))


def judge_checkpoint(seen: Seen, request: AddCheckpoint, checkpoint: Checkpoint) -> Checkpoint:
    """The part of ``judge`` that depends on what was seen; ``checkpoint`` comes from ``check_request``.

    Whatever old size is named, two roots of one size are a fork. Raises WitnessForked, WitnessConflict,
    WitnessProof.
    """
    if checkpoint.size == seen.size and checkpoint.root != seen.root:
        raise WitnessForked("the log signed two roots of one size", size=seen.size)
    if request.old != seen.size:
        raise WitnessConflict("another size was seen last", size=seen.size)
    try:
        verify_consistency(seen.size, seen.root, checkpoint.size, checkpoint.root, request.proof)
    except ProofInvalid as error:
        raise WitnessProof("the proof does not lead from what was seen to this checkpoint") from error
    return checkpoint
