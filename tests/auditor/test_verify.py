"""The rules on a genesis: a good one holds, and each way to spoil it fails the rule that is about it."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from crypto.checkpoint import parse_checkpoint
from crypto.keys import SigningKey
from crypto.note import NoteSigner, parse_note
from crypto.sshsig import join_signed, split_signed
from tests.auditor.memory import MemorySource
from tests.auditor.small_archive import NOW, Files, SmallArchive, checkpoint, log_files
from tests.vectors import cast
from tracker.auditor import verify as rules
from tracker.auditor.finding import Finding, Result
from tracker.auditor.verify import Audit, verify
from tracker.records import archive
from tracker.records.archive import Log

LATER = 40 * 3600


def audit(good: SmallArchive, files: Files, now: int = NOW) -> Audit:
    """The audit of these files with the good archive's trust root."""
    return verify(good.trust.encode(), MemorySource(files), now)


def first_failure(done: Audit) -> tuple[int, str | None]:
    """Number and code of the first rule that fails."""
    failed = next(item for item in done.findings if item.result is Result.FAILS)
    return failed.number, failed.code


def of(done: Audit, number: int) -> Finding:
    """The finding of a rule."""
    return done.findings[number - 1]


def test_a_good_archive_holds(good: SmallArchive) -> None:
    done = audit(good, good.files)
    assert [item for item in done.findings if item.result in (Result.FAILS, Result.UNDECIDED)] == []
    assert done.holds
    assert len(done.findings) == 40


def test_the_rules_are_numbered_alike_in_docstring_and_table() -> None:
    told = re.findall(r"^ ?(\d+)\. (.*)$", rules.__doc__ or "", re.MULTILINE)
    assert [(int(number), title) for number, title in told] == [
        (rule.number, rule.title) for rule in rules.RULES
    ]
    assert [rule.number for rule in rules.RULES] == list(range(1, 41))


def without(path: str) -> Callable[[Files], Files]:
    """The archive without a file."""
    return lambda files: {name: data for name, data in files.items() if name != path}


def with_bytes(path: str, data: bytes) -> Callable[[Files], Files]:
    """The archive with another file."""
    return lambda files: files | {path: data}


def flipped(path: str, at: int = -40) -> Callable[[Files], Files]:
    """The archive with one bit of a file changed."""

    def change(files: Files) -> Files:
        data = bytearray(files[path])
        data[at] ^= 1
        return files | {path: bytes(data)}

    return change


def unsigned_by_one(path: str) -> Callable[[Files], Files]:
    """A signed text with one signature fewer."""

    def change(files: Files) -> Files:
        document, signatures = split_signed(files[path])
        return files | {path: join_signed(document, signatures[1:])}

    return change


SPOILT = {
    "no key log": (without(Log.KEYS.checkpoint), 2, "archive-missing"),
    "key log by another key": (
        lambda files: files | {Log.KEYS.checkpoint: _forged(files)},
        2,
        "note-signature",
    ),
    "unfresh key log": (
        lambda files: files | log_files(Log.KEYS, [_entry(files)], NOW - 73 * 3600),
        3,
        "quorum-missing",
    ),
    "a future cosignature": (
        lambda files: files | log_files(Log.KEYS, [_entry(files)], NOW + LATER),
        3,
        "clock-wrong",
    ),
    "no tile": (without(Log.KEYS.tile("tile/0/000.p/1")), 4, "tile-missing"),
    "a flipped tile": (flipped(Log.KEYS.tile("tile/0/000.p/1"), 3), 4, "tile-mismatch"),
    "no bundle": (without(Log.KEYS.tile("tile/entries/000.p/1")), 4, "tile-missing"),
    "a flipped entry": (flipped(Log.KEYS.tile("tile/entries/000.p/1")), 4, "tile-mismatch"),
    "no keyring": (without(archive.KEYRING), 8, "archive-missing"),
    "no roster": (without(archive.roster(0)), 11, "archive-missing"),
    "another roster": (flipped(archive.roster(0)), 11, "roster-mismatch"),
    "another served roster": (flipped(archive.ROSTER), 11, "roster-mismatch"),
    "no ceremony log": (without(Log.CEREMONY.checkpoint), 14, "archive-missing"),
    "a flipped ceremony entry": (flipped(Log.CEREMONY.tile("tile/entries/000.p/2")), 16, "tile-mismatch"),
    "no transcript": (without(archive.transcript(0)), 20, "archive-missing"),
    "an altered transcript": (flipped(archive.transcript(0), 60), 20, "transcript-malformed"),
    "a signature fewer": (unsigned_by_one(archive.transcript(0)), 21, "signature-missing"),
    "another script": (with_bytes(archive.script(0), b"1. Nothing is read\n"), 25, "script-differs"),
    "no proof": (without(archive.possession(0, "recovery")), 26, "archive-missing"),
    "a flipped proof": (flipped(archive.possession(0, "recovery"), 30), 26, "possession-invalid"),
    "a manifest of one signer": (
        unsigned_by_one(archive.mailbox_manifest("desk")),
        33,
        "threshold-missing",
    ),
    "no intake log": (without(Log.INTAKE.checkpoint), 34, "archive-missing"),
    "a flipped intake entry": (flipped(Log.INTAKE.tile("tile/entries/000"), 100), 36, "tile-mismatch"),
    "other letters than the desk read": (
        lambda files: files | log_files(Log.INTAKE, [cast.seed("another")] * 40, NOW),
        38,
        "intake-differs",
    ),
}


