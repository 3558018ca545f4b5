"""Everybody and everything the tests need: each key is the hash of a name, no name is anybody's.

The same cast plays in the vectors, so nothing here may depend on chance, on the clock or on the machine.
"""

import hashlib
from dataclasses import replace
from functools import cache
from typing import Any

from crypto.cell import Publication
from crypto.checkpoint import Checkpoint
from crypto.cosignature import cosign
from crypto.envelope import EnvelopeRandomness, SealingKeyring
from crypto.family import FamilyKeys
from crypto.head import Head, Officer, Publisher
from crypto.keyring import ServedKeyring, SignedHead
from crypto.keys import ExchangeKey, SigningKey
from crypto.labels import Namespace
from crypto.letter import Kind, Letter
from crypto.manifest import Manifest
from crypto.merkle import inclusion_proof, leaf_hash, tree_root
from crypto.note import TYPE_COSIGNATURE, Note, NoteSigner, VerifierKey
from crypto.recipient import Identity
from crypto.roster import Caseworker, Recovery, Roster
from crypto.sshsig import Signature, join_signed, sign
from crypto.tlog_proof import TlogProof
from crypto.trust import TrustRoot

ORIGIN = "rehearsal/test"
NOW = 1_780_000_000
DAY = "2026-05-28"
NEXT_DAY = "2026-06-04"
OFFICERS = ("officer-a", "officer-b", "officer-c")
SIGNERS = ("caseworker-a", "caseworker-b")
WITNESSES = ("witness-a.example", "witness-b.example", "witness-c.example")


def seed(name: str) -> bytes:
    """The 32 bytes that belong to a name."""
    return hashlib.sha256(f"inquiry tracker, tests: {name}".encode()).digest()


def stream(name: str, length: int) -> bytes:
    """Any number of bytes that belong to a name."""
    return hashlib.shake_256(seed(name)).digest(length)


@cache
def signing(name: str) -> SigningKey:
    """The Ed25519 key of a name."""
    return SigningKey(seed(name))


@cache
def identity(name: str) -> Identity:
    """The identity of a name."""
    return Identity(seed(name))


@cache
def family(name: str = "family") -> FamilyKeys:
    """The keys of a family; the root is the name's seed, for speed."""
    return FamilyKeys(seed(name))


def log_signer(name: str = "keys", origin: str = ORIGIN) -> NoteSigner:
    """The signer of a log: ``keys`` or ``intake``."""
    return NoteSigner(f"{origin}/{name}", signing(f"log {name}"))


def witness_key(name: str) -> VerifierKey:
    """The verifier key of a witness."""
    return VerifierKey(name, TYPE_COSIGNATURE, signing(name).public)


def policy_lines(threshold: int = 2) -> tuple[str, ...]:
    """A quorum of so many of the three witnesses."""
    names = [name.partition(".")[0] for name in WITNESSES]
    lines = [
        f"witness {short} {witness_key(name).encode()}" for short, name in zip(names, WITNESSES, strict=True)
    ]
    return (*lines, f"group quorum-group {threshold} {' '.join(names)}", "quorum quorum-group")


def head(epoch: int = 0, previous: Head | None = None, **changes: Any) -> Head:
    """A head with three officers of whom two must sign; ``changes`` replace fields."""
    usual = Head(
        origin=ORIGIN,
        realm=ORIGIN,
        epoch=epoch,
        previous=previous.hash if previous else None,
        threshold=2,
        officers=tuple(Officer(name, signing(name).public) for name in OFFICERS),
        publishers=(Publisher("desk", 2, tuple(identity(name).signing_key.public for name in SIGNERS)),),
        intake=log_signer("intake").verifier,
        policy_lines=("quorum none",),
        client=None if epoch == 0 else seed("client"),
        grace=True,
        reason="genesis" if epoch == 0 else f"epoch {epoch}",
        transcript=seed(f"transcript {epoch}"),
        roster=roster(epoch).hash,
    )
    return replace(usual, **changes)


def sign_head(item: Head, *officers: str, namespace: str | None = None) -> SignedHead:
    """A head signed by these officers."""
    document = item.encode()
    where = namespace or Namespace.KEYRING.at(item.origin)
    return SignedHead(document, tuple(sign(signing(name), where, document) for name in officers))


