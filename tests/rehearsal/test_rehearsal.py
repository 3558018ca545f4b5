"""`tracker ceremony rehearse`, as an officer tries it first: the real command, then the real audit."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from crypto.ceremony import Kind
from crypto.transcript import decode_transcript

MAIN = [sys.executable, "-c", "import tracker.cli; tracker.cli.main()"]
PRIVATE_KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE" + rb" KEY-----")


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own."""
    return subprocess.run([*MAIN, *map(str, arguments)], check=False, capture_output=True, text=True)


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole rehearsal."""
    root = tmp_path_factory.mktemp("rehearsal") / "all"
    ran = run("ceremony", "rehearse", root)
    assert ran.returncode == 0, ran.stderr
    assert "tracker audit" in ran.stdout
    return root


def test_an_auditor_accepts_every_ceremony(rehearsed: Path) -> None:
    ran = run("audit", rehearsed / "archive", "--trust", rehearsed / "trust")
    assert ran.returncode == 0, ran.stdout
    assert "FAIL" not in ran.stdout
    assert "7 sealed, 1 aborted, 1 releases" in ran.stdout


def test_every_kind_was_held_and_can_be_read(rehearsed: Path) -> None:
    folders = sorted(path for path in rehearsed.iterdir() if re.match("[0-9]-", path.name))
    assert {path.name.partition("-")[2] for path in folders} == set(Kind)
    for root in folders:
        document = root / ("aborted" if (root / "aborted").exists() else "transcript")
        transcript = decode_transcript(document.read_bytes())
        assert transcript.steps
        assert run("ceremony", "resume", root).returncode == 0


def test_private_keys_are_in_one_place_alone(rehearsed: Path) -> None:
    holding = {
        path.parent.name
        for path in rehearsed.rglob("*")
        if path.is_file() and PRIVATE_KEY.search(path.read_bytes())
    }
    assert holding == {"keys"}


def test_it_begins_in_a_new_folder(rehearsed: Path) -> None:
    before = sorted(rehearsed.rglob("*"))
    ran = run("ceremony", "rehearse", rehearsed)
    assert ran.returncode == 1
    assert sorted(rehearsed.rglob("*")) == before
