"""Asking witnesses to cosign a checkpoint: any that speak C2SP tlog-witness (docs/spec/witness.md, "Asking").

One witness that fails, lies or is away hinders no other: what each answered is verified by its own key, and
what went wrong is told by witness.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from crypto.checkpoint import Checkpoint, open_checkpoint
from crypto.cosignature import cosigned_at
from crypto.encoding import decimal
from crypto.errors import (
    EncodingError,
    NoteMalformed,
    NoteSignature,
    PolicyMalformed,
    TrackerError,
    WitnessConflict,
)
from crypto.note import Note, SignatureLine, VerifierKey, parse_note
from crypto.policy import parse_policy
from crypto.witness import encode_add_checkpoint
from tracker.records.errors import (
    ServerAddressInvalid,
    WitnessAddressInvalid,
    WitnessAhead,
    WitnessAnswerInvalid,
    WitnessDisagrees,
    WitnessRefused,
)
from tracker.transport import Answer, Patience, Transport, check_server

PATH = "/add-checkpoint"
SIZE_KIND = "text/x.tlog.size"
ANSWER_MAX = 16 * 1024
PATIENCE = Patience(connect=20, read=30, answer=60, attempts=2)
# The first may not know the witness's size; another log's keeper may have come in between.
_ASKED_MAX = 3
# Opens the way to a witness at an address. Raises ServerAddressInvalid, ProxyUnsupported.
Connect = Callable[[str], Transport]
# The consistency proof from an older size to the note's. May raise an error of the tree.
Consistency = Callable[[int], Sequence[bytes]]


@dataclass(frozen=True)
class WitnessAddress:
    """A witness: the policy's name for it, its key (type 04), and the address before ``/add-checkpoint``."""

    name: str
    key: VerifierKey
    url: str


@dataclass(frozen=True)
class Cosigned:
    """The note with what was added to it, and what went wrong, by the witnesses' names."""

    note: bytes
    failures: Mapping[str, TrackerError] = field(default_factory=dict)


def connecting(proxy: str | None = None) -> Connect:
    """Ways to witnesses, directly or through a socks5h proxy, each with little patience."""
    return lambda url: Transport(url, proxy, PATIENCE)


def parse_addresses(lines: Iterable[str]) -> tuple[WitnessAddress, ...]:
    """The witnesses of ``witness NAME VKEY URL`` lines; empty ones and comments are skipped.

    Raises WitnessAddressInvalid, also for one key or name twice.
    """
    said = [line.split() for line in lines]
    said = [fields for fields in said if fields and not fields[0].startswith("#")]
    if any(len(fields) != 4 or fields[0] != "witness" for fields in said):
        raise WitnessAddressInvalid("a line that is not 'witness NAME VKEY URL'")
    try:
        known = parse_policy([*(" ".join(fields) for fields in said), "quorum none"]).witnesses
        return tuple(WitnessAddress(name, known[name], check_server(url)) for _, name, _, url in said)
    except (PolicyMalformed, ServerAddressInvalid) as error:
        raise WitnessAddressInvalid(str(error)) from error


def request_cosignatures(
    connect: Connect,
    witnesses: Sequence[WitnessAddress],
    log: VerifierKey,
    note: bytes,
    consistency: Consistency,
) -> Cosigned:
    """Asks every witness in turn; adds the lines of those that answered as they must.

    A witness's newer line takes the place of its older ones; all other lines of the note stay. Raises
    NoteMalformed, NoteSignature, CheckpointMalformed, CheckpointOrigin if the note is none of this log's.
    """
    checkpoint = open_checkpoint(note, log)
    gathered, failures = parse_note(note), {}
    for witness in witnesses:
        try:
            line = _ask(connect, witness, gathered, checkpoint, consistency)
            gathered = with_line(gathered, witness.key, line)
        except TrackerError as error:
            failures[witness.name] = error
    return Cosigned(gathered.encode(), failures)


