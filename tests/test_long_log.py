"""A long log is written, read and extended in bounded memory (docs/spec/tiles.md, "A log in a folder")."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

MOST = 8 * 1024**2


def growth(folder: Path, count: int, length: int) -> int:
    """How far memory grew at the most, in a fresh process; bytes."""
    command = [sys.executable, "-m", "tests.simulators.long_log", folder, str(count), str(length)]
    return int(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def test_ten_thousand_entries_of_four_kilobytes_pass_through_little_memory(tmp_path: Path) -> None:
    assert growth(tmp_path, 10_000, 4096) < MOST


@pytest.mark.endurance
def test_a_million_entries_pass_through_as_little(tmp_path: Path) -> None:
    assert growth(tmp_path, 1_000_000, 100) < MOST
