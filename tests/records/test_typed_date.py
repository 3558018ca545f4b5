"""Dates as people type them; the twin reads the same by the vectors ``form/typed-date``."""

import pytest

from tracker.records.errors import FormYearShort
from tracker.records.form import LANGUAGES
from tracker.records.language import month_and_day
from tracker.records.typed_date import _MONTH_LETTERS, date_words, read_date

DATES = (
    "1987",
    *(f"1987-{month:02}" for month in range(1, 13)),
    *(f"2026-{month:02}-0{month % 9 + 1}" for month in range(1, 13)),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_pages_write_is_read(language: str) -> None:
    for date in DATES:
        written = month_and_day(language, date)
        assert read_date(written, "birth") == read_date(written.upper(), "birth") == date


def test_no_two_months_begin_alike() -> None:
    months = date_words().months
    beginnings = {(name[:_MONTH_LETTERS], number) for name, number in months.items()}
    assert len({letters for letters, _ in beginnings}) == len(beginnings)
    assert set(months.values()) == set(range(1, 13))


def test_a_word_for_year_is_none_for_a_month() -> None:
    words = date_words()
    assert set(words.years) >= {"рік", "року", "год"}
    assert not any(
        name.startswith(year) or year.startswith(name) for name in words.months for year in words.years
    )


def test_the_refusal_names_the_question() -> None:
    with pytest.raises(FormYearShort) as caught:
        read_date("3.5.87", "last-seen.when")
    assert caught.value.facts == {"field": "last-seen.when"}
