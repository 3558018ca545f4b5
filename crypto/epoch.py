"""An epoch as a whole, its keys, and what all earlier ones leave behind (docs/spec/succession.md)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from crypto.ceremony import Release
from crypto.head import Head
from crypto.recovery import NAME as RECOVERY
from crypto.roster import Roster
from crypto.transcript import KeyKind, Made, Transcript


@dataclass(frozen=True)
class Epoch:
    """A head and the roster that it names."""

    head: Head
    roster: Roster

    def all_keys(self) -> Iterator[Made]:
        """Every key of this epoch, what it is for and whose; that of a recipient is its id."""
        head, roster = self.head, self.roster
        yield from (Made(KeyKind.OFFICER, item.name, item.public) for item in head.officers)
        for item in roster.caseworkers:
            yield Made(KeyKind.RECIPIENT, item.name, item.recipient.id)
            yield Made(KeyKind.SIGNER, item.name, item.signing)
        yield Made(KeyKind.RECIPIENT, RECOVERY, roster.recovery.recipient.id)
        for number, commitment in enumerate(roster.recovery.commitments, 1):
            yield Made(KeyKind.SHARE, f"share-{number}", commitment)
        for log in (*head.policy.logs, head.intake):
            yield Made(KeyKind.LOG, log.name.rpartition("/")[2], log.public)

    @property
    def halves(self) -> frozenset[bytes]:
        """Both public keys of every recipient, each by itself."""
        return frozenset(half for item in self.roster.recipients for half in (item.x25519, item.xwing))

    @property
    def signers(self) -> frozenset[bytes]:
        """The keys that may sign for a publisher."""
        return frozenset(key for publisher in self.head.publishers for key in publisher.signers)

    def aspects(self) -> dict[str, object]:
        """All that a ceremony may or may not change, by name."""
        head, roster = self.head, self.roster
        publishers = tuple((item.name, item.threshold, frozenset(item.signers)) for item in head.publishers)
        return {
            "officers": (head.threshold, head.officers),
            "publishers": publishers,
            "intake": head.intake,
            "policy": head.policy_lines,
            "client": head.client,
            "caseworkers": roster.caseworkers,
            "recovery": roster.recovery,
        }


@dataclass(frozen=True)
class Past:
    """What earlier epochs and ceremonies leave behind for judging the next one.

    ``keys``: all that any epoch had (of a recipient its id and both halves) or an aborted run made;
    ``shares``: commitments of any epoch; ``manifests``: those of logged releases.
    """

    keys: frozenset[bytes] = frozenset()
    shares: frozenset[bytes] = frozenset()
    manifests: frozenset[bytes] = frozenset()

    def with_epoch(self, epoch: Epoch) -> "Past":
        """After this epoch."""
        keys = self.keys | epoch.halves | {item.key for item in epoch.all_keys()}
        shares = self.shares | set(epoch.roster.recovery.commitments)
        return replace(self, keys=keys, shares=shares)

    def with_aborted(self, transcript: Transcript) -> "Past":
        """After an aborted ceremony: what it made is never used."""
        return replace(self, keys=self.keys | {item.key for item in transcript.made})

    def with_release(self, release: Release) -> "Past":
        """After a logged release."""
        return replace(self, manifests=self.manifests | {release.manifest})


def made_keys(old: Epoch | None, new: Epoch) -> tuple[Made, ...]:
    """The keys that are new in an epoch, in the order of the transcript's lines ``made``."""
    before = set() if old is None else {(item.kind, item.key) for item in old.all_keys()}
    return tuple(item for item in new.all_keys() if (item.kind, item.key) not in before)


def suspect_officers(transcripts: Iterable[Transcript]) -> dict[bytes, int]:
    """The officers' keys that are not to be believed, and from which epoch on."""
    suspects: dict[bytes, int] = {}
    for transcript in transcripts:
        for item in transcript.suspects:
            if item.kind is KeyKind.OFFICER:
                suspects[item.key] = min(item.start, suspects.get(item.key, item.start))
    return suspects
