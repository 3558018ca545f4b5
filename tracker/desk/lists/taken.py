"""A list that the desk has taken in, as the fold knows it (pure; docs/spec/lists.md, "The event")."""

from dataclasses import dataclass, field, replace

from tracker.desk.blobs import Blob
from tracker.desk.events import Event
from tracker.desk.lists.list_events import ListMapped, ListTaken
from tracker.desk.lists.mapping import Mapping
from tracker.desk.lists.table import Reading
from tracker.records.errors import VaultDamaged


@dataclass(frozen=True)
class TakenList:
    """A list: whose row of the vault it is, when it was taken (POSIX seconds), by whom, what it is.

    ``mapping`` is the one in force; ``original`` the file as it came, ``content`` its rows as they were read.
    """

    subject: int
    at: int
    actor: bytes
    body: ListTaken = field(repr=False)
    mapping: Mapping
    original: Blob
    content: Blob

    @property
    def id(self) -> str:
        """What references name: ``row:<id>:<row number>``; 64 hexadecimal digits."""
        return self.body.list_id

    @property
    def label(self) -> str:
        """What people call it: ``L-000007``."""
        return f"L-{self.subject:06d}"

    @property
    def reading(self) -> Reading:
        """How the file was read, and what was odd about it."""
        return Reading.from_json(self.body.reading)

    @property
    def year(self) -> int:
        """In which year it was obtained: ages are told in it, and nobody is born after it."""
        return int(self.body.obtained[:4])

    @property
    def blobs(self) -> tuple[Blob, Blob]:
        """What of it lies beside the log."""
        return self.original, self.content


def apply_list(lists: dict[int, TakenList], event: Event) -> None:
    """Takes an event about a list into ``lists`` (by subject). Raises VaultDamaged."""
    match event.body:
        case ListTaken() as body:
            blobs = Blob.from_json(body.original), Blob.from_json(body.content)
            mapping = Mapping.from_json(body.mapping)
            lists[event.subject] = TakenList(event.subject, event.at, event.actor, body, mapping, *blobs)
        case ListMapped(mapping):
            if event.subject not in lists:
                raise VaultDamaged("the columns of no list")
            lists[event.subject] = replace(lists[event.subject], mapping=Mapping.from_json(mapping))
        case _:
            raise VaultDamaged("an event that is not about a list")
