"""A small service made of real keys, in memory: keyring, mailbox and receipts, with all secrets at hand.

It is what a server would serve; what an attacker would serve in its place, a test makes of it.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from crypto.cell import CELL_BYTES, TAG_BYTES, Publication, find_address, seal_cell
from crypto.checkpoint import Checkpoint
from crypto.cosignature import cosign
from crypto.envelope import envelope_hash
from crypto.family import FamilyPublic
from crypto.head import Head, Officer, Publisher, decode_head
from crypto.intake import make_receipt
from crypto.keyring import ServedKeyring, SignedHead
from crypto.keys import ExchangeKey, SigningKey
from crypto.labels import Namespace
from crypto.mailbox import Record, Slice, cut, encode_index
from crypto.manifest import Manifest
from crypto.merkle import inclusion_proof, inclusion_proofs, leaf_hash, tree_root
from crypto.note import TYPE_COSIGNATURE, Note, NoteSigner, VerifierKey
from crypto.recipient import Identity
from crypto.roster import Caseworker, Recovery, Roster
from crypto.sshsig import join_signed, sign
from crypto.tlog_proof import TlogProof
from crypto.trust import TrustRoot
from tracker.records.cells import split_answer

ORIGIN = "rehearsal/pocket"
PUBLISHER = "desk"
WITNESS = "witness.example"
SLICES = 4


def signing(name: str) -> SigningKey:
    """A key that is the same in every run."""
    return SigningKey(hashlib.sha256(f"pocket {name}".encode()).digest())


def identity(name: str) -> Identity:
    """An identity that is the same in every run."""
    return Identity(hashlib.sha256(f"pocket identity {name}".encode()).digest())


@dataclass
class PocketService:
    """Two officers, two caseworkers who are the publisher's signers, recovery, and one witness if asked."""

    witnessed: bool = False
    cosigned_at: int = 0
    heads: list[SignedHead] = field(default_factory=list)
    rosters: list[bytes] = field(default_factory=list)
    caseworkers: list[Identity] = field(default_factory=lambda: [identity("anna"), identity("bohdan")])

    officers = (signing("officer one"), signing("officer two"))
    recovery = identity("recovery")
    shares = (signing("share one"), signing("share two"))
    intake = NoteSigner(f"{ORIGIN}/intake", signing("intake"))
    log = NoteSigner(f"{ORIGIN}/keys", signing("log"))
    witness = signing("witness")

    def __post_init__(self) -> None:
        self.next_epoch()

    @property
    def policy_lines(self) -> tuple[str, ...]:
        """What trust root and heads ask of witnesses."""
        if not self.witnessed:
            return ("quorum none",)
        key = VerifierKey(WITNESS, TYPE_COSIGNATURE, self.witness.public)
        return (f"witness w {key.encode()}", "quorum w")

    @property
    def head(self) -> Head:
        """The newest head."""
        return decode_head(self.heads[-1].document)

    @property
    def trust(self) -> TrustRoot:
        """The trust root that knows the genesis."""
        genesis = decode_head(self.heads[0].document).hash
        return TrustRoot(ORIGIN, ORIGIN, genesis, self.log.verifier, 0, genesis, 72, self.policy_lines)

    def next_epoch(self, caseworkers: Sequence[Identity] | None = None, reason: str = "rotation") -> None:
        """Makes and signs one more epoch, for other caseworkers if given."""
        self.caseworkers = list(caseworkers or self.caseworkers)
        epoch = len(self.heads)
        people = [
            Caseworker(name, person.recipient, person.signing_key.public, "2026-01-01", "2030-01-01")
            for name, person in zip(("anna", "bohdan", "chrystyna"), self.caseworkers, strict=False)
        ]
        commitments = tuple(share.public for share in self.shares)
        roster = Roster(ORIGIN, epoch, tuple(people), Recovery(self.recovery.recipient, 2, commitments))
        self.rosters.append(roster.encode())
        document = self._new_head(epoch, reason).encode()
        signatures = [sign(key, Namespace.KEYRING.at(ORIGIN), document) for key in self.officers]
        self.heads.append(SignedHead(document, tuple(signatures)))

    def _new_head(self, epoch: int, reason: str) -> Head:
        signers = tuple(person.signing_key.public for person in self.caseworkers)
        return Head(
            origin=ORIGIN,
            realm=ORIGIN,
            epoch=epoch,
            previous=hashlib.sha256(self.heads[epoch - 1].document).digest() if epoch else None,
            threshold=2,
            officers=tuple(Officer(f"officer-{n}", key.public) for n, key in enumerate(self.officers)),
            publishers=(Publisher(PUBLISHER, 2, signers),),
            intake=self.intake.verifier,
            policy_lines=self.policy_lines,
            client=None,
            grace=True,
            reason=reason,
            transcript=hashlib.sha256(b"transcript").digest(),
            roster=hashlib.sha256(self.rosters[epoch]).digest(),
        )

    def proof(self) -> bytes:
        """The tlog-proof of the newest head, cosigned by the witness if there is one."""
        leaves = [leaf_hash(head.document) for head in self.heads]
        note = Checkpoint(self.log.name, len(leaves), tree_root(leaves)).sign(self.log)
        if self.witnessed:
            line = cosign(note.text, WITNESS, self.witness, self.cosigned_at)
            note = Note(note.text, (*note.lines, line))
        path = inclusion_proof(leaves, len(leaves) - 1)
        return TlogProof(len(leaves) - 1, tuple(path), note.encode()).encode()

    def keyring(self) -> bytes:
        """What is served from epoch 0 on."""
        return ServedKeyring(tuple(self.heads), self.proof()).encode()

    def receipt(self, envelope: bytes, day: str) -> bytes:
        """An honest receipt."""
        return make_receipt(envelope_hash(envelope), day, self.intake).encode()

    def publish(
        self,
        answers: Sequence[tuple[FamilyPublic, dict[str, Any]]],
        number: int,
        day: str,
        next_day: str,
        signers: Sequence[SigningKey] | None = None,
    ) -> "Published":
        """A publication with cells for these families and decoys in all other seats."""
        publication = Publication(ORIGIN, PUBLISHER, number)
        key = ExchangeKey(os.urandom(32))
        placed = [self._placed(publication, key, public, content) for public, content in answers]
        slices = cut(placed, _decoy, SLICES)
        leaves = [piece.leaf for piece in slices]
        index = encode_index(slices)
        manifest = Manifest(
            publication, day, next_day, 10, bytes(32), day, key.public, len(slices), tree_root(leaves),
            hashlib.sha256(index).digest(),
        )  # fmt: skip
        keys = signers or [person.signing_key for person in self.caseworkers]
        return Published(manifest, slices, inclusion_proofs(leaves), tuple(keys))

    def _placed(
        self, publication: Publication, key: ExchangeKey, public: FamilyPublic, content: dict[str, Any]
    ) -> tuple[bytes, list[Record]]:
        address = find_address(publication, key, public.address)
        pairs = zip(address.tags, split_answer(content), strict=False)
        return address.place, [
            Record(tag, seal_cell(publication, tag, public.reply, part)) for tag, part in pairs
        ]


@dataclass(frozen=True)
class Published:
    """A publication as served: the manifest with its signatures, the index, the slices."""

    manifest: Manifest
    slices: list[Slice]
    paths: list[list[bytes]]
    keys: tuple[SigningKey, ...]

    def signed_manifest(self) -> bytes:
        """The manifest's signed text."""
        document = self.manifest.encode()
        namespace = Namespace.MAILBOX.at(self.manifest.publication.origin)
        return join_signed(document, [sign(key, namespace, document) for key in self.keys])

    def index(self) -> bytes:
        """The index file."""
        return encode_index(self.slices)

    def slice(self, number: int) -> bytes:
        """A slice as served."""
        return self.slices[number].encode(self.paths[number])

    def with_manifest(self, **changes: Any) -> "Published":
        """The same, its manifest altered and signed again."""
        return replace(self, manifest=replace(self.manifest, **changes))


def _decoy() -> Record:
    return Record(os.urandom(TAG_BYTES), os.urandom(CELL_BYTES))
