"""A log that we wrote, judged by other people's programs: the same proofs, the same refusals.

docs/spec/tiles.md, note.md, checkpoint.md, cosignature.md; the judges are in outside_tools.py.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copytree

import pytest

from crypto.checkpoint import Checkpoint
from crypto.cosignature import cosign
from crypto.note import TYPE_ED25519, Note, NoteSigner, VerifierKey, sign_note
from crypto.tiles import encode_bundle
from tests.interop.outside_tools import MAX_AGE, Aics, Answer, Go, Question, ours
from tests.vectors.cast import NOW, WITNESSES, log_signer, signing, witness_key
from tests.vectors.notation import Case
from tests.vectors.test_vectors import CASES
from tracker.tile_folder import TileFolder, TreeHead

LOG = log_signer()
KEYS = tuple(witness_key(name) for name in WITNESSES)
ENTRIES = [f"entry {number}".encode() * (number % 4) for number in range(66_000)]
SMALL = 700
A, B, C = WITNESSES


@dataclass(frozen=True)
class Judges:
    """The three of them."""

    aics: Aics
    go: Go

    def ask(self, question: Question) -> dict[str, Answer]:
        """What each says."""
        return {"ours": ours(question), "aics": self.aics.judge(question), "go": self.go.judge(question)}


@pytest.fixture(scope="module")
def judges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judges]:
    """Started once."""
    both = Judges(Aics(), Go(tmp_path_factory.mktemp("go")))
    yield both
    both.aics.close()


def cosigned(
    head: TreeHead, times: dict[str, int], signer: NoteSigner = LOG, origin: str = "", more: bytes = b""
) -> Note:
    """A checkpoint as it is published; ``origin`` may be another than the signer's name, ``more`` follows."""
    text = Checkpoint(origin or signer.name, head.size, head.root).encode() + more
    lines = [cosign(text, name, signing(name), time) for name, time in times.items()]
    return Note(text, (*sign_note(text, signer).lines, *lines))


def with_lines(note: Note, other: Note, first: int) -> Note:
    """A note, and the signature lines of another from one of them on."""
    return Note(note.text, (*note.lines, *other.lines[first:]))


