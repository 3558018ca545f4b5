"""An unlocked console: the vault, who works with it, and what all screens share.

Screens act through it, so that the board is right after each act; nothing here knows Textual.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.desk.board import Board
from tracker.desk.case import Case
from tracker.desk.days import day_of
from tracker.desk.queues import QueueContext
from tracker.desk.state import Desk
from tracker.desk.vault import Vault
from tracker.records.errors import CaseUnknown
from tracker.records.language import translate


@dataclass
class ConsoleSession:
    """``clock`` gives POSIX seconds, ``randomness`` so many fresh bytes; ``book`` is the match book, if any.

    ``password`` is only needed while the vault is unlocked and is not kept.
    """

    vault: Vault
    language: str
    clock: Callable[[], int]
    randomness: Callable[[int], bytes]
    book: Any = None
    board: Board = field(init=False)

    def __post_init__(self) -> None:
        self.board = Board(self.desk, self.context())

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
        return self.board.refresh(self.context(hits), self.desk)

    def case(self, number: int) -> Case:
        """A case as it stands. Raises CaseUnknown if it was erased."""
        found = self.desk.cases.get(number)
        if found is None:
            raise CaseUnknown("no such case")
        return found

    def say(self, msgid: str, **values: object) -> str:
        """A text of the catalogue in the caseworker's language."""
        return translate(self.language, msgid, **values)
