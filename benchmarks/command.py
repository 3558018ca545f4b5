"""What ``make bench`` does: options, all measurements one after the other, the report."""

import argparse
import secrets
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from benchmarks import machine, report
from benchmarks.measure import Row
from benchmarks.plan import Plan
from benchmarks.row_audit import audit_rows
from benchmarks.row_browser import browser_rows
from benchmarks.row_browser_crypto import browser_crypto_rows
from benchmarks.row_checks import check_rows
from benchmarks.row_console import console_rows
from benchmarks.row_import import import_rows
from benchmarks.row_install import install_rows
from benchmarks.row_intake import intake_rows
from benchmarks.row_matching import matching_rows
from benchmarks.row_memory import memory_rows
from benchmarks.row_publication import publication_rows
from benchmarks.row_witness import witness_rows
from tests.simulators.postgres import running_postgres

RESULTS = Path(__file__).parent / "results" / "latest.json"
MEASUREMENTS: list[tuple[set[str], Callable[[Plan], list[Row]]]] = [
    ({"1", "2"}, browser_rows),
    ({"3"}, browser_crypto_rows),
    ({"4", "5"}, intake_rows),
    ({"6"}, check_rows),
    ({"7"}, memory_rows),
    ({"8"}, import_rows),
    ({"9"}, console_rows),
    ({"10"}, publication_rows),
    ({"11"}, audit_rows),
    ({"12"}, matching_rows),
    ({"13"}, install_rows),
    ({"14"}, witness_rows),
]
POSTGRES_ROWS = {"4", "5"}


def main() -> int:
    """Runs the chosen rows; gives the exit code: 1 if a figure was missed."""
    chosen = _options()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tracker-bench-")))
        needed = chosen.rows & POSTGRES_ROWS
        postgres = stack.enter_context(running_postgres(durable=True)) if needed else None
        plan = Plan(folder, postgres, chosen.quick, chosen.seed, chosen.requests)
        about = machine.describe(postgres and postgres.url("postgres"))
        print(*(f"{name}: {value}" for name, value in about.items()), f"seed: {chosen.seed}", sep="\n")
        rows = _measure(plan, chosen.rows)
    run = {"seed": chosen.seed, "quick": chosen.quick, "rounds": plan.rounds}
    report.write_json(chosen.json, about, run, rows)
    print(f"\n{report.table(rows)}\n\nRaw figures: {chosen.json}")
    return int(not all(row.met for row in rows))


def _measure(plan: Plan, numbers: set[str]) -> list[Row]:
    rows: list[Row] = []
    for produces, measure in MEASUREMENTS:
        if produces & numbers:
            print(f"measuring {', '.join(sorted(produces))} …", file=sys.stderr)
            with tempfile.TemporaryDirectory(dir=plan.folder) as folder:
                rows += measure(replace(plan, folder=Path(folder)))
    return rows


def _options() -> argparse.Namespace:
    every = sorted(set().union(*(produces for produces, _ in MEASUREMENTS)), key=int)
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Figures beside their floors (benchmarks/README.md)."
    )
    parser.add_argument(
        "--rows", type=lambda text: set(text.split(",")), default=set(every), help="such as 4,5"
    )
    parser.add_argument("--quick", action="store_true", help="few rounds, small counts: to see that all runs")
    parser.add_argument("--requests", type=int, default=0, help="requests of row 7, such as 1000000")
    parser.add_argument(
        "--seed", type=int, default=secrets.randbelow(1_000_000), help="repeats a run's choices"
    )
    parser.add_argument("--json", type=Path, default=RESULTS, help="where the raw figures go")
    chosen = parser.parse_args()
    if unknown := chosen.rows - set(every):
        parser.error(f"no row {', '.join(sorted(unknown))}; there are {', '.join(every)}")
    return chosen
