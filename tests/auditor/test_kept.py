"""The file of what an auditor keeps: one encoding, nothing lost, nothing half-written."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.vectors import cast
from tracker.auditor.kept import NOTES_MAX, Kept, Probe, decode_kept, read_kept, write_kept
from tracker.records.archive import Log
from tracker.records.errors import AuditStateMalformed

FULL = Kept(
    cast.ORIGIN,
    {Log.KEYS: (b"one\n", b"two\n"), Log.INTAKE: (b"three\n",)},
    (Probe(cast.seed("envelope"), "2026-05-28", 12, b"receipt\n"),),
)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    write_kept(tmp_path / "seen", FULL)
    assert read_kept(tmp_path / "seen") == FULL
    assert [path.name for path in tmp_path.iterdir()] == ["seen"]


def test_nothing_is_kept_before_the_first_audit(tmp_path: Path) -> None:
    assert read_kept(tmp_path / "seen") is None


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"inquiry-audit-state/v2\n",
        FULL.encode() + b"\n",
        FULL.encode().replace(b"checkpoint keys", b"checkpoint others"),
        FULL.encode().replace(b"2026-05-28", b"2026-05-32"),
        b"\n".join(sorted(FULL.encode().split(b"\n"), reverse=True)),
    ],
)
def test_any_other_encoding_is_refused(spoilt: bytes) -> None:
    with pytest.raises(AuditStateMalformed):
        decode_kept(spoilt)


def test_the_same_checkpoint_is_kept_once() -> None:
    assert FULL.adding({Log.KEYS: b"two\n"}) == FULL
    assert FULL.adding({Log.KEYS: b"new\n"}).of(Log.KEYS) == (b"one\n", b"two\n", b"new\n")


def test_of_too_many_the_first_is_never_forgotten() -> None:
    many = replace(FULL, notes={Log.KEYS: tuple(f"{number}\n".encode() for number in range(NOTES_MAX))})
    grown = many.adding({Log.KEYS: b"newest\n"}).of(Log.KEYS)
    assert (len(grown), grown[0], grown[1], grown[-1]) == (NOTES_MAX, b"0\n", b"2\n", b"newest\n")
