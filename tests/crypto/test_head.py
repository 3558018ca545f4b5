"""A keyring epoch's head (docs/spec/keyring.md, "Head")."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import EncodingError, HeadMalformed
from crypto.head import HEAD_MAX, Head, Officer, Publisher, decode_head
from crypto.note import TYPE_COSIGNATURE, VerifierKey
from tests.vectors.cast import ORIGIN, WITNESSES, head, log_signer, policy_lines, signing, witness_key

GENESIS = head()
SECOND = head(1, GENESIS, policy_lines=policy_lines(), reason="two more, signer of the desk", grace=False)
OFFICER = GENESIS.officers[0]
DESK = GENESIS.publishers[0]


@pytest.mark.parametrize("item", [GENESIS, SECOND])
def test_a_head_comes_back_and_encodes_to_the_same_bytes(item: Head) -> None:
    assert decode_head(item.encode()) == item
    assert decode_head(item.encode()).encode() == item.encode()
    assert item.publisher("desk") == DESK
    assert item.publisher("other") is None


def test_the_draft_is_the_head_without_its_transcript() -> None:
    kept = [
        line for line in GENESIS.encode().splitlines(keepends=True) if not line.startswith(b"transcript ")
    ]
    assert GENESIS.draft() == b"".join(kept)
    assert len(kept) == GENESIS.encode().count(b"\n") - 1


@given(st.data())
def test_a_changed_byte_is_refused_or_makes_another_head(data: st.DataObject) -> None:
    altered = bytearray(SECOND.encode())
    altered[data.draw(st.integers(0, len(altered) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        decoded = decode_head(bytes(altered))
    except HeadMalformed:
        return
    assert decoded.hash != SECOND.hash
    assert decoded.encode() == bytes(altered)


@given(st.binary(max_size=200))
def test_random_bytes_raise_only_typed_errors(data: bytes) -> None:
    for document in (data, b"inquiry-keyring/v1\n" + data, SECOND.encode()[:-60] + data):
        with pytest.raises(HeadMalformed):
            decode_head(document)


MALFORMED: list[dict[str, Any]] = [
    {"previous": bytes(32)},
    {"epoch": 1},
    {"client": bytes(32)},
    {"origin": "origin"},
    {"realm": "Realm/x"},
    {"intake": log_signer("keys").verifier},
    {"intake": VerifierKey(f"{ORIGIN}/intake", TYPE_COSIGNATURE, signing("log intake").public)},
    {"threshold": 0},
    {"threshold": 4},
    {"officers": ()},
    {"officers": tuple(Officer(f"o-{n}", signing(f"o {n}").public) for n in range(10))},
    {"officers": (OFFICER, replace(OFFICER, name="other"))},
    {"officers": (OFFICER, Officer(OFFICER.name, signing("x").public))},
    {"officers": (OFFICER, Officer("small", bytes(32)))},
    {"officers": (OFFICER, Officer("Name", signing("x").public))},
    {"publishers": ()},
    {"publishers": (DESK, DESK)},
    {"publishers": tuple(replace(DESK, name=f"desk-{n}") for n in range(4))},
    {"publishers": (replace(DESK, threshold=3),)},
    {"publishers": (replace(DESK, threshold=0),)},
    {"publishers": (replace(DESK, signers=()),)},
    {"publishers": (replace(DESK, signers=DESK.signers[:1] * 2),)},
    {"publishers": (replace(DESK, signers=tuple(signing(f"s {n}").public for n in range(24))),)},
    {"publishers": (Publisher("desk", 1, (OFFICER.public,)),)},
    {"publishers": (Publisher("desk", 1, (log_signer("intake").verifier.public,)),)},
    {"policy_lines": ()},
    {"policy_lines": ("quorum nobody",)},
    {
        "officers": (Officer("w", signing(WITNESSES[0]).public), *GENESIS.officers[1:]),
        "policy_lines": policy_lines(),
    },
    {"policy_lines": ("quorum none", f"witness late {witness_key(OFFICER.name).encode()}")},
]


@pytest.mark.parametrize("changes", MALFORMED, ids="-".join)
def test_what_is_no_head(changes: dict[str, Any]) -> None:
    with pytest.raises(HeadMalformed):
        decode_head(replace(GENESIS, **changes).encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/v1", b"/v2"),
        (b"previous-epoch grace", b"previous-epoch yes"),
        (b"epoch 0", b"epoch 00"),
        (b"epoch 0\n", b"epoch 0\nnew line\n"),
        (b"officers 2 3", b"officers 2 2"),
        (b"publisher desk 2 2", b"publisher desk 2 02"),
        (b"client none", b"client None"),
        (b"=\nroster", b"\nroster"),
        (b"reason genesis", b"reason"),
    ],
)
def test_other_spellings_are_refused(old: bytes, new: bytes) -> None:
    assert GENESIS.encode().count(old)
    with pytest.raises(HeadMalformed):
        decode_head(GENESIS.encode().replace(old, new, 1))


def test_a_head_is_bounded() -> None:
    room = HEAD_MAX - len(replace(GENESIS, reason="").encode())
    assert len(decode_head(replace(GENESIS, reason="x" * room).encode()).encode()) == HEAD_MAX
    with pytest.raises(HeadMalformed):
        replace(GENESIS, reason="x" * (room + 1)).encode()
    with pytest.raises(HeadMalformed):
        decode_head(GENESIS.encode() + b"x" * HEAD_MAX + b"\n")


def test_a_reason_smuggles_no_line_in() -> None:
    with pytest.raises(EncodingError):
        replace(GENESIS, reason="why\ntranscript AAAA").encode()
