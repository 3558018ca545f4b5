"""Which cases stand in a list, and in which order: a queue, narrowed by a filter or a search (pure).

A listing is kept up to date case by case, so that an act on one of a hundred thousand costs no sorting.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.desk.board import Board
from tracker.desk.filtering import Query, parse_query
from tracker.desk.rows import Row
from tracker.desk.searching import SearchIndex

SortKey = tuple[Any, ...]
EVERYTHING = parse_query("")
_LAST = "9999"


@dataclass(frozen=True)
class View:
    """What is looked at: a queue narrowed by a filter, or a search through all cases; one of ``ORDERS``."""

    queue: str = "new"
    query: Query = EVERYTHING
    search: str = ""
    order: str = "pressing"

    @property
    def scope(self) -> str:
        """The queue that is shown: a search looks through all cases."""
        return "all" if self.search else self.queue

    @property
    def words(self) -> str:
        """All words that are searched for."""
        return f"{self.search} {self.query.words}".strip()


ORDERS: dict[str, Callable[[Board, Row], SortKey]] = {
    "pressing": lambda board, row: board.pressing(row),
    "oldest": lambda _, row: (row.since or _LAST, row.number),
    "newest": lambda _, row: (-row.case.created_at, -row.number, row.number),
    "number": lambda _, row: (row.number,),
    "name": lambda _, row: (row.name.casefold() or "\uffff", row.number),
}


class Listing(Sequence[int]):
    """The numbers of the cases in view, in order."""

    def __init__(self, board: Board, index: SearchIndex, view: View) -> None:
        self.view = view
        self._board, self._index = board, index
        if view.words:
            index.complete(board.desk.cases)
        self._found = index.keeps(view.words)
        among = index.found(view.words) if view.words else board.rows
        keys = (self._key(number) for number in among if self._fits(number))
        self._keys: list[SortKey] = sorted(keys)
        self._places: dict[int, SortKey] = {key[-1]: key for key in self._keys}

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, place: Any) -> Any:
        return self._keys[place][-1]

    def __contains__(self, number: object) -> bool:
        return number in self._places

    def place_of(self, number: int) -> int | None:
        """Where a case stands; None if it is not in view."""
        key = self._places.get(number)
        return None if key is None else bisect_left(self._keys, key)

    def update(self, changed: Iterable[int]) -> None:
        """Takes in that these cases changed, came or went."""
        if self.view.words:
            self._index.complete(self._board.desk.cases)
        for number in changed:
            if (key := self._places.pop(number, None)) is not None:
                del self._keys[bisect_left(self._keys, key)]
            if number in self._board.rows and self._belongs(number):
                fresh = self._key(number)
                insort(self._keys, fresh)
                self._places[number] = fresh

    def _belongs(self, number: int) -> bool:
        return self._fits(number) and (not self.view.words or self._found(number))

    def _fits(self, number: int) -> bool:
        """Whether a case is in the queue and fulfils the filter, whatever its words."""
        board, view = self._board, self.view
        row = board.rows.get(number)
        return (
            row is not None and view.scope in board.queues_of(number) and view.query.keeps(row, board.context)
        )

    def _key(self, number: int) -> SortKey:
        return ORDERS[self.view.order](self._board, self._board.rows[number])
