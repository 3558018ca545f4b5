"""Does a named test notice when a promise is broken?

Each fault of the catalogue is applied to a copy of the tree, and the tests it names are run there: at
least one must fail. The catalogue itself is held to the code in every run.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.catalogue import FAULTS, Fault

ROOT = Path(__file__).parents[2]
TESTS_FAILED = 1


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_still_fits_the_code(fault: Fault) -> None:
    source = (ROOT / fault.file).read_text(encoding="utf-8")
    assert source.count(fault.right) == 1, f"{fault.file} no longer has this once:\n{fault.right}"


def test_every_promise_has_seeded_faults() -> None:
    assert {fault.promise for fault in FAULTS} >= {1, 2, 3, 4, 5}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_named_test_catches_fault(fault: Fault, tmp_path: Path) -> None:
    copy = _copy_of_tree(tmp_path / "copy")
    file = copy / fault.file
    file.write_text(file.read_text(encoding="utf-8").replace(fault.right, fault.wrong), encoding="utf-8")
    finished = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *fault.tests],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    print(finished.stdout[-3000:])
    assert finished.returncode == TESTS_FAILED, f"{fault.tests} did not notice: {fault.name}"


def _copy_of_tree(target: Path) -> Path:
    """What git knows of the tree, and the compiled catalogues."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    compiled = [str(path.relative_to(ROOT)) for path in ROOT.glob("translations/*/LC_MESSAGES/*.mo")]
    for name in filter(None, [*listed, *compiled]):
        destination = target / name
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, destination)
    return target
