"""Rows 4 and 5: durable submissions of 64 KiB, server CPU and rate, on SQLite and PostgreSQL."""

import statistics
from dataclasses import dataclass
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
# Hush Line 0.7.23: published server CPU of a submission in ms, least and most, and that of the SQLite floor
# measured beside it, which inserted 4 KiB (benchmarks/README.md, "The peer").
PEER_MS = (26.0, 40.0)
PEER_FLOOR_MS = 0.92


@dataclass(frozen=True)
class Submissions:
    """The rounds on one database: ours, the floor, and the floor with 4 KiB instead of 64."""

    database: str
    ours: list[Loaded]
    bare: list[Loaded]
    small: list[Loaded]


def intake_rows(plan: Plan) -> list[Row]:
    """Rows 4 and 5 on both databases, and row 4 beside the peer."""
    if plan.postgres is None:
        raise RuntimeError("rows 4 and 5 need PostgreSQL")
    sqlite = _measure(plan, "SQLite", ("", ""))
    postgres = _measure(plan, "PostgreSQL", (plan.postgres.new_database(), plan.postgres.new_database()))
    machine = median([item.cpu_ms for item in sqlite.small]) / PEER_FLOOR_MS
    rows = [row for measured in (sqlite, postgres) for row in _judge(measured)]
    return rows + [_peer_row(measured, machine) for measured in (sqlite, postgres)]


def _measure(plan: Plan, database: str, urls: tuple[str, str]) -> Submissions:
    folder = plan.folder / database
    folder.mkdir()
    (folder / "slices").mkdir()
    deployment = make_state(folder / "state", urls[0])
    envelope, small = folder / "envelope", folder / "small"
    envelope.write_bytes(deployment.letter())
    small.write_bytes(bytes(SMALL_BYTES))
    like = config_of(deployment)
    with subject(deployment) as ours, floor(folder, urls[1], folder / "slices", like) as bare:
        count = plan.pick(600, 150)
        sides = [(ours, envelope), (bare, envelope), (bare, small)]
        loads = [partial(_submit, server, body, count) for server, body in sides]
        return Submissions(database, *interleave(plan.rounds, *loads))


def _submit(server: Server, body: Path, count: int) -> Loaded:
    return server.load(["/intake"], count, CONNECTIONS, body, 201)


def _judge(measured: Submissions) -> list[Row]:
    ours, bare = measured.ours, measured.bare
    cpu = Paired([item.cpu_ms for item in ours], [item.cpu_ms for item in bare])
    rate = Paired([item.per_second for item in ours], [item.per_second for item in bare])
    about = {"requests": ours[0].requests, "connections": CONNECTIONS}
    waits = {"p95_ms": [_p95_ms(item) for item in ours], "refused_as_busy": [_busy(item) for item in ours]}
    what = f"submission of 64 KiB, {measured.database}"
    return [
        Row(
            "4", f"{what}: server CPU", "ms", median(cpu.ours), median(cpu.floor),
            f"{cpu.ratio:.2f} × floor", f"≤ {CPU_GOAL} × floor", cpu.ratio <= CPU_GOAL, about | cpu.as_json(),
        ),
        Row(
            "5", f"{what}: rate at {CONNECTIONS} connections", "1/s", median(rate.ours), median(rate.floor),
            f"{rate.ratio:.2f} × floor", f"≥ {RATE_GOAL} × floor", rate.ratio >= RATE_GOAL,
            about | rate.as_json() | waits,
        ),
    ]  # fmt: skip


def _peer_row(measured: Submissions, machine: float) -> Row:
    """Hush Line's published cost, brought to this machine by the floor that was measured in both places."""
    ours = median([item.cpu_ms for item in measured.ours])
    least, most = (cost * machine / ours for cost in PEER_MS)
    middle = statistics.fmean((least, most))
    return Row(
        "4", f"the same beside Hush Line as published, {measured.database}", "ms", ours,
        statistics.fmean(PEER_MS) * machine, f"{least:.0f} to {most:.0f} × less", f"≥ {PEER_GOAL:.0f} × less",
        middle >= PEER_GOAL,
        {"floor_4_kib_ms": [item.cpu_ms for item in measured.small], "machine_factor": machine},
    )  # fmt: skip


def _p95_ms(item: Loaded) -> float:
    return sorted(item.outcome.latencies)[int(0.95 * item.requests)] * 1000


def _busy(item: Loaded) -> int:
    return item.outcome.busy
