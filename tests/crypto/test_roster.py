"""To whom letters are sealed (docs/spec/keyring.md, "Roster")."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.errors import RosterMalformed
from crypto.roster import Recovery, Roster, decode_roster
from tests.vectors.cast import SIGNERS, identity, roster, signing

GOOD = roster()
ONE, TWO = GOOD.caseworkers
RECOVERY = GOOD.recovery


def test_a_roster_comes_back_and_names_all_recipients() -> None:
    assert decode_roster(GOOD.encode()) == GOOD
    assert GOOD.recipients == (
        *(identity(name).recipient for name in SIGNERS),
        identity("recovery").recipient,
    )


@settings(max_examples=50)
@given(st.data())
def test_a_changed_byte_is_refused_or_makes_another_roster(data: st.DataObject) -> None:
    altered = bytearray(GOOD.encode())
    altered[data.draw(st.integers(0, len(altered) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        decoded = decode_roster(bytes(altered))
    except RosterMalformed:
        return
    assert decoded.hash != GOOD.hash
    assert decoded.encode() == bytes(altered)


@given(st.binary(max_size=200))
def test_random_bytes_raise_only_typed_errors(data: bytes) -> None:
    for document in (data, b"inquiry-roster/v1\norigin a/b\nepoch 0\n" + data):
        with pytest.raises(RosterMalformed):
            decode_roster(document)


def many(count: int) -> tuple[object, ...]:
    """So many caseworkers."""
    return tuple(
        replace(
            ONE,
            name=f"n-{number:02}",
            recipient=identity(f"n {number}").recipient,
            signing=signing(f"n {number}").public,
        )
        for number in range(count)
    )


@pytest.mark.parametrize(
    "wrong",
    [
        replace(GOOD, caseworkers=()),
        replace(GOOD, caseworkers=(TWO, ONE)),
        replace(GOOD, caseworkers=(ONE, replace(TWO, name=ONE.name))),
        replace(GOOD, caseworkers=(ONE, replace(TWO, recipient=ONE.recipient))),
        replace(
            GOOD,
            caseworkers=(ONE, replace(TWO, recipient=replace(TWO.recipient, x25519=ONE.recipient.x25519))),
        ),
        replace(
            GOOD, caseworkers=(ONE, replace(TWO, recipient=replace(TWO.recipient, xwing=ONE.recipient.xwing)))
        ),
        replace(GOOD, caseworkers=(ONE, replace(TWO, signing=ONE.signing))),
        replace(GOOD, caseworkers=(ONE, replace(TWO, signing=RECOVERY.commitments[0]))),
        replace(GOOD, caseworkers=(replace(ONE, signing=bytes(32)),)),
        replace(GOOD, caseworkers=(replace(ONE, recipient=replace(ONE.recipient, x25519=bytes(32))),)),
        replace(GOOD, caseworkers=(replace(ONE, last_day="2020-01-01"),)),
        replace(GOOD, caseworkers=(replace(ONE, last_day="2026-02-30"),)),
        replace(GOOD, caseworkers=(replace(ONE, name="Name"),)),
        replace(GOOD, caseworkers=many(24)),
        replace(GOOD, origin="origin"),
        replace(GOOD, recovery=replace(RECOVERY, recipient=ONE.recipient)),
        replace(GOOD, recovery=replace(RECOVERY, threshold=0)),
        replace(GOOD, recovery=replace(RECOVERY, threshold=4)),
        replace(GOOD, recovery=replace(RECOVERY, commitments=RECOVERY.commitments[:1] * 2)),
        replace(
            GOOD, recovery=Recovery(RECOVERY.recipient, 2, tuple(signing(f"x {n}").public for n in range(17)))
        ),
        replace(GOOD, recovery=Recovery(RECOVERY.recipient, 0, ())),
    ],
)
def test_what_is_no_roster(wrong: Roster) -> None:
    with pytest.raises(RosterMalformed):
        decode_roster(wrong.encode())


def test_twenty_three_caseworkers_and_recovery_fit() -> None:
    assert len(decode_roster(replace(GOOD, caseworkers=many(23)).encode()).recipients) == 24


def test_trailing_lines_are_refused() -> None:
    for document in (
        GOOD.encode() + b"x\n",
        GOOD.encode()[:-1],
        GOOD.encode().replace(b"epoch 0", b"epoch 00"),
    ):
        with pytest.raises(RosterMalformed):
            decode_roster(document)
