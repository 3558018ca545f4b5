"""How old somebody is, as far as a form tells (pure)."""

from typing import Any

_YEAR = 4


def age_of(birth: Any, told: str, today: str) -> int | None:
    """Whole years on a day, from ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``, or an age that was told on a day.

    Where month or day are missing, the year counts alone. None if nothing can be said.
    """
    year = int(today[:_YEAR])
    if isinstance(birth, int) and not isinstance(birth, bool):
        return birth + (year - int(told[:_YEAR]) if told[:_YEAR].isdigit() else 0)
    if not isinstance(birth, str) or not birth[:_YEAR].isdigit():
        return None
    age = year - int(birth[:_YEAR]) - (birth[_YEAR:] > today[_YEAR : len(birth)])
    return age if 0 <= age <= 130 else None
