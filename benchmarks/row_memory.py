"""Row 7: what a worker holds in memory, and whether it grows."""

from pathlib import Path

from benchmarks.measure import Row, median
from benchmarks.plan import Plan
from benchmarks.processes import Server
from benchmarks.publications import PUBLISHER, same_slices
from benchmarks.subject import config_of, make_state, subject

CONNECTIONS = 16
MEGABYTE = 1_000_000
MOST_MB = 80
GROWTH = 0.02
_STEPS = 20
_LETTERS_IN = 50
_CELLS = 10_000


def memory_rows(plan: Plan) -> list[Row]:
    """Row 7: the largest worker while it serves visits and letters, on SQLite."""
    folder = plan.folder / "memory"
    folder.mkdir()
    envelope = folder / "envelope"
    deployment = make_state(folder / "state", "")
    envelope.write_bytes(deployment.letter())
    publication = same_slices(0, _CELLS)
    publication.put(config_of(deployment))
    visit = [
        "/keyring/0", f"/mailbox/{PUBLISHER}/manifest", f"/mailbox/{PUBLISHER}/0/index",
        *publication.paths(64), "/", "/healthz",
    ]  # fmt: skip
    requests = plan.requests or plan.pick(20_000, 4_000)
    with subject(deployment) as server:
        _step(server, visit, envelope, requests // _STEPS)
        samples = [_step(server, visit, envelope, requests // _STEPS) for _ in range(_STEPS)]
    return [_judge(requests, samples)]


def _step(server: Server, visit: list[str], envelope: Path, requests: int) -> int:
    """Serves a share of the requests; gives the largest worker's memory afterwards."""
    letters = requests // _LETTERS_IN
    server.load(visit, requests - letters, CONNECTIONS, None, 200)
    server.load(["/intake"], letters, CONNECTIONS, envelope, 201)
    return max(server.worker_memory())


def _judge(requests: int, samples: list[int]) -> Row:
    quarter = _STEPS // 4
    early, late = median(samples[quarter : 2 * quarter]), median(samples[-quarter:])
    growth, most = late / early - 1, max(samples) / MEGABYTE
    return Row(
        "7", f"memory of a worker over {requests:,} requests (PSS)", "MB", most, None,
        f"{most:.0f} MB, {growth:+.1%} from the second to the last quarter",
        f"≤ {MOST_MB} MB, flat within {GROWTH:.0%}", most <= MOST_MB and growth <= GROWTH,
        {"requests": requests, "pss_bytes": samples},
    )  # fmt: skip
