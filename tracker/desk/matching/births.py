"""How far two births agree: parts missing, day and month swapped, one figure wrong, an age."""

from tracker.desk.matching.person import Birth
from tracker.desk.matching.reasons import Evidence, Why

FULL, PARTIAL, YEAR_ONLY = 5.0, 2.5, 1.5
_FULL_DATE_CONTRADICTS = 3.0


def compare_births(one: Birth, other: Birth) -> Evidence | None:
    """What two births say for or against one person; None if they cannot be compared."""
    agrees, weight, why = _judge(one, other)
    return Evidence(agrees, weight, why) if weight else None


def years_apart(one: Birth, other: Birth) -> int:
    """The fewest years that can lie between two births; 0 if a year is not known."""
    return _apart(one.years, other.years) if one.years and other.years else 0


def _judge(one: Birth, other: Birth) -> tuple[float, float, Why]:
    if one.is_full and other.is_full:
        return _full(one, other)
    days = _days(one, other)
    if one.years is None or other.years is None:
        return days or (0.0, 0.0, Why.BIRTH_DIFFERS)
    agrees, why = _years(one.years, other.years)
    if days and agrees == 1:
        return days
    if agrees == 1 and one.month and other.month and one.month != other.month:
        return 0.6, YEAR_ONLY, Why.BIRTH_CLOSE
    return agrees, YEAR_ONLY if agrees else PARTIAL, why


def _full(one: Birth, other: Birth) -> tuple[float, float, Why]:
    same = (one.years == other.years, one.month == other.month, one.day == other.day)
    swapped = (one.month, one.day) == (other.day, other.month)
    if all(same):
        return 1.0, FULL, Why.BIRTH_SAME
    if same[0] and swapped:
        return 0.93, FULL, Why.BIRTH_SWAPPED
    slip = _slipped(one, other)
    if sum(same) == 2 and (same[0] or slip):
        return 0.8, FULL, Why.BIRTH_CLOSE
    if sum(same) == 2 or (slip and swapped):
        return 0.6, FULL, Why.BIRTH_CLOSE
    if same[0] or (slip and sum(same) == 1):
        return 0.4, _FULL_DATE_CONTRADICTS, Why.BIRTH_DIFFERS
    return 0.1 if slip else 0.0, _FULL_DATE_CONTRADICTS, Why.BIRTH_DIFFERS


def _slipped(one: Birth, other: Birth) -> bool:
    """Whether two years differ by one, by one figure, or by two figures turned round."""
    first, second = (str((item.years or (0, 0))[0]) for item in (one, other))
    wrong = sum(a != b for a, b in zip(first, second, strict=False))
    return abs(int(first) - int(second)) <= 1 or wrong == 1 or sorted(first) == sorted(second)


def _days(one: Birth, other: Birth) -> tuple[float, float, Why] | None:
    """Day and month alone, where both have them."""
    if not (one.day and other.day):
        return None
    if (one.month, one.day) == (other.month, other.day):
        return 1.0, PARTIAL, Why.BIRTH_FITS
    if (one.month, one.day) == (other.day, other.month):
        return 0.9, PARTIAL, Why.BIRTH_SWAPPED
    return (0.5 if one.month == other.month or one.day == other.day else 0.1), YEAR_ONLY, Why.BIRTH_DIFFERS


def _years(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, Why]:
    apart = _apart(one, other)
    if apart == 0:
        return 1.0, Why.BIRTH_FITS
    return ({1: 0.7, 2: 0.4, 3: 0.2}.get(apart, 0.0), Why.BIRTH_CLOSE if apart <= 2 else Why.BIRTH_DIFFERS)


def _apart(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)
