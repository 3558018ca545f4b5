"""Acts: what a caseworker did about an inquiry, each signed by itself (pure; docs/spec/desk-log.md, "Acts").

Acts form a set that vaults exchange. What they come to (``tracker.desk.triage``) never depends on the order
in which they arrived.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from typing import Any

from crypto.encoding import b64decode, b64encode, canonical_json, parse_canonical_json
from crypto.errors import EncodingError, SignatureInvalid
from crypto.keys import SigningKey, verify
from crypto.labels import Purpose, info
from tracker.desk.act_kinds import (
    KINDS as KINDS,
)
from tracker.desk.act_kinds import (
    LASTING as LASTING,
)
from tracker.desk.act_kinds import (
    Act as Act,
)
from tracker.desk.act_kinds import (
    Answer as Answer,
)
from tracker.desk.act_kinds import (
    Assign as Assign,
)
from tracker.desk.act_kinds import (
    AttachmentOut as AttachmentOut,
)
from tracker.desk.act_kinds import (
    Confirm as Confirm,
)
from tracker.desk.act_kinds import (
    Escalate as Escalate,
)
from tracker.desk.act_kinds import (
    Evidence as Evidence,
)
from tracker.desk.act_kinds import (
    Heard as Heard,
)
from tracker.desk.act_kinds import (
    Judge as Judge,
)
from tracker.desk.act_kinds import (
    Link as Link,
)
from tracker.desk.act_kinds import (
    Note as Note,
)
from tracker.desk.act_kinds import (
    Referred as Referred,
)
from tracker.desk.act_kinds import (
    Tag as Tag,
)
from tracker.desk.act_kinds import (
    Undo as Undo,
)
from tracker.desk.act_kinds import (
    Wait as Wait,
)
from tracker.records.errors import ActMalformed, ActNewer

NONCE_BYTES = 16
DOCUMENT_MAX = 64 * 1024
NUMBER_MAX = 2**53 - 1
# The end of the calendar: a later time has no day, and nothing could show the act.
TIME_END = 253_402_300_800


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
        b64decode(told.nonce, NONCE_BYTES)
    except EncodingError as error:
        raise ActMalformed("no act in its one encoding") from error
    return told


def read_act(document: bytes) -> Told:
    """The act of a document that passed ``decode_act`` before. Raises ActMalformed, ActNewer."""
    try:
        return _told(json.loads(document.decode()))
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
    if value["at"] >= TIME_END:
        raise ActMalformed("an act of a time that no calendar has")
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


def _is_number(value: Any) -> bool:
    return type(value) is int and 0 <= value <= NUMBER_MAX


def is_signed(act: SignedAct, origin: str, publisher: str) -> bool:
    """Whether the actor signed it for this desk."""
    try:
        act.check(origin, publisher)
    except SignatureInvalid:
        return False
    return True
