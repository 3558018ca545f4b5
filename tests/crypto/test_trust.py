"""The trust root (docs/spec/trust.md)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import TrackerError, TrustMalformed, TrustWeak
from crypto.note import TYPE_COSIGNATURE, VerifierKey
from crypto.trust import TrustRoot, decode_trust
from tests.vectors.cast import head, log_signer, policy_lines, seed, signing, trust

REAL = "people.example/inquiries"
SELF_WITNESS = VerifierKey("w.example", TYPE_COSIGNATURE, signing("log keys").public)


def real(**changes: Any) -> TrustRoot:
    """A trust root that is no rehearsal."""
    usual = {
        "origin": REAL,
        "realm": REAL,
        "log": log_signer(origin=REAL).verifier,
        "policy_lines": policy_lines(),
    }
    return trust(**usual | changes)


@pytest.mark.parametrize(
    "item", [trust(), trust(head(1, head())), trust(policy_lines=policy_lines()), real()]
)
def test_a_trust_root_comes_back(item: TrustRoot) -> None:
    assert decode_trust(item.encode()) == item
    assert decode_trust(item.encode()).is_rehearsal == item.origin.startswith("rehearsal/")


@pytest.mark.parametrize(
    "lines",
    [
        ("quorum none",),
        policy_lines(threshold=1),
        (*policy_lines()[:1], f"group twice 1 {policy_lines()[0].split()[1]}", "quorum twice"),
    ],
)
def test_a_real_one_asks_for_two_witnesses(lines: tuple[str, ...]) -> None:
    with pytest.raises(TrustWeak):
        decode_trust(real(policy_lines=lines).encode())
    assert decode_trust(trust(policy_lines=lines).encode()).is_rehearsal


def test_one_witness_in_two_groups_is_not_two() -> None:
    name = policy_lines()[0].split()[1]
    lines = (policy_lines()[0], f"group a 1 {name}", f"group b 1 {name}", "group q 2 a b", "quorum q")
    with pytest.raises(TrustMalformed):
        decode_trust(real(policy_lines=lines).encode())


@pytest.mark.parametrize(
    "changes",
    [
        {"log": log_signer("intake").verifier},
        {"log": VerifierKey(log_signer().name, TYPE_COSIGNATURE, signing("log keys").public)},
        {"known_head": seed("other")},
        {"max_age_hours": 0},
        {"max_age_hours": 14 * 24 + 1},
        {"policy_lines": ()},
        {"policy_lines": ("quorum nobody",)},
        {"policy_lines": (f"witness log {SELF_WITNESS.encode()}", "quorum log")},
        {"origin": "Rehearsal/x"},
    ],
)
def test_what_is_no_trust_root(changes: dict[str, Any]) -> None:
    with pytest.raises(TrustMalformed):
        decode_trust(trust(**changes).encode())


@given(st.data())
def test_a_changed_byte_is_refused_or_makes_another_trust_root(data: st.DataObject) -> None:
    altered = bytearray(trust().encode())
    altered[data.draw(st.integers(0, len(altered) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        decoded = decode_trust(bytes(altered))
    except TrackerError:
        return
    assert decoded != trust()
    assert decoded.encode() == bytes(altered)


@given(st.binary(max_size=200))
def test_random_bytes_raise_only_typed_errors(data: bytes) -> None:
    for document in (data, b"inquiry-trust/v1\n" + data, trust().encode() + data):
        if document != trust().encode():
            with pytest.raises(TrustMalformed):
                decode_trust(document)
