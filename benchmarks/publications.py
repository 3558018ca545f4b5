"""Publications of any size in a server's mailbox, at no cost of disk.

Their slices are one sparse file: the server hands bytes on without looking at them, so what they say does
not matter here, only how many there are.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass

from crypto.mailbox import PREFIX_BYTES, SEATS, SliceLayout, coarse_steps, seats_for
from tracker.server.config import ServerConfig
from tracker.server.services.mailbox import INDEX, MANIFEST, SLICES
from tracker.server.state import StateFolder

PUBLISHER = "desk"


@dataclass(frozen=True)
class SparsePublication:
    """A publication for so many cells, with so many records in each slice."""

    number: int
    cells: int
    seats: int

    @classmethod
    def as_designed(cls, number: int, cells: int) -> "SparsePublication":
        """Cut as a desk would: slices double above 8,192 of them."""
        slices = next(step for step in coarse_steps() if step * seats_for(step) >= cells)
        return cls(number, cells, seats_for(slices))

    @property
    def slices(self) -> int:
        """The smallest number of slices that occurs and holds all cells."""
        return next(step for step in coarse_steps() if step * self.seats >= self.cells)

    @property
    def slice_bytes(self) -> int:
        """How long a served slice is."""
        return SliceLayout(self.slices, self.seats, b"").served_bytes

    def paths(self, count: int) -> list[str]:
        """Addresses of so many slices, spread evenly over all."""
        wanted = (self.slices * part // count for part in range(count))
        return [f"/mailbox/{PUBLISHER}/{self.number}/slice/{position}" for position in wanted]

    def put(self, config: ServerConfig) -> None:
        """Puts it into the mailbox of a server on SQLite, beside those that are there."""
        folder = StateFolder(config.folder).mailbox / PUBLISHER / str(self.number)
        folder.mkdir(parents=True)
        (folder / MANIFEST).write_bytes(bytes(1024))
        (folder / INDEX).write_bytes(bytes(self.slices * PREFIX_BYTES))
        with (folder / SLICES).open("wb") as file:
            file.truncate(self.slices * self.slice_bytes)
        with closing(sqlite3.connect(StateFolder(config.folder).database)) as database, database:
            database.execute(
                "INSERT INTO publications (publisher, number) VALUES (?, ?)", (PUBLISHER, self.number)
            )


def same_slices(number: int, cells: int) -> SparsePublication:
    """A publication whose slices are of the usual size, however many cells there are."""
    return SparsePublication(number, cells, SEATS)
