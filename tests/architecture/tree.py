"""The repository as the architecture tests see it: what git tracks, parsed."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def tracked() -> tuple[str, ...]:
    """Paths of all tracked files that are there, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return tuple(sorted(path for path in listed.split("\0") if path and (ROOT / path).is_file()))


def tracked_text() -> list[tuple[str, str]]:
    """All tracked files that are text: path and content."""
    files = []
    for path in tracked():
        data = (ROOT / path).read_bytes()
        if b"\0" not in data:
            files.append((path, data.decode("utf-8", errors="replace")))
    return files


def modules(*packages: str) -> list[str]:
    """Paths of the tracked Python modules of these packages, such as `crypto/envelope.py`."""
    return [path for path in tracked() if path.endswith(".py") and path.partition("/")[0] in packages]


def parsed(path: str) -> ast.Module:
    """The syntax tree of a tracked module."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=path)


def dotted(node: ast.expr) -> str:
    """The dotted name of an expression such as `a.b.c`; of anything else, its last attribute."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else node.attr
    return ""
