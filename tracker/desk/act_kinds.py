"""Every kind of act: what a caseworker can do about an inquiry (pure; docs/spec/desk-log.md, "Acts")."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeAlias


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
