"""An age is told where a birth is, and nothing that a letter holds instead of one breaks anything."""

from typing import Any

import pytest

from tracker.desk.ages import age_of

TOLD, TODAY = "2025-09-01", "2026-09-21"


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        ("1987", 39),
        ("1987-10", 38),
        ("1987-09-21", 39),
        ("1987-09-22", 38),
        (7, 8),
        (True, None),
        (None, None),
        ("dont-know", None),
        ("\u00b2\u00b2\u00b2\u00b2-01", None),
        ("\u0661\u0669\u0668\u0667", None),
        ("", None),
        ("9999", None),
        (2**53 - 1, None),
        (-(2**53) + 1, None),
        (["1987"], None),
    ],
    ids=repr,
)
def test_an_age_from_whatever_stands_there(birth: Any, age: int | None) -> None:
    assert age_of(birth, TOLD, TODAY) == age
