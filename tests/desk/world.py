"""A deployment in memory: officers, caseworkers, families, and the intake log that a server would keep.

All keys come from seeds, so that a test can be repeated; nothing is stretched from a password.
"""

import hashlib
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from crypto.attendance import AnnouncementRef
from crypto.checkpoint import Checkpoint
from crypto.cosignature import cosign
from crypto.envelope import EnvelopeRandomness, SealingKeyring, envelope_hash, seal_envelope
from crypto.errors import TrackerError
from crypto.family import FamilyKeys
from crypto.head import Head, Officer, Publisher
from crypto.intake import intake_leaf
from crypto.keyring import Keyring, ServedKeyring, SignedHead
from crypto.keys import SigningKey
from crypto.labels import Namespace
from crypto.letter import Attachment, Kind, Letter
from crypto.merkle import inclusion_proof, leaf_hash, tree_root
from crypto.note import TYPE_COSIGNATURE, NoteSigner, VerifierKey
from crypto.recipient import Identity
from crypto.roster import Caseworker, Recovery, Roster
from crypto.sshsig import sign
from crypto.tlog_proof import TlogProof
from crypto.transcript import Suspect, Transcript
from crypto.trust import TrustRoot
from tracker.desk.days import day_of
from tracker.desk.handing_over import Taker, give, take
from tracker.desk.importing import ImportResult, import_inbox
from tracker.desk.notes import write_notes
from tracker.desk.notes_reading import NotesResult, read_notes
from tracker.desk.vault import Documents, Vault
from tracker.records.inbox import Frame, InboxHeader

ORIGIN, PUBLISHER = "rehearsal/test", "desk"
NOW = 1_790_000_000
DAY = 86_400
NAMES = ("anna", "borys", "clara")


WITNESS = NoteSigner("witness.example/one", SigningKey(hashlib.sha256(b"witness").digest()))


def witnessed() -> tuple[str, ...]:
    """A policy that asks for the one witness."""
    key = VerifierKey(WITNESS.name, TYPE_COSIGNATURE, WITNESS.key.public)
    return (f"witness one {key.encode()}", "quorum one")


