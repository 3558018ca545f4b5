"""The table that people read, and the JSON that programs read."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import Row

_HEADS = ("#", "what", "ours", "floor", "judged", "goal", "")


def table(rows: Sequence[Row]) -> str:
    """All rows in Markdown."""
    cells = [_HEADS, tuple("---" for _ in _HEADS), *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(_HEADS))]
    return "\n".join(_line(line, widths) for line in cells)


def write_json(path: Path, machine: dict[str, Any], run: dict[str, Any], rows: Sequence[Row]) -> None:
    """Machine, options of the run, and every row with its raw figures."""
    path.parent.mkdir(parents=True, exist_ok=True)
    report = {"machine": machine, "run": run, "rows": [row.as_json() for row in rows]}
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _cells(row: Row) -> tuple[str, ...]:
    bare = "" if row.floor is None else _figure(row.floor, row.unit)
    return (
        row.number, row.what, _figure(row.measured, row.unit), bare, row.judged, row.goal,
        "met" if row.met else "MISSED",
    )  # fmt: skip


def _figure(value: float, unit: str) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"
