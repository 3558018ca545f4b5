"""Every accepted vector, spoiled at random: what comes out is a typed error or another acceptable thing.

``TRACKER_TEST_SEED`` repeats a run; it is printed at its head.
"""

import random

from crypto.errors import TrackerError
from tests.vectors.operations import OPERATIONS
from tests.vectors.test_vectors import CASES

ROUNDS = 3000
# Bytes that an implementation makes or keeps itself never come from a stranger in another length.
OURS = {"key", "nonce", "tag", "place", "root", "secret", "leaf", "seed", "plaintext", "entropy"}
SLOW_OR_OURS = {
    "identity/open",
    "passphrase/argon2id",
    "passphrase/stretch",
    "keys/exchange-iterated",
    "recipient/hpke",
    "form/steps",
    "form/answered",
    "form/skipped",
    "form/sibling",
}
FRAGMENTS = [
    b"\n", b" ", b"\0", b"\xff", b"\r", b"=", b"0", b"9" * 20, b"{", b"[", b"none", b"end -\n", b"\n\n",
    b"-----BEGIN SSH SIGNATURE-----\n", "— ".encode(), b"\xed\xa0\x80", b'"\\ud800"', b"policy quorum none\n",
]  # fmt: skip
ACCEPTED = [case for case in CASES if case.error is None and case.operation not in SLOW_OR_OURS]


def spoiled(data: bytes, rng: random.Random) -> bytes:
    """A bit turned, a piece put in, left out or doubled, lines exchanged, or the end cut off."""
    start = rng.randrange(len(data) + 1)
    end = min(len(data), start + rng.randrange(1, 80))
    lines = data.split(b"\n")
    one, two = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    turned = bytes([data[start] ^ 1 << rng.randrange(8)]) if start < len(data) else b""
    return rng.choice(
        [
            data[:start] + turned + data[start + 1 :],
            data[:start] + rng.choice(FRAGMENTS) + data[start:],
            data[:start] + data[end:],
            data[:end] + data[start:],
            data[:start],
            b"\n".join(lines),
        ]
    )


def test_spoiled_vectors_raise_only_typed_errors(rng: random.Random) -> None:
    refused = 0
    for _ in range(ROUNDS):
        case = rng.choice(ACCEPTED)
        given = dict(case.given)
        ours = [name for name, value in given.items() if isinstance(value, bytes) and name not in OURS]
        if not ours:
            continue
        name = rng.choice(ours)
        given[name] = spoiled(given[name], rng)
        try:
            OPERATIONS[case.operation](**given)
        except TrackerError:
            refused += 1
        except UnicodeDecodeError:
            # Where an operation is given text, as it stands in these files in UTF-8.
            assert name in {"text", "typed", "armored", "word", "value"}, (case, name)
        except ValueError:
            assert case.operation == "encoding/json-write", (case, name)
    assert refused > ROUNDS / 4
