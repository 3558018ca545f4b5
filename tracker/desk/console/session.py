"""An unlocked console: the vault, who works with it, and what all screens share.

Screens act through it, so that the board is right after each act; nothing here knows Textual.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from tracker.desk.board import Board
from tracker.desk.case import Case
from tracker.desk.days import day_of
from tracker.desk.listing import Listing, View
from tracker.desk.lists.shelf import Shelf
from tracker.desk.matching.book import MatchBook, is_row, match_book
from tracker.desk.matching.verdicts import all_undecided, undecided_hits
from tracker.desk.queues import QueueContext
from tracker.desk.searching import SearchIndex
from tracker.desk.state import Desk
from tracker.desk.vault import Vault
from tracker.records.errors import CaseUnknown, ListError
from tracker.records.language import translate


class _Over(Exception):
    """The console was locked while matches were looked for."""


@dataclass
class ConsoleSession:
    """``clock`` gives POSIX seconds, ``randomness`` so many fresh bytes.

    ``book`` is there once its matches were found. ``busy`` counts the threads that work on the vault: the
    console does not lock under them. A screen that works in a thread does so inside ``working``. ``drafts``
    are answers that were begun, by case number, ``texts`` other texts, by the question that asks for them;
    ``shelf`` reads lists. ``medium`` is where files are looked for first, if that is known.
    """

    vault: Vault
    language: str
    clock: Callable[[], int]
    randomness: Callable[[int], bytes]
    book: MatchBook | None = None
    interfaces: tuple[str, ...] = ()
    medium: Path | None = None
    board: Board = field(init=False)
    index: SearchIndex = field(default_factory=SearchIndex)
    listing: Listing = field(init=False)
    shelf: Shelf = field(init=False)
    busy: int = 0
    _to_index: list[int] | None = None
    _indexed_at: int = 0
    drafts: dict[int, dict[str, Any]] = field(default_factory=dict, repr=False)
    texts: dict[str, str] = field(default_factory=dict, repr=False)
    _working: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.vault)
        self.board = Board(self.desk, self.context())
        self.listing = Listing(self.board, self.index, View())

    @property
    def desk(self) -> Desk:
        """The state of the desk; a new object after a failed act."""
        return self.vault.desk

    @property
    def me(self) -> str:
        """The caseworker who unlocked the vault."""
        return self.desk.store.name_of(self.vault.identity.signing_key.public)

    @property
    def now(self) -> int:
        """POSIX seconds."""
        return self.clock()

    @property
    def today(self) -> str:
        """The day, ``YYYY-MM-DD`` (UTC)."""
        return day_of(self.clock())

    def context(self, hits: Mapping[int, frozenset[str]] | None = None) -> QueueContext:
        """Who looks, when, and the undecided matches."""
        known = self.board.context.hits if hasattr(self, "board") else {}
        key = self.vault.identity.signing_key.public
        return QueueContext(self.me, self.today, known if hits is None else hits, key)

    def refresh(self, hits: Mapping[int, frozenset[str]] | None = None) -> set[int]:
        """Brings the board up to date; gives the numbers of the cases that changed. Cheap."""
        changed = self.board.refresh(self.context(hits), self.desk)
        if self.book is not None and hits is None and changed:
            changed |= self.board.refresh(self.context(self._hits_after(self.book, changed)))
        self.listing.update(changed)
        return changed

    def _hits_after(self, book: MatchBook, changed: set[int]) -> dict[int, frozenset[str]]:
        """The undecided matches, those of the changed cases found anew."""
        hits = dict(self.board.context.hits)
        for number in changed:
            case = self.desk.cases.get(number)
            hits[number] = (
                frozenset() if case is None else undecided_hits(self.desk, book, case, self.earlier)
            )
        return hits

    def earlier(self, reference: str) -> tuple[str, ...]:
        """The names that a row of a list had in earlier versions; inquiries have none."""
        if not is_row(reference):
            return ()
        try:
            return self.shelf.earlier(reference)
        except ListError:
            # The list was erased, but somebody judged one of its rows, or the match book is older than that.
            return ()

    def prepare(self, goes_on: Callable[[], bool]) -> None:
        """Goes on with the index of the search as long as ``goes_on`` says so."""
        if self._to_index is None or self._indexed_at != self.desk.event_count:
            self._to_index, self._indexed_at = self.index.missing(self.desk.cases), self.desk.event_count
        if self._to_index:
            done = self.index.fill(self.desk.cases, self._to_index, goes_on)
            del self._to_index[:done]

    def made_book(self, is_over: Callable[[], bool]) -> MatchBook | None:
        """The match book with everybody's matches, found in worker processes; for a thread of its own.

        None if ``is_over`` said meanwhile that nobody waits for it any more. It is asked for each inquiry,
        and may take its time where the machine is needed for something else.
        """

        def look(_phase: str, _done: int, _total: int) -> None:
            if is_over():
                raise _Over

        try:
            book = match_book(self.desk, self.shelf.people(), look)
            book.all_hits(look)
        except _Over:
            return None
        return book

    def take_book(self, book: MatchBook) -> set[int]:
        """Has the queues count the matches of a book, without what was erased since."""
        book.keep_inquiries(self.desk.by_reference)
        book.keep_lists({taken.id for taken in self.desk.lists.values()})
        self.book = book
        return self.refresh(all_undecided(self.desk, book, self.earlier))

    def look_at(self, view: View) -> None:
        """Shows other cases, or the same in another order."""
        self.listing = Listing(self.board, self.index, view)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Keeps the console from locking while a thread works on the vault."""
        with self._working:
            self.busy += 1
        try:
            yield
        finally:
            with self._working:
                self.busy -= 1

    def close(self) -> None:
        """Lets go of the vault and of everything that was read from it: the session is empty afterwards.

        Whoever still holds it, a timer that has not run out, holds nothing.
        """
        self.vault.close()
        vars(self).clear()

    def case(self, number: int) -> Case:
        """A case as it stands. Raises CaseUnknown if it was erased."""
        found = self.desk.cases.get(number)
        if found is None:
            raise CaseUnknown("no such case")
        return found

    def say(self, msgid: str, **values: object) -> str:
        """A text of the catalogue in the caseworker's language."""
        return translate(self.language, msgid, **values)
