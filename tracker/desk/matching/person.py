"""What is compared: a person as an inquiry or a row of a list tells of one."""

import re
from dataclasses import dataclass

_DATE = re.compile(r"(\d{4}|-)(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_OLDEST = 150


@dataclass(frozen=True)
class Birth:
    """When a person was born, as far as is known: the first and last possible year, month, day."""

    years: tuple[int, int] | None = None
    month: int | None = None
    day: int | None = None

    @property
    def is_full(self) -> bool:
        """One whole date."""
        return self.years is not None and self.years[0] == self.years[1] and self.day is not None

    @property
    def text(self) -> str:
        """As people compare it: ``1987-05-03``, ``1987``, ``1986/1987``, ``?-05-03``."""
        first, last = self.years or (None, None)
        year = "?" if first is None else f"{first:04d}" if first == last else f"{first:04d}/{last:04d}"
        return "-".join([year, *(f"{part:02d}" for part in (self.month, self.day) if part is not None)])


UNKNOWN = Birth()


def birth(value: str | int | None, year: int) -> Birth:
    """A birth from a form's value: ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``, ``--MM-DD``, or whole years of age.

    ``year`` is that in which the age was told. What is no date is unknown: lists hold anything.
    """
    if isinstance(value, int):
        known = 0 <= value <= _OLDEST
        return Birth((year - value - 1, year - value)) if known else UNKNOWN
    match = _DATE.fullmatch(value or "")
    if match is None:
        return UNKNOWN
    months, days = (int(part) if part else None for part in match.groups()[1:])
    if not (months is None or 1 <= months <= 12) or not (days is None or 1 <= days <= 31):
        return UNKNOWN
    return Birth(None if match[1] == "-" else (int(match[1]),) * 2, months, days)


@dataclass(frozen=True, kw_only=True)
class Person:
    """``names``: the full name first, then other, former and maiden names, in any script and order.

    ``sex`` and ``category`` as in the form (docs/spec/form.md), None if not known. ``places`` are free text.
    """

    names: tuple[str, ...]
    birth: Birth = UNKNOWN
    sex: str | None = None
    places: tuple[str, ...] = ()
    category: str | None = None
