"""What the ceremony log says, sorted by what it is about, and the ceremonies that it tells of."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from crypto.attendance import AnnouncementRef
from crypto.ceremony import Announcement, Outcome, Release, RollCallEntry, decode_entry
from crypto.epoch import Epoch
from crypto.errors import AnnouncementMissing, CeremonyEntryMalformed, OutcomeMissing
from crypto.head import Head
from crypto.merkle import Frontier, leaf_hash
from crypto.roster import Roster
from crypto.sshsig import Signature
from crypto.transcript import Transcript


@dataclass(frozen=True)
class Logged:
    """A roll-call or release with its place in the log, and the log's root before it."""

    index: int
    root_before: bytes
    entry: Release | RollCallEntry


@dataclass
class Records:
    """All entries of the ceremony log. Announcements by their index; outcomes by that of their announcement.

    An outcome comes with its own index.
    """

    announcements: dict[int, Announcement] = field(default_factory=dict)
    outcomes: dict[int, tuple[int, Outcome]] = field(default_factory=dict)
    others: list[Logged] = field(default_factory=list)

    @property
    def releases(self) -> list[tuple[int, Release]]:
        """The released clients, each with its index."""
        return [(item.index, item.entry) for item in self.others if isinstance(item.entry, Release)]

    @property
    def roll_calls(self) -> list[tuple[Logged, RollCallEntry]]:
        """The roll-calls."""
        return [(item, item.entry) for item in self.others if isinstance(item.entry, RollCallEntry)]

    def sealed(self) -> list[tuple[int, Announcement, Outcome]]:
        """The ceremonies that were sealed: index of the announcement, announcement, outcome."""
        return [
            (index, self.announcements[index], outcome)
            for index, (_, outcome) in sorted(self.outcomes.items())
            if outcome.sealed
        ]

    def aborted(self) -> list[tuple[int, Announcement, Outcome]]:
        """Those that were aborted."""
        return [
            (index, self.announcements[index], outcome)
            for index, (_, outcome) in sorted(self.outcomes.items())
            if not outcome.sealed
        ]


@dataclass(frozen=True)
class Run:
    """One sealed ceremony, with the epoch that it made."""

    index: int
    outcome_index: int
    announcement: Announcement
    outcome: Outcome
    transcript: Transcript
    document: bytes
    signatures: tuple[Signature, ...]
    head: Head
    previous: Head | None

    @property
    def reference(self) -> AnnouncementRef:
        """The announcement, as check-ins name it."""
        return AnnouncementRef.of(self.index, self.announcement.encode())

    @property
    def said(self) -> str:
        """How evidence names it."""
        return f"{self.announcement.kind} (epoch {self.head.epoch})"


def read_records(documents: Sequence[bytes], origin: str) -> Records:
    """All entries, each in its place: outcomes after what they end, and one for each.

    Raises CeremonyEntryMalformed, AnnouncementMissing, OutcomeMissing.
    """
    records, tree = Records(), Frontier.empty()
    for index, document in enumerate(documents):
        entry = decode_entry(document)
        if entry.origin != origin:
            raise CeremonyEntryMalformed(f"entry {index} is of another origin")
        match entry:
            case Announcement():
                records.announcements[index] = entry
            case Outcome():
                _take_outcome(records, index, entry, documents)
            case _:
                records.others.append(Logged(index, tree.root(), entry))
        tree.append(leaf_hash(document))
    return records


def epochs(heads: Sequence[Head], rosters: Sequence[Roster]) -> list[Epoch]:
    """Heads with their rosters."""
    return [Epoch(head, roster) for head, roster in zip(heads, rosters, strict=True)]


def _take_outcome(records: Records, index: int, outcome: Outcome, documents: Sequence[bytes]) -> None:
    named = outcome.announcement
    if named.index not in records.announcements or named.index >= index:
        raise AnnouncementMissing(f"entry {index} ends a ceremony that was not announced before")
    if hashlib.sha256(documents[named.index]).digest() != named.hash:
        raise AnnouncementMissing(f"entry {index} names another announcement than entry {named.index}")
    if named.index in records.outcomes:
        raise OutcomeMissing(f"entry {index} ends a ceremony that has ended before")
    records.outcomes[named.index] = (index, outcome)
