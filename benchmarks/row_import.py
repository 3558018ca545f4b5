"""Row 8: an import at the desk, which is to verify, open and store, beside the bare library calls."""

from functools import partial
from pathlib import Path

from benchmarks.all_cores import cores, on_all_cores, shares
from benchmarks.bare_opening import open_and_store, take_apart
from benchmarks.desk import MeasuredDesk
from benchmarks.measure import Cost, Row, cost, interleave
from benchmarks.plan import Plan
from benchmarks.spread_work import rows_of

GOAL = 0.6


def import_rows(plan: Plan) -> list[Row]:
    """Row 8: speed on all cores, and CPU per letter."""
    desk = MeasuredDesk(plan.folder, plan.seed)
    count = plan.pick(4000, 200)
    arrived: list[bytes] = []

    def ours() -> Cost:
        arrived[:] = desk.receive(count)
        return cost(desk.take_in)

    def bare() -> Cost:
        return _bare(plan.folder, desk, arrived)

    measured = interleave(plan.pick(5, 2), ours, bare)
    return rows_of("8", f"import of {count:,} letters of 64 KiB", "letter", count, GOAL, *measured)


def _bare(folder: Path, desk: MeasuredDesk, envelopes: list[bytes]) -> Cost:
    letters = [take_apart(envelope, desk.identity) for envelope in envelopes]
    paths = [folder / f"bare-{number}.sqlite" for number in range(cores())]
    work = [
        partial(open_and_store, letters[share], desk.identity, path)
        for share, path in zip(shares(letters, len(paths)), paths, strict=True)
    ]
    measured = on_all_cores(work)
    for path in paths:
        path.unlink()
    return measured
