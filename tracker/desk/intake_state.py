"""What came in, and which outboxes answered it: a part of the desk's state (pure; docs/spec/desk-log.md)."""

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum

from crypto.intake import intake_leaf
from crypto.merkle import Frontier
from tracker.desk import events
from tracker.desk.events import Event
from tracker.records.errors import VaultDamaged

# An outbox each second for a century. Nothing signs the number that an inbox names: from the largest that a
# document can name on, no outbox could follow. Nobody brings as many inboxes as lead there by jumps.
SEQUENCE_JUMP = 2**32


class Fate(StrEnum):
    """What became of a leaf of the intake log."""

    STORED = "s"
    UNREADABLE = "u"
    PROBE = "p"
    REPLAYED = "r"
    AFTER_WITHDRAWAL = "f"
    GONE = "g"
    WITHHELD = "w"


@dataclass(frozen=True)
class Doubt:
    """An inbox of ``size`` letters named an applied outbox that cannot be; ``code`` as of the alarm."""

    code: str
    size: int


@dataclass
class IntakeState:
    """How far the desk follows the intake log, and the outboxes that were made.

    ``leaves`` are envelope hashes in the order of the intake log and ``fates`` what became of each.
    ``owns_sequence`` says whether outboxes are exported from this vault, ``sequence_owner`` from whose.
    """

    leaves: list[bytes] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    positions: dict[bytes, int] = field(default_factory=dict)
    frontier: Frontier = field(default_factory=Frontier.empty)
    imported: events.Imported | None = None
    imported_at: int | None = None
    applied: tuple[int, bytes] | None = None
    doubt: Doubt | None = None
    drafts: dict[int, events.Drafted] = field(default_factory=dict)
    owns_sequence: bool = True
    sequence_owner: str = ""
    alarms: list[tuple[int, events.Alarm]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many leaves of the intake log the desk has."""
        return len(self.leaves)

    @property
    def next_sequence(self) -> int:
        """The sequence of the next outbox: above every one that was drafted or is known to be applied."""
        used = [*self.drafts, -1 if self.applied is None else self.applied[0]]
        return max(used) + 1

    @property
    def newest_draft(self) -> events.Drafted | None:
        """The outbox that was made last."""
        return self.drafts[max(self.drafts)] if self.drafts else None

    @property
    def fate_counts(self) -> Counter[Fate]:
        """How many leaves met which fate."""
        return Counter(self.fates)

    def doubt_of(self, mark: tuple[int, bytes] | None) -> str | None:
        """What is odd about an applied outbox that an unsigned header names, as the code of an alarm.

        Only the vault that exports knows which outboxes there are: the others hear of them from inboxes.
        """
        if mark is None or mark == self.applied:
            return None
        drafted = self.drafts.get(mark[0])
        if drafted is not None and drafted.hash != mark[1]:
            return "outbox-forked"
        if not self.owns_sequence:
            return None
        if drafted is None:
            return "outbox-unknown"
        return "server-rolled-back" if self.applied is not None and mark[0] < self.applied[0] else None

    def is_confirmed(self, code: str, size: int) -> bool:
        """Whether an inbox of fewer letters than ``size`` was odd in the same way, and none since was not."""
        return self.doubt is not None and self.doubt.code == code and self.doubt.size < size

    def frontier_at(self, size: int) -> Frontier:
        """The right edge of the tree of the first ``size`` leaves."""
        if size == self.size:
            return replace(self.frontier, peaks=self.frontier.peaks.copy())
        frontier = Frontier.empty()
        for leaf in self.leaves[:size]:
            frontier.append(intake_leaf(leaf))
        return frontier

    def apply_intake(self, event: Event) -> None:
        """Takes in an event about the intake. Raises VaultDamaged."""
        match event.body:
            case events.Leaves(first, hashes, fates):
                self._extend(first, hashes, fates)
            case events.Mended(leaf, fate):
                self.fates[leaf] = Fate(fate)
            case events.Alarm() as alarm:
                self.alarms.append((event.at, alarm))
            case events.Imported() as imported:
                self.imported, self.imported_at = imported, event.at
                self._apply_mark(imported)

    def _apply_mark(self, imported: events.Imported) -> None:
        """Believes an applied outbox that is ours at once, any other when a newer inbox bears it out.

        A vault that exports goes by it only as far as a jump from the outboxes that it knows.
        """
        if not imported.applied_hash:
            return
        mark = (imported.applied_sequence, imported.applied_hash)
        code = self.doubt_of(mark)
        is_believed = code is None or self.is_confirmed(code, imported.size)
        if code is None:
            self.doubt = None
        elif self.doubt is None or self.doubt.code != code:
            self.doubt = Doubt(code, imported.size)
        is_newer = self.applied is None or mark[0] >= self.applied[0]
        is_near = mark[0] < self.next_sequence + SEQUENCE_JUMP
        if is_believed and ((is_newer and is_near) or not self.owns_sequence):
            self.applied = mark

    def _extend(self, first: int, hashes: bytes, fates: str) -> None:
        leaves = [hashes[i : i + 32] for i in range(0, len(hashes), 32)]
        if first != len(self.leaves) or len(leaves) != len(fates):
            raise VaultDamaged("leaves out of order")
        for position, leaf in enumerate(leaves, first):
            self.positions.setdefault(leaf, position)
            self.frontier.append(intake_leaf(leaf))
        self.leaves += leaves
        self.fates += map(Fate, fates)
