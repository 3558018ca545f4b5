"""Which parts of the desk a module can reach by name: what proves that some cannot do some things."""

import ast
from pathlib import Path


def reached(path: Path, *parts: str) -> set[str]:
    """The modules ``tracker.desk.<part>``, or below it, that a file imports, in whatever form."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    wanted = {f"tracker.desk.{part}" for part in parts}
    return {name for name in wanted if any(f"{each}.".startswith(f"{name}.") for each in found)}
