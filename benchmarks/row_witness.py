"""Row 14: cosignatures of a witness, beside the least that must happen before it answers."""

import sys
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from nacl.signing import SigningKey

from benchmarks.floor_witness import SEED
from benchmarks.measure import Paired, Row, interleave, median
from benchmarks.plan import Plan
from benchmarks.processes import Loaded, Server, free_port, running
from tests.simulators.growing_log import GrowingLog
from tests.simulators.running_witness import TRACKER, Witness, witness
from tracker.witness.serve import THREADS, WORKERS

CONNECTIONS = 16
RATE_GOAL, CPU_GOAL = 0.5, 2.0
_SIZE = 1000


def witness_rows(plan: Plan) -> list[Row]:
    """Rate and CPU of fresh cosignatures on one checkpoint, which all want the same lock."""
    log = GrowingLog("keys", _SIZE)
    bare_body, body = plan.folder / "floor-request", plan.folder / "request"
    bare_body.write_bytes(SigningKey(SEED).sign(log.note(_SIZE)).signature + log.note(_SIZE))
    with witness(plan.folder / "witness") as made, _floor(plan.folder) as bare:
        made.know(log.key)
        with _subject(made) as ours:
            body.write_bytes(log.request(0, _SIZE).encode())
            _ask(ours, body, 1)
            body.write_bytes(log.request(_SIZE, _SIZE).encode())
            count = plan.pick(2000, 300)
            sides = [partial(_ask, ours, body, count), partial(_ask, bare, bare_body, count)]
            return _judge(*interleave(plan.rounds, *sides))


def _subject(made: Witness) -> AbstractContextManager[Server]:
    port = free_port()
    command = [
        *TRACKER, "witness", "serve", "--folder", str(made.folder), "--listen", f"127.0.0.1:{port}",
        "--password-file", str(made.password_file), "--workers", str(WORKERS),
    ]  # fmt: skip
    return running(command, port, made.folder.parent / "witness.log", {})


def _floor(folder: Path) -> AbstractContextManager[Server]:
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "benchmarks.floor_witness:app", "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS),
        "--worker-tmp-dir", str(folder), "--log-level", "warning",
    ]  # fmt: skip
    kept = folder / "floor"
    kept.mkdir()
    return running(command, port, folder / "floor.log", {"FLOOR_FOLDER": str(kept)})


def _ask(server: Server, body: Path, count: int) -> Loaded:
    return server.load(["/add-checkpoint"], count, CONNECTIONS, body, 200, same=True)


def _judge(ours: list[Loaded], bare: list[Loaded]) -> list[Row]:
    rate = Paired([item.per_second for item in ours], [item.per_second for item in bare])
    cpu = Paired([item.cpu_ms for item in ours], [item.cpu_ms for item in bare])
    about = {"requests": ours[0].requests, "connections": CONNECTIONS}
    what = "cosignature of one log by a witness"
    return [
        Row(
            "14", f"{what}: rate at {CONNECTIONS} connections", "1/s", median(rate.ours), median(rate.floor),
            f"{rate.ratio:.2f} × floor", f"≥ {RATE_GOAL} × floor", rate.ratio >= RATE_GOAL,
            about | rate.as_json(),
        ),
        Row(
            "14", f"{what}: CPU", "ms", median(cpu.ours), median(cpu.floor),
            f"{cpu.ratio:.2f} × floor", f"≤ {CPU_GOAL} × floor", cpu.ratio <= CPU_GOAL, about | cpu.as_json(),
        ),
    ]  # fmt: skip
