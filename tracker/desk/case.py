"""One case: the letters of an inquiry, what was answered, and what follows from both (pure)."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from crypto.encoding import b64decode, b64encode
from crypto.family import INQUIRY_ID_BYTES
from crypto.letter import Kind
from tracker.desk.blobs import Blob
from tracker.desk.days import day_of
from tracker.desk.events import Letter, Unreadable
from tracker.desk.triage import Done, Triage, fold
from tracker.records.answer import needs_second
from tracker.records.form import LANGUAGES
from tracker.records.vocabulary import CLOSED


@dataclass(frozen=True)
class ReceivedLetter:
    """A letter as it was stored: the event's sequence, when (POSIX seconds), and its body."""

    sequence: int
    at: int
    body: Letter = field(repr=False)


@dataclass(frozen=True)
class WrittenAnswer:
    """An answer: its event, who wrote it (signing key), when, the content, and who confirmed it.

    ``id`` is that of its act, ``sequence`` the event that holds it in this vault. ``size`` says how many
    leaves this desk had when it came to know of it, ``knew`` how many the writer's desk had; ``suspect`` that
    it was written with a key that is not believed. ``confirmations`` are all that count, each a key and how
    many leaves this desk had when it came to know of it; ``confirmed_by`` is the first that is believed.
    ``justified`` are the author's reasons for words that the check of wording stops (docs/spec/wording.md).
    """

    sequence: int
    actor: bytes
    at: int
    content: dict[str, Any] = field(repr=False)
    confirmed_by: bytes | None = None
    size: int = 0
    confirmations: tuple[tuple[bytes, int], ...] = ()
    suspect: bool = False
    id: str = ""
    knew: int = 0
    justified: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def waits_for_second(self) -> bool:
        """Whether it must not be published before another caseworker confirmed it."""
        needs = self.suspect or bool(self.justified) or needs_second(self.content)
        return needs and self.confirmed_by is None


