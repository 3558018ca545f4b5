"""Reading desk notes: verified whole, then added to what this vault knows (docs/spec/notes.md, "Reading").

Read twice, or an older one after a newer one, notes add nothing and take nothing away.
"""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from tracker.desk import events
from tracker.desk.acting import append_signed, check_form
from tracker.desk.acts import Act, Answer, SignedAct, Told, decode_act
from tracker.desk.case import buried_name, case_label
from tracker.desk.days import day_of
from tracker.desk.events import ADMINISTRATION
from tracker.desk.notes import signed_by_authors
from tracker.desk.notes_file import FIRST_LINE, HEAD_LINES, HEAD_MAX, Content, NotesHead, decode_head, unseal
from tracker.desk.references import case_of, check_reference
from tracker.desk.retracted import retracted
from tracker.desk.state import Desk
from tracker.desk.vault import Vault
from tracker.records.answer import check_answer
from tracker.records.errors import (
    ActMalformed,
    ActNewer,
    AnswerError,
    DeskError,
    NotesKeyring,
    NotesMalformed,
    NotesNewer,
    NotesOther,
    NotesSigner,
)
from tracker.records.outbox import NOTES_BYTES, OutboxReader
from tracker.records.vocabulary import WITHDRAWN

SEQUENCE_TWICE = "sequence-twice"
TRANSACTION_ACTS = 1000
"""Acts that are stored together: a kill loses at most the last so many, and reading again brings them."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class NotesResult:
    """What came: who wrote the notes and when (POSIX seconds), how many acts they hold.

    ``new`` acts were added, ``known`` were here already; ``waiting`` of the new ones are about inquiries
    that this vault does not have yet. ``refused`` counts the others by the code of why. ``erased`` are
    labels of cases that a colleague erased by hand and that are still here, ``retracted`` of those whose
    family was told an answer that does not count any more.
    """

    writer: str
    at: int
    acts: int
    new: int
    known: int
    waiting: int
    is_whole: bool
    refused: Counter[str] = field(default_factory=Counter)
    erased: tuple[str, ...] = ()
    both_own_sequence: bool = False
    retracted: tuple[str, ...] = ()

    @property
    def is_repeated(self) -> bool:
        """Whether all of it was known."""
        return self.new == 0 and not self.refused


def read_notes(vault: Vault, path: Path, now: int, progress: Progress) -> NotesResult:
    """Adds what a colleague's notes tell, from a file of notes or from an outbox.

    Raises NotesOther, NotesKeyring, NotesNotForYou, NotesSigner, NotesMalformed, NotesNewer, OutboxMalformed,
    VaultFull, OSError; then nothing was taken in.
    """
    head, sealed = _parts(vault, path)
    content = unseal(head, sealed, vault.identity)
    if content.writer not in {worker.signing for worker in vault.desk.store.members}:
        raise NotesSigner("who signed these notes is no caseworker of the newest keyring here")
    told = _checked(vault, content, progress)
    reading = _Reading(vault, now)
    for start in range(0, max(1, len(told)), TRANSACTION_ACTS):
        with vault.transaction():
            for signed, act in told[start : start + TRANSACTION_ACTS]:
                reading.take(signed, act)
            if start + TRANSACTION_ACTS >= len(told):
                _note(vault, reading, content, hashlib.sha256(sealed).digest())
        progress("store", min(start + TRANSACTION_ACTS, len(told)), len(told))
    return _result(vault, reading, content)


class _Reading:
    """The acts of one file on their way into the vault."""

    def __init__(self, vault: Vault, now: int) -> None:
        self.vault, self.now = vault, now
        self.new = self.known = self.waiting = 0
        self.refused: Counter[str] = Counter()

    def take(self, signed: SignedAct, told: Told) -> None:
        """Takes in one act; inside a transaction."""
        desk = self.vault.desk
        if signed.id in desk.acts:
            self.known += 1
        elif code := _refusal(desk, signed, told):
            self.refused[code] += 1
        else:
            case = case_of(desk, told.about)
            kept = desk.pending.get(told.about)
            if case is not None:
                subject = case.subject
            else:
                subject = kept.subject if kept is not None else self.vault.new_subject()
            append_signed(self.vault, subject, signed, self.now)
            self.new += 1
            self.waiting += case is None


def _refusal(desk: Desk, signed: SignedAct, told: Told) -> str:
    """Why an act is not taken in, as a code; "" if it is."""
    case = case_of(desk, told.about)
    burial = desk.buried.get(buried_name(told.about))
    if case is not None and case.is_withdrawn:
        return "withdrawn"
    if burial is not None and (case is None or told.at <= burial.at):
        return "erased"
    if signed.actor not in desk.store.members_ever:
        return "signer-unknown"
    return _answer_fault(told.act) if isinstance(told.act, Answer) else _fault(told.act)


def _fault(what: Act) -> str:
    """What a caseworker's own program would not write, and whatever shows an act does not expect."""
    try:
        check_form(what)
    except DeskError as error:
        return error.code
    return ""


