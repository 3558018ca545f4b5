"""What an audit says of each rule: whether it holds, on what evidence, and if not, by which code."""

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """How a rule came out."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_APPLICABLE = "not-applicable"
    # A rule before it failed, and without what that one would have found nothing can be said.
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Finding:
    """One rule: its number and title, the result, the evidence, and the error's code if it fails."""

    number: int
    title: str
    result: Result
    evidence: str
    code: str | None = None


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun: ``1 head``, ``2 heads``, ``3 entries``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


class NotApplicable(Exception):
    """Raised by a rule that has nothing to judge in this archive; its text says why."""


class NotDecided(Exception):
    """Raised by a rule that needs what rule ``number`` did not find out."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"rule {number} did not hold")