def quiet(_phase: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def code_of(call: Callable[..., object], *arguments: Any, **more: Any) -> str:
    """The code with which something is refused."""
    with pytest.raises(TrackerError) as found:
        call(*arguments, **more)
    return found.value.code


def seed(name: str) -> bytes:
    """A 32-byte seed that depends on a name only."""
    return hashlib.sha256(name.encode()).digest()


def inquiry_form(**more: Any) -> dict[str, Any]:
    """A valid form of an inquiry; fictional."""
    form = {
        "language": "uk",
        "holder": "russia",
        "category": "civilian",
        "full-name": "Вигадана Особа",
        "relation": "close-family",
    }
    return {**form, **more}


@dataclass
class World:
    """Keys of everybody, the keyring's epochs so far, and the intake log."""

    workers: dict[str, Identity] = field(
        default_factory=lambda: {name: Identity(seed(name)) for name in NAMES[:2]}
    )
    threshold: int = 2
    policy_lines: tuple[str, ...] = ("quorum none",)
    cosigned_at: int | None = None
    log: list[bytes | None] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)
    applied: dict[str, tuple[int, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.officers = [SigningKey(seed(f"officer {i}")) for i in range(3)]
        self.log_key = NoteSigner(f"{ORIGIN}/keys", SigningKey(seed("log")))
        self.intake = NoteSigner(f"{ORIGIN}/intake", SigningKey(seed("intake")))
        self.recovery = Identity(seed("recovery"))
        self.heads: list[SignedHead] = []
        self.rosters: list[Roster] = []
        self.add_epoch()

    @property
    def head(self) -> Head:
        """The newest head."""
        return self._heads[-1]

    def add_epoch(self, grace: bool = True, suspects: tuple[Suspect, ...] = ()) -> None:
        """A new epoch with the caseworkers of now; ``suspects`` stand in its ceremony's transcript."""
        epoch = len(self.heads)
        workers = [
            Caseworker(name, item.recipient, item.signing_key.public, "2026-01-01", "2027-12-31")
            for name, item in sorted(self.workers.items())
        ]
        share = SigningKey(seed("share")).public
        roster = Roster(ORIGIN, epoch, tuple(workers), Recovery(self.recovery.recipient, 1, (share,)))
        self._heads: list[Head] = getattr(self, "_heads", [])
        head = Head(
            origin=ORIGIN,
            realm=ORIGIN,
            epoch=epoch,
            previous=self._heads[-1].hash if epoch else None,
            threshold=2,
            officers=tuple(Officer(f"officer-{i}", key.public) for i, key in enumerate(self.officers)),
            publishers=(Publisher(PUBLISHER, self.threshold, tuple(item.signing for item in workers)),),
            intake=self.intake.verifier,
            policy_lines=self.policy_lines,
            client=None,
            grace=grace,
            reason="a test",
            transcript=seed("transcript"),
            roster=roster.hash,
        )
        self.transcript = self._transcript(head, suspects)
        head = replace(head, transcript=self.transcript.hash)
        signatures = [sign(key, Namespace.KEYRING.at(ORIGIN), head.encode()) for key in self.officers]
        self._heads.append(head)
        self.heads.append(SignedHead(head.encode(), tuple(sorted(signatures, key=lambda item: item.public))))
        self.rosters.append(roster)

    @staticmethod
    def _transcript(head: Head, suspects: tuple[Suspect, ...]) -> Transcript:
        """What a ceremony would say, as far as a desk reads it."""
        return Transcript(
            origin=ORIGIN,
            ceremony="revoke",
            epoch=head.epoch,
            day="2026-09-01",
            opening=b"opening",
            script=seed("script"),
            participants=(),
            possessions=(),
            steps=(),
            draft=head.draft(),
            announcement=AnnouncementRef(head.epoch, seed("announcement")),
            opening_ceremony=b"opening",
            suspects=suspects,
        )

    @property
    def trust(self) -> TrustRoot:
        """The trust root of genesis."""
        genesis = self._heads[0].hash
        key = self.log_key.verifier
        return TrustRoot(ORIGIN, ORIGIN, genesis, key, 0, genesis, 24 * 14, ("quorum none",))

    @property
    def documents(self) -> Documents:
        """What the ceremony gives to the desk, of the newest epoch."""
        leaves = [leaf_hash(head.document) for head in self.heads]
        checkpoint = Checkpoint(f"{ORIGIN}/keys", len(leaves), tree_root(leaves)).sign(self.log_key)
        path = tuple(inclusion_proof(leaves, len(leaves) - 1))
        proof = TlogProof(len(leaves) - 1, path, checkpoint.encode())
        served = ServedKeyring(tuple(self.heads), proof.encode())
        return Documents(self.trust.encode(), served.encode(), self.rosters[-1].encode())

    @property
    def sealing(self) -> SealingKeyring:
        """What families seal under now."""
        return Keyring(self.head, {}).with_roster(self.rosters[-1].encode())

    def family(self, name: str) -> FamilyKeys:
        """A family's keys."""
        return FamilyKeys(seed(f"family {name}"))

    def envelope(
        self,
        family: str,
        kind: Kind = Kind.INQUIRY,
        form: dict[str, Any] | None = None,
        attachments: tuple[Attachment, ...] = (),
        keyring: SealingKeyring | None = None,
        day: str = "2026-09-01",
    ) -> bytes:
        """A sealed letter of a family."""
        keys = self.family(family)
        if form is None:
            form = inquiry_form() if kind is Kind.INQUIRY else {}
        letter = Letter(kind, day, keys.public, form, attachments)
        number = len(self.hashes)
        fresh = seed(f"{family} {kind} {number} {form}")
        randomness = EnvelopeRandomness(fresh, fresh[:24])
        return seal_envelope(letter, keys.author, keyring or self.sealing, randomness)

    def post(self, *envelopes: bytes) -> None:
        """Puts envelopes into the intake log."""
        for envelope in envelopes:
            self.log.append(envelope)
            self.hashes.append(envelope_hash(envelope))

    def write(self, *families: str) -> None:
        """An inquiry of each family, in the log."""
        self.post(*(self.envelope(family) for family in families))

    def inbox(
        self, first: int = 0, size: int | None = None, signer: NoteSigner | None = None, origin: str = ORIGIN
    ) -> bytes:
        """The inbox that a server would give to a ticket of this size."""
        size = len(self.log) if size is None else size
        root = tree_root(intake_leaf(item) for item in self.hashes[:size])
        signer = signer or self.intake
        note = Checkpoint(signer.name, size, root).sign(signer)
        if self.cosigned_at is not None:
            line = cosign(note.text, WITNESS.name, WITNESS.key, self.cosigned_at)
            note = replace(note, lines=(*note.lines, line))
        checkpoint = note.encode()
        header = InboxHeader(origin, first, size, self.applied, len(checkpoint))
        frames = zip(self.hashes[first:size], self.log[first:size], strict=True)
        body = b"".join(Frame(digest, envelope).encode() for digest, envelope in frames)
        return header.encode() + checkpoint + body


@dataclass
class DeskInTest:
    """A vault file of a world, and who opens it."""

    world: World
    path: Path
    randomness: Callable[[int], bytes]

    def create(self, who: str = "anna") -> Vault:
        """Makes the vault."""
        world = self.world
        return Vault.create(self.path, world.workers[who], world.documents, PUBLISHER, NOW, self.randomness)

    def unlock(self, who: str = "anna", **more: Any) -> Vault:
        """Opens the vault as somebody."""
        return Vault.unlock(self.path, self.world.workers[who], self.randomness, **more)

    def handed_over(self, vault: Vault, name: str = "borys", with_sequence: bool = False) -> "DeskInTest":
        """A copy of the vault, handed over to somebody."""
        medium, theirs = self.path.with_name("medium"), self.path.with_name(name)
        give(vault, name, medium, NOW, with_sequence)
        take(medium, theirs, Taker(self.world.workers[name], self.world.documents, NOW), self.randomness)
        return DeskInTest(self.world, theirs, self.randomness)

    def take(self, vault: Vault, inbox: bytes, processes: int | None = 1, now: int = NOW) -> ImportResult:
        """Imports an inbox given as bytes."""
        file = self.path.with_name("inbox")
        file.write_bytes(inbox)
        read_up_to = "2026-09-01" if self.world.cosigned_at is None else day_of(now)
        return import_inbox(vault, file, now, read_up_to, quiet, processes=processes)


def send(giver: Vault, taker: Vault, now: int = NOW) -> NotesResult:
    """Notes of one vault, read in the other."""
    file = giver.file.path.with_name("notes")
    write_notes(giver, file, now)
    return read_notes(taker, file, now, quiet)


def drawn_from(rng: random.Random) -> Callable[[int], bytes]:
    """Randomness that a seed repeats."""
    return rng.randbytes


def stream(data: bytes) -> io.BytesIO:
    """Bytes as a file."""
    return io.BytesIO(data)
