"""Which witnesses must have cosigned (docs/spec/policy.md)."""

import pytest

from crypto.errors import ClockWrong, NoteSignature, PolicyMalformed, QuorumMissing
from crypto.note import TYPE_ED25519, VerifierKey
from crypto.policy import AHEAD_SECONDS, parse_policy
from tests.vectors.cast import NOW, WITNESSES, key_log, log_signer, policy_lines, signing, witness_key

A, B, C = WITNESSES
KEY_A, KEY_B, KEY_C = (witness_key(name).encode() for name in WITNESSES)
LOG = log_signer().verifier.encode()
AGE = 72 * 3600


@pytest.mark.parametrize(
    "times", [{A: NOW, B: NOW}, {A: NOW, B: NOW, C: 0}, {A: NOW - AGE, C: NOW + AHEAD_SECONDS}]
)
def test_a_quorum_of_fresh_cosignatures_is_enough(times: dict[str, int]) -> None:
    parse_policy(policy_lines()).check(key_log([b"entry"], times), NOW, AGE)


@pytest.mark.parametrize("times", [{}, {A: NOW}, {A: NOW, "stranger": NOW}, {A: NOW, B: NOW - AGE - 1}])
def test_too_few_or_stale_ones_are_not(times: dict[str, int]) -> None:
    with pytest.raises(QuorumMissing) as caught:
        parse_policy(policy_lines()).check(key_log([b"entry"], times), NOW, AGE)
    known = [time for name, time in times.items() if name != "stranger"]
    assert caught.value.facts["ours"] == NOW
    assert caught.value.facts.get("theirs") == max(known, default=None)


def test_a_clock_that_is_behind_is_told_with_both_times() -> None:
    ahead = NOW + AHEAD_SECONDS + 1
    with pytest.raises(ClockWrong) as caught:
        parse_policy(policy_lines()).check(key_log([b"entry"], {A: ahead, B: ahead}), NOW, AGE)
    assert caught.value.facts == {"ours": NOW, "theirs": ahead}


def test_one_witness_does_not_count_twice() -> None:
    note = key_log([b"entry"], {A: NOW})
    doubled = type(note)(note.text, (*note.lines, *note.lines[1:]))
    with pytest.raises(QuorumMissing):
        parse_policy(policy_lines()).check(doubled, NOW, AGE)


def test_a_bad_cosignature_rejects_the_whole_note() -> None:
    times = {A: NOW, B: NOW, C: NOW}
    note, other = key_log([b"entry"], times), key_log([b"other"], times)
    mixed = type(note)(note.text, (*note.lines[:-1], other.lines[-1]))
    with pytest.raises(NoteSignature):
        parse_policy(policy_lines()).check(mixed, NOW, AGE)


def test_no_quorum_asks_for_nothing() -> None:
    policy = parse_policy(["quorum none"])
    policy.check(key_log([b"entry"]), NOW, AGE)
    assert policy.needs_witnesses == 0


def test_groups_of_groups() -> None:
    lines = [
        "",
        "  # two organisations",
        f"log {LOG}",
        f"log\t{witness_log('x')} address",
        f"witness a {KEY_A}",
        f" witness  b {KEY_B} address ",
        f"witness c {KEY_C}",
        "group ab any a b",
        "group both all ab c",
        "quorum both",
    ]
    policy = parse_policy(lines)
    assert policy.needs_witnesses == 2
    policy.check(key_log([b"entry"], {B: NOW, C: NOW}), NOW, AGE)
    with pytest.raises(QuorumMissing):
        policy.check(key_log([b"entry"], {A: NOW, B: NOW}), NOW, AGE)


def witness_log(name: str) -> str:
    """The verifier key of some other log."""
    return VerifierKey(name, TYPE_ED25519, signing(name).public).encode()


WITNESS_A, WITNESS_B = f"witness a {KEY_A}", f"witness b {KEY_B}"


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [WITNESS_A],
        ["quorum a"],
        ["quorum a", WITNESS_A],
        ["quorum none", "quorum none"],
        ["quorum"],
        ["quorum none x"],
        ["Quorum none"],
        ["unknown x", "quorum none"],
        ["log", "quorum none"],
        ["log x", "quorum none"],
        [f"log {KEY_A}", "quorum none"],
        [f"witness a {LOG}", "quorum none"],
        [WITNESS_A, f"witness b {KEY_A}", "quorum a"],
        [WITNESS_A, WITNESS_A, "quorum a"],
        [f"log {LOG}", f"log {LOG}", "quorum none"],
        [f"witness none {KEY_A}", "quorum none"],
        [WITNESS_A, "group a 1 a", "quorum a"],
        [WITNESS_A, "group g 0 a", "quorum g"],
        [WITNESS_A, "group g 2 a", "quorum g"],
        [WITNESS_A, "group g 01 a", "quorum g"],
        [WITNESS_A, "group g x a", "quorum g"],
        [WITNESS_A, "group g any", "quorum g"],
        [WITNESS_A, "group g", "quorum g"],
        [WITNESS_A, "group g any none", "quorum g"],
        [WITNESS_A, "group g any g", "quorum g"],
        [WITNESS_A, "group g any a a", "quorum g"],
        [WITNESS_A, "group none any a", "quorum none"],
        [WITNESS_A, WITNESS_B, "group g any a", "group h any a b", "quorum h"],
        ["# x"] * 65,
    ],
)
def test_what_is_no_policy(lines: list[str]) -> None:
    with pytest.raises(PolicyMalformed):
        parse_policy(lines)


def test_a_witness_key_that_is_also_the_log_is_refused() -> None:
    same = VerifierKey(A, TYPE_ED25519, signing(A).public).encode()
    with pytest.raises(PolicyMalformed):
        parse_policy([f"log {same}", WITNESS_A, "quorum a"])
