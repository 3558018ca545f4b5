"""Three judges of a log in a folder: ours, the package aics-tlog, and a program made of Go's packages.

A tool that is missing fails the tests: ``make deps`` fetches Go, ``make test`` the package.
"""

import base64
import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crypto.checkpoint import open_checkpoint
from crypto.errors import TrackerError
from crypto.note import VerifierKey, parse_note
from crypto.policy import parse_policy
from crypto.tile_audit import verify_tiles
from crypto.tiles import prove_consistency, prove_inclusion
from tracker.tile_folder import TileFolder

ROOT = Path(__file__).parents[2]
OUTSIDE_PYTHON = ROOT / ".venv-outside/bin/python"
MAX_AGE = 72 * 3600


@dataclass(frozen=True)
class Question:
    """A log in a folder, who is trusted, and what is to be proven."""

    folder: Path
    log: VerifierKey
    witnesses: tuple[VerifierKey, ...]
    now: int
    inclusion: Sequence[int] = ()
    consistency: Sequence[int] = ()


@dataclass(frozen=True)
class Answer:
    """Size, root and proofs; or what was wrong, for people to read."""

    size: int = 0
    root: bytes = b""
    inclusion: tuple[tuple[bytes, ...], ...] = ()
    consistency: tuple[tuple[bytes, ...], ...] = ()
    refused: str = ""


def ours(question: Question) -> Answer:
    """Checkpoint, two of the witnesses, whole tree, proofs."""
    try:
        folder = TileFolder(question.folder)
        note = folder.note or b""
        point = open_checkpoint(note, question.log)
        names = [f"w{number}" for number in range(len(question.witnesses))]
        lines = [
            f"witness {name} {key.encode()}" for name, key in zip(names, question.witnesses, strict=True)
        ]
        policy = parse_policy([*lines, f"group g 2 {' '.join(names)}", "quorum g"])
        policy.check(parse_note(note), question.now, MAX_AGE)
        verify_tiles(folder, point.size, point.root)
        inclusion = [prove_inclusion(folder, index, point.size) for index in question.inclusion]
        consistency = [prove_consistency(folder, old, point.size) for old in question.consistency]
    except TrackerError as error:
        return Answer(refused=error.code)
    return Answer(point.size, point.root, tuple(map(tuple, inclusion)), tuple(map(tuple, consistency)))


class Aics:
    """The package aics-tlog, in a process of its own environment."""

    def __init__(self) -> None:
        assert OUTSIDE_PYTHON.exists(), ".venv-outside is missing: `make .venv-outside/.installed`"
        command = [OUTSIDE_PYTHON, Path(__file__).with_name("aics_reader.py")]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PATH": os.environ["PATH"]},
        )

    def judge(self, question: Question) -> Answer:
        """What it says of a log."""
        asked = {
            "folder": str(question.folder),
            "log": question.log.encode(),
            "witnesses": [key.encode() for key in question.witnesses],
            "quorum": 2,
            "now": question.now,
            "max_age": MAX_AGE,
            "inclusion": list(question.inclusion),
            "consistency": list(question.consistency),
        }
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the program with aics-tlog is gone"
        said = json.loads(line)
        if "error" in said:
            return Answer(refused=said["error"])
        return Answer(
            said["size"],
            bytes.fromhex(said["root"]),
            _proofs(said["inclusion"]),
            _proofs(said["consistency"]),
        )

    def close(self) -> None:
        """Ends it."""
        self._process.communicate()


class Go:
    """A program of Go's own packages for notes and tiles; of witnesses they know nothing."""

    def __init__(self, folder: Path) -> None:
        self._program = folder / "tlog_reader"
        source = Path(__file__).with_name("go") / "tlog_reader.go"
        # Debian's packages alone: no modules, no network.
        build = {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(folder), "GOFLAGS": ""}
        try:
            subprocess.run(
                ["go", "build", "-o", self._program, source],
                check=True,
                env={"PATH": os.environ["PATH"], "HOME": str(folder)} | build,
            )
        except FileNotFoundError as error:
            raise AssertionError("Go is missing: `make deps`") from error

    def judge(self, question: Question) -> Answer:
        """What it says of a log."""
        words = [word for index in question.inclusion for word in ("inclusion", str(index))]
        words += [word for old in question.consistency for word in ("consistency", str(old))]
        ran = self._run(["log", str(question.folder), question.log.encode(), *words])
        if ran.returncode != 0:
            return Answer(refused=ran.stderr.decode(errors="replace").split("\n")[0])
        said: dict[str, list[tuple[int, tuple[bytes, ...]]]] = {
            "root": [],
            "inclusion": [],
            "consistency": [],
        }
        for line in ran.stdout.decode().splitlines():
            word, number, *hashes = line.split(" ")
            said[word].append((int(number), tuple(base64.b64decode(item) for item in hashes)))
        [(size, (root,))] = said["root"]
        inclusion, consistency = (
            tuple(proof for _, proof in said[word]) for word in ("inclusion", "consistency")
        )
        return Answer(size, root, inclusion, consistency)

    def note(self, note: bytes, keys: Sequence[str]) -> bytes | None:
        """The text of a note that one of the keys signed; None if Go refuses it."""
        ran = self._run(["note", *keys], note)
        return ran.stdout if ran.returncode == 0 else None

    def _run(self, words: list[str], given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([self._program, *words], check=False, capture_output=True, input=given)


def _proofs(said: Any) -> tuple[tuple[bytes, ...], ...]:
    return tuple(tuple(bytes.fromhex(node) for node in proof) for proof in said)
