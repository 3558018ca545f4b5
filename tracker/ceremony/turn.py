"""What one look at a ceremony's folder gives: files to write, and who must bring what next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from crypto.keys import SigningKey
from crypto.note import VerifierKey
from tracker.ceremony.drafts import Drafts
from tracker.ceremony.folder import Files
from tracker.ceremony.ground import Ground
from tracker.ceremony.plan import Plan
from tracker.records.errors import LogKeyMismatch


class NeedKind(StrEnum):
    """What a ceremony waits for."""

    PLAN = "plan"
    KEY = "key"
    LOG_KEY = "log-key"
    COSIGNATURES = "cosignatures"
    DAY = "day"
    OPENING = "opening"
    CHECKIN = "checkin"
    SHARE = "share"
    PROOF = "proof"
    STEP = "step"
    SIGNATURE = "signature"


@dataclass(frozen=True)
class Need:
    """One thing that somebody must bring: ``file`` says where it goes, ``who`` is a name of the plan.

    ``who`` of a log's key or cosignatures is the log; of a day, the day; of a step, its number.
    """

    kind: NeedKind
    who: str
    file: str


@dataclass(frozen=True)
class Opening:
    """What an administrator says when the ceremony is opened: it is, and who did not come."""

    absent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Supplies:
    """What a turn may use from outside: fresh 32-byte nonces, POSIX time, the logs' keys if they are here.

    ``opening`` is there if the ceremony is to be opened now.
    """

    draw_nonce: Callable[[], bytes]
    now: int
    log_keys: Callable[[], Sequence[SigningKey]] | None = None
    opening: Opening | None = None

    @property
    def today(self) -> str:
        """The UTC day ``YYYY-MM-DD``."""
        return datetime.fromtimestamp(self.now, UTC).date().isoformat()

    def log_key(self, verifier: VerifierKey, others: Sequence[VerifierKey]) -> SigningKey | None:
        """The secret key of this log, if it is here; ``others`` are the origin's other logs.

        Raises LogKeyMismatch if a key is here that is of none of them.
        """
        known = {verifier.public, *(key.public for key in others)}
        brought = [] if self.log_keys is None else list(self.log_keys())
        if any(key.public not in known for key in brought):
            raise LogKeyMismatch("this is not a log key that the head names")
        return next((key for key in brought if key.public == verifier.public), None)


@dataclass(frozen=True)
class Turn:
    """What follows from the folder: files to write and to remove, and what is needed next.

    ``ground`` is there once the plan is read. ``signing`` holds the documents that may be signed now, and
    the Ed25519 keys of all who must, by name. ``announced``: the announcement is in the ceremony log.
    ``aborted``: the ceremony ends without making anything.
    """

    ground: Ground | None = None
    drafts: Drafts | None = None
    files: Files = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    signing: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    announced: bool = False
    aborted: bool = False

    @property
    def plan(self) -> Plan | None:
        """The plan, once it is filled in."""
        return None if self.ground is None else self.ground.plan

    @property
    def finished(self) -> bool:
        """Whether everything is there and nothing is left to do."""
        return not (self.files or self.remove or self.needs)
