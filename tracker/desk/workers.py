"""Work spread over all cores, in order and in bounded memory.

Processes, not threads: the HPKE of our library keeps the interpreter's lock. What a worker needs to know,
secrets too, travels through a pipe and lives in memory only.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import Any, Generic, Self, TypeVar

from tracker.desk.hardening import harden

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[list[Item]], list[Result]]

# Enough that no worker waits while results are made durable, few enough to be kept in memory.
_BATCHES_AHEAD = 4

_installed: list[Work[Any, Any]] = []


class Workers(Generic[Item, Result]):
    """Runs ``work`` on batches of items; ``work`` must be picklable and gives one result per item.

    ``crashed`` makes the result of an item that kills its process; without it the crash is raised. With
    ``processes`` of 1 everything happens in this process. ``niceness`` is by how much the processes give way
    to others, as of nice(2).
    """

    def __init__(
        self,
        work: Work[Item, Result],
        processes: int | None = None,
        crashed: Callable[[Item], Result] | None = None,
        niceness: int = 0,
    ) -> None:
        self._work = work
        self._crashed = crashed
        self._niceness = niceness
        self._processes = processes or usable_cores()
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stop()

    def run(self, batches: Iterable[list[Item]]) -> Iterator[Result]:
        """The results in the order of the items; only a few batches are taken ahead."""
        if self._processes == 1:
            for batch in batches:
                yield from self._work(batch)
            return
        pending: deque[tuple[list[Item], Future[list[Result]]]] = deque()
        for batch in batches:
            pending.append((batch, self._submit(batch)))
            if len(pending) == batches_in_flight(self._processes):
                yield from self._collect(*pending.popleft())
        while pending:
            yield from self._collect(*pending.popleft())

    def _submit(self, batch: list[Item]) -> "Future[list[Result]]":
        if self._pool is None:
            # Forking is quick, and safe only where no other thread is in the middle of something.
            context = get_context("fork" if threading.active_count() == 1 else "spawn")
            self._pool = ProcessPoolExecutor(
                self._processes, context, initializer=_install, initargs=(self._work, self._niceness)
            )
        try:
            return self._pool.submit(_run, batch)
        except BrokenProcessPool as error:
            broken: Future[list[Result]] = Future()
            broken.set_exception(error)
            return broken

    def _collect(self, batch: list[Item], future: "Future[list[Result]]") -> list[Result]:
        try:
            return future.result()
        except BrokenProcessPool:
            if self._crashed is None:
                raise
        # Some item of those in flight killed a process: one at a time tells which.
        self._stop()
        return [self._alone(item, self._crashed) for item in batch]

    def _alone(self, item: Item, crashed: Callable[[Item], Result]) -> Result:
        try:
            return self._submit([item]).result()[0]
        except BrokenProcessPool:
            self._stop()
            return crashed(item)

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def batches_in_flight(processes: int) -> int:
    """How many batches were taken, and are worked on or wait, while the results of the oldest are used."""
    return 1 if processes == 1 else 1 + _BATCHES_AHEAD * processes


def usable_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))


def in_batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of at most ``size`` items."""
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _install(work: Work[Any, Any], niceness: int) -> None:
    os.nice(niceness)
    harden()
    _installed[:] = [work]
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _run(batch: list[Any]) -> list[Any]:
    return _installed[0](batch)


def _leave_with_parent() -> None:
    """A worker holds secrets: it must not outlive a desk that was killed."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