@cache
def roster(epoch: int = 0) -> Roster:
    """Two caseworkers and recovery by two of three shares."""
    caseworkers = tuple(
        Caseworker(name, identity(name).recipient, identity(name).signing_key.public, DAY, "2026-11-28")
        for name in SIGNERS
    )
    shares = tuple(signing(f"share {number}").public for number in range(3))
    return Roster(ORIGIN, epoch, caseworkers, Recovery(identity("recovery").recipient, 2, shares))


def key_log(documents: list[bytes], cosigners: dict[str, int] | None = None) -> Note:
    """The newest checkpoint of a key log with these entries, cosigned by witnesses at POSIX times."""
    root = tree_root([leaf_hash(document) for document in documents])
    note = Checkpoint(f"{ORIGIN}/keys", len(documents), root).sign(log_signer())
    lines = [cosign(note.text, name, signing(name), time) for name, time in (cosigners or {}).items()]
    return Note(note.text, (*note.lines, *lines))


def served(
    heads: list[SignedHead], first: int = 0, cosigners: dict[str, int] | None = None, index: int | None = None
) -> ServedKeyring:
    """What a server answers to a client that knows epoch ``first``; ``heads`` is the whole key log."""
    documents = [item.document for item in heads]
    number = len(heads) - 1 if index is None else index
    path = inclusion_proof([leaf_hash(document) for document in documents], number)
    proof = TlogProof(number, tuple(path), key_log(documents, cosigners).encode())
    return ServedKeyring(tuple(heads[first:]), proof.encode())


def history(length: int = 3) -> list[SignedHead]:
    """A key log of so many epochs, all signed as they must be."""
    heads = [head()]
    for epoch in range(1, length):
        heads.append(head(epoch, heads[-1]))
    return [sign_head(heads[0], *OFFICERS)] + [sign_head(item, *OFFICERS[:2]) for item in heads[1:]]


def trust(known: Head | None = None, **changes: Any) -> TrustRoot:
    """A trust root that knows the genesis, or a later head."""
    genesis = head()
    known = known or genesis
    usual = TrustRoot(
        ORIGIN, ORIGIN, genesis.hash, log_signer().verifier, known.epoch, known.hash, 72, ("quorum none",)
    )
    return replace(usual, **changes)


def letter(**changes: Any) -> Letter:
    """An inquiry with apostrophes, emoji and no content to speak of."""
    usual = Letter(
        Kind.INQUIRY, DAY, family().public, {"full-name": "Приклад Прикладенко", "note": "п’ять 🌻 \\ \"'"}
    )
    return replace(usual, **changes)


def sealing_keyring() -> SealingKeyring:
    """What the cast's envelopes are sealed under."""
    return SealingKeyring(ORIGIN, 0, head().hash, roster().recipients)


def envelope_randomness(name: str = "envelope") -> EnvelopeRandomness:
    """The inquiry key and nonce that belong to a name."""
    return EnvelopeRandomness(seed(f"{name} inquiry key"), stream(f"{name} nonce", 24))


PUBLICATION = Publication(ORIGIN, "desk", 7)


def publication_key() -> ExchangeKey:
    """The key E of the cast's publication."""
    return ExchangeKey(seed("publication key"))


def manifest(**changes: Any) -> Manifest:
    """A manifest; ``changes`` replace fields."""
    usual = Manifest(
        PUBLICATION,
        DAY,
        NEXT_DAY,
        12,
        seed("intake root"),
        DAY,
        publication_key().public,
        1,
        seed("slices root"),
        seed("index"),
    )
    return replace(usual, **changes)


def signed_by_desk(document: bytes, namespace: Namespace, *names: str) -> bytes:
    """A document signed by caseworkers, both unless named."""
    return join_signed(document, desk_signatures(document, namespace, *names))


def desk_signatures(document: bytes, namespace: Namespace, *names: str) -> list[Signature]:
    """The caseworkers' signatures, of both unless named."""
    keys = [identity(name).signing_key for name in names or SIGNERS]
    return [sign(key, namespace.at(ORIGIN), document) for key in keys]