def dated_anew(note: Note) -> Note:
    """Another time on the last cosignature."""
    *lines, last = note.lines
    return Note(note.text, (*lines, replace(last, signature=bytes(8) + last.signature[8:])))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of 700 entries, grown in steps, cosigned by two of three."""
    path = tmp_path_factory.mktemp("log")
    folder = TileFolder(path)
    for size in (0, 1, 255, 256, 600, SMALL):
        head = folder.append(ENTRIES[folder.size : size])
        folder.publish(cosigned(head, {A: NOW, C: NOW - 60}).encode())
    return path


def question(path: Path) -> Question:
    """The usual trust."""
    return Question(path, LOG.verifier, KEYS, NOW)


def test_a_log_grown_in_steps_is_whole_to_all_and_they_prove_alike(
    judges: Judges, tmp_path: Path, rng: random.Random
) -> None:
    folder = TileFolder(tmp_path)
    for size in (300, 65_536, 66_000):
        head = folder.append(ENTRIES[folder.size : size])
        folder.publish(cosigned(head, {A: NOW, B: NOW}).encode())
        asked = replace(
            question(tmp_path),
            inclusion=[0, size - 1, *rng.sample(range(size), 10)],
            consistency=[1, size, 256, *rng.sample(range(1, size), 10)],
        )
        said = judges.ask(asked)
        assert (said["ours"].size, said["ours"].root, said["ours"].refused) == (size, head.root, "")
        assert said["aics"] == said["ours"]
        assert said["go"] == said["ours"]


def rewrite(path: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """A tampering that changes the bytes of one file."""

    def tamper(folder: Path) -> None:
        (folder / path).write_bytes(change((folder / path).read_bytes()))

    return tamper


def flip(at: int) -> Callable[[bytes], bytes]:
    """One bit turned."""
    return lambda data: data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :]


def swap(one: str, two: str) -> Callable[[Path], None]:
    """Two files exchanged."""

    def tamper(folder: Path) -> None:
        first, second = (folder / one).read_bytes(), (folder / two).read_bytes()
        (folder / one).write_bytes(second)
        (folder / two).write_bytes(first)

    return tamper


def both(first: Callable[[Path], None], second: Callable[[Path], None]) -> Callable[[Path], None]:
    """One tampering after another."""

    def tamper(folder: Path) -> None:
        first(folder)
        second(folder)

    return tamper


def remove(path: str) -> Callable[[Path], None]:
    """A file gone."""
    return lambda folder: (folder / path).unlink()


def publish(make: Callable[[TreeHead], Note]) -> Callable[[Path], None]:
    """Another checkpoint, made from the true size and root."""

    def tamper(folder: Path) -> None:
        head = TileFolder(folder).append([])
        (folder / "checkpoint").write_bytes(make(head).encode())

    return tamper


BOTH = {A: NOW, B: NOW}
# Wrong for everybody.
TAMPERED: dict[str, Callable[[Path], None]] = {
    "a bit in a full tile": rewrite("tile/0/001", flip(4000)),
    "a bit in a partial tile": rewrite("tile/0/002.p/188", flip(0)),
    "a bit in the tile above": rewrite("tile/1/000.p/2", flip(33)),
    "a bit in an entry": rewrite("tile/entries/001", flip(500)),
    "a bit in the last entry": rewrite("tile/entries/002.p/188", flip(-1)),
    "two tiles exchanged": swap("tile/0/000", "tile/0/001"),
    "two bundles exchanged": swap("tile/entries/000", "tile/entries/001"),
    "tiles and bundles exchanged alike": both(
        swap("tile/0/000", "tile/0/001"), swap("tile/entries/000", "tile/entries/001")
    ),
    "a bundle cut off": rewrite("tile/entries/001", lambda data: data[:-1]),
    "an entry missing": rewrite("tile/entries/001", lambda data: data[: data.rindex(b"entry 511")]),
    "bytes after the last entry": rewrite("tile/entries/001", lambda data: data + b"\0\0"),
    "forged entries": rewrite("tile/entries/001", lambda _: encode_bundle([b"forged"] * 256)),
    "a tile cut off": rewrite("tile/0/001", lambda data: data[:-32]),
    "a partial tile missing": remove("tile/0/002.p/188"),
    "a full tile missing": remove("tile/0/000"),
    "a bundle missing": remove("tile/entries/000"),
    "the partial tile of an older size": swap("tile/0/002.p/88", "tile/0/002.p/188"),
    "no checkpoint": remove("checkpoint"),
    "a fork: another root, signed and cosigned": publish(
        lambda head: cosigned(replace(head, root=bytes(32)), BOTH)
    ),
    "a fork: a smaller size, the same root": publish(lambda head: cosigned(replace(head, size=699), BOTH)),
    "a fork: a larger size": publish(lambda head: cosigned(replace(head, size=701), BOTH)),
    "another key under the log's name": publish(
        lambda head: cosigned(head, BOTH, NoteSigner(LOG.name, signing("stranger")))
    ),
    "another origin, signed by the log": publish(
        lambda head: cosigned(head, BOTH, origin="other.example/log")
    ),
    "another log's checkpoint": publish(lambda head: cosigned(head, BOTH, log_signer("intake"))),
    "a root altered under the signature": rewrite(
        "checkpoint", lambda data: data.replace(b"=\n\n", b"A=\n\n")
    ),
    "the size altered under the signature": rewrite(
        "checkpoint", lambda data: data.replace(b"\n700\n", b"\n70\n")
    ),
    "a size with a zero before it": rewrite("checkpoint", lambda data: data.replace(b"\n700\n", b"\n0700\n")),
    "CR LF": rewrite("checkpoint", lambda data: data.replace(b"\n", b"\r\n")),
    "an escape in the text": rewrite("checkpoint", lambda data: b"\x1b" + data),
    "a hyphen for the dash": rewrite("checkpoint", lambda data: data.replace("—".encode(), b"-")),
    "cut off": rewrite("checkpoint", lambda data: data[:-20]),
    "unsigned": rewrite("checkpoint", lambda data: data.partition(b"\n\n")[0] + b"\n"),
}
# Right to Go, which knows of no witnesses.
UNWITNESSED: dict[str, Callable[[Path], None]] = {
    "one cosignature": publish(lambda head: cosigned(head, {A: NOW})),
    "one witness twice": publish(
        lambda head: with_lines(cosigned(head, {A: NOW}), cosigned(head, {A: NOW}), 1)
    ),
    "one stale cosignature": publish(lambda head: cosigned(head, {A: NOW, B: NOW - MAX_AGE - 1})),
    "one from the future": publish(lambda head: cosigned(head, {A: NOW, B: NOW + 24 * 3600 + 1})),
    "strangers' cosignatures": publish(
        lambda head: cosigned(head, {A: NOW, "stranger": NOW, "another": NOW})
    ),
    "a cosignature of another checkpoint beside good ones": publish(
        lambda head: with_lines(cosigned(head, BOTH), cosigned(replace(head, size=5), {C: NOW}), 1)
    ),
    "a cosignature's time altered": publish(lambda head: dated_anew(cosigned(head, {**BOTH, C: NOW}))),
}
# Allowed by C2SP, and refused by us: docs/spec/checkpoint.md takes no extension lines.
EXTENDED = publish(
    lambda head: cosigned(head, BOTH, more=b"extension\n"),
)


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_tampered_with_is_refused_by_all(
    judges: Judges, small: Path, tmp_path: Path, name: str
) -> None:
    said = judges.ask(question(tampered(small, tmp_path, TAMPERED[name])))
    assert all(answer.refused for answer in said.values()), said


@pytest.mark.parametrize("name", UNWITNESSED)
def test_what_lacks_a_quorum_is_refused_by_all_who_know_witnesses(
    judges: Judges, small: Path, tmp_path: Path, name: str
) -> None:
    said = judges.ask(question(tampered(small, tmp_path, UNWITNESSED[name])))
    assert said["ours"].refused in {"quorum-missing", "clock-wrong", "note-signature"}
    assert said["aics"].refused
    assert said["go"].size == SMALL


def test_an_extension_line_is_ours_alone_to_refuse(judges: Judges, small: Path, tmp_path: Path) -> None:
    said = judges.ask(question(tampered(small, tmp_path, EXTENDED)))
    assert said["ours"].refused == "checkpoint-malformed"
    assert said["aics"].size == SMALL


def test_the_log_that_the_tampered_ones_come_from_is_good(judges: Judges, small: Path) -> None:
    assert {(answer.size, answer.refused) for answer in judges.ask(question(small)).values()} == {(SMALL, "")}


def test_sixteen_strangers_beside_the_log_disturb_nobody(judges: Judges, small: Path, tmp_path: Path) -> None:
    crowd = BOTH | {f"stranger-{number}.example": NOW for number in range(16)}
    said = judges.ask(question(tampered(small, tmp_path, publish(lambda head: cosigned(head, crowd)))))
    assert {(answer.size, answer.refused) for answer in said.values()} == {(SMALL, "")}


# We take 64 signature lines and 128 KiB, Go takes 100 and a mebibyte; C2SP asks for 16 lines at least.
BOUNDS = {"65 signatures", "a byte longer than a note may be"}
NOTES = [case for case in CASES if case.operation == "note/open" and case.name not in BOUNDS]


@pytest.mark.parametrize("case", NOTES, ids=str)
def test_go_says_of_every_note_what_we_say(judges: Judges, case: Case) -> None:
    known = [key for key in case.given["known"] if VerifierKey.decode(key).key_type == TYPE_ED25519]
    text = None if case.error else case.output["text"]
    assert judges.go.note(case.given["note_bytes"], known) == text


def tampered(good: Path, tmp_path: Path, tamper: Callable[[Path], None]) -> Path:
    """A copy of a log, and what was done to it."""
    copy = tmp_path / "tampered"
    copytree(good, copy)
    tamper(copy)
    return copy