@dataclass(frozen=True)
class Case:
    """What the desk knows of one inquiry, or of one envelope that did not open.

    ``subject`` is the row of the vault that holds it; ``number`` is what people call it. ``remainder`` is
    what is still told after a withdrawn case was erased. ``exposed`` are the leaves of letters that a
    stolen key may open. ``acts`` are all that the vault knows, in the order in which it came to know them;
    ``answers`` are those of them that were not taken back.
    """

    number: int
    subject: int
    keys: dict[str, str] = field(default_factory=dict, repr=False)
    letters: tuple[ReceivedLetter, ...] = ()
    answers: tuple[WrittenAnswer, ...] = ()
    unreadable: Unreadable | None = None
    remainder: dict[str, Any] | None = None
    created_at: int = 0
    exposed: tuple[int, ...] = ()
    acts: tuple[Done, ...] = ()

    @property
    def label(self) -> str:
        """The case number as people write it: ``C-000123``."""
        return case_label(self.number)

    @cached_property
    def inquiry(self) -> bytes:
        """The inquiry id of a case that has keys."""
        return inquiry_id(self.keys)

    @cached_property
    def reference(self) -> str:
        """How every vault of the desk names it (docs/spec/desk-log.md, "References")."""
        if self.keys:
            return f"inquiry:{b64encode(self.inquiry)}"
        return leaf_reference(-1 if self.unreadable is None else self.unreadable.leaf)

    @cached_property
    def triage(self) -> Triage:
        """What all acts about it come to."""
        return fold(self.acts)

    @property
    def withdrawn_at(self) -> int | None:
        """When the withdrawal was read (POSIX seconds); None if there is none."""
        return next((item.at for item in self.letters if item.body.kind == Kind.WITHDRAWAL), None)

    @property
    def is_withdrawn(self) -> bool:
        """Withdrawn by the family: final."""
        return self.remainder is not None or self.withdrawn_at is not None

    @property
    def published_answer(self) -> WrittenAnswer | None:
        """The newest answer that may be published; None if there is none yet."""
        ready = (answer for answer in reversed(self.answers) if not answer.waits_for_second)
        return next(ready, None)

    @property
    def waiting_answer(self) -> WrittenAnswer | None:
        """The newest answer, if it waits for a second caseworker."""
        newest = self.answers[-1] if self.answers else None
        return newest if newest is not None and newest.waits_for_second else None

    @property
    def is_closed(self) -> bool:
        """Closed by the desk, the family wrote nothing since, and no newer answer waits for a second."""
        answer = self.published_answer
        is_last = not self.has_news and self.waiting_answer is None
        return answer is not None and answer.content["work"] == CLOSED and is_last

    @property
    def is_open(self) -> bool:
        """Work goes on: neither withdrawn nor closed, and readable."""
        return not (self.is_withdrawn or self.is_closed or self.unreadable)

    @property
    def unanswered(self) -> tuple[ReceivedLetter, ...]:
        """The letters that the writer of the newest answer did not have; all, if there is no answer."""
        if not self.answers:
            return self.letters
        newest = self.answers[-1]
        return self._unknown_to(newest.sequence, newest.knew, newest.size)

    @property
    def waiting_until(self) -> str:
        """The day to which it was put off; "" if it was not, or if the family wrote what nobody knew then."""
        wait = self.triage.wait
        if wait is None or self._unknown_to(wait.sequence, wait.size, wait.arrived):
            return ""
        return self.triage.waiting_until

    def _unknown_to(self, sequence: int, knew: int, arrived: int) -> tuple[ReceivedLetter, ...]:
        """The letters that the writer of an act did not have; the act's numbers are those of ``Done``."""
        # A letter that was withheld may come here after an act that was done here.
        is_ours = arrived == knew
        return tuple(
            letter
            for letter in self.letters
            if letter.body.leaf >= knew or (is_ours and letter.sequence > sequence)
        )

    @property
    def has_news(self) -> bool:
        """Whether a letter has no answer yet."""
        return bool(self.unanswered)

    @property
    def waits_since(self) -> str:
        """The day on which the oldest letter without an answer was read; "" if none waits."""
        return next((day_of(letter.at) for letter in self.unanswered), "")

    @property
    def by_leaf(self) -> tuple[ReceivedLetter, ...]:
        """The letters in the order of the log: one that was withheld, or did not open, came here late."""
        return tuple(sorted(self.letters, key=lambda letter: letter.body.leaf))

    @property
    def form(self) -> dict[str, Any]:
        """All answers of the family, later letters over earlier ones."""
        merged: dict[str, Any] = {}
        for letter in self.by_leaf:
            merged |= letter.body.form
        return merged

    @property
    def blobs(self) -> list[Blob]:
        """Everything of this case that is stored beside the log."""
        described = [letter.body.envelope for letter in self.letters]
        described += [item for letter in self.letters for item in letter.body.attachments]
        if self.unreadable is not None:
            described.append(self.unreadable.envelope)
        return [Blob.from_json(value) for value in described]

    @property
    def language(self) -> str:
        """The family's language; the first of the list if no letter says one."""
        given = self.form.get("language")
        return given if isinstance(given, str) and given in LANGUAGES else LANGUAGES[0]

    @property
    def received_day(self) -> str:
        """The day on which the desk first read of it."""
        return day_of(self.created_at)

    @property
    def flags(self) -> tuple[str, ...]:
        """What is odd about its letters, each code once, in order."""
        kinds = [letter.body.kind for letter in self.letters]
        found = [flag for letter in self.letters for flag in letter.body.flags]
        if self.unreadable:
            found.append(self.unreadable.code)
        if kinds and Kind.INQUIRY not in kinds:
            found.append("no-first-letter")
        if kinds.count(Kind.INQUIRY) > 1:
            found.append("second-inquiry")
        if self.exposed:
            found.append("exposed")
        if any(answer.suspect for answer in self.answers):
            found.append("answer-suspect")
        return tuple(dict.fromkeys(found))


def case_label(number: int) -> str:
    """``C-000123``."""
    return f"C-{number:06d}"


def case_number(label: str) -> int | None:
    """The number behind ``C-000123``, ``c-123`` or ``123``; None if it is no such thing."""
    digits = label.strip().upper().removeprefix("C-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 12 else None


def leaf_reference(leaf: int) -> str:
    """The reference of an envelope by its place in the intake log."""
    return f"leaf:{leaf}"


def buried_name(reference: str) -> str:
    """What a vault remembers of an erased entry: SHA-256 of its reference, in hexadecimal."""
    return hashlib.sha256(b"buried " + reference.encode()).hexdigest()


def inquiry_id(keys: dict[str, str]) -> bytes:
    """The inquiry id of public halves in base64, as ``FamilyPublic.inquiry_id``, without checking them."""
    halves = (b64decode(keys[name]) for name in ("reply-x25519", "reply-xwing", "address", "author"))
    return hashlib.sha256(b"".join(halves)).digest()[:INQUIRY_ID_BYTES]
