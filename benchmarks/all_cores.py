"""A floor on all cores: one process a core, each with its share, started together."""

import itertools
import os
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

from benchmarks.measure import Cost, cost


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))


def shares(items: Sequence[object], count: int) -> list[slice]:
    """Where each of so many processes begins and ends."""
    edges = [len(items) * part // count for part in range(count + 1)]
    return [slice(start, end) for start, end in itertools.pairwise(edges)]


def on_all_cores(work: Sequence[Callable[[], object]]) -> Cost:
    """Each piece of work in a forked process; wall seconds of the longest, CPU seconds of all.

    Forking and waiting for each other is not counted.
    """
    context = get_context("fork")
    barrier = context.Barrier(len(work))
    pipes = [context.Pipe(duplex=False) for _ in work]
    processes = [
        context.Process(target=_run, args=(piece, barrier, sender))
        for piece, (_, sender) in zip(work, pipes, strict=True)
    ]
    for process in processes:
        process.start()
    costs: list[Cost] = [receiver.recv() for receiver, _ in pipes]
    for process in processes:
        process.join()
    return Cost(max(item.wall for item in costs), sum(item.cpu for item in costs))


def _run(work: Callable[[], object], barrier: Barrier, sender: Connection) -> None:
    barrier.wait()
    sender.send(cost(work))
