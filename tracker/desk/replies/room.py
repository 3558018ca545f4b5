"""How much room an answer takes, and how much is left: up to four cells (docs/spec/cell.md, "Content")."""

from dataclasses import dataclass
from typing import Any

from crypto.encoding import canonical_json
from tracker.records.answer import ANSWER_MAX_BYTES
from tracker.records.cells import PART_MAX


@dataclass(frozen=True)
class Room:
    """Bytes used of an answer's canonical JSON, the limit, and in how many cells it goes.

    ``left_in_cell`` is how many bytes fit before it goes on in another cell. A letter takes one byte in
    Latin writing and two in Cyrillic.
    """

    used: int
    limit: int
    cells: int
    left_in_cell: int

    @property
    def left(self) -> int:
        """Bytes left in all; negative if the answer is too long."""
        return self.limit - self.used


def room_of(content: dict[str, Any]) -> Room:
    """The room of an answer's content, which may still be too long. Raises EncodingError."""
    used = len(canonical_json(content))
    cells = max(1, -(-used // PART_MAX))
    return Room(used, ANSWER_MAX_BYTES, cells, min(cells * PART_MAX, ANSWER_MAX_BYTES) - used)
