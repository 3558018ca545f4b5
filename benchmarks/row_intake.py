"""Rows 4 and 5: durable submissions of 64 KiB, server CPU and rate, on SQLite and PostgreSQL."""

from functools import partial
from pathlib import Path

from benchmarks.floor import floor
from benchmarks.measure import Paired, Row, interleave, median
from benchmarks.plan import Plan
from benchmarks.processes import Loaded, Server
from benchmarks.subject import config_of, make_state, subject

CONNECTIONS = 16
CPU_GOAL, RATE_GOAL, PEER_GOAL = 1.5, 0.8, 20.0
SMALL_BYTES = 4096
# Hush Line 0.7.23: server CPU of a submission in ms, from its own two databases' worth of runs, and the
# floors that were measured beside it, which inserted 4 KiB (benchmarks/README.md, "The peer").
PEER_MS = (26.0, 40.0)
PEER_FLOOR_MS = {"SQLite": 0.92, "PostgreSQL": 1.22}


def intake_rows(plan: Plan) -> list[Row]:
    """Rows 4 and 5 on both databases, or on SQLite alone where there is no PostgreSQL."""
    rows = _rows_on(plan, "SQLite", ("", ""))
    if plan.postgres is not None:
        rows += _rows_on(plan, "PostgreSQL", (plan.postgres.new_database(), plan.postgres.new_database()))
    return rows


def _rows_on(plan: Plan, database: str, urls: tuple[str, str]) -> list[Row]:
    folder = plan.folder / f"intake-{database}"
    folder.mkdir()
    (folder / "slices").mkdir()
    envelope, small = folder / "envelope", folder / "small"
    small.write_bytes(bytes(SMALL_BYTES))
    deployment = make_state(folder / "state", urls[0])
    envelope.write_bytes(deployment.letter())
    like = config_of(deployment)
    with subject(deployment) as ours, floor(folder, urls[1], folder / "slices", like) as bare:
        count = plan.pick(600, 150)
        sides = [
            partial(_submit, ours, envelope, count),
            partial(_submit, bare, envelope, count),
            partial(_submit, bare, small, count),
        ]
        measured = interleave(plan.rounds, *sides)
    return _judge(database, count, *measured)


def _submit(server: Server, body: Path, count: int) -> Loaded:
    return server.load(["/intake"], count, CONNECTIONS, body, 201)


def _judge(
    database: str, count: int, ours: list[Loaded], bare: list[Loaded], small: list[Loaded]
) -> list[Row]:
    cpu = Paired([item.cpu_ms for item in ours], [item.cpu_ms for item in bare])
    rate = Paired([item.per_second for item in ours], [item.per_second for item in bare])
    about = {"requests": count, "connections": CONNECTIONS}
    what = f"submission of 64 KiB, {database}"
    return [
        Row(
            "4", f"{what}: server CPU", "ms", median(cpu.ours), median(cpu.floor),
            f"{cpu.ratio:.2f} × floor", f"≤ {CPU_GOAL} × floor", cpu.ratio <= CPU_GOAL, about | cpu.as_json(),
        ),
        _peer_row(database, cpu, [item.cpu_ms for item in small]),
        Row(
            "5", f"{what}: rate at {CONNECTIONS} connections", "1/s", median(rate.ours), median(rate.floor),
            f"{rate.ratio:.2f} × floor", f"≥ {RATE_GOAL} × floor", rate.ratio >= RATE_GOAL,
            about | rate.as_json() | {
                "p95_ms": [_p95_ms(item) for item in ours],
                "refused_as_busy": [item.outcome.busy for item in ours],
            },
        ),
    ]  # fmt: skip


def _peer_row(database: str, cpu: Paired, small: list[float]) -> Row:
    """Hush Line's published cost, brought to this machine by the floor that both runs measured."""
    machine = median(small) / PEER_FLOOR_MS[database]
    least, most = (cost * machine / median(cpu.ours) for cost in PEER_MS)
    return Row(
        "4", f"the same beside Hush Line's published cost, {database}", "ms", median(cpu.ours),
        PEER_MS[0] * machine, f"{least:.0f} to {most:.0f} × less", f"≥ {PEER_GOAL:.0f} × less",
        least >= PEER_GOAL, {"floor_4_kib_ms": small, "machine_factor": machine, "published_ms": PEER_MS},
    )  # fmt: skip


def _p95_ms(item: Loaded) -> float:
    return sorted(item.outcome.latencies)[int(0.95 * item.requests)] * 1000
