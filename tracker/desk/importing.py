"""Taking an inbox into the vault: whole, in bounded memory, again after any interruption.

docs/spec/inbox.md. First all of it is verified; then letters are opened by all cores and stored in
transactions of bounded size. A desk that is killed in between goes on where it was, from the same inbox.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crypto.envelope import SIZES
from crypto.errors import EnvelopeNotForUs
from crypto.recipient import Identity
from tracker.desk import events
from tracker.desk.blobs import Blob
from tracker.desk.erasing import erase_withdrawn
from tracker.desk.events import ADMINISTRATION
from tracker.desk.filing import file_letter
from tracker.desk.inbox_workers import InboxWorkers
from tracker.desk.incoming import (
    Place,
    Progress,
    VerifiedInbox,
    check_fetched,
    places_to_take,
    verify_whole,
)
from tracker.desk.moving_acts import move_acts
from tracker.desk.opening import OpenedLetter, Opener, open_letter
from tracker.desk.shared_envelopes import SEED_BYTES, SLOT_BYTES, SharedEnvelopes, Task
from tracker.desk.state import Fate
from tracker.desk.vault import Vault
from tracker.desk.workers import batches_in_flight, usable_cores

TRANSACTION_LEAVES = 256
TRANSACTION_BYTES = 16 * 1024 * 1024
BATCH_LEAVES = 64
# Below this many letters, starting processes costs more than it saves.
ALONE_BELOW = 400


@dataclass(frozen=True)
class ImportResult:
    """What an import did: leaves by fate, how many were here already, and what people must look into.

    ``reopened`` counts letters from earlier inboxes that only an identity of now could open; ``doubt`` is
    what becomes an alarm if a newer inbox says it too.
    """

    from_size: int
    to_size: int
    fates: Counter[Fate]
    already: int
    reopened: int
    alarms: tuple[events.Alarm, ...]
    doubt: events.Alarm | None = None


def import_inbox(
    vault: Vault,
    path: Path,
    now: int,
    read_up_to: str,
    progress: Progress,
    older: Sequence[Identity] = (),
    processes: int | None = None,
) -> ImportResult:
    """Verifies an inbox file and stores what is new in it.

    ``older`` are identities of the same caseworker that were replaced and may still have letters on the
    way; ``read_up_to`` is the day up to which all letters are in this inbox. Raises what ``verify_whole``
    raises, FetchDayEarly, VaultFull, OSError.
    """
    identities = (vault.identity, *older)
    processes = _processes_for(path, processes)
    fates: Counter[Fate] = Counter()
    with path.open("rb") as file, SharedEnvelopes(batches_in_flight(processes)) as shared:
        opener = Opener(shared, vault.name.origin, tuple(item.seed for item in identities))
        with InboxWorkers(path, opener, processes) as workers:
            inbox = verify_whole(file, vault.desk, now, progress, workers.hashes)
            check_fetched(inbox, vault.desk, read_up_to, now)
            places = places_to_take(inbox, vault.desk)
            if places:
                progress("store", 0, len(places))
            reopened = retry_unreadable(vault, identities, now)
            size, alarms = vault.desk.size, len(vault.desk.alarms)
            results = workers.opened(shared.read(path, _batches(places), vault.randomness))
            for some in _portions(places, TRANSACTION_LEAVES, TRANSACTION_BYTES):
                fates += _store(vault, some, results, shared, now)
                progress("store", fates.total(), len(places))
    doubt = _finish(vault, inbox, now, read_up_to)
    raised = tuple(alarm for _, alarm in vault.desk.alarms[alarms:])
    already = len(inbox.places) - len(places)
    return ImportResult(size, vault.desk.size, fates, already, reopened, raised, doubt)


def retry_unreadable(vault: Vault, identities: tuple[Identity, ...], now: int) -> int:
    """Opens what is stored and was sealed to none of those who tried so far; gives how many opened."""
    opened_now = 0
    for _, case in sorted(vault.desk.cases.items()):
        kept = case.unreadable
        if kept is None or kept.code != EnvelopeNotForUs.code:
            continue
        envelope = vault.open_blob(Blob.from_json(kept.envelope))
        task = Task(kept.leaf, kept.hash, 0, len(envelope), vault.randomness(SEED_BYTES))
        opened = open_letter(envelope, task, identities, vault.name.origin)
        if opened.code != kept.code:
            with vault.transaction():
                # The case is the same one to people: its number and what was done about it stay.
                vault.erase(case.subject, "opened", now, bury=False)
                fate = file_letter(vault, opened, envelope, now)
                vault.append(ADMINISTRATION, events.Mended(kept.leaf, fate.value), now)
                move_acts(vault, case.acts, now)
            opened_now += 1
    return opened_now


def _processes_for(path: Path, processes: int | None) -> int:
    few = path.stat().st_size < ALONE_BELOW * SIZES[0]
    return 1 if few else processes or usable_cores()


def _batches(places: list[Place]) -> Iterator[list[Place]]:
    """What a worker opens at once."""
    return _portions((place for place in places if place.length), BATCH_LEAVES, SLOT_BYTES)


def _portions(places: Iterable[Place], leaves: int, size: int) -> Iterator[list[Place]]:
    """Lists of at most so many leaves, and of so many bytes unless a leaf alone has more."""
    some: list[Place] = []
    room = size
    for place in places:
        if some and (len(some) == leaves or place.length > room):
            yield some
            some, room = [], size
        some.append(place)
        room -= place.length
    if some:
        yield some


def _store(
    vault: Vault, places: list[Place], results: Iterator[OpenedLetter], shared: SharedEnvelopes, now: int
) -> Counter[Fate]:
    fates: Counter[Fate] = Counter()
    fresh: list[tuple[bytes, Fate]] = []
    seen: set[bytes] = set()
    with vault.transaction():
        for place in places:
            fate = _fate(vault, place, results, shared, place.hash in seen, now)
            seen.add(place.hash)
            fates[fate] += 1
            if place.leaf < vault.desk.size:
                vault.append(ADMINISTRATION, events.Mended(place.leaf, fate.value), now)
            else:
                fresh.append((place.hash, fate))
        if fresh:
            hashes, letters = b"".join(item for item, _ in fresh), "".join(fate for _, fate in fresh)
            vault.append(ADMINISTRATION, events.Leaves(vault.desk.size, hashes, letters), now)
    return fates


def _fate(
    vault: Vault,
    place: Place,
    results: Iterator[OpenedLetter],
    shared: SharedEnvelopes,
    seen: bool,
    now: int,
) -> Fate:
    desk = vault.desk
    if not place.length:
        if place.leaf < desk.acknowledged:
            return Fate.GONE
        vault.append(ADMINISTRATION, events.Alarm("withheld", place.leaf), now)
        return Fate.WITHHELD
    opened = next(results)
    if seen or desk.positions.get(place.hash, place.leaf) != place.leaf:
        vault.append(ADMINISTRATION, events.Alarm("replayed", place.leaf), now)
        return Fate.REPLAYED
    return file_letter(vault, opened, shared.envelope(opened.task), now)


def _finish(vault: Vault, inbox: VerifiedInbox, now: int, read_up_to: str) -> events.Alarm | None:
    """Notes the end of the inbox; gives what of its unsigned header a newer inbox must bear out."""
    desk, size = vault.desk, inbox.checkpoint.size
    mark = inbox.header.applied.get(vault.name.publisher)
    code = desk.doubt_of(mark)
    odd = events.Alarm(code, mark[0]) if mark and code else None
    is_confirmed = odd is not None and desk.is_confirmed(odd.code, size)
    day = max(read_up_to, desk.imported.read_up_to if desk.imported else read_up_to)
    with vault.transaction():
        if not inbox.is_cosigned:
            vault.append(ADMINISTRATION, events.Alarm("not-cosigned", size), now)
        if odd and is_confirmed and odd not in [alarm for _, alarm in desk.alarms]:
            vault.append(ADMINISTRATION, odd, now)
        imported = events.Imported(size, inbox.note, *(mark or (0, b"")), day)
        vault.append(ADMINISTRATION, imported, now)
        if not desk.owns_sequence:
            erase_withdrawn(vault, now)
    return None if is_confirmed else odd
