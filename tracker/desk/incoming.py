"""An inbox before anything of it is stored: verified whole, and held against what the desk has."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from crypto.checkpoint import Checkpoint
from crypto.cosignature import cosigned_at
from crypto.errors import LogError
from crypto.note import parse_note
from tracker.desk.days import add_days, day_of
from tracker.desk.state import Desk, Fate
from tracker.records.errors import FetchDayEarly, InboxForked, InboxGap, InboxOlder, InboxOrigin
from tracker.records.inbox import InboxHeader, InboxReader, Span, spans, verify_inbox

Progress = Callable[[str, int, int], None]
Hashing = Callable[[list[Span]], Iterator[bytes]]


@dataclass(frozen=True)
class Place:
    """A leaf of the inbox: its envelope hash, and where the envelope lies; length 0 if it is not there."""

    leaf: int
    hash: bytes
    offset: int
    length: int


@dataclass(frozen=True)
class VerifiedInbox:
    """An inbox that extends the desk's tree: header, checkpoint, its note, all leaves in order.

    ``is_cosigned`` says whether enough witnesses saw that tree lately.
    """

    header: InboxHeader
    checkpoint: Checkpoint
    note: bytes
    is_cosigned: bool
    places: list[Place] = field(repr=False)


class _PlacingReader(InboxReader):
    """Notes where each envelope lies, so that it can be read again without being kept in memory."""

    def __init__(self, file: BinaryIO, progress: Progress, hash_all: Hashing) -> None:
        super().__init__(file)
        self._file = file
        self._progress = progress
        self._hash_all = hash_all
        self.places: list[Place] = []

    def hashes(self) -> Iterator[bytes]:
        """As beneath; whoever hashes the envelopes reads them. Raises OSError too."""
        found = list(spans(self._file, self.header))
        if found:
            self._progress("verify", 0, len(found))
        given = self._hash_all([span for span in found if span.length])
        for leaf, span in enumerate(found, self.header.from_size):
            envelope_hash = next(given) if span.length else span.envelope_hash
            self.places.append(Place(leaf, envelope_hash, span.offset, span.length))
            self._progress("verify", len(self.places), len(found))
            yield envelope_hash


def verify_whole(
    file: BinaryIO, desk: Desk, now: int, progress: Progress, hash_all: Hashing
) -> VerifiedInbox:
    """Reads the whole inbox once, at POSIX time ``now``. Numbered as in docs/spec/inbox.md.

    ``hash_all`` reads and hashes the envelopes at these spans, in order. Raises InboxMalformed,
    InboxOrigin, InboxGap, InboxCheckpoint, InboxRoot, InboxForked, InboxOlder, OSError.
    """
    # 1. The header is for us and begins where we have been.
    reader = _PlacingReader(file, progress, hash_all)
    head = desk.store.head
    if reader.header.origin != head.origin:
        raise InboxOrigin(f"an inbox of {reader.header.origin}", origin=reader.header.origin)
    if reader.header.from_size > desk.size:
        raise InboxGap(
            f"it begins at letter {reader.header.from_size}; this desk has {desk.size}",
            begins=reader.header.from_size,
            have=desk.size,
        )
    # 2. Our tree, extended by its leaves, has the root that the intake key signed.
    frontier = desk.frontier_at(reader.header.from_size)
    checkpoint = verify_inbox(reader, frontier, head.origin, head.intake)
    # 3. What we have already is the same.
    for place in reader.places[: desk.size - reader.header.from_size]:
        if desk.leaves[place.leaf] != place.hash:
            raise InboxForked(f"letter {place.leaf} is another than the one this desk has", leaf=place.leaf)
    # 4. It is not from before the last one: nothing in it is new, and its header tells of the past.
    if checkpoint.size < desk.size:
        raise InboxOlder(
            f"an older inbox, of {checkpoint.size} letters; this desk has {desk.size}",
            size=checkpoint.size,
            have=desk.size,
        )
    # 5. Witnesses: whether they saw this tree is for people to judge, and refuses nothing.
    note = reader.checkpoint_note
    return VerifiedInbox(reader.header, checkpoint, note, _is_cosigned(note, desk, now), reader.places)


def _is_cosigned(note: bytes, desk: Desk, now: int) -> bool:
    """As the trust root asks, and as the newest head asks."""
    store = desk.store
    try:
        for policy in (store.trust.policy, store.head.policy):
            policy.check(parse_note(note), now, store.trust.max_age_hours * 3600)
    except LogError:
        return False
    return True


def check_fetched(inbox: VerifiedInbox, desk: Desk, read_up_to: str, now: int) -> None:
    """The day up to which letters were read is not before what an earlier inbox, or a witness, tells.

    Raises FetchDayEarly; its fact ``day`` is the first on which this inbox can have been fetched.
    """
    known = desk.imported.read_up_to if desk.imported else ""
    seen = _seen_at(inbox.note, desk)
    # A witness whose clock is ahead keeps nobody from importing today.
    seen_day = "" if seen is None else add_days(min(day_of(seen), day_of(now)), -1)
    least = max(known, seen_day)
    if read_up_to < least:
        day = add_days(least, 1)
        raise FetchDayEarly(f"it was fetched on {day} at the earliest, or this clock is wrong", day=day)


def _seen_at(note: bytes, desk: Desk) -> int | None:
    """When a witness last cosigned this checkpoint; None if none did as it should."""
    store, times = desk.store, []
    for witness in [*store.trust.policy.witnesses.values(), *store.head.policy.witnesses.values()]:
        try:
            times.append(cosigned_at(parse_note(note), witness))
        except LogError:
            # That it does not verify is the alarm ``not-cosigned``; it tells nothing of the day.
            continue
    return max((time for time in times if time is not None), default=None)


def places_to_take(inbox: VerifiedInbox, desk: Desk) -> list[Place]:
    """The leaves that are new, and those that were withheld before and are here now."""
    return [
        place
        for place in inbox.places
        if place.leaf >= desk.size or (place.length and desk.fates[place.leaf] is Fate.WITHHELD)
    ]
