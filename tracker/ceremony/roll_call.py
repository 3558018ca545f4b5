"""Roll-calls, and shares that take part in a recovery: what holders sign, and where it is kept."""

from dataclasses import dataclass, replace
from pathlib import Path

from crypto.attendance import share_line, shares_called
from crypto.ceremony import RollCallEntry, decode_entry
from crypto.checkpoint import parse_checkpoint
from crypto.errors import CheckpointOrigin
from crypto.note import parse_note
from crypto.recovery import RollCall
from crypto.roster import Recovery, Roster, decode_roster
from tracker.ceremony.shares import Share
from tracker.records import archive
from tracker.records.archive import Log
from tracker.records.errors import RollCallStale

CHECKIN = "checkin"
ARCHIVE = "archive"


@dataclass(frozen=True)
class Published:
    """What an archive says of the recovery identity: the newest roster, and commitments of earlier ones."""

    roster: Roster
    retired: frozenset[bytes]

    @property
    def recovery(self) -> Recovery:
        """The recovery identity of now."""
        return self.roster.recovery


def read_published(root: Path) -> Published:
    """The recovery identity as an archive has it. Raises RosterMalformed, OSError."""
    roster = decode_roster((root / archive.ROSTER).read_bytes())
    earlier = (root / archive.roster(epoch) for epoch in range(roster.epoch))
    rosters = [decode_roster(path.read_bytes()) for path in earlier if path.exists()]
    once = {key for older in rosters for key in older.recovery.commitments}
    return Published(roster, frozenset(once - set(roster.recovery.commitments)))


def open_roll_call(root: Path, published: Published, day: str) -> RollCallEntry:
    """A roll-call without answers: the nonce is the root of the archive's ceremony log.

    Raises NoteMalformed, CheckpointMalformed, CheckpointOrigin, OSError.
    """
    checkpoint = parse_checkpoint(parse_note((root / Log.CEREMONY.checkpoint).read_bytes()).text)
    roster = published.roster
    if checkpoint.origin != Log.CEREMONY.origin(roster.origin):
        raise CheckpointOrigin(f"the archive's ceremony log is one of '{checkpoint.origin}'")
    return RollCallEntry(roster.origin, roster.epoch, day, checkpoint.root, ())


def go_on_with(begun: bytes, opened: RollCallEntry) -> RollCallEntry:
    """A roll-call that others have answered already, if it is the one that is open now.

    Raises CeremonyEntryMalformed, RollCallStale.
    """
    entry = decode_entry(begun)
    if not isinstance(entry, RollCallEntry) or entry.call != opened.call:
        raise RollCallStale("something else was logged, or another epoch came, since it began")
    return entry


def answered(entry: RollCallEntry, shares: list[Share], published: Published) -> RollCallEntry:
    """The roll-call with these shares' answers too, in the order of the roster.

    Raises ShareTwice, ShareRetired, CommitmentMismatch, SharesMissing, SignatureInvalid.
    """
    answers = [*entry.answers, *(entry.call.answer(share.text) for share in shares)]
    entry.call.check(answers, published.recovery, published.retired)
    order = published.recovery.commitments.index
    return replace(entry, answers=tuple(sorted(answers, key=lambda item: order(item.commitment))))


def called_at(folder: Path, published: Published) -> RollCall:
    """What shares sign that take part in the recovery ceremony of this folder. Raises OSError."""
    roster = published.roster
    return shares_called(roster.origin, roster.epoch, (folder / CHECKIN).read_bytes())


def answer_line(call: RollCall, share: Share) -> bytes:
    """The file by which a share takes part in a recovery: one line."""
    return share_line(call.answer(share.text)).encode("ascii") + b"\n"
