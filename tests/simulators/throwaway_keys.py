"""Keys of a throwaway deployment: officers, caseworkers and recovery, made at once without any ceremony."""

from dataclasses import dataclass, field
from pathlib import Path

from crypto.encoding import check_origin
from crypto.envelope import SealingKeyring
from crypto.head import Head, Officer, Publisher
from crypto.keyring import SignedHead
from crypto.labels import Namespace
from crypto.note import NoteSigner, VerifierKey
from crypto.recipient import Identity
from crypto.roster import Caseworker, Recovery, Roster
from crypto.sshsig import sign
from crypto.trust import TrustRoot
from tests.vectors import cast

ORIGIN = cast.ORIGIN
PUBLISHER = "desk"
OFFICERS = cast.OFFICERS
FIRST_DAY, LAST_DAY = "2026-01-01", "2036-01-01"


@dataclass
class ThrowawayKeys:
    """A genesis for a server with this intake key, and any number of later epochs.

    The keys of ``tests/vectors/cast.py``; caseworkers are names of its cast. With ``cosigned_at``, POSIX
    seconds, the witnesses of the cast cosign the key log and two of the three are required.
    """

    intake: VerifierKey
    caseworkers: tuple[str, ...] = cast.SIGNERS
    cosigned_at: int | None = None
    heads: list[Head] = field(default_factory=list)
    signed: list[SignedHead] = field(default_factory=list)
    rosters: list[Roster] = field(default_factory=list)

    def __post_init__(self) -> None:
        check_origin(ORIGIN)
        self.next_epoch()

    @property
    def newest(self) -> Head:
        """The head in force."""
        return self.heads[-1]

    @property
    def log(self) -> NoteSigner:
        """The key log's key."""
        return cast.log_signer()

    @property
    def identities(self) -> list[Identity]:
        """The caseworkers' identities; their signing keys sign outboxes."""
        return [cast.identity(name) for name in self.caseworkers]

    @property
    def sealing(self) -> SealingKeyring:
        """What families seal under."""
        return SealingKeyring(ORIGIN, self.newest.epoch, self.newest.hash, self.rosters[-1].recipients)

    @property
    def trust(self) -> TrustRoot:
        """The trust root that knows the genesis."""
        genesis = self.heads[0].hash
        return TrustRoot(ORIGIN, ORIGIN, genesis, self.log.verifier, 0, genesis, 72, self._policy_lines)

    def next_epoch(
        self,
        caseworkers: tuple[str, ...] | None = None,
        *,
        grace: bool = True,
        threshold: int = 2,
        client: bytes | None = None,
    ) -> Head:
        """One more epoch, signed by all officers; ``threshold`` is that of the publisher.

        ``client`` is the hash of a released client's manifest.
        """
        self.caseworkers = caseworkers or self.caseworkers
        epoch = len(self.heads)
        roster = self._roster(epoch)
        signers = tuple(item.signing_key.public for item in self.identities)
        head = cast.head(
            epoch,
            self.heads[-1] if self.heads else None,
            intake=self.intake,
            roster=roster.hash,
            grace=grace,
            client=client,
            policy_lines=self._policy_lines,
            officers=tuple(Officer(name, cast.signing(name).public) for name in OFFICERS),
            publishers=(Publisher(PUBLISHER, threshold, signers),),
        )
        document = head.encode()
        namespace = Namespace.KEYRING.at(ORIGIN)
        signatures = tuple(sign(cast.signing(name), namespace, document) for name in OFFICERS)
        self.heads.append(head)
        self.signed.append(SignedHead(document, signatures))
        self.rosters.append(roster)
        return head

    def write(self, folder: Path) -> Path:
        """A ceremony's folder: ``trust``, ``keyring`` from epoch 0, ``roster``."""
        folder.mkdir(exist_ok=True)
        (folder / "trust").write_bytes(self.trust.encode())
        cosigners = {} if self.cosigned_at is None else dict.fromkeys(cast.WITNESSES, self.cosigned_at)
        (folder / "keyring").write_bytes(cast.served(self.signed, cosigners=cosigners).encode())
        (folder / "roster").write_bytes(self.rosters[-1].encode())
        return folder

    @property
    def _policy_lines(self) -> tuple[str, ...]:
        return ("quorum none",) if self.cosigned_at is None else cast.policy_lines()

    def _roster(self, epoch: int) -> Roster:
        people = tuple(
            Caseworker(name, item.recipient, item.signing_key.public, FIRST_DAY, LAST_DAY)
            for name, item in sorted(zip(self.caseworkers, self.identities, strict=True))
        )
        shares = tuple(cast.signing(f"share {number}").public for number in range(3))
        return Roster(ORIGIN, epoch, people, Recovery(cast.identity("recovery").recipient, 2, shares))
