"""Figures as medians of several rounds, and rows of the table."""

import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, beside its floor, and the figure it should reach.

    ``measured`` and ``floor`` are in ``unit``; ``judged`` is what ``goal`` speaks of, such as their ratio;
    ``raw`` holds every round's figures.
    """

    number: str
    what: str
    unit: str
    measured: float
    floor: float | None
    judged: str
    goal: str
    met: bool
    raw: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The row for machines."""
        return asdict(self)


@dataclass(frozen=True)
class Paired:
    """What both sides gave in the same rounds, and the ratio of each round."""

    ours: list[float]
    floor: list[float]

    @property
    def ratios(self) -> list[float]:
        """Ours divided by the floor, round by round."""
        return [ours / floor for ours, floor in zip(self.ours, self.floor, strict=True)]

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios: what drifts between rounds hits both sides of one alike."""
        return statistics.median(self.ratios)

    def as_json(self) -> dict[str, Any]:
        """Every round's figures, and the spread of the ratios."""
        spread = [min(self.ratios), max(self.ratios)]
        return {"ours": self.ours, "floor": self.floor, "ratios": self.ratios, "spread": spread}


def interleave(rounds: int, *sides: Callable[[], Any]) -> list[list[Any]]:
    """What each side gives, in turn, A B A B …, so that the machine's drift hits all alike.

    A first round, thrown away, fills caches and pools.
    """
    results: list[list[Any]] = [[] for _ in sides]
    for number in range(rounds + 1):
        for side, kept in zip(sides, results, strict=True):
            result = side()
            if number > 0:
                kept.append(result)
    return results


def paired(rounds: int, ours: Callable[[], float], floor: Callable[[], float]) -> Paired:
    """Both figures of so many rounds."""
    return Paired(*interleave(rounds, ours, floor))


def median(figures: Sequence[float]) -> float:
    """The median of the rounds."""
    return statistics.median(figures)


@dataclass(frozen=True)
class Cost:
    """Wall and CPU seconds (user and system, children that were waited for included) of one piece of work."""

    wall: float
    cpu: float


def cost(work: Callable[[], object]) -> Cost:
    """What one call costs in this process and in the children that it waits for."""
    started, before = time.perf_counter(), _cpu_seconds()
    work()
    return Cost(time.perf_counter() - started, _cpu_seconds() - before)


def _cpu_seconds() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)
