"""The events of the desk's log that tell of lists (docs/spec/lists.md, "The event").

Kinds like the others of ``tracker.desk.events``; each list has a subject, and so a row key, of its own.
"""

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class ListTaken:
    """A list was taken in.

    ``list_id`` is what references name; ``replaces`` the id of the list that it is a newer version of, or
    "". ``reading`` says how the file was read; ``original`` and ``content`` are blobs as JSON.
    """

    type: ClassVar[str] = "list-taken"
    list_id: str
    sha256: str
    name: str
    issuer: str
    obtained: str
    route: str
    category: str
    replaces: str
    reading: dict[str, Any]
    mapping: dict[str, Any]
    rows: int
    original: dict[str, Any]
    content: dict[str, Any]


@dataclass(frozen=True)
class ListMapped:
    """The columns of a list are read otherwise than before."""

    type: ClassVar[str] = "list-mapped"
    mapping: dict[str, Any]
