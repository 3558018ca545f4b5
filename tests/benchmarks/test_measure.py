"""The arithmetic that the table of figures stands on."""

import random

import pytest

from benchmarks.measure import Paired, Row, cost, interleave
from benchmarks.report import table
from benchmarks.row_checks import slope_of


def test_both_sides_take_turns_and_the_first_round_is_thrown_away() -> None:
    turns: list[str] = []
    ours, floor = interleave(2, lambda: turns.append("a") or len(turns), lambda: turns.append("b") or 0)
    assert turns == ["a", "b"] * 3
    assert (ours, floor) == ([3, 5], [0, 0])


def test_a_ratio_is_the_median_of_the_rounds_ratios() -> None:
    # The machine slowed down tenfold in the last two rounds, for both alike.
    paired = Paired([2.0, 20.0, 21.0], [1.0, 10.0, 10.0])
    assert paired.ratio == 2.0
    assert paired.as_json()["spread"] == [2.0, 2.1]


def test_work_costs_cpu_and_waiting_does_not() -> None:
    busy = cost(lambda: sum(range(2_000_000)))
    assert busy.cpu > 0
    assert busy.wall > 0


@pytest.mark.parametrize(("growth", "flat"), [(0.0, True), (0.3, False)])
def test_a_slope_stands_out_of_its_noise_or_does_not(rng: random.Random, growth: float, flat: bool) -> None:
    points = [(x, 1 + growth * x + rng.uniform(-0.01, 0.01)) for x in (3, 4, 5, 6) for _ in range(7)]
    slope, error = slope_of(points)
    assert slope == pytest.approx(growth, abs=0.02)
    assert (slope <= 4 * error) is flat


def test_the_table_says_which_figure_was_missed() -> None:
    rows = [
        Row("4", "a", "ms", 1.234, 1.0, "1.23 × floor", "≤ 1.5 × floor", True),
        Row("7", "b", "MB", 1234.0, None, "1,234 MB", "≤ 80 MB", False),
    ]
    met, missed = table(rows).split("\n")[2:]
    assert [cell.strip() for cell in met.split("|")[1:-1]] == [
        "4", "a", "1.23 ms", "1.00 ms", "1.23 × floor", "≤ 1.5 × floor", "met",
    ]  # fmt: skip
    assert "MISSED" in missed
    assert "1,234 MB" in missed
