"""What an audit is about, and what its rules found out so far for those after them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from crypto.checkpoint import Checkpoint
from crypto.head import Head
from crypto.keyring import ServedKeyring
from crypto.manifest import Manifest
from crypto.note import Note, VerifierKey
from crypto.roster import Roster
from crypto.trust import TrustRoot
from tracker.auditor.finding import NotDecided
from tracker.auditor.kept import Kept
from tracker.auditor.records import Records, Run
from tracker.auditor.source import Source
from tracker.auditor.tiles import ArchiveTiles
from tracker.records.archive import Log
from tracker.records.client_manifest import ClientManifest

T = TypeVar("T")
# Called with a log, how many of its entries were proven so far, and how many it has.
Progress = Callable[[Log, int, int], None]


class Found(Generic[T]):
    """What rule ``number`` finds out; nobody can use it before, or if the rule fails."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._values: list[T] = []

    def put(self, value: T) -> T:
        """Keeps the value for the rules after."""
        self._values = [value]
        return value

    @property
    def is_known(self) -> bool:
        """Whether the rule found it."""
        return bool(self._values)

    def get(self) -> T:
        """The value. Raises NotDecided."""
        if not self._values:
            raise NotDecided(self._number)
        return self._values[0]


@dataclass(frozen=True)
class SignedCheckpoint:
    """A log's newest checkpoint, verified by the log's key, and the note it came in."""

    key: VerifierKey
    checkpoint: Checkpoint
    data: bytes
    note: Note


@dataclass(frozen=True)
class LogCase:
    """What is found out of one log: its checkpoint, and its tiles once they are proven.

    ``key`` signs it today; ``ever`` are all keys that heads named for it, today's among them.
    """

    log: Log
    key: Found[VerifierKey]
    ever: Found[tuple[VerifierKey, ...]]
    signed: Found[SignedCheckpoint]
    tiles: Found[ArchiveTiles]


def _log_case(log: Log, key: int, signed: int, whole: int) -> LogCase:
    """Nothing is found yet; the numbers are those of the rules that will."""
    return LogCase(log, Found(key), Found(key), Found(signed), Found(whole))


@dataclass(frozen=True)
class Case:
    """What is given: trust root, archive, time (POSIX seconds), what was kept; and what is found out."""

    trust_document: bytes
    source: Source
    now: int
    kept: Kept | None
    progress: Progress
    trust: Found[TrustRoot] = field(default_factory=lambda: Found(1))
    keys: LogCase = field(default_factory=lambda: _log_case(Log.KEYS, 1, 2, 4))
    ceremony: LogCase = field(
        default_factory=lambda: LogCase(Log.CEREMONY, Found(6), Found(6), Found(14), Found(16))
    )
    intake: LogCase = field(
        default_factory=lambda: LogCase(Log.INTAKE, Found(6), Found(6), Found(34), Found(36))
    )
    head_entries: Found[tuple[bytes, ...]] = field(default_factory=lambda: Found(4))
    heads: Found[tuple[Head, ...]] = field(default_factory=lambda: Found(6))
    served: Found[ServedKeyring] = field(default_factory=lambda: Found(8))
    rosters: Found[tuple[Roster, ...]] = field(default_factory=lambda: Found(11))
    owners: Found[dict[bytes, tuple[str, str]]] = field(default_factory=lambda: Found(12))
    ceremony_entries: Found[tuple[bytes, ...]] = field(default_factory=lambda: Found(16))
    records: Found[Records] = field(default_factory=lambda: Found(18))
    runs: Found[tuple[Run, ...]] = field(default_factory=lambda: Found(20))
    manifests: Found[tuple[Manifest, ...]] = field(default_factory=lambda: Found(33))
    client: Found[ClientManifest] = field(default_factory=lambda: Found(39))
