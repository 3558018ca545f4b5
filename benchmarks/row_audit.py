"""Row 11: proving every entry of a log of a million out of its files, beside hashing alone."""

import hashlib
import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks.measure import Cost, Paired, Row, cost, interleave, median
from benchmarks.plan import Plan
from crypto.tile_audit import verified_entries
from tests.simulators.long_log import memory
from tracker.auditor.source import FolderSource
from tracker.auditor.tiles import ArchiveTiles
from tracker.records.archive import Log
from tracker.tile_folder import TileFolder, TreeHead

GOAL = 0.5
ENTRY_BYTES = 32
MEGABYTE = 1_000_000
MOST_MB = 8
# As many messages as are held ready for the floor; they are hashed again and again.
_READY = 4096


def audit_rows(plan: Plan) -> list[Row]:
    """Row 11: CPU of a whole audit of an intake log, and how far its memory grows with the log."""
    count = plan.pick(1_000_000, 50_000)
    long, short = _log(plan, "long", count), _log(plan, "short", count // 100)
    rng = random.Random(plan.seed)
    leaves = [rng.randbytes(1 + ENTRY_BYTES) for _ in range(_READY)]
    nodes = [rng.randbytes(1 + 2 * 32) for _ in range(_READY)]

    def ours() -> Cost:
        return cost(lambda: _audit(*long))

    def bare() -> Cost:
        return cost(lambda: (_hash(leaves, count), _hash(nodes, count - 1)))

    measured = interleave(plan.rounds, ours, bare)
    growth = [_growth(*log) for log in (short, long)]
    return [_speed(count, *measured), _flat(count, *growth)]


def _log(plan: Plan, name: str, count: int) -> tuple[Path, TreeHead]:
    """An archive with an intake log of so many hashes."""
    rng = random.Random(f"{plan.seed} {name}")
    folder = TileFolder(plan.folder / name / "log/intake")
    entries: Iterator[bytes] = (rng.randbytes(ENTRY_BYTES) for _ in range(count))
    return plan.folder / name, folder.append(entries)


def _audit(archive: Path, head: TreeHead) -> None:
    tiles = ArchiveTiles(FolderSource(archive), Log.INTAKE)
    seen = sum(len(entries) for entries in verified_entries(tiles, head.size, head.root))
    assert seen == head.size


def _hash(messages: list[bytes], count: int) -> None:
    sha256 = hashlib.sha256
    rounds, rest = divmod(count, len(messages))
    for _ in range(rounds):
        for message in messages:
            sha256(message).digest()
    for message in messages[:rest]:
        sha256(message).digest()


def _growth(archive: Path, head: TreeHead) -> float:
    """How far memory grows at the most during an audit, in a process that did nothing before; megabytes."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(_peak, archive, head).result() / MEGABYTE


def _peak(archive: Path, head: TreeHead) -> int:
    start = memory("VmRSS")
    _audit(archive, head)
    return memory("VmHWM") - start


def _speed(count: int, ours: list[Cost], bare: list[Cost]) -> Row:
    cpu = Paired([item.cpu / count * 1e6 for item in ours], [item.cpu / count * 1e6 for item in bare])
    speed = 1 / cpu.ratio
    return Row(
        "11", f"audit of a log of {count:,} entries: CPU", "µs/entry", median(cpu.ours), median(cpu.floor),
        f"{speed:.2f} × floor's speed", f"≥ {GOAL} × floor", speed >= GOAL,
        {"count": count, "wall": [item.wall for item in ours]} | cpu.as_json(),
    )  # fmt: skip


def _flat(count: int, short: float, long: float) -> Row:
    return Row(
        "11", f"audit of {count:,} entries: growth of memory", "MB", long, None,
        f"{long:.1f} MB; {short:.1f} MB for a hundredth of it", f"≤ {MOST_MB} MB", long <= MOST_MB,
        {"count": count, "megabytes": {"short": short, "long": long}},
    )  # fmt: skip
