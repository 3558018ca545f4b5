"""What happens at a desk, as typed events; the vault's log is made of nothing else (docs/spec/desk-log.md).

Each class is one kind of event. On the way into the log it becomes JSON: ``type``, ``at`` (POSIX
seconds) and the fields; bytes are base64.
"""

import json
from binascii import a2b_base64
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, TypeAlias

from crypto.encoding import b64encode
from tracker.desk.custody_events import (
    BackedUp as BackedUp,
)
from tracker.desk.custody_events import (
    HandedOver as HandedOver,
)
from tracker.desk.custody_events import (
    IdentityDestroyed as IdentityDestroyed,
)
from tracker.desk.custody_events import (
    NotesRead as NotesRead,
)
from tracker.desk.custody_events import (
    Recovered as Recovered,
)
from tracker.desk.custody_events import (
    Restored as Restored,
)
from tracker.desk.custody_events import (
    SequenceTaken as SequenceTaken,
)
from tracker.desk.custody_events import (
    TakenOver as TakenOver,
)
from tracker.desk.lists.list_events import ListMapped, ListTaken
from tracker.records.errors import VaultDamaged

ADMINISTRATION = 0
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Made:
    """The vault was made: trust root, served keyring and roster as they came, and the publisher."""

    type: ClassVar[str] = "made"
    trust: bytes
    keyring: bytes
    roster: bytes
    publisher: str


@dataclass(frozen=True)
class KeyringTaken:
    """A newer keyring and roster were verified and taken over."""

    type: ClassVar[str] = "keyring"
    keyring: bytes
    roster: bytes


@dataclass(frozen=True)
class Leaves:
    """The next leaves of the intake log: their envelope hashes (32 bytes each, joined) and a fate each.

    ``fates`` has a letter for each leaf, see ``tracker.desk.state.Fate``.
    """

    type: ClassVar[str] = "leaves"
    first: int
    hashes: bytes
    fates: str


@dataclass(frozen=True)
class Mended:
    """A leaf that was withheld came after all."""

    type: ClassVar[str] = "mended"
    leaf: int
    fate: str


@dataclass(frozen=True)
class Imported:
    """An inbox was taken in to its end: its checkpoint note, the outbox it says is applied, days."""

    type: ClassVar[str] = "imported"
    size: int
    checkpoint: bytes
    applied_sequence: int
    applied_hash: bytes
    read_up_to: str


@dataclass(frozen=True)
class Alarm:
    """Something that people must look into: a code, and a leaf or sequence that it is about."""

    type: ClassVar[str] = "alarm"
    code: str
    about: int


@dataclass(frozen=True)
class Letter:
    """A letter that opened. ``keys`` is empty unless it is the first of its case.

    ``envelope`` is a ``tracker.desk.blobs.Blob`` as JSON; each of ``attachments`` is one with a ``type``
    beside.
    """

    type: ClassVar[str] = "letter"
    leaf: int
    hash: bytes
    kind: str
    day: str
    keys: dict[str, str]
    form: dict[str, Any]
    attachments: list[dict[str, Any]]
    envelope: dict[str, Any]
    epoch: int
    flags: list[str]


@dataclass(frozen=True)
class Unreadable:
    """An envelope that did not open, and the code that says why."""

    type: ClassVar[str] = "unreadable"
    leaf: int
    hash: bytes
    code: str
    envelope: dict[str, Any]


@dataclass(frozen=True)
class Acted:
    """An act about an inquiry (``tracker.desk.acts.SignedAct``): who did it, its document, its signature.

    ``actor`` may be another caseworker than the one whose event this is: then the act came in desk notes.
    """

    type: ClassVar[str] = "acted"
    actor: bytes
    document: str
    signature: bytes


@dataclass(frozen=True)
class SavedQuery:
    """A search got a name, or lost it."""

    type: ClassVar[str] = "saved-query"
    name: str
    query: str
    on: bool


@dataclass(frozen=True)
class Drafted:
    """An outbox was made: sequence, its name (SHA-256), what is signed (SHA-512), and what it tells.

    ``cases`` maps a case number to the event of the answer that was sealed, -1 for "received", -2 for
    "withdrawn".
    """

    type: ClassVar[str] = "drafted"
    sequence: int
    hash: bytes
    digest: bytes
    day: str
    next_day: str
    size: int
    acknowledged: int
    slices: int
    inquiries: int
    epoch: int
    cases: dict[str, int]


@dataclass(frozen=True)
class Exported:
    """An outbox has all the signatures it needs and was written."""

    type: ClassVar[str] = "exported"
    sequence: int
    hash: bytes


@dataclass(frozen=True)
class Erased:
    """A case was erased: the row key of its ``subject`` destroyed.

    ``buried`` are hashes of the references by which other vaults may name it: nothing that they still tell
    of it is taken in.
    """

    type: ClassVar[str] = "erased"
    subject: int
    case: int
    reason: str
    buried: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Remainder:
    """What outlives a case that was erased, in a row of its own: where and until when to say so."""

    type: ClassVar[str] = "remainder"
    case: int
    keys: dict[str, str]
    content: dict[str, Any]


@dataclass(frozen=True)
class Suspected:
    """A ceremony's transcript says from which leaf on a key is not to be believed.

    ``kind`` is ``recipient`` (``key`` is its id) or ``signer`` (an Ed25519 key).
    """

    type: ClassVar[str] = "suspected"
    kind: str
    name: str
    key: bytes
    start: int


Body: TypeAlias = (
    Made
    | KeyringTaken
    | Leaves
    | Mended
    | Imported
    | Alarm
    | Letter
    | Unreadable
    | Acted
    | SavedQuery
    | Drafted
    | Exported
    | BackedUp
    | Erased
    | Remainder
    | Suspected
    | HandedOver
    | TakenOver
    | IdentityDestroyed
    | SequenceTaken
    | Restored
    | Recovered
    | NotesRead
    | ListTaken
    | ListMapped
)
_KINDS: dict[str, type[Body]] = {kind.type: kind for kind in Body.__args__}
_NAMES = {kind: [item.name for item in fields(kind)] for kind in _KINDS.values()}
_BYTES = {kind: {item.name for item in fields(kind) if item.type is bytes} for kind in _KINDS.values()}


@dataclass(frozen=True)
class Event:
    """One event of the log: place, subject, who acted (Ed25519 key), when (POSIX seconds), what."""

    sequence: int
    subject: int
    actor: bytes
    at: int
    body: Body = field(repr=False)


def encode_body(body: Body, at: int) -> bytes:
    """The JSON of an event, keys sorted. What came from outside in it was checked when it came in."""
    value: dict[str, Any] = {"type": body.type, "at": at}
    for name in _NAMES[type(body)]:
        content = getattr(body, name)
        value[name] = b64encode(content) if isinstance(content, bytes) else content
    return _JSON.encode(value).encode()


def decode_body(document: bytes) -> tuple[Body, int]:
    """Body and time of an event that a caseworker signed. Raises VaultDamaged."""
    try:
        value = json.loads(document.decode())
        kind, at = _KINDS[value.pop("type")], value.pop("at")
        for name in _BYTES[kind]:
            # Signed by a caseworker: who reads it again need not hold it to one encoding.
            value[name] = a2b_base64(value[name])
        return kind(**value), at
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise VaultDamaged("an event of a kind that this program does not know") from error
