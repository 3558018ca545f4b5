"""A witness at work: what it signs, remembers and keeps, and when it refuses (docs/spec/witness.md)."""

import fcntl
import hashlib
import os
import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from crypto.checkpoint import open_checkpoint
from crypto.cosignature import cosign, cosigned_at
from crypto.errors import (
    WitnessConflict,
    WitnessForked,
    WitnessLogSignature,
    WitnessLogUnknown,
    WitnessProof,
)
from crypto.note import Note, parse_note
from crypto.witness import AddCheckpoint
from tests.simulators.growing_log import GrowingLog
from tests.simulators.running_witness import at, bare_folder
from tests.vectors.cast import NOW, WITNESSES, signing, witness_key
from tracker.records.errors import WitnessClock, WitnessFolder, WitnessLogKey
from tracker.witness.cosigner import Cosigner
from tracker.witness.evidence import KEPT_MAX, Kind, records
from tracker.witness.folder import LOCK, LOGS, SEEN, Folder

NAME = WITNESSES[0]
KEY = witness_key(NAME)


class Scene:
    """One log, one witness that knows it, and ways to look into its folder."""

    def __init__(self, path: Path) -> None:
        self.folder = bare_folder(path)
        self.log = GrowingLog("keys", capacity=100)
        self.known = self.folder.add_log(self.log.key, None)
        self.cosigner = self.again()

    def again(self) -> Cosigner:
        """Another process on the same folder."""
        return Cosigner(self.folder, signing(NAME))

    def seen(self) -> int:
        """What any process would find."""
        return self.again().recall(self.known).seen.size

    def kept(self) -> list[tuple[Kind, int]]:
        """The evidence."""
        return [(record.kind, record.size) for record in records(self.folder.path, self.known)]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A witness that was told of a log."""
    return Scene(tmp_path / "witness")


def test_a_growing_log_is_cosigned_and_remembered(scene: Scene) -> None:
    for old, size in [(0, 1), (1, 7), (7, 7), (7, 100)]:
        line = scene.cosigner.add(scene.log.request(old, size), at(NOW + size))
        note = parse_note(scene.log.note(size))
        assert cosigned_at(Note(note.text, (line,)), KEY) == NOW + size
        assert scene.seen() == size


def test_what_is_on_the_disk_is_the_note_with_the_logs_line_and_ours_alone(scene: Scene) -> None:
    note = parse_note(scene.log.note(7))
    stranger = cosign(note.text, WITNESSES[1], signing(WITNESSES[1]), NOW)
    crowded = Note(note.text, (stranger, *note.lines, *note.lines)).encode()
    scene.cosigner.add(AddCheckpoint(0, (), crowded), at(NOW))
    on_disk = (scene.known.folder / SEEN).read_bytes()
    assert open_checkpoint(on_disk, scene.log.key).size == 7
    assert [line.name for line in parse_note(on_disk).lines] == [scene.log.key.name, NAME]


def test_a_second_process_sees_what_the_first_signed(scene: Scene) -> None:
    other = scene.again()
    scene.cosigner.add(scene.log.request(0, 7), at(NOW))
    with pytest.raises(WitnessConflict) as refused:
        other.add(scene.log.request(0, 9), at(NOW))
    assert refused.value.facts["size"] == 7
    other.add(scene.log.request(7, 9), at(NOW))
    with pytest.raises(WitnessConflict):
        scene.cosigner.add(scene.log.request(7, 8), at(NOW))


def test_an_unknown_log_is_refused_until_it_is_added(scene: Scene) -> None:
    other = GrowingLog("ceremony")
    with pytest.raises(WitnessLogUnknown):
        scene.cosigner.add(other.request(0, 3), at(NOW))
    scene.folder.add_log(other.key, "https://example.org/log/ceremony/")
    scene.cosigner.add(other.request(0, 3), at(NOW))
    ceremony, keys = scene.folder.logs()
    assert (ceremony.origin, keys.origin) == ("rehearsal/test/ceremony", "rehearsal/test/keys")
    assert ceremony.url == "https://example.org/log/ceremony"


def test_adding_a_known_log_changes_its_address_and_nothing_that_was_seen(scene: Scene) -> None:
    scene.cosigner.add(scene.log.request(0, 7), at(NOW))
    assert scene.folder.add_log(scene.log.key, "https://example.org/a").url == "https://example.org/a"
    assert scene.folder.add_log(scene.log.key, "https://example.org/b").url == "https://example.org/b"
    assert scene.folder.add_log(scene.log.key, None).url == "https://example.org/b"
    assert scene.seen() == 7


def test_a_log_does_not_change_its_key(scene: Scene) -> None:
    thief = type(scene.log.key)(scene.log.key.name, 1, signing("thief").public)
    with pytest.raises(WitnessLogKey):
        scene.folder.add_log(thief, None)


def test_what_strangers_sign_is_neither_cosigned_nor_kept(scene: Scene) -> None:
    thief = GrowingLog("keys", branch="theirs")
    thief.signer = type(thief.signer)(thief.signer.name, signing("thief"))
    with pytest.raises(WitnessLogSignature):
        scene.cosigner.add(thief.request(0, 7), at(NOW))
    assert (scene.seen(), scene.kept()) == (0, [])


def test_a_clock_before_the_last_cosignature_signs_nothing(scene: Scene) -> None:
    scene.cosigner.add(scene.log.request(0, 7), at(NOW))
    for cosigner in (scene.cosigner, scene.again()):
        with pytest.raises(WitnessClock) as refused:
            cosigner.add(scene.log.request(7, 9), at(NOW - 1))
        assert refused.value.facts == {"ours": NOW - 1, "theirs": NOW}
    assert scene.seen() == 7
    scene.cosigner.add(scene.log.request(7, 9), at(NOW))


def test_the_clock_is_looked_at_while_the_lock_is_held(scene: Scene) -> None:
    def clock() -> int:
        with (scene.known.folder / LOCK).open() as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return NOW

    scene.cosigner.add(scene.log.request(0, 7), clock)
    with (scene.known.folder / LOCK).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_person_may_say_that_the_clock_was_wrong(scene: Scene) -> None:
    scene.cosigner.add(scene.log.request(0, 7), at(NOW + 10**9))
    line = scene.cosigner.add(scene.log.request(7, 7), at(NOW), clock_mended=True)
    assert cosigned_at(Note(parse_note(scene.log.note(7)).text, (line,)), KEY) == NOW
    scene.again().add(scene.log.request(7, 9), at(NOW + 1))
    with pytest.raises(WitnessConflict):
        scene.cosigner.add(scene.log.request(7, 9), at(NOW), clock_mended=True)


def test_a_fork_is_refused_and_both_notes_are_kept(scene: Scene) -> None:
    scene.cosigner.add(scene.log.request(0, 7), at(NOW))
    fork = GrowingLog("keys", branch="other", shared=3)
    for old in (0, 7):
        with pytest.raises(WitnessForked) as refused:
            scene.cosigner.add(AddCheckpoint(old, (), fork.note(7)), at(NOW))
        assert refused.value.facts == {"size": 7, "log": scene.log.key.name, "evidence": "fork"}
    (record,) = records(scene.folder.path, scene.known)
    assert (record.kind, record.size) == (Kind.FORK, 7)
    ours, theirs = ((record.path / name).read_bytes() for name in ("cosigned", "offered"))
    assert open_checkpoint(ours, scene.log.key).root == scene.log.root(7)
    assert open_checkpoint(theirs, scene.log.key).root == fork.root(7)
    assert cosigned_at(parse_note(ours), KEY) == NOW
    assert scene.seen() == 7


def test_a_fork_that_is_larger_is_kept_as_unproven(scene: Scene) -> None:
    scene.cosigner.add(scene.log.request(0, 7), at(NOW))
    fork = GrowingLog("keys", branch="other", shared=3)
    with pytest.raises(WitnessProof):
        scene.cosigner.add(fork.request(7, 20), at(NOW))
    (record,) = records(scene.folder.path, scene.known)
    assert (record.kind, record.size) == (Kind.UNPROVEN, 20)
    assert (record.path / "request").read_bytes() == fork.request(7, 20).encode()


def test_what_is_proven_after_all_is_kept_no_longer(scene: Scene) -> None:
    scene.cosigner.add(scene.log.request(0, 7), at(NOW))
    false = AddCheckpoint(7, (), scene.log.note(20))
    with pytest.raises(WitnessProof):
        scene.cosigner.add(false, at(NOW))
    assert scene.kept() == [(Kind.UNPROVEN, 20)]
    scene.cosigner.add(scene.log.request(7, 20), at(NOW))
    assert scene.kept() == []


def test_evidence_is_bounded_and_never_overwritten_and_false_proofs_do_not_crowd_out_forks(
    scene: Scene,
) -> None:
    scene.cosigner.add(scene.log.request(0, 7), at(NOW))
    full = 0
    for size in range(8, 8 + KEPT_MAX + 3):
        with pytest.raises(WitnessProof) as refused:
            scene.cosigner.add(AddCheckpoint(7, (), scene.log.note(size)), at(NOW))
        full += refused.value.facts["evidence"] == "full"
    assert full == 3
    assert scene.kept() == [(Kind.UNPROVEN, size) for size in range(8, 8 + KEPT_MAX)]
    first = next(records(scene.folder.path, scene.known)).path / "request"
    before = first.read_bytes()
    with pytest.raises(WitnessProof):
        scene.cosigner.add(AddCheckpoint(7, (bytes(32),), scene.log.note(8)), at(NOW))
    assert first.read_bytes() == before
    with pytest.raises(WitnessForked):
        scene.cosigner.add(AddCheckpoint(7, (), GrowingLog("keys", branch="other").note(7)), at(NOW))
    assert scene.kept()[0] == (Kind.FORK, 7)


@pytest.mark.parametrize("damage", ["gone", "empty", "garbage", "altered", "not ours", "another log's"])
def test_a_memory_that_is_damaged_is_not_begun_anew(scene: Scene, damage: str) -> None:
    scene.cosigner.add(scene.log.request(0, 7), at(NOW))
    seen = scene.known.folder / SEEN
    whole = seen.read_bytes()
    bad = {
        "empty": b"", "garbage": b"\xff\n\n", "altered": whole.replace(b"\n7\n", b"\n6\n"),
        "not ours": scene.log.note(7), "another log's": GrowingLog("intake").note(7),
    }  # fmt: skip
    seen.unlink() if damage == "gone" else seen.write_bytes(bad[damage])
    for cosigner in (scene.cosigner, scene.again()):
        with pytest.raises(WitnessFolder):
            cosigner.add(scene.log.request(0, 3), at(NOW))
    seen.write_bytes(whole)
    assert scene.seen() == 7


def test_what_a_killed_process_left_half_written_is_swept_away(scene: Scene) -> None:
    scene.cosigner.add(scene.log.request(0, 7), at(NOW))
    (scene.known.folder / ".new-abc").write_bytes(b"half")
    (scene.folder.path / "logs" / f".new-1-{scene.known.folder.name}").mkdir()
    assert scene.seen() == 7
    assert {path.name for path in scene.known.folder.iterdir()} == {"log", "seen", "lock"}
    assert len(Folder(scene.folder.path).logs()) == 1


@contextmanager
def a_full_disk() -> Iterator[None]:
    """No file of this process gets a byte."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_log_that_could_not_be_made_known_leaves_nothing_behind(scene: Scene) -> None:
    logs, before = scene.folder.path / LOGS, set((scene.folder.path / LOGS).iterdir())
    other = GrowingLog("ceremony").key
    with a_full_disk(), pytest.raises(OSError, match="File too large"):
        scene.folder.add_log(other, None)
    assert set(logs.iterdir()) == before
    # Killed in the middle, by a process whose number is ours today.
    (logs / f".new-{os.getpid()}-{hashlib.sha256(other.name.encode()).hexdigest()}").mkdir()
    scene.folder.add_log(other, None)
    assert len(set(logs.iterdir()) - before) == 1


def test_of_threads_that_race_one_wins_each_size(scene: Scene) -> None:
    def advance(number: int) -> list[int]:
        cosigner, won = scene.again(), []
        for size in range(1, 41):
            try:
                cosigner.add(scene.log.request(size - 1, size), at(NOW + number))
                won.append(size)
            except (WitnessConflict, WitnessClock):
                continue
        return won

    with ThreadPoolExecutor(4) as people:
        won = [size for sizes in people.map(advance, [0] * 4) for size in sizes]
    assert len(won) == len(set(won))
    assert scene.seen() == max(won)
