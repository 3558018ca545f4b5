"""The events of the desk's log that tell of copies of the vault and of keys to it (docs/spec/desk-log.md).

Kinds like the others of ``tracker.desk.events``; all are about the desk's own administration.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class HandedOver:
    """A copy of the vault was sealed to another caseworker: name and recipient id.

    With ``sequence``, it is that copy from which outboxes are exported from then on.
    """

    type: ClassVar[str] = "handed-over"
    name: str
    recipient: bytes
    sequence: bool = False


@dataclass(frozen=True)
class TakenOver:
    """This vault is the copy that a caseworker handed over: the giver's name and signing key."""

    type: ClassVar[str] = "taken-over"
    name: str
    signing: bytes


@dataclass(frozen=True)
class SequenceTaken:
    """A caseworker made this vault the one that exports, because the other one is lost; and why."""

    type: ClassVar[str] = "sequence-taken"
    name: str
    why: str


@dataclass(frozen=True)
class Restored:
    """This vault is a restored copy: the SHA-256 of the copy, who restored it."""

    type: ClassVar[str] = "restored"
    name: str
    hash: bytes


@dataclass(frozen=True)
class Recovered:
    """A copy was opened with the recovery key and taken over by the caseworkers of a newer keyring."""

    type: ClassVar[str] = "recovered"
    name: str
    keyring: bytes
    roster: bytes


@dataclass(frozen=True)
class NotesRead:
    """Desk notes of a colleague were read: whose, the notes' day, how many acts were new."""

    type: ClassVar[str] = "notes-read"
    name: str
    day: str
    hash: bytes
    new: int


@dataclass(frozen=True)
class IdentityDestroyed:
    """A replaced identity's key file was destroyed: whose, and its recipient id."""

    type: ClassVar[str] = "identity-destroyed"
    name: str
    recipient: bytes


@dataclass(frozen=True)
class BackedUp:
    """A copy of the vault was read back whole; it holds the first ``size`` leaves."""

    type: ClassVar[str] = "backed-up"
    size: int
    hash: bytes
