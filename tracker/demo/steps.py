"""Making something in steps, each known by the file it leaves: what is there is not made again."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

# Stretching a password takes 256 MiB and one core.
AT_ONCE = 2


@dataclass(frozen=True)
class Step:
    """What is made, the file or folder that shows that it was, and how.

    Neighbours of one ``together`` need nothing of one another.
    """

    title: str
    leaves: Path
    make: Callable[[], None]
    together: str = ""


def take_steps(steps: Iterable[Step], say: Callable[[str], None]) -> int:
    """Takes every step whose file is not there yet, in order; returns how many were taken."""
    taken = 0
    with ThreadPoolExecutor(AT_ONCE) as people:
        for _together, neighbours in groupby(steps, key=lambda step: step.together or step.title):
            missing = [step for step in neighbours if not step.leaves.exists()]
            for step in missing:
                say(step.title)
            for made in [people.submit(step.make) for step in missing]:
                made.result()
            taken += len(missing)
    return taken
