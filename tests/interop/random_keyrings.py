"""Keyrings at random: officers come and go, witnesses sign in time or not, and half of them have a fault."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from crypto.head import Head, Officer, Publisher
from crypto.keyring import ServedKeyring, SignedHead
from crypto.note import TYPE_COSIGNATURE, NoteSigner, VerifierKey
from crypto.recipient import Identity, Recipient
from crypto.roster import Caseworker, Recovery, Roster
from crypto.tlog_proof import TlogProof
from crypto.trust import TrustRoot
from tests.vectors.cast import (
    DAY,
    NOW,
    ORIGIN,
    WITNESSES,
    head,
    identity,
    key_log,
    log_signer,
    policy_lines,
    seed,
    served,
    sign_head,
    signing,
    trust,
)

_POOL = [f"officer-{letter}" for letter in "abcdefgh"]
_HOUR = 3600
_AGES = [0, 0, 0, 1, -24 * _HOUR, -24 * _HOUR - 1, 71 * _HOUR, 72 * _HOUR, 72 * _HOUR + 1, 10**9]


@dataclass
class History:
    """A key log in the making: heads, how each was signed, and what clients are told."""

    heads: list[Head] = field(default_factory=list)
    signed: list[SignedHead] = field(default_factory=list)

    def add(self, rng: random.Random, faulty: bool) -> None:
        """One epoch more, signed by enough officers of both epochs, or, if faulty, by some."""
        officers = sorted(rng.sample(_POOL, rng.randrange(1, 6)))
        previous = self.heads[-1] if self.heads else None
        changes: dict[str, Any] = {
            "officers": tuple(Officer(name, signing(name).public) for name in officers),
            "threshold": rng.randrange(1, len(officers) + 1),
            "publishers": tuple(_publisher(rng, name) for name in rng.choice([["desk"], ["desk", "other"]])),
            "policy_lines": rng.choice(_policies(rng)),
            "grace": rng.random() < 0.5,
        }
        made = head(len(self.heads), previous, **changes)
        if rng.random() < 0.35:
            made = replace(made, **rng.choice(_crossings(rng)))
        if faulty:
            made = replace(made, **rng.choice(_head_faults(rng)))
        self.heads.append(made)
        self.signed.append(_sign(rng, made, [item for item in (previous, made) if item], faulty))

    def serve(self, rng: random.Random, faulty: bool) -> tuple[TrustRoot, ServedKeyring]:
        """A trust root that knows one of the heads, and what a server answers to who carries it."""
        known = rng.randrange(len(self.heads))
        cosigners = {name: NOW - rng.choice(_AGES) for name in WITNESSES if rng.random() < 0.8}
        genesis = self.heads[0].hash
        root = trust(self.heads[known], genesis=genesis, policy_lines=rng.choice(_policies(rng)))
        answer = served(self.signed, known, cosigners)
        if faulty:
            root, answer = rng.choice(_serving_faults(rng))(self, root, answer)
        return root, answer


def history(rng: random.Random) -> tuple[TrustRoot, ServedKeyring]:
    """A trust root and a keyring for it; about half of the keyrings are good."""
    made = History()
    faulty_epoch = rng.randrange(12)
    for epoch in range(rng.randrange(1, 7)):
        made.add(rng, epoch == faulty_epoch)
    return made.serve(rng, rng.random() < 0.25)


@cache
def readers() -> list[Identity]:
    """More identities than a roster may have."""
    return [identity(f"reader {number}") for number in range(25)]


def roster(rng: random.Random) -> Roster:
    """A roster; about one in three breaks a rule."""
    count = rng.choice([1, 2, 3, 5, 23, 24])
    ours = rng.sample(readers(), count + 1)
    names = sorted(rng.sample([f"reader-{number}" for number in range(40)], count))
    workers = [
        Caseworker(name, who.recipient, who.signing_key.public, DAY, rng.choice([DAY, "2026-11-28"]))
        for name, who in zip(names, ours, strict=False)
    ]
    if rng.random() < 0.3:
        place = rng.randrange(count)
        last = rng.choice(["2025-01-01", "2026-02-29", DAY])
        workers[place] = Caseworker(rng.choice(["x", "Ж"]), ours[-1].recipient, bytes(32), DAY, last)
    if rng.random() < 0.2:
        ours_half, theirs = workers[-1].recipient, ours[-1].recipient
        halves = [Recipient(ours_half.x25519, theirs.xwing), Recipient(theirs.x25519, ours_half.xwing)]
        workers[-1] = replace(workers[-1], recipient=rng.choice(halves))
    if rng.random() < 0.2:
        workers[0] = replace(workers[0], name=workers[min(1, count - 1)].name)
    shares = tuple(signing(f"share {number}").public for number in rng.sample(range(20), rng.randrange(18)))
    return Roster(ORIGIN, 0, tuple(workers), Recovery(ours[-1].recipient, rng.randrange(4), shares))


def _publisher(rng: random.Random, name: str) -> Publisher:
    numbers = rng.sample(range(9), rng.randrange(1, 5))
    signers = tuple(signing(f"signer {number}").public for number in numbers)
    return Publisher(name, rng.randrange(1, len(signers) + 1), signers)


def _policies(rng: random.Random) -> list[tuple[str, ...]]:
    return [("quorum none",), ("quorum none",), policy_lines(rng.randrange(1, 4))]


def _crossings(rng: random.Random) -> list[dict[str, Any]]:
    """What is sound in a head, and may give a key a second role or name beside trust root and other heads."""
    name, other = rng.choice(WITNESSES), f"w{rng.randrange(3)}.example"
    key = rng.choice(
        [signing(name), signing("officer-a"), signing("signer 0"), log_signer().key, signing("x")]
    )
    witness = f"witness w {VerifierKey(other, TYPE_COSIGNATURE, key.public).encode()}"
    logs = [log_signer(), NoteSigner(log_signer().name, key), NoteSigner(f"{ORIGIN}/ceremony", key)]
    named = f"log {rng.choice(logs).verifier.encode()}"
    return [
        {"policy_lines": (witness, "quorum none")},
        {"policy_lines": (named, "quorum none")},
        {"policy_lines": ("quorum none",), "intake": NoteSigner(f"{ORIGIN}/intake", key).verifier},
        {"policy_lines": ("quorum none",), "publishers": (Publisher("desk", 1, (signing(name).public,)),)},
    ]


def _head_faults(rng: random.Random) -> list[dict[str, Any]]:
    return [
        {},
        {},
        {},
        {"previous": rng.randbytes(32)},
        {"epoch": rng.randrange(9)},
        {"origin": "rehearsal/else", "intake": log_signer("intake", "rehearsal/else").verifier},
        {"realm": "rehearsal/else"},
        {"threshold": rng.choice([0, 9])},
        {"officers": ()},
        {"publishers": ()},
        {"intake": log_signer("keys").verifier},
        {"policy_lines": ("quorum nobody",)},
        {"officers": (Officer("twice", signing("signer 0").public),) * 2},
        {"officers": (Officer("small", bytes(32)),)},
        {"policy_lines": ("#",) * 65},
    ]


def _sign(rng: random.Random, made: Head, epochs: Sequence[Head], faulty: bool) -> SignedHead:
    """Signed by the least number of officers that satisfies both epochs, and perhaps by more."""
    names = set()
    for item in epochs:
        able = [officer.name for officer in item.officers if officer.name in _POOL]
        names |= set(rng.sample(able, min(len(able), max(0, item.threshold))))
    names |= set(rng.sample(_POOL, rng.randrange(3)))
    if faulty and names:
        names -= set(rng.sample(sorted(names), rng.randrange(len(names)) + 1))
    namespace = f"mailbox@{ORIGIN}" if faulty and rng.random() < 0.3 else None
    return sign_head(made, *sorted(names), namespace=namespace)


def _serving_faults(rng: random.Random) -> list[Any]:
    return [_behind, _ahead, _stranger, _forgetful, _unproven, _gap, _other, _mixed(rng), _mixed(rng)]


def _behind(made: History, root: TrustRoot, answer: ServedKeyring) -> tuple[TrustRoot, ServedKeyring]:
    proof = served(made.signed, index=max(0, len(made.signed) - 2)).proof
    return root, ServedKeyring(answer.heads[:-1] or answer.heads, proof)


def _ahead(made: History, root: TrustRoot, answer: ServedKeyring) -> tuple[TrustRoot, ServedKeyring]:
    return trust(head(9, made.heads[-1]), genesis=root.genesis), answer


def _stranger(_: History, root: TrustRoot, answer: ServedKeyring) -> tuple[TrustRoot, ServedKeyring]:
    return replace(root, log=NoteSigner(log_signer().name, signing("stranger")).verifier), answer


def _other(_: History, root: TrustRoot, answer: ServedKeyring) -> tuple[TrustRoot, ServedKeyring]:
    known = seed("another head")
    genesis = root.genesis if root.known_epoch else known
    return replace(root, genesis=genesis, known_head=known), answer


def _forgetful(_: History, root: TrustRoot, answer: ServedKeyring) -> tuple[TrustRoot, ServedKeyring]:
    return root, ServedKeyring(answer.heads[:-1], answer.proof)


def _unproven(made: History, root: TrustRoot, answer: ServedKeyring) -> tuple[TrustRoot, ServedKeyring]:
    log = key_log([item.document for item in made.signed]).encode()
    return root, ServedKeyring(answer.heads, TlogProof(0, (seed("x"),), log).encode())


def _gap(_: History, root: TrustRoot, answer: ServedKeyring) -> tuple[TrustRoot, ServedKeyring]:
    return root, ServedKeyring((*answer.heads[:1], *answer.heads[2:]), answer.proof)


def _mixed(rng: random.Random) -> Any:
    def mix(_: History, root: TrustRoot, answer: ServedKeyring) -> tuple[TrustRoot, ServedKeyring]:
        heads = tuple(SignedHead(item.document, rng.choice(answer.heads).signatures) for item in answer.heads)
        return root, ServedKeyring(heads, answer.proof)

    return mix
