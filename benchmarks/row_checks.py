"""Row 6: a check, which is one slice; and whether its cost depends on how many cells there are."""

import math
import statistics
from functools import partial
from pathlib import Path

from benchmarks.floor import floor
from benchmarks.measure import Paired, Row, interleave, median
from benchmarks.plan import Plan
from benchmarks.processes import Loaded, Server
from benchmarks.publications import SparsePublication, same_slices
from benchmarks.subject import config_of, make_state, subject

CONNECTIONS = 16
GOAL = 0.7
CELLS = (1_000, 10_000, 100_000, 1_000_000)
_DISTINCT = 256
_USUAL = 1


def check_rows(plan: Plan) -> list[Row]:
    """Row 6: CPU and rate of a check of a usual publication, and the slope over its size."""
    folder = plan.folder / "checks"
    folder.mkdir()
    publications = [same_slices(number, cells) for number, cells in enumerate(CELLS)]
    publications.append(SparsePublication.as_designed(len(CELLS), CELLS[-1]))
    deployment = make_state(folder / "state", "")
    config = config_of(deployment)
    slices = _write_floor_slices(folder / "slices", publications)
    for publication in publications:
        publication.put(config)
    with subject(deployment) as ours, floor(folder, "", slices, config) as bare:
        count = plan.pick(1000, 200)
        sides = [
            partial(_check, ours, item.paths(min(_DISTINCT, item.slices)), count) for item in publications
        ]
        sides += [
            partial(_check, bare, [f"/slice/{publications[index].slice_bytes}"], count)
            for index in (_USUAL, -1)
        ]
        *sizes, doubled, bare_usual, bare_doubled = interleave(plan.rounds, *sides)
    return [*_judge(count, sizes[_USUAL], bare_usual, (doubled, bare_doubled)), _flat(sizes, bare_usual)]


def _write_floor_slices(folder: Path, publications: list[SparsePublication]) -> Path:
    folder.mkdir()
    for size in {item.slice_bytes for item in publications}:
        (folder / str(size)).write_bytes(bytes(size))
    return folder


def _check(server: Server, paths: list[str], count: int) -> Loaded:
    return server.load(paths, count, CONNECTIONS, None, 200)


def _judge(
    count: int, ours: list[Loaded], bare: list[Loaded], doubled: tuple[list[Loaded], list[Loaded]]
) -> list[Row]:
    cpu = Paired([item.cpu_ms for item in ours], [item.cpu_ms for item in bare])
    rate = Paired([item.per_second for item in ours], [item.per_second for item in bare])
    wide = Paired([item.cpu_ms for item in doubled[0]], [item.cpu_ms for item in doubled[1]])
    about = {"requests": count, "connections": CONNECTIONS}
    what = f"check, one slice of {CELLS[_USUAL]:,} cells"
    return [
        Row(
            "6", f"{what}: server CPU", "ms", median(cpu.ours), median(cpu.floor),
            f"{1 / cpu.ratio:.2f} × floor's speed", f"≥ {GOAL} × floor", 1 / cpu.ratio >= GOAL,
            about | cpu.as_json() | {"million_cells_as_designed": wide.as_json()},
        ),
        Row(
            "6", f"{what}: rate at {CONNECTIONS} connections", "1/s", median(rate.ours), median(rate.floor),
            f"{rate.ratio:.2f} × floor", f"≥ {GOAL} × floor", rate.ratio >= GOAL, about | rate.as_json(),
        ),
    ]  # fmt: skip


def _flat(sizes: list[list[Loaded]], bare: list[Loaded]) -> Row:
    """The slope of the cost over the tenfolds of cells, each round held against that round's floor."""
    points = [
        (math.log10(cells), side.cpu_ms / beside.cpu_ms)
        for cells, measured in zip(CELLS, sizes, strict=True)
        for side, beside in zip(measured, bare, strict=True)
    ]
    slope, error = slope_of(points)
    level = statistics.fmean(ratio for _, ratio in points)
    costs = {
        f"{cells:,}": [side.cpu_ms for side in side_ms] for cells, side_ms in zip(CELLS, sizes, strict=True)
    }
    return Row(
        "6", f"the same from {CELLS[0]:,} to {CELLS[-1]:,} cells", "ms",
        median([side.cpu_ms for side in sizes[-1]]), median([side.cpu_ms for side in sizes[0]]),
        f"{slope / level:+.1%} ± {2 * error / level:.1%} a tenfold", "slope within noise",
        slope <= 2 * error, {"cpu_ms": costs, "slope": slope, "standard_error": error},
    )  # fmt: skip


def slope_of(points: list[tuple[float, float]]) -> tuple[float, float]:
    """The least-squares slope and its standard error."""
    across, up = zip(*points, strict=True)
    slope, start = statistics.linear_regression(across, up)
    spread = sum((x - statistics.fmean(across)) ** 2 for x in across)
    rest = sum((y - start - slope * x) ** 2 for x, y in points)
    return slope, math.sqrt(rest / (len(points) - 2) / spread)