def _forged(files: Files) -> bytes:
    """The key log's checkpoint, signed by somebody who only uses its name."""
    forger = NoteSigner(Log.KEYS.origin(cast.ORIGIN), SigningKey(cast.seed("forger")))
    return parse_checkpoint(parse_note(files[Log.KEYS.checkpoint]).text).sign(forger).encode()


def _entry(files: Files) -> bytes:
    return files[Log.KEYS.tile("tile/entries/000.p/1")][2:]


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_spoilt_fails_its_rule(name: str, good: SmallArchive) -> None:
    spoil, number, code = SPOILT[name]
    done = audit(good, spoil(good.files))
    assert not done.holds
    assert first_failure(done) == (number, code)


def test_rules_on_what_was_not_proven_are_undecided(good: SmallArchive) -> None:
    done = audit(good, without(Log.KEYS.checkpoint)(good.files))
    assert of(done, 4).result is Result.UNDECIDED
    assert of(done, 9).result is Result.UNDECIDED
    assert {item.result for item in done.findings[2:]} <= {Result.UNDECIDED, Result.FAILS}


def test_a_trust_root_of_another_genesis_is_not_satisfied(good: SmallArchive) -> None:
    other = replace(good.trust, genesis=bytes(32), known_head=bytes(32))
    done = verify(other.encode(), MemorySource(good.files), NOW)
    assert first_failure(done) == (7, "keyring-genesis")


def test_keys_grow_old(good: SmallArchive) -> None:
    later = NOW + 200 * 86400
    files = good.files | log_files(Log.KEYS, [_entry(good.files)], later)
    done = audit(good, files, later)
    assert of(done, 30).code == "rotation-overdue"


def test_a_folder_of_ceremonies_alone_says_nothing_of_letters(good: SmallArchive) -> None:
    server = (Log.INTAKE.folder, "mailbox")
    files = {path: data for path, data in good.files.items() if not path.startswith(server)}
    done = audit(good, files)
    assert done.holds
    assert {of(done, number).result for number in range(33, 39)} == {Result.NOT_APPLICABLE}


def test_a_live_site_must_have_all(good: SmallArchive) -> None:
    server = (Log.INTAKE.folder, "mailbox")
    files = {path: data for path, data in good.files.items() if not path.startswith(server)}
    done = verify(good.trust.encode(), MemorySource(files, is_live=True), NOW)
    assert not done.holds
    assert (of(done, 33).code, of(done, 34).code) == ("archive-missing", "archive-missing")


def test_a_checkpoint_over_other_tiles_is_found(good: SmallArchive) -> None:
    files = good.files | {Log.KEYS.checkpoint: checkpoint(Log.KEYS, 1, bytes(32), NOW)}
    assert first_failure(audit(good, files)) == (4, "tile-mismatch")
