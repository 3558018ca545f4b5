"""One cosignature, killed at each of its steps in turn: the witness remembers the one before, or the new one.

What was answered is always on the disk; and whatever was left lying about, the next request is served.
"""

import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from crypto.errors import WitnessError
from crypto.witness import AddCheckpoint
from tests.simulators.growing_log import GrowingLog
from tests.simulators.running_witness import at, bare_folder
from tests.vectors.cast import NOW, WITNESSES, signing
from tracker.witness.cosigner import Cosigner
from tracker.witness.evidence import records

# The interpreter tells every file that is opened, renamed, removed or made: there it dies, before it is done.
STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "fcntl.flock", "shutil.rmtree"}


@dataclass(frozen=True)
class Ended:
    """How a process ended, and what it had answered by then."""

    killed: bool
    answer: bytes


def die_at(step: int) -> None:
    """Kills this process at that step from now on; 0 is never."""
    left = step

    def hear(event: str, _arguments: tuple[object, ...]) -> None:
        nonlocal left
        if left and event in STEPS:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hear)


def in_a_process_that_dies(step: int, cosigner: Cosigner, request: AddCheckpoint) -> Ended:
    """One request to a witness in a process of its own that dies at this step."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            die_at(step)
            os.write(writing, answer_of(cosigner, request))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    return Ended(os.WIFSIGNALED(status), answer)


def answer_of(cosigner: Cosigner, request: AddCheckpoint) -> bytes:
    """The line, or the code of a refusal."""
    try:
        return cosigner.add(request, at(NOW + 1)).encode().encode()
    except WitnessError as error:
        return error.code.encode()


class Scene:
    """A witness that has seen seven entries, and what was asked of it in a process that may die."""

    def __init__(self, path: Path) -> None:
        self.folder = bare_folder(path)
        self.log = GrowingLog("keys")
        self.known = self.folder.add_log(self.log.key, None)
        self.again().add(self.log.request(0, 7), at(NOW))

    def again(self) -> Cosigner:
        """Another process."""
        return Cosigner(self.folder, signing(WITNESSES[0]))

    def ask(self, request: AddCheckpoint, step: int) -> Ended:
        """A request to a process that dies at this step; 0 for never."""
        return in_a_process_that_dies(step, self.again(), request)

    @property
    def size(self) -> int:
        """What is remembered."""
        return self.again().recall(self.known).seen.size


def test_a_cosignature_is_remembered_before_it_is_given(tmp_path: Path) -> None:
    remembered = []
    for step in range(1, 100):
        scene = Scene(tmp_path / str(step))
        ran = scene.ask(scene.log.request(7, 9), step)
        remembered.append(scene.size)
        if not ran.killed:
            break
        assert ran.answer == b""
        scene.again().add(scene.log.request(scene.size, 20), at(NOW + 2))
        assert scene.size == 20
        left = {path.name for path in scene.known.folder.iterdir()}
        assert left == {"log", "seen", "lock"}
    assert ran.answer.startswith("— ".encode())
    # Seven until the new file has its name; nine from there on; both were met.
    assert remembered == sorted(remembered)
    assert set(remembered) == {7, 9}
    assert len(remembered) > 6


@pytest.mark.parametrize("size", [7, 9])
def test_evidence_is_whole_or_absent(tmp_path: Path, size: int) -> None:
    fork = GrowingLog("keys", branch="other")
    for step in range(1, 100):
        scene = Scene(tmp_path / str(step))
        ran = scene.ask(fork.request(7, size), step)
        for record in records(scene.folder.path, scene.known):
            assert (record.path / "offered").read_bytes() == fork.note(size)
            assert (record.path / "request").read_bytes() == fork.request(7, size).encode()
            assert (record.path / "cosigned").read_bytes()
        assert scene.size == 7
        # Whatever was left half-made, the same again makes it whole.
        assert scene.ask(fork.request(7, size), 0).answer in (b"witness-forked", b"witness-proof")
        assert len(list(records(scene.folder.path, scene.known))) == 1
        if not ran.killed:
            break
    assert step > 10
