"""The script that repeats an audit with common tools runs, and agrees with it, on good and bad archives."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from crypto.note import Note, parse_note
from crypto.sshsig import join_signed, sign, split_signed
from tests.auditor.memory import MemorySource
from tests.auditor.small_archive import NOW, Files, SmallArchive, log_files, write
from tests.simulators.archive import Rehearsal
from tests.simulators.archive_story import (
    SIGNERS,
    abort,
    recover,
    release,
    replace_officer,
    revoke,
    rotate,
)
from tests.vectors import cast
from tracker.auditor.explain import explain
from tracker.auditor.verify import verify
from tracker.records import archive
from tracker.records.archive import Log


@pytest.fixture(scope="module")
def few() -> SmallArchive:
    """A genesis with a log of twelve letters."""
    return SmallArchive(letters=[cast.seed(f"letter {number}") for number in range(12)])


def repeat(few: SmallArchive, planned: Files, found: Files, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs, on the files found, the script that was written for the files planned."""
    script = explain(verify(few.trust.encode(), MemorySource(planned), NOW))
    (folder / "repeat.sh").write_text(script, encoding="utf-8")
    (folder / "trust").write_bytes(few.trust.encode())
    write(found, folder / "archive")
    program = ["bash", str(folder / "repeat.sh"), str(folder / "archive"), str(folder / "trust")]
    return subprocess.run(program, check=False, capture_output=True, text=True, env=os.environ)


