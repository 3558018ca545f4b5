"""Days are counted to both ends of the calendar, and no further."""

import pytest

from tracker.desk.days import add_days, day_of, days_between

FIRST, LAST = "0001-01-01", "9999-12-31"


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (0, "1970-01-01"),
        (951_782_400, "2000-02-29"),
        (253_402_300_799, LAST),
        (253_402_300_800, LAST),
        (2**63, LAST),
        (-62_135_596_800, FIRST),
        (-62_135_596_801, FIRST),
        (-(2**63), FIRST),
    ],
)
def test_every_time_has_a_day(at: int, day: str) -> None:
    """Files on a medium may be of any time: importing an inbox of such a file ended with a traceback."""
    assert day_of(at) == day


def test_days_are_added_within_the_calendar() -> None:
    assert add_days("2024-02-28", 1) == "2024-02-29"
    assert add_days("1900-02-28", 1) == "1900-03-01"
    assert (add_days(LAST, 30), add_days(FIRST, -1)) == (LAST, FIRST)
    assert days_between(FIRST, LAST) == 3_652_058
