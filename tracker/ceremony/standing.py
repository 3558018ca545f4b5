"""What a ceremony builds on: trust root, heads, rosters and both logs, verified from the first leaf on.

A genesis stands on nothing but the keys of its two logs.
"""

from dataclasses import dataclass
from functools import cached_property

from crypto.attendance import AnnouncementRef
from crypto.ceremony import Entry as CeremonyEntry
from crypto.ceremony import Outcome, decode_entry
from crypto.errors import KeyringGenesis, RosterMismatch
from crypto.head import Head, decode_head
from crypto.keyring import SignedHead, check_genesis, check_roster, check_successor, decode_served_keyring
from crypto.note import VerifierKey
from crypto.roster import Roster
from crypto.trust import TrustRoot, decode_trust
from tracker.ceremony import folder
from tracker.ceremony.folder import ARCHIVE, Files, needed
from tracker.ceremony.logs import LogState, read_log
from tracker.records import archive
from tracker.records.archive import Log
from tracker.records.errors import ArchiveForked, LogKeyMismatch


@dataclass(frozen=True)
class Standing:
    """Everything before the ceremony: the heads of all epochs, signed, and their rosters.

    ``keys`` and ``ceremony`` are the logs as they are now: with what this ceremony has logged so far.
    """

    trust: TrustRoot
    signed: tuple[SignedHead, ...]
    rosters: tuple[Roster, ...]
    keys: LogState
    ceremony: LogState

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """The heads, by epoch."""
        return tuple(decode_head(item.document) for item in self.signed)

    @property
    def head(self) -> Head:
        """The newest head."""
        return self.heads[-1]

    @property
    def roster(self) -> Roster:
        """The newest roster."""
        return self.rosters[-1]

    def up_to(self, epoch: int) -> "Standing":
        """What stood before this epoch was made. Raises ArchiveForked if it is not there yet."""
        if epoch > len(self.signed):
            raise ArchiveForked(f"the archive ends with epoch {len(self.signed) - 1}")
        return Standing(self.trust, self.signed[:epoch], self.rosters[:epoch], self.keys, self.ceremony)


def log_key(head: Head, log: Log) -> VerifierKey:
    """The key of a log, as the officers signed it in the head's policy. Raises LogKeyMismatch."""
    name = log.origin(head.origin)
    for key in head.policy.logs:
        if key.name == name:
            return key
    raise LogKeyMismatch(f"the head of epoch {head.epoch} names no key of the log '{log}'")


def read_standing(files: Files) -> Standing:
    """All that the folder's archive holds, verified by the folder's trust root, of whatever age.

    Raises FolderIncomplete, ArchiveForked, LogKeyMismatch, and what the documents' own checks raise.
    """
    # 1. The heads, each signed by the officers of its predecessor and its own.
    trust = decode_trust(needed(files, folder.TRUST))
    served = decode_served_keyring(needed(files, f"{ARCHIVE}/{archive.KEYRING}"))
    _check_heads(trust, served.heads)
    heads = [decode_head(item.document) for item in served.heads]
    # 2. Each one's roster.
    rosters = tuple(check_roster(head, _roster(files, head.epoch)) for head in heads)
    # 3. The key log holds these heads; a ceremony that is being logged may have added one.
    keys, ceremony = read_log(files, Log.KEYS), read_log(files, Log.CEREMONY)
    keys.check(trust.log)
    if keys.entries[: len(heads)] != tuple(item.document for item in served.heads):
        raise ArchiveForked("the key log holds other heads than the keyring")
    # 4. The ceremony log is by the key that the newest head names.
    ceremony.check(log_key(heads[-1], Log.CEREMONY))
    return Standing(trust, served.heads, rosters, keys, ceremony)


def ceremony_entries(log: LogState) -> tuple[CeremonyEntry, ...]:
    """What stands in the ceremony log. Raises CeremonyEntryMalformed."""
    return tuple(decode_entry(entry) for entry in log.entries)


def outcome_of(log: LogState, announcement: AnnouncementRef) -> Outcome | None:
    """How an announced ceremony ended, if it did."""
    for entry in ceremony_entries(log):
        if isinstance(entry, Outcome) and entry.announcement == announcement:
            return entry
    return None


def _check_heads(trust: TrustRoot, signed: tuple[SignedHead, ...]) -> None:
    previous: Head | None = None
    for item in signed:
        head = decode_head(item.document)
        if previous is None:
            if (head.origin, head.hash) != (trust.origin, trust.genesis):
                raise KeyringGenesis("the archive begins with another genesis than the trust root's")
            check_genesis(head, item.signatures)
        else:
            check_successor(previous, head, item.signatures)
        if head.epoch == trust.known_epoch and head.hash != trust.known_head:
            raise KeyringGenesis("another head at the epoch that the trust root knows")
        previous = head
    if previous is None or previous.epoch < trust.known_epoch:
        raise ArchiveForked("the archive is older than the trust root")


def _roster(files: Files, epoch: int) -> bytes:
    path = f"{ARCHIVE}/{archive.roster(epoch)}"
    if path not in files:
        raise RosterMismatch(f"the archive has no file '{archive.roster(epoch)}'")
    return files[path]