def refresh(
    connect: Connect,
    witnesses: Sequence[WitnessAddress],
    log: VerifierKey,
    note: bytes,
    consistency: Consistency | None = None,
) -> Cosigned:
    """The heartbeat: fresh cosignatures on a note that was cosigned before.

    Raises as ``request_cosignatures``.
    Nothing but the note is needed, so whoever holds it can do this. A witness that has seen only a smaller
    tree is among the failures (WitnessConflict) unless there is a way to prove ``consistency``.
    """
    return request_cosignatures(connect, witnesses, log, note, consistency or _unproven)


def with_line(note: Note, witness: VerifierKey, line: SignatureLine) -> Note:
    """The note with this valid line as the witness's only one, unless it has a newer one already."""
    had = _time_of(note, witness)
    new = _time_of(Note(note.text, (line,)), witness)
    if had is not None and new is not None and new < had:
        return note
    return Note(note.text, (*(other for other in note.lines if not other.is_by(witness)), line))


def answered_line(text: bytes, witness: VerifierKey, answer: bytes) -> SignatureLine:
    """The newest of a witness's cosignatures of a checkpoint in the lines that it answered.

    Lines by anybody else are ignored. Raises WitnessAnswerInvalid if one of its own does not verify.
    """
    try:
        note = parse_note(text + b"\n" + answer)
        newest = cosigned_at(note, witness)
    except (NoteMalformed, NoteSignature) as error:
        raise WitnessAnswerInvalid("no signature lines, or a false one") from error
    if note.text != text or newest is None:
        raise WitnessAnswerInvalid("no cosignature by the witness's key")
    own = [line for line in note.lines if line.is_by(witness)]
    return max(own, key=lambda line: line.signature[:8])


def _ask(
    connect: Connect, witness: WitnessAddress, note: Note, checkpoint: Checkpoint, consistency: Consistency
) -> SignatureLine:
    old = 0 if _time_of(note, witness.key) is None else checkpoint.size
    with connect(witness.url) as transport:
        for _ in range(_ASKED_MAX):
            # Between equal sizes, and from nothing, there is nothing to prove.
            proof = () if old in (0, checkpoint.size) else consistency(old)
            answer = transport.ask(PATH, encode_add_checkpoint(old, proof, note.encode()), ANSWER_MAX)
            if answer.status != HTTPStatus.CONFLICT:
                break
            old = _size_after_conflict(answer, old, checkpoint.size)
    if answer.status == HTTPStatus.OK:
        return answered_line(note.text, witness.key, answer.body)
    if answer.status == HTTPStatus.UNPROCESSABLE_ENTITY and old == checkpoint.size:
        # Between equal sizes nothing was proven, so the roots differ: so say witnesses of tlog-witness 1.1.
        raise WitnessDisagrees("the witness has seen another root of this size", size=old)
    raise WitnessRefused(f"the witness answered {answer.status}", status=answer.status)


def _size_after_conflict(answer: Answer, old: int, size: int) -> int:
    """The size to begin from, by a 409. Raises WitnessDisagrees, WitnessAhead, WitnessAnswerInvalid."""
    try:
        seen = decimal(answer.body.decode("ascii").removesuffix("\n")) if answer.kind == SIZE_KIND else None
    except (UnicodeDecodeError, EncodingError) as error:
        raise WitnessAnswerInvalid("a conflict without a size") from error
    # A witness need not name its size where two roots of this one are the conflict.
    if old == size and seen in (None, size):
        raise WitnessDisagrees("the witness has seen another root of this size", size=size)
    if seen is None or seen == old:
        raise WitnessAnswerInvalid("a conflict that names no other size")
    if seen > size:
        raise WitnessAhead("the witness has seen a larger tree", size=seen)
    return seen


def _time_of(note: Note, witness: VerifierKey) -> int | None:
    try:
        return cosigned_at(note, witness)
    except (NoteMalformed, NoteSignature):
        return None


def _unproven(old: int) -> Sequence[bytes]:
    raise WitnessConflict("the witness has seen a smaller tree, and there is no proof at hand", size=old)
