"""What all rows are told: where to work, how often to repeat, how much to load."""

from dataclasses import dataclass
from pathlib import Path

from tests.simulators.postgres import Postgres


@dataclass(frozen=True)
class Plan:
    """``folder`` is for this run alone; ``requests`` is what row 7 sends, 0 for its usual number."""

    folder: Path
    postgres: Postgres | None
    quick: bool
    seed: int
    requests: int

    def pick(self, usual: int, quick: int) -> int:
        """A count: the usual one, or the one of a quick run."""
        return quick if self.quick else usual

    @property
    def rounds(self) -> int:
        """How often both sides are measured in turn."""
        return self.pick(7, 3)
