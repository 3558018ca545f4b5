"""Letters sealed by the browser's modules open in Python, and the other way round."""

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from crypto.envelope import (
    RECIPIENTS_MAX,
    EnvelopeRandomness,
    SealingKeyring,
    open_envelope,
    parse_header,
    seal_envelope,
)
from crypto.family import FamilyKeys
from crypto.letter import FORM_MAX, Kind
from crypto.recipient import Identity
from tests.interop import random_letters
from tests.interop.twin import Twin, attempt
from tests.vectors.operations import OPERATIONS

ROUNDS = 300
ORIGINS = ["rehearsal/test", "a/b", "inquiries.example/desk-1/x.y"]


@pytest.fixture(scope="module")
def desk() -> list[Identity]:
    """More identities than an envelope may have recipients."""
    chance = random.Random("a desk")
    return [Identity(chance.randbytes(32)) for _ in range(RECIPIENTS_MAX + 2)]


def sealing(rng: random.Random, desk: list[Identity]) -> Iterator[tuple[list[Identity], dict[str, Any]]]:
    """Random letters: whose they are, to whom they go, and everything that sealing takes."""
    for _ in range(ROUNDS):
        count = rng.choice([1, 1, 2, 2, 3, 3, 4, 5]) if rng.random() < 0.97 else rng.choice([0, 24, 25, 26])
        readers = rng.sample(desk, count)
        if count > 1 and rng.random() < 0.03:
            readers[0] = readers[1]
        root = rng.randbytes(32)
        recipients = tuple(reader.recipient for reader in readers)
        epoch = rng.choice([0, 1, 2**53 - 1])
        yield (
            readers,
            {
                "root": root,
                "letter": random_letters.letter(rng, FamilyKeys(root).public),
                "keyring": SealingKeyring(rng.choice(ORIGINS), epoch, rng.randbytes(32), recipients),
                "randomness": EnvelopeRandomness(rng.randbytes(32), rng.randbytes(24)),
            },
        )


def in_python(root: bytes, **given: Any) -> dict[str, bytes]:
    """The Python's envelope."""
    return {"envelope": seal_envelope(author=FamilyKeys(root).author, **given)}


def in_browser(rng: random.Random, root: bytes, **given: Any) -> dict[str, Any]:
    """The same, as the pipe takes it."""
    keyring, randomness = given["keyring"], given["randomness"]
    return {
        "root": root,
        "letter": random_letters.describe(given["letter"], rng),
        "keyring": {
            "origin": keyring.origin,
            "epoch": keyring.epoch,
            "head": keyring.head_hash,
            "recipients": [{"x25519": item.x25519, "xwing": item.xwing} for item in keyring.recipients],
        },
        "randomness": {"key": randomness.inquiry_key, "nonce": randomness.nonce},
    }


def test_both_seal_and_open_each_others_letters(twin: Twin, rng: random.Random, desk: list[Identity]) -> None:
    seen: Counter[str | None] = Counter()
    for readers, given in sealing(rng, desk):
        ours = attempt(in_python, **given)
        theirs = twin.ask("twin/seal-envelope", **in_browser(rng, **given))
        seen[ours.code] += 1
        if ours.code is not None:
            assert (theirs.code, theirs.facts) == (ours.code, ours.facts)
            continue
        assert theirs.code is None, theirs
        keyring, reader = given["keyring"], rng.choice(readers)
        # 1. Python opens the browser's, of the same size and header, and finds the same letter.
        envelope = theirs.output["envelope"]
        assert open_envelope(envelope, reader, keyring.origin) == given["letter"]
        assert len(envelope) == len(ours.output["envelope"])
        assert list(parse_header(envelope).stanzas) == sorted(item.recipient.short_id for item in readers)
        # 2. Sealing told how far it was, after each recipient.
        assert theirs.output["progress"] == [[done + 1, len(readers)] for done in range(len(readers))]
        # 3. The browser opens Python's.
        asked = {"envelope_bytes": ours.output["envelope"], "seed": reader.seed, "origin": keyring.origin}
        assert twin.ask("envelope/open", **asked) == attempt(OPERATIONS["envelope/open"], **asked)
    assert seen[None] > ROUNDS / 2
    assert {"letter-malformed", "letter-too-large", "envelope-recipients"} <= set(seen), seen


def test_the_longest_form_is_equally_long(twin: Twin, rng: random.Random, desk: list[Identity]) -> None:
    for length, code in [(FORM_MAX, None), (FORM_MAX + 1, "letter-too-large")]:
        root = rng.randbytes(32)
        form = {"a": "x" * (length - len('{"a":""}'))}
        given = {
            "root": root,
            "letter": random_letters.Letter(Kind.INQUIRY, "2026-05-28", FamilyKeys(root).public, form),
            "keyring": SealingKeyring("a/b", 3, rng.randbytes(32), (desk[0].recipient,)),
            "randomness": EnvelopeRandomness(rng.randbytes(32), rng.randbytes(24)),
        }
        assert attempt(in_python, **given).code == code
        assert twin.ask("twin/seal-envelope", **in_browser(rng, **given)).code == code


def test_the_largest_envelope_and_all_recipients(
    twin: Twin, rng: random.Random, desk: list[Identity]
) -> None:
    for kind, size in [(Kind.INQUIRY, 4_100_000), (Kind.ADDITION, 480_000), (Kind.PROBE, 0)]:
        root = rng.randbytes(32)
        readers = desk[:RECIPIENTS_MAX]
        attachment = random_letters.Attachment("image/jpeg", rng.randbytes(size))
        letter = random_letters.Letter(kind, "2026-05-28", FamilyKeys(root).public, {}, (attachment,))
        given = {
            "root": root,
            "letter": letter,
            "keyring": SealingKeyring("a/b", 3, rng.randbytes(32), tuple(item.recipient for item in readers)),
            "randomness": EnvelopeRandomness(rng.randbytes(32), rng.randbytes(24)),
        }
        envelope = twin.do("twin/seal-envelope", **in_browser(rng, **given))["envelope"]
        assert {open_envelope(envelope, reader, "a/b").kind for reader in readers} == {kind}
        assert open_envelope(envelope, readers[-1], "a/b") == letter
