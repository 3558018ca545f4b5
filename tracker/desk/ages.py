"""How old somebody is, as far as a form tells (pure)."""

from typing import Any

_YEAR, _OLDEST = 4, 130


def age_of(birth: Any, told: str, today: str) -> int | None:
    """Whole years on a day, from ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``, or an age that was told on a day.

    Where month or day are missing, the year counts alone. None if nothing can be said: letters hold anything.
    """
    year = int(today[:_YEAR])
    if isinstance(birth, int) and not isinstance(birth, bool):
        age = birth + (year - int(told[:_YEAR]) if _is_year(told[:_YEAR]) else 0)
    elif isinstance(birth, str) and _is_year(birth[:_YEAR]):
        age = year - int(birth[:_YEAR]) - (birth[_YEAR:] > today[_YEAR : len(birth)])
    else:
        return None
    return age if 0 <= age <= _OLDEST else None


def _is_year(text: str) -> bool:
    # Superscripts are digits too, and no number.
    return text.isascii() and text.isdigit()
