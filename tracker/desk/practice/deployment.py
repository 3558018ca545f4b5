"""A deployment in memory: officers, caseworkers, families and an intake log, all with throwaway keys.

All keys follow from one seed, so that a practice vault can be made again. The origin begins with
``rehearsal/``: nothing that a real desk made is ever taken for one of these, nor the other way round.
"""

import hashlib
from dataclasses import dataclass, field, replace

from crypto.attendance import AnnouncementRef
from crypto.checkpoint import Checkpoint
from crypto.envelope import EnvelopeRandomness, SealingKeyring, envelope_hash, seal_envelope
from crypto.family import FamilyKeys
from crypto.head import Head, Officer, Publisher
from crypto.intake import intake_leaf
from crypto.keyring import Keyring, ServedKeyring, SignedHead
from crypto.keys import SigningKey
from crypto.labels import Namespace
from crypto.letter import Letter
from crypto.merkle import inclusion_proof, leaf_hash, tree_root
from crypto.note import NoteSigner
from crypto.recipient import Identity
from crypto.roster import Caseworker, Recovery, Roster
from crypto.sshsig import sign
from crypto.tlog_proof import TlogProof
from crypto.transcript import Transcript
from crypto.trust import TrustRoot
from tracker.desk.days import add_days
from tracker.desk.vault import Documents
from tracker.records.inbox import Frame, InboxHeader

ORIGIN, PUBLISHER = "rehearsal/practice", "desk"
CASEWORKERS = ("anna", "borys")
_OFFICERS = 3
_BEGAN_DAYS_AGO, _LASTS_DAYS = 200, 700


@dataclass
class Deployment:
    """Keys of everybody, one epoch of the keyring, and the intake log; ``today`` is ``YYYY-MM-DD``."""

    seed: bytes = field(repr=False)
    today: str
    log: list[bytes] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self.identities = {name: Identity(self.drawn(f"caseworker {name}")) for name in CASEWORKERS}
        self._officers = [SigningKey(self.drawn(f"officer {number}")) for number in range(_OFFICERS)]
        self._keys_log = NoteSigner(f"{ORIGIN}/keys", SigningKey(self.drawn("log")))
        self._intake = NoteSigner(f"{ORIGIN}/intake", SigningKey(self.drawn("intake")))
        self._roster = self._make_roster()
        self._head = self._make_head()
        self._sealing = Keyring(self._head, {}).with_roster(self._roster.encode())

    def drawn(self, name: str) -> bytes:
        """32 bytes that follow from the seed and a name."""
        return hashlib.sha256(self.seed + b"\0" + name.encode()).digest()

    @property
    def documents(self) -> Documents:
        """What a ceremony would give to the desk."""
        genesis = self._head.hash
        log = self._keys_log.verifier
        trust = TrustRoot(ORIGIN, ORIGIN, genesis, log, 0, genesis, 24 * 14, ("quorum none",))
        leaves = [leaf_hash(self._head.encode())]
        checkpoint = Checkpoint(f"{ORIGIN}/keys", 1, tree_root(leaves)).sign(self._keys_log)
        proof = TlogProof(0, tuple(inclusion_proof(leaves, 0)), checkpoint.encode())
        signatures = [sign(key, Namespace.KEYRING.at(ORIGIN), self._head.encode()) for key in self._officers]
        head = SignedHead(self._head.encode(), tuple(sorted(signatures, key=lambda item: item.public)))
        return Documents(
            trust.encode(), ServedKeyring((head,), proof.encode()).encode(), self._roster.encode()
        )

    def family(self, name: str) -> FamilyKeys:
        """The keys of one inquiry."""
        return FamilyKeys(self.drawn(f"family {name}"))

    def post(self, letter: Letter, family: str) -> None:
        """A family's letter comes in; ``letter.public`` is that family's."""
        sealing: SealingKeyring = self._sealing
        fresh = self.drawn(f"envelope {len(self.log)}")
        randomness = EnvelopeRandomness(fresh, self.drawn(f"nonce {len(self.log)}")[:24])
        self.log.append(seal_envelope(letter, self.family(family).author, sealing, randomness))

    def post_bytes(self, envelope: bytes) -> None:
        """Something comes in that no family's program made; its size is one of an envelope's."""
        self.log.append(envelope)

    def inbox(self, first: int, size: int | None = None) -> bytes:
        """The inbox with the leaves from ``first`` up to ``size``, as a server gives it."""
        size = len(self.log) if size is None else size
        hashes = [envelope_hash(envelope) for envelope in self.log[:size]]
        root = tree_root(intake_leaf(item) for item in hashes)
        checkpoint = Checkpoint(self._intake.name, size, root).sign(self._intake).encode()
        header = InboxHeader(ORIGIN, first, size, {}, len(checkpoint))
        frames = zip(hashes[first:], self.log[first:size], strict=True)
        return header.encode() + checkpoint + b"".join(Frame(*frame).encode() for frame in frames)

    def _make_roster(self) -> Roster:
        first, last = add_days(self.today, -_BEGAN_DAYS_AGO), add_days(self.today, _LASTS_DAYS)
        workers = [
            Caseworker(name, item.recipient, item.signing_key.public, first, last)
            for name, item in sorted(self.identities.items())
        ]
        recovery = Recovery(
            Identity(self.drawn("recovery")).recipient, 1, (SigningKey(self.drawn("share")).public,)
        )
        return Roster(ORIGIN, 0, tuple(workers), recovery)

    def _make_head(self) -> Head:
        signers = tuple(item.signing for item in self._roster.caseworkers)
        head = Head(
            origin=ORIGIN,
            realm=ORIGIN,
            epoch=0,
            previous=None,
            threshold=2,
            officers=tuple(Officer(f"officer-{n}", key.public) for n, key in enumerate(self._officers)),
            publishers=(Publisher(PUBLISHER, len(signers), signers),),
            intake=self._intake.verifier,
            policy_lines=("quorum none",),
            client=None,
            grace=True,
            reason="practice",
            transcript=bytes(32),
            roster=self._roster.hash,
        )
        return replace(head, transcript=self._transcript(head).hash)

    def _transcript(self, head: Head) -> Transcript:
        return Transcript(
            origin=ORIGIN,
            ceremony="genesis",
            epoch=0,
            day=add_days(self.today, -_BEGAN_DAYS_AGO),
            opening=b"practice",
            script=self.drawn("script"),
            participants=(),
            possessions=(),
            steps=(),
            draft=head.draft(),
            announcement=AnnouncementRef(0, self.drawn("announcement")),
            opening_ceremony=b"practice",
            suspects=(),
        )
