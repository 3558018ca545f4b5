"""What a ceremony stands on, for a genesis and for every later one alike: origin, logs, keys, policy."""

from dataclasses import dataclass

from crypto.ceremony import Announcement, Outcome, Release, decode_entry
from crypto.epoch import Epoch, Past
from crypto.note import VerifierKey
from crypto.policy import Policy, parse_policy
from crypto.sshsig import split_signed
from crypto.transcript import Transcript, decode_transcript
from tracker.ceremony import folder
from tracker.ceremony.enrolment import enrol
from tracker.ceremony.folder import ARCHIVE, Files
from tracker.ceremony.kinds.genesis import Genesis
from tracker.ceremony.logs import LogState, read_log
from tracker.ceremony.plan import Keys, Plan
from tracker.ceremony.standing import Standing, ceremony_entries, log_key, read_standing
from tracker.records import archive
from tracker.records.archive import Log
from tracker.records.errors import ArchiveForked, CeremonyOvertaken


@dataclass(frozen=True)
class Ground:
    """The epoch to be made and what is before it; the keys of the logs are there once they were made.

    ``max_age`` in seconds is how old cosignatures may be.
    """

    plan: Plan
    keys: Keys
    origin: str
    realm: str
    epoch: int
    standing: Standing | None
    key_log: LogState
    ceremony_log: LogState
    verifiers: tuple[VerifierKey, ...]
    policy: Policy
    max_age: int

    @property
    def before(self) -> Epoch | None:
        """The epoch before, None at genesis."""
        if self.standing is None:
            return None
        return Epoch(self.standing.head, self.standing.roster)

    def verifier(self, log: Log) -> VerifierKey:
        """The key of a log. Raises LogKeyMismatch if there is none yet."""
        name = log.origin(self.origin)
        return next(key for key in self.verifiers if key.name == name)


def stand(plan: Plan, files: Files) -> Ground:
    """The ground on which a plan's ceremony is held. Raises what the documents' checks raise."""
    if isinstance(plan.change, Genesis):
        return _new_ground(plan, plan.change, files)
    standing = read_standing(files)
    epoch = _epoch(standing, files)
    standing = standing.up_to(epoch)
    head = standing.head
    return Ground(
        plan=plan,
        keys=enrol(plan, head.origin, head, files),
        origin=head.origin,
        realm=head.realm,
        epoch=epoch,
        standing=standing,
        key_log=standing.keys,
        ceremony_log=standing.ceremony,
        verifiers=(standing.trust.log, log_key(head, Log.CEREMONY)),
        policy=head.policy,
        max_age=standing.trust.max_age_hours * 3600,
    )


def read_past(standing: Standing, files: Files) -> Past:
    """All keys of every epoch and of every aborted run, and all releases: none comes back."""
    past = Past()
    for head, roster in zip(standing.heads, standing.rosters, strict=True):
        past = past.with_epoch(Epoch(head, roster))
    for entry in ceremony_entries(standing.ceremony):
        if isinstance(entry, Release):
            past = past.with_release(entry)
        elif isinstance(entry, Outcome) and not entry.sealed and entry.transcript is not None:
            path = f"{ARCHIVE}/{archive.aborted(entry.announcement.index)}"
            past = past.with_aborted(_transcript(folder.needed(files, path)))
    return past


def read_transcripts(standing: Standing, files: Files) -> list[Transcript]:
    """The transcripts of all sealed ceremonies before this one. Raises FolderIncomplete."""
    return [
        _transcript(folder.needed(files, f"{ARCHIVE}/{archive.transcript(entry.announcement.index)}"))
        for entry in ceremony_entries(standing.ceremony)
        if isinstance(entry, Outcome) and entry.sealed and _is_before(entry, standing)
    ]


def _is_before(outcome: Outcome, standing: Standing) -> bool:
    return outcome.head in {head.hash for head in standing.heads}


def _transcript(signed: bytes) -> Transcript:
    return decode_transcript(split_signed(signed)[0])


def _new_ground(plan: Plan, change: Genesis, files: Files) -> Ground:
    keys = enrol(plan, change.origin, None, files)
    logs = read_log(files, Log.KEYS), read_log(files, Log.CEREMONY)
    for state in logs:
        if state.log in keys.logs:
            state.check(keys.logs[state.log])
    return Ground(
        plan=plan,
        keys=keys,
        origin=change.origin,
        realm=change.origin,
        epoch=0,
        standing=None,
        key_log=logs[0],
        ceremony_log=logs[1],
        verifiers=tuple(keys.logs.values()),
        policy=parse_policy(change.policy_lines),
        max_age=change.max_age_hours * 3600,
    )


def _epoch(standing: Standing, files: Files) -> int:
    """The epoch to be made: as announced, or the next. Raises CeremonyOvertaken."""
    drafted = files.get(folder.ANNOUNCEMENT)
    if drafted is None or drafted not in standing.ceremony.entries:
        return len(standing.signed)
    announced = decode_entry(drafted)
    epoch = announced.epoch if isinstance(announced, Announcement) else 0
    if not 0 < epoch <= len(standing.signed):
        raise ArchiveForked(f"epoch {epoch} was announced, the archive ends with {len(standing.signed) - 1}")
    logged = standing.keys.entries[epoch : epoch + 1]
    if logged not in ((), (files.get(folder.HEAD),)) and folder.ABORT not in files:
        raise CeremonyOvertaken("another ceremony made this epoch: abort this one and announce it anew")
    return epoch