def _answer_fault(answer: Answer) -> str:
    """What every reader of an answer relies on; its words are judged when an outbox is made."""
    try:
        check_answer(answer.content)
    except AnswerError as error:
        return error.code
    if not all(isinstance(reason, str) for reason in answer.justified.values()):
        return "act-malformed"
    return "withdrawn" if answer.content["work"] == WITHDRAWN else ""


def _checked(vault: Vault, content: Content, progress: Progress) -> list[tuple[SignedAct, Told]]:
    """The acts, each in its one encoding and signed by its author. Raises NotesMalformed, NotesNewer."""
    try:
        told = [(act, decode_act(act.document)) for act in content.acts]
        for _, item in told:
            check_reference(item.about)
    except ActMalformed as error:
        raise NotesMalformed(f"an act in the notes is none: {error}") from error
    except ActNewer as error:
        raise NotesNewer("the notes hold acts that only a newer version of this program knows") from error
    if not all(signed_by_authors(content.acts, vault.name.origin, vault.name.publisher)):
        raise NotesMalformed("an act in the notes is not signed by who it says did it")
    progress("verify", len(told), len(told))
    # What an act names comes before it, so that each transaction leaves a sensible state.
    return sorted(told, key=lambda item: (item[1].turn, item[0].id))


def _parts(vault: Vault, path: Path) -> tuple[NotesHead, bytes]:
    """Head and sealed part, for this desk and a keyring that it knows."""
    with path.open("rb") as file:
        start = file.read(len(FIRST_LINE))
        file.seek(0)
        head, sealed = _from_notes(file) if start == FIRST_LINE.encode() else _from_outbox(vault, file)
    _check_desk(vault, head.origin, head.publisher, head.epoch)
    return head, sealed


def _from_notes(file: BinaryIO) -> tuple[NotesHead, bytes]:
    lines = [file.readline(HEAD_MAX) for _ in range(HEAD_LINES)]
    head = decode_head(b"".join(lines))
    return head, file.read(head.length + 1)


def _from_outbox(vault: Vault, file: BinaryIO) -> tuple[NotesHead, bytes]:
    reader = OutboxReader(file)
    header = reader.header
    _check_desk(vault, header.origin, header.publisher, header.epoch)
    reader.manifest()
    reader.index()
    for _ in range(header.slices):
        reader.slice()
    reader.report()
    members = len(vault.desk.store.members_at(header.epoch))
    return NotesHead(header.origin, header.publisher, header.epoch, members, NOTES_BYTES), reader.notes()


def _check_desk(vault: Vault, origin: str, publisher: str, epoch: int) -> None:
    if (origin, publisher) != (vault.name.origin, vault.name.publisher):
        raise NotesOther(f"these are of {publisher} at {origin}", origin=origin, publisher=publisher)
    newest = vault.desk.store.head.epoch
    if epoch > newest:
        text = f"written under keyring epoch {epoch}, this vault uses {newest}: first `tracker desk keyring`"
        raise NotesKeyring(text, epoch=epoch)
    if epoch not in vault.desk.store.rosters:
        raise NotesKeyring(
            f"written under epoch {epoch}, from before this vault: ask for new ones", epoch=epoch
        )


def _note(vault: Vault, reading: _Reading, content: Content, digest: bytes) -> None:
    """What the log says of it, unless it brought nothing; inside a transaction."""
    if reading.new:
        name, day = vault.desk.store.name_of(content.writer), day_of(content.at)
        noted = events.NotesRead(name, day, digest, reading.new)
        vault.append(ADMINISTRATION, noted, reading.now)
    if _both_own(vault.desk, content) and not _is_logged(vault.desk):
        vault.append(ADMINISTRATION, events.Alarm(SEQUENCE_TWICE, 0), reading.now)


def _is_logged(desk: Desk) -> bool:
    """Once for as long as this copy exports: an alarm of each exchange of notes would hide the others."""
    return any(alarm.code == SEQUENCE_TWICE and at >= desk.owns_since for at, alarm in desk.alarms)


def _both_own(desk: Desk, content: Content) -> bool:
    """Notes from before this copy came to own the sequence say what was so then."""
    are_two = content.copy != desk.copy and content.at > desk.owns_since
    return content.owns_sequence and desk.owns_sequence and are_two


def _result(vault: Vault, reading: _Reading, content: Content) -> NotesResult:
    desk = vault.desk
    erased = set(content.erased)
    labels = sorted(
        case.number
        for case in desk.cases.values()
        if not case.is_withdrawn and buried_name(case.reference) in erased
    )
    return NotesResult(
        writer=desk.store.name_of(content.writer),
        at=content.at,
        acts=len(content.acts),
        new=reading.new,
        known=reading.known,
        waiting=reading.waiting,
        is_whole=content.is_whole,
        refused=reading.refused,
        erased=tuple(map(case_label, labels)),
        both_own_sequence=_both_own(desk, content),
        retracted=tuple(case.label for case in retracted(desk)),
    )
