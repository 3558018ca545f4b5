"""Acts: what a caseworker did about an inquiry, each signed by itself (pure; docs/spec/desk-log.md, "Acts").

Acts form a set that vaults exchange. What they come to (``tracker.desk.triage``) never depends on the order
in which they arrived.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from typing import Any, ClassVar, TypeAlias

from crypto.encoding import b64decode, b64encode, canonical_json, parse_canonical_json
from crypto.errors import EncodingError, SignatureInvalid
from crypto.keys import SigningKey, verify
from crypto.labels import Purpose, info
from tracker.records.answer import check_answer
from tracker.records.errors import ActMalformed, ActNewer, AnswerError

NONCE_BYTES = 16
ID_HEX = 64
DOCUMENT_MAX = 64 * 1024
NUMBER_MAX = 2**53 - 1


@dataclass(frozen=True)
class Answer:
    """An answer was written; ``content`` passed ``tracker.records.answer.check_answer``.

    ``justified`` maps what the check of its wording found to the author's reason (docs/spec/wording.md).
    """

    kind: ClassVar[str] = "answer"
    content: dict[str, Any]
    justified: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Confirm:
    """A second caseworker confirmed the answer of this id."""

    kind: ClassVar[str] = "confirm"
    answer: str


@dataclass(frozen=True)
class Assign:
    """The inquiry is somebody's; "" is nobody's."""

    kind: ClassVar[str] = "assign"
    to: str


@dataclass(frozen=True)
class Wait:
    """The inquiry waits until a day (``YYYY-MM-DD``), and why; "" says that it no longer does."""

    kind: ClassVar[str] = "wait"
    until: str
    why: str = ""


@dataclass(frozen=True)
class Note:
    """A remark for colleagues."""

    kind: ClassVar[str] = "note"
    text: str


@dataclass(frozen=True)
class Escalate:
    """The inquiry needs somebody above the shift, and why; or no longer."""

    kind: ClassVar[str] = "escalate"
    on: bool
    why: str = ""


@dataclass(frozen=True)
class Tag:
    """A word on the inquiry, put on or taken off."""

    kind: ClassVar[str] = "tag"
    name: str
    on: bool = True


@dataclass(frozen=True)
class Link:
    """The inquiry is about the same person as another entry (a reference), or not any more."""

    kind: ClassVar[str] = "link"
    other: str
    on: bool = True


@dataclass(frozen=True)
class Judge:
    """A proposed match with ``entry`` (a reference) was judged: "accept", "reject", or "" for neither."""

    kind: ClassVar[str] = "judge"
    entry: str
    verdict: str


@dataclass(frozen=True)
class Heard:
    """An alarm of the inquiry was dealt with."""

    kind: ClassVar[str] = "heard"
    alarm: str


@dataclass(frozen=True)
class Referred:
    """A referral sheet left the desk."""

    kind: ClassVar[str] = "referred"
    sheet: dict[str, Any]


@dataclass(frozen=True)
class Evidence:
    """An evidence export left the desk."""

    kind: ClassVar[str] = "evidence"
    export: dict[str, Any]


@dataclass(frozen=True)
class AttachmentOut:
    """An attachment was put into a quarantine folder."""

    kind: ClassVar[str] = "attachment-out"
    item: dict[str, Any]


@dataclass(frozen=True)
class Undo:
    """The act of this id is taken back; the undo of an undo brings it again."""

    kind: ClassVar[str] = "undo"
    act: str


Act: TypeAlias = (
    Answer
    | Confirm
    | Assign
    | Wait
    | Note
    | Escalate
    | Tag
    | Link
    | Judge
    | Heard
    | Referred
    | Evidence
    | AttachmentOut
    | Undo
)
KINDS: dict[str, type[Act]] = {kind.kind: kind for kind in Act.__args__}
LASTING = (Referred, Evidence, AttachmentOut)
"""What left the desk: recorded, and not to be taken back."""
_TYPES: dict[str, Callable[[Any], bool]] = {
    "str": lambda value: isinstance(value, str),
    "bool": lambda value: isinstance(value, bool),
    "dict": lambda value: isinstance(value, dict),
}
_FIELDS = {
    name: {
        item.name: _TYPES["dict" if str(item.type).startswith("dict") else item.type.__name__]  # type: ignore[union-attr]
        for item in fields(kind)
    }
    for name, kind in KINDS.items()
}


@dataclass(frozen=True)
class Told:
    """An act with what stands beside it: of which entry, when, in which order, after how many letters.

    ``about`` is a reference; ``at`` POSIX seconds; ``turn`` orders the acts about one entry (above every
    turn that the writer's vault knew); ``group`` is shared by acts that are undone together; ``size`` is how
    many leaves of the intake log the writer's desk had.
    """

    act: Act = field(repr=False)
    about: str
    at: int
    turn: int
    nonce: str
    group: str = ""
    size: int = 0


@dataclass(frozen=True)
class SignedAct:
    """An act as it travels: who (Ed25519 key), its document, the signature over it (64 bytes)."""

    actor: bytes
    document: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    @cached_property
    def id(self) -> str:
        """The act's id, in hexadecimal."""
        return act_id(self.actor, self.document)

    def check(self, origin: str, publisher: str) -> None:
        """The actor signed this act for this desk. Raises SignatureInvalid."""
        verify(self.actor, signed_bytes(self.document, origin, publisher), self.signature)


def act_id(actor: bytes, document: bytes) -> str:
    """SHA-256 of the actor's key and the document, in hexadecimal."""
    return hashlib.sha256(actor + document).hexdigest()


def sign_act(told: Told, key: SigningKey, origin: str, publisher: str) -> SignedAct:
    """An act signed for this desk. Raises ActMalformed."""
    document = encode_act(told)
    return SignedAct(key.public, document, key.sign(signed_bytes(document, origin, publisher)))


def signed_bytes(document: bytes, origin: str, publisher: str) -> bytes:
    """What is signed of an act: for this desk, and as an act only."""
    return info(Purpose.DESK_ACT, origin, publisher) + document


def encode_act(told: Told) -> bytes:
    """The act's canonical JSON. Raises ActMalformed for what JSON, or the limit, does not take."""
    value = {
        "act": told.act.kind,
        "about": told.about,
        "at": told.at,
        "group": told.group,
        "nonce": told.nonce,
        "size": told.size,
        "turn": told.turn,
        "what": asdict(told.act),
    }
    try:
        document = canonical_json(value)
    except (EncodingError, TypeError) as error:
        raise ActMalformed("an act holds what JSON does not") from error
    if len(document) > DOCUMENT_MAX:
        raise ActMalformed(f"an act of {len(document)} bytes; at most {DOCUMENT_MAX} fit")
    return document


def decode_act(document: bytes) -> Told:
    """The act behind its one encoding, from outside. Raises ActMalformed, ActNewer."""
    try:
        told = _told(parse_canonical_json(document, DOCUMENT_MAX))
        if isinstance(told.act, Answer):
            _check_foreign_answer(told.act)
    except EncodingError as error:
        raise ActMalformed("no act in its one encoding") from error
    return told


def read_act(document: bytes) -> Told:
    """The act of a document that passed ``decode_act`` before. Raises ActMalformed, ActNewer."""
    try:
        return _told(json.loads(document))
    except ValueError as error:
        raise ActMalformed("no act") from error


def fresh_nonce(randomness: Callable[[int], bytes]) -> str:
    """What makes an act one of its own."""
    return b64encode(randomness(NONCE_BYTES))


def _told(value: Any) -> Told:
    if not isinstance(value, dict) or set(value) != _KEYS:
        raise ActMalformed("not the keys of an act")
    name = value["act"]
    if not isinstance(name, str) or name not in KINDS:
        raise ActNewer("an act of a kind that this program does not know")
    act = _act(name, value["what"])
    texts = (value["about"], value["group"], value["nonce"])
    numbers = (value["at"], value["turn"], value["size"])
    if not all(isinstance(text, str) for text in texts) or not all(_is_number(item) for item in numbers):
        raise ActMalformed("what stands beside an act is of another type")
    return Told(
        act, value["about"], value["at"], value["turn"], value["nonce"], value["group"], value["size"]
    )


_KEYS = {"act", "about", "at", "group", "nonce", "size", "turn", "what"}


def _act(name: str, what: Any) -> Act:
    wanted = _FIELDS[name]
    if not isinstance(what, dict) or set(what) != set(wanted):
        raise ActMalformed("not the fields of this kind of act")
    if not all(fits(what[key]) for key, fits in wanted.items()):
        raise ActMalformed("a field of another type")
    return KINDS[name](**what)


def _check_foreign_answer(answer: Answer) -> None:
    """What every later reader of an answer relies on; its words are judged when an outbox is made."""
    try:
        check_answer(answer.content)
    except AnswerError as error:
        raise ActMalformed(f"no answer: {error.code}") from error
    if not all(isinstance(reason, str) for reason in answer.justified.values()):
        raise ActMalformed("a reason is a text")


def _is_number(value: Any) -> bool:
    return type(value) is int and 0 <= value <= NUMBER_MAX


def check_nonce(text: str) -> None:
    """16 bytes in base64. Raises EncodingError."""
    b64decode(text, NONCE_BYTES)


def is_signed(act: SignedAct, origin: str, publisher: str) -> bool:
    """Whether the actor signed it for this desk."""
    try:
        act.check(origin, publisher)
    except SignatureInvalid:
        return False
    return True
