"""Rules of one log: signed, witnessed, whole, and an extension of what was seen before.

The same four for each of the three logs.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from crypto.checkpoint import Checkpoint, open_checkpoint
from crypto.cosignature import cosigned_at
from crypto.encoding import b64encode
from crypto.errors import ProofInvalid
from crypto.merkle import verify_consistency
from crypto.note import NOTE_MAX, VerifierKey, parse_note
from crypto.policy import Policy
from crypto.tile_audit import verified_entries
from crypto.tiles import check_size, prove_consistency
from tracker.auditor.case import Case, LogCase, SignedCheckpoint
from tracker.auditor.finding import NotApplicable, counted
from tracker.auditor.tiles import ArchiveTiles
from tracker.records.archive import Log
from tracker.records.errors import ArchiveTooLarge, IntakeEntryInvalid, LogForked, LogRolledBack

HASH_BYTES = 32
# Logs whose entries the rules look into are held in memory: a head or two a month, for a lifetime.
ENTRIES_MAX = 4096


def check_signed(case: Case, log_case: LogCase) -> str:
    """The newest checkpoint is signed by the log's key, and of this log."""
    data = case.source.read(log_case.log.checkpoint, NOTE_MAX)
    key = log_case.key.get()
    checkpoint = open_checkpoint(data, key)
    check_size(checkpoint.size)
    log_case.signed.put(SignedCheckpoint(key, checkpoint, data, parse_note(data)))
    return f"{_said(checkpoint)}, signed by {key.encode()}"


def check_witnessed(case: Case, log_case: LogCase, policies: list[Policy]) -> str:
    """Enough witnesses saw it lately, by each of these policies."""
    signed, trust = log_case.signed.get(), case.trust.get()
    for policy in policies:
        policy.check(signed.note, case.now, trust.max_age_hours * 3600)
    if not any(policy.needs_witnesses for policy in policies):
        return "no witness is asked for: a rehearsal proves nothing about who else saw this log"
    seen = {
        name: cosigned_at(signed.note, witness)
        for policy in policies
        for name, witness in policy.witnesses.items()
    }
    times = [f"{name} {_utc(time)}" for name, time in sorted(seen.items()) if time is not None]
    need = max(policy.needs_witnesses for policy in policies)
    return f"{need} needed; cosigned by {', '.join(times)}"


def check_trusted_witnesses(case: Case, log_case: LogCase) -> str:
    """As the trust root asks."""
    return check_witnessed(case, log_case, [case.trust.get().policy])


def check_all_witnesses(case: Case, log_case: LogCase) -> str:
    """As the trust root and the newest head ask."""
    return check_witnessed(case, log_case, [case.trust.get().policy, case.heads.get()[-1].policy])


def check_whole(case: Case, log_case: LogCase) -> str:
    """All tiles follow from the entries, and the checkpoint's root from the tiles."""
    checkpoint = log_case.signed.get().checkpoint
    tiles = ArchiveTiles(case.source, log_case.log)
    entries = _Entries(case, log_case.log, checkpoint.size)
    for batch in verified_entries(tiles, checkpoint.size, checkpoint.root):
        entries.take(batch)
    entries.put()
    log_case.tiles.put(tiles)
    return f"{counted(checkpoint.size, 'entry gives', 'entries give')} the root {b64encode(checkpoint.root)}"


def check_extends(case: Case, log_case: LogCase) -> str:
    """The log extends every checkpoint of it that this auditor has kept."""
    checkpoint, tiles = log_case.signed.get().checkpoint, log_case.tiles.get()
    notes = case.kept.of(log_case.log) if case.kept else ()
    if not notes:
        raise NotApplicable("no older checkpoint was kept: give --keep FILE, and audit again later")
    sizes = []
    for note in notes:
        older = open_by_any(note, log_case.ever.get())
        check_prefix(tiles, older, checkpoint)
        sizes.append(older.size)
    return f"{len(sizes)} kept, of sizes {', '.join(map(str, sizes[-8:]))}"


def open_by_any(note: bytes, keys: Sequence[VerifierKey]) -> Checkpoint:
    """The checkpoint, signed by one of the keys that the log has had. Raises as ``open_checkpoint``."""
    signed = parse_note(note).signed_by(keys)
    return open_checkpoint(note, next((key for key in keys if key in signed), keys[-1]))


def check_prefix(tiles: ArchiveTiles, older: Checkpoint, newest: Checkpoint) -> None:
    """The older tree is the beginning of the newest. Raises LogRolledBack, LogForked."""
    if older.size > newest.size:
        raise LogRolledBack(f"{older.size} entries were seen, {newest.size} are left", size=older.size)
    proof = prove_consistency(tiles, older.size, newest.size)
    try:
        verify_consistency(older.size, older.root, newest.size, newest.root, proof)
    except ProofInvalid as error:
        raise LogForked(
            f"its first {older.size} entries are others than those that were seen", size=older.size
        ) from error


class _Entries:
    """Takes a log's entries as they are proven: those of the two small logs are kept."""

    def __init__(self, case: Case, log: Log, size: int) -> None:
        self._case, self._log, self._size = case, log, size
        self._kept: list[bytes] = []
        self._count = 0
        if log is not Log.INTAKE and size > ENTRIES_MAX:
            raise ArchiveTooLarge(f"the log '{log}' has more than {ENTRIES_MAX} entries", path=log.folder)

    def take(self, batch: list[bytes]) -> None:
        self._count += len(batch)
        self._case.progress(self._log, self._count, self._size)
        if self._log is not Log.INTAKE:
            self._kept += batch
        elif any(len(entry) != HASH_BYTES for entry in batch):
            raise IntakeEntryInvalid("an entry is no hash of an envelope", before=self._count)

    def put(self) -> None:
        if self._log is Log.KEYS:
            self._case.head_entries.put(tuple(self._kept))
        elif self._log is Log.CEREMONY:
            self._case.ceremony_entries.put(tuple(self._kept))


def _said(checkpoint: Checkpoint) -> str:
    return f"{checkpoint.origin}, size {checkpoint.size}, root {b64encode(checkpoint.root)}"


def _utc(time: int) -> str:
    # A witness may have written any number of 64 bits.
    if time > 253402300799:
        return f"at {time}"
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M UTC")
