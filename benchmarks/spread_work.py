"""Rows about work that is spread over all cores: its speed, and its CPU, beside a floor's."""

from benchmarks.all_cores import cores
from benchmarks.measure import Cost, Paired, Row, median


def rows_of(
    number: str, what: str, thing: str, count: int, goal: float | None, ours: list[Cost], bare: list[Cost]
) -> list[Row]:
    """Two rows: things a second on all cores, and CPU a thing; both as a part of the floor's speed.

    Without a goal they are told, and cannot be missed.
    """
    words, least = ("told", 0.0) if goal is None else (f"≥ {goal} × floor", goal)
    rate = Paired([count / item.wall for item in ours], [count / item.wall for item in bare])
    cpu = Paired([item.cpu / count * 1000 for item in ours], [item.cpu / count * 1000 for item in bare])
    busy = median([item.cpu / item.wall for item in ours])
    return [
        Row(
            number, f"{what}: speed on {cores()} cores", f"{thing}s/s", median(rate.ours), median(rate.floor),
            f"{rate.ratio:.2f} × floor, {busy:.1f} cores busy", words, rate.ratio >= least,
            {"count": count, "cores_busy": busy} | rate.as_json(),
        ),
        Row(
            number, f"{what}: CPU", f"ms/{thing}", median(cpu.ours), median(cpu.floor),
            f"{1 / cpu.ratio:.2f} × floor's speed per core", words, 1 / cpu.ratio >= least,
            {"count": count} | cpu.as_json(),
        ),
    ]  # fmt: skip
