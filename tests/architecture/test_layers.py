"""The directions of imports, proved by running: each layer is imported with all it may not know blocked."""

import json
import subprocess
import sys

import pytest

from tests.architecture.tree import ROOT

ROLES = {"server", "family", "courier", "desk", "ceremony", "auditor", "witness"}
WEB = {"flask", "flask_wtf", "werkzeug", "jinja2", "wtforms", "gunicorn"}
DATABASE = {"sqlalchemy", "alembic", "psycopg"}
CONSOLE = {"textual", "rapidfuzz", "rich", "translitua"}
OUTSIDE = {"click", "urllib3", "requests"} | WEB | DATABASE | CONSOLE
SYSTEM = {
    "asyncio", "http", "logging", "multiprocessing", "secrets", "shutil", "smtplib", "socket",
    "sqlite3", "ssl", "subprocess", "tempfile", "urllib.request",
}  # fmt: skip


def others(role: str) -> set[str]:
    """The roles beside this one, the wiring above it, and what each installs."""
    return {f"tracker.{other}" for other in ROLES - {role}} | {
        "tracker.cli",
        "tracker.demo",
        "tracker.rehearsal",
    }


BLOCKED = {
    "crypto": OUTSIDE | SYSTEM | {"tracker"},
    "tracker.records": OUTSIDE | SYSTEM | others(""),
    "tracker.server": CONSOLE | others("server"),
    "tracker.family": WEB | DATABASE | CONSOLE | others("family"),
    "tracker.courier": WEB | DATABASE | CONSOLE | others("courier"),
    "tracker.desk": WEB | DATABASE | others("desk"),
    "tracker.ceremony": WEB | DATABASE | CONSOLE | others("ceremony"),
    "tracker.auditor": WEB | DATABASE | CONSOLE | others("auditor"),
    "tracker.witness": (WEB - {"gunicorn"}) | DATABASE | CONSOLE | others("witness"),
}
WIRING = {"tracker.demo", "tracker.rehearsal", "tracker.cli", "tracker.resources"}

# Run in a process of its own: nothing that a test imported before can help the layer along.
IMPORT_ALL = """
import importlib, importlib.abc, json, pkgutil, sys

blocked = set(json.loads(sys.argv[2]))
package = sys.argv[1]

class Wall(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if any(name == wall or name.startswith(wall + ".") for wall in blocked):
            raise ModuleNotFoundError(f"{package} reached for {name}", name=name)
        return None

sys.modules.pop("tracker", None)
sys.meta_path.insert(0, Wall())
root = importlib.import_module(package)
names = [m.name for m in pkgutil.walk_packages(root.__path__, package + ".")]
names = [name for name in names if ".migrations." not in name and not name.endswith("__main__")]
for name in names:
    importlib.import_module(name)
print(json.dumps({"imported": names, "loaded": sorted(sys.modules)}))
"""


def import_all(package: str, blocked: set[str]) -> subprocess.CompletedProcess[str]:
    """Import every module of a package behind a wall of blocked names."""
    return subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, package, json.dumps(sorted(blocked))],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )


def packages() -> set[str]:
    """The layers that this checkout has."""
    found = {f"tracker.{init.parent.name}" for init in ROOT.glob("tracker/*/__init__.py")}
    return found | {"crypto"}


def test_every_package_has_its_place_among_the_layers() -> None:
    assert packages() - set(BLOCKED) - WIRING == set()


@pytest.mark.parametrize("package", sorted(packages() & set(BLOCKED)))
def test_a_layer_stands_without_what_it_may_not_know(package: str) -> None:
    ran = import_all(package, BLOCKED[package])
    assert ran.returncode == 0, ran.stderr
    report = json.loads(ran.stdout)
    assert report["imported"], f"{package} has no modules"
    strangers = [name for name in report["loaded"] if name.partition(".")[0] in BLOCKED[package] - SYSTEM]
    assert strangers == []


@pytest.mark.parametrize("blocked", ["crypto.errors", "hashlib"])
def test_the_wall_holds(blocked: str) -> None:
    ran = import_all("crypto", {blocked})
    assert ran.returncode != 0
    assert f"crypto reached for {blocked}" in ran.stderr


@pytest.mark.parametrize("role", ["family", "courier", "desk", "ceremony", "witness"])
def test_a_role_answers_for_itself_without_the_servers_packages(role: str) -> None:
    walls = ", ".join(f"{name}=None" for name in sorted(WEB | DATABASE))
    program = f"import sys; sys.modules.update({walls}); import tracker.cli; tracker.cli.main(sys.argv[1:])"
    ran = subprocess.run(
        [sys.executable, "-c", program, role, "--help"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