def test_the_script_agrees_with_a_good_audit(few: SmallArchive, tmp_path: Path) -> None:
    ran = repeat(few, few.files, few.files, tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    repeated = {int(line.split()[0]) for line in ran.stdout.splitlines()}
    assert repeated == {*range(2, 39)} - {5, 10, 12, 13, 17, 18, *range(27, 33), 37}


def test_the_script_repeats_every_kind_of_ceremony(tmp_path: Path) -> None:
    story = Rehearsal()
    story.genesis()
    story.take_letters(3)
    story.add()
    for ceremony in (rotate, revoke, replace_officer, recover, abort, release):
        ceremony(story)
    story.publish(*SIGNERS)
    script = explain(verify(story.trust().encode(), MemorySource(story.archive()), story.now))
    (tmp_path / "repeat.sh").write_text(script, encoding="utf-8")
    (tmp_path / "trust").write_bytes(story.trust().encode())
    archive_folder = write(story.archive(), tmp_path / "archive")
    program = ["bash", str(tmp_path / "repeat.sh"), str(archive_folder), str(tmp_path / "trust")]
    ran = subprocess.run(program, check=False, capture_output=True, text=True, env=os.environ)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(re.findall(r"^ {2}9 agrees {3}officers_signed", ran.stdout, re.MULTILINE)) == 1 + 2 * 6
    assert re.search(r"^ 40 agrees {3}released client/page.js", ran.stdout, re.MULTILINE)


def test_an_intake_log_of_several_bundles_is_repeated(tmp_path: Path) -> None:
    many = SmallArchive(letters=[cast.seed(f"letter {number}") for number in range(258)])
    ran = repeat(many, many.files, many.files, tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "inner intake 0 258" in ran.stdout


def flipped(path: str, at: int = -40) -> Callable[[Files], Files]:
    """One bit of a file changed."""

    def change(files: Files) -> Files:
        data = bytearray(files[path])
        data[at] ^= 1
        return files | {path: bytes(data)}

    return change


def unsigned_by_one(files: Files) -> Files:
    """The transcript lacks a signature."""
    path = archive.transcript(0)
    document, signatures = split_signed(files[path])
    return files | {path: join_signed(document, signatures[1:])}


def commanding(files: Files) -> Files:
    """Numbers and names that a careless shell would run as commands."""
    path = archive.transcript(0)
    wrong = files[path].replace(b"participant witness neighbour", b"participant x x//e;s/.*/touch ran/e;#")
    note = files[Log.CEREMONY.checkpoint].replace(b"\n2\n", b"\na[$(touch ran)]\n")
    return files | {path: wrong, Log.CEREMONY.checkpoint: note}


def test_the_newest_of_several_cosignatures_counts(few: SmallArchive, tmp_path: Path) -> None:
    path, head = Log.KEYS.checkpoint, few.files[Log.KEYS.tile("tile/entries/000.p/1")][2:]
    old, new = parse_note(log_files(Log.KEYS, [head], NOW - 100 * 3600)[path]), parse_note(few.files[path])
    twice = few.files | {path: Note(new.text, (*old.lines, *new.lines[1:])).encode()}
    ran = repeat(few, few.files, twice, tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")


def followed_by(path: str, more: bytes) -> Callable[[Files], Files]:
    """A file with something behind its end."""
    return lambda files: files | {path: files[path] + more}


def signed_by_a_stranger(files: Files) -> Files:
    """The transcript bears a signature more, by somebody who did not take part."""
    path = archive.transcript(0)
    document, signatures = split_signed(files[path])
    stranger = sign(cast.signing("stranger"), signatures[0].namespace, document)
    return files | {path: join_signed(document, [*signatures, stranger])}


def doubled(files: Files) -> Files:
    """A signature between two others again, with words before it."""
    path = archive.transcript(0)
    document, signatures = split_signed(files[path])
    armored = [item.armor().encode() for item in signatures]
    return files | {path: document + armored[0] + b"and\n" + b"".join(armored[1:])}


# What is spoilt, each with the rules that find it, and no other.
SPOILT: dict[str, tuple[Callable[[Files], Files], set[int]]] = {
    "a stale key log": (
        lambda files: (
            files | log_files(Log.KEYS, [files[Log.KEYS.tile("tile/entries/000.p/1")][2:]], NOW - 100 * 3600)
        ),
        {3},
    ),
    "a flipped checkpoint": (flipped(Log.KEYS.checkpoint, 25), {2, 3, 4}),
    "a flipped keyring": (flipped(archive.KEYRING, 200), {6, 7, 9, 19, 20, 24}),
    "a signature fewer": (unsigned_by_one, {21}),
    "a flipped proof": (flipped(archive.possession(0, "caseworker-a"), 30), {26}),
    "a flipped letter": (flipped(Log.INTAKE.tile("tile/entries/000.p/12"), 9), {36, 38}),
    "commands": (commanding, {14, 15, 16, 20, 21, 22, 24}),
    "words after the signatures": (followed_by(archive.transcript(0), b"and so on\n"), {21}),
    "an empty line after the signatures": (followed_by(archive.transcript(0), b"\n"), {21}),
    "no character after the signatures": (followed_by(archive.transcript(0), b"\0\n"), {21}),
    "words after a proof": (followed_by(archive.possession(0, "caseworker-a"), b"and so on\n"), {26}),
    "words after the answers": (followed_by(archive.mailbox_manifest("desk"), b"and so on\n"), {33}),
    "words between the signatures": (doubled, {21}),
    "a stranger's signature": (signed_by_a_stranger, {21}),
    "words after the keyring": (followed_by(archive.KEYRING, b"and so on\n"), {8}),
}
# A run takes seconds: what is found by different rules is spoilt together.
TOGETHER = (
    ("a signature fewer", "a stale key log", "a flipped proof", "words after the keyring"),
    ("words after the signatures", "a flipped checkpoint", "words after a proof", "words after the answers"),
    ("an empty line after the signatures", "a flipped keyring"),
    ("no character after the signatures", "a flipped letter"),
    ("words between the signatures",),
    ("a stranger's signature",),
    ("commands",),
)


@pytest.mark.parametrize("names", TOGETHER, ids=" and ".join)
def test_the_script_finds_what_was_spoilt(names: tuple[str, ...], few: SmallArchive, tmp_path: Path) -> None:
    found, expected = few.files, list[int]()
    for name in names:
        change, rules = SPOILT[name]
        found, expected = change(found), [*expected, *rules]
    ran = repeat(few, few.files, found, tmp_path)
    assert ran.returncode == 1
    differs = {int(line.split()[0]) for line in ran.stdout.splitlines() if " DIFFERS  " in line}
    assert sorted(differs) == sorted(expected)
    assert not list(tmp_path.rglob("ran"))
    assert not Path("ran").exists()


def test_everything_is_spoilt_once() -> None:
    assert sorted(name for names in TOGETHER for name in names) == sorted(SPOILT)


def test_a_script_written_for_a_bad_archive_fails_too(few: SmallArchive, tmp_path: Path) -> None:
    found = unsigned_by_one(few.files)
    assert repeat(few, found, found, tmp_path).returncode == 1
