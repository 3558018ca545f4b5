"""Python and the browser's modules trust the same keyrings, rosters, manifests and receipts alone."""

import random
from collections import Counter
from typing import Any

from crypto.head import Publisher
from crypto.intake import make_receipt
from crypto.labels import Namespace
from crypto.manifest import Manifest
from crypto.sshsig import join_signed, sign
from tests.interop import random_keyrings
from tests.interop.twin import Outcome, Twin, attempt
from tests.vectors.cast import NOW, ORIGIN, PUBLICATION, head, log_signer, manifest, signing
from tests.vectors.operations import OPERATIONS

KEYRINGS = 300
# Refusals of which each run has some; there are others.
COMMON = {
    "officers-missing", "quorum-missing", "clock-wrong", "head-malformed", "proof-invalid", "keyring-roles",
}  # fmt: skip
ROSTERS = 100
MANIFESTS = 300
RECEIPTS = 300


def both(twin: Twin, operation: str, **given: Any) -> Outcome:
    """What both make of it, which must be the same in output, code and facts."""
    ours = attempt(OPERATIONS[operation], **given)
    assert twin.ask(operation, **given) == ours, given
    return ours


def test_the_same_keyrings(twin: Twin, rng: random.Random) -> None:
    seen: Counter[str | None] = Counter()
    for _ in range(KEYRINGS):
        trust, served = random_keyrings.history(rng)
        now = NOW + rng.choice([0, 0, 3600, -3600])
        given = {"trust_bytes": trust.encode(), "served": served.encode(), "now": now}
        seen[both(twin, "keyring/verify", **given).code] += 1
    assert seen[None] > KEYRINGS / 5, seen
    assert set(seen) >= COMMON, seen


def test_the_same_rosters(twin: Twin, rng: random.Random) -> None:
    seen: Counter[str | None] = Counter()
    for _ in range(ROSTERS):
        drawn = random_keyrings.roster(rng)
        made = attempt(lambda: {"document": drawn.encode()})  # noqa: B023
        if made.code is None:
            named = head(roster=rng.choice([drawn.hash, drawn.hash, rng.randbytes(32)])).encode()
            given = {"head_bytes": named, "document": made.output["document"]}
            seen[both(twin, "keyring/seal-to", **given).code] += 1
            both(twin, "keyring/roster", document=made.output["document"])
    assert set(seen) == {None, "roster-mismatch", "roster-malformed"}, seen


def test_the_same_manifests(twin: Twin, rng: random.Random) -> None:
    seen: Counter[str | None] = Counter()
    for _ in range(MANIFESTS):
        signers = [f"signer {number}" for number in range(4)]
        authorised = tuple(signing(name).public for name in signers[:3])
        publisher = Publisher("desk", rng.randrange(1, 4), authorised)
        document = _manifest(rng).encode()
        namespace = rng.choice([Namespace.MAILBOX] * 5 + [Namespace.OUTBOX]).at(ORIGIN)
        chosen = rng.sample(signers, rng.randrange(len(signers)))
        signatures = [sign(signing(name), namespace, document) for name in chosen]
        if rng.random() < 0.1:
            document = document.replace(b"slices 1", b"slices 2")
        given = {
            "signed": join_signed(document, signatures),
            "head_bytes": head(publishers=(publisher,)).encode(),
            "publisher": rng.choice(["desk"] * 9 + ["other"]),
        }
        seen[both(twin, "manifest/open", **given).code] += 1
    refused = {"threshold-missing", "signer-retired", "manifest-malformed", "epoch-unknown"}
    assert set(seen) >= {None, *refused}, seen


def test_the_same_receipts(twin: Twin, rng: random.Random) -> None:
    seen: Counter[str | None] = Counter()
    for _ in range(RECEIPTS):
        digest = rng.randbytes(32)
        signer = log_signer(rng.choice(["intake"] * 3 + ["keys"]))
        receipt = make_receipt(digest, f"2026-0{rng.randrange(1, 10)}-28", signer).encode()
        given = {
            "receipt": receipt + rng.choice([b""] * 5 + [b"\n"]),
            "envelope_hash": rng.choice([digest] * 3 + [rng.randbytes(32)]),
            "intake_key": log_signer("intake").verifier.encode(),
        }
        seen[both(twin, "intake/receipt", **given).code] += 1
    assert set(seen) == {None, "receipt-invalid"}


def _manifest(rng: random.Random) -> Manifest:
    changes: list[dict[str, Any]] = [{}] * 6 + [
        {"slices": rng.choice([0, 8193, 1 << 20, (1 << 20) + 1])},
        {"key": bytes(32)},
        {"next_day": "2026-02-29"},
        {"publication": type(PUBLICATION)("rehearsal/else", "desk", 7)},
        {"intake_size": 2**53},
    ]
    return manifest(root=rng.randbytes(32), index=rng.randbytes(32), **rng.choice(changes))
