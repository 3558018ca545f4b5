"""Taking an inbox into the vault: whole, in bounded memory, again after any interruption.

docs/spec/inbox.md. First all of it is verified; then letters are opened by all cores and stored in
transactions of bounded size. A desk that is killed in between goes on where it was, from the same inbox.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from crypto.errors import EnvelopeNotForUs
from crypto.recipient import Identity
from tracker.desk import events
from tracker.desk.blobs import Blob
from tracker.desk.erasing import erase_withdrawn
from tracker.desk.events import ADMINISTRATION
from tracker.desk.filing import file_letter
from tracker.desk.incoming import (
    Place,
    Progress,
    VerifiedInbox,
    check_fetched,
    places_to_take,
    verify_whole,
)
from tracker.desk.moving_acts import move_acts
from tracker.desk.opening import SEED_BYTES, OpenedLetter, Opener, Task, open_letter, read_envelope
from tracker.desk.state import Fate
from tracker.desk.vault import Vault
from tracker.desk.workers import Workers, in_batches

TRANSACTION_LEAVES = 256
TRANSACTION_BYTES = 16 * 1024 * 1024
BATCH_LEAVES = 16
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
    with path.open("rb") as file:
        inbox = verify_whole(file, vault.desk, now, progress)
    check_fetched(inbox, vault.desk, read_up_to, now)
    places = places_to_take(inbox, vault.desk)
    if places:
        progress("store", 0, len(places))
    reopened = retry_unreadable(vault, (vault.identity, *older), now)
    size, alarms = vault.desk.size, len(vault.desk.alarms)
    opener = Opener(path, vault.name.origin, tuple(item.seed for item in (vault.identity, *older)))
    few = sum(1 for place in places if place.length) < ALONE_BELOW
    fates: Counter[Fate] = Counter()
    with path.open("rb") as file, Workers(opener, 1 if few else processes, opener.crashed) as workers:
        results = workers.run(in_batches(_tasks(vault, places), BATCH_LEAVES))
        for some in _transactions(places):
            fates += _store(vault, some, results, file, now)
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


def _tasks(vault: Vault, places: list[Place]) -> Iterator[Task]:
    for place in places:
        if place.length:
            yield Task(place.leaf, place.hash, place.offset, place.length, vault.randomness(SEED_BYTES))


def _transactions(places: list[Place]) -> Iterator[list[Place]]:
    """Leaves that are stored together: few enough to be kept in memory."""
    some: list[Place] = []
    size = 0
    for place in places:
        if some and (len(some) == TRANSACTION_LEAVES or size + place.length > TRANSACTION_BYTES):
            yield some
            some, size = [], 0
        some.append(place)
        size += place.length
    if some:
        yield some


def _store(
    vault: Vault, places: list[Place], results: Iterator[OpenedLetter], file: BinaryIO, now: int
) -> Counter[Fate]:
    fates: Counter[Fate] = Counter()
    fresh: list[tuple[bytes, Fate]] = []
    seen: set[bytes] = set()
    with vault.transaction():
        for place in places:
            fate = _fate(vault, place, results, file, place.hash in seen, now)
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
    vault: Vault, place: Place, results: Iterator[OpenedLetter], file: BinaryIO, seen: bool, now: int
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
    envelope = read_envelope(file, place)
    return file_letter(vault, opened, envelope, now)


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
