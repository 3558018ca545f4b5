"""Dates of birth as lists write them; what cannot be read is unknown, and told."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.desk.lists.births import read_age, read_birth

YEAR = 2026
CASES = {
    "12.05.1987": ("1987-05-12", ""),
    " 12.05.1987 р.н.": ("1987-05-12", ""),
    "12/5/1987": ("1987-05-12", ""),
    "12,05,1987": ("1987-05-12", ""),
    "12; 5; 1987": ("1987-05-12", ""),
    "12; травня; 1987": ("1987-05-12", ""),
    "1987; 5; 12": ("1987-05-12", ""),
    "12. 05. 1987": ("1987-05-12", ""),
    "1987-05-12": ("1987-05-12", ""),
    "1987-05-12 00:00:00": ("1987-05-12", ""),
    "1987.05.12": ("1987-05-12", ""),
    "31909": ("1987-05-12", ""),
    "12 травня 1987 року": ("1987-05-12", ""),
    "12 мая 1987 г.р.": ("1987-05-12", ""),
    "May 12, 1987": ("1987-05-12", ""),
    "12 May 1987": ("1987-05-12", ""),
    "травень 1987": ("1987-05", ""),
    "05.1987": ("1987-05", ""),
    "1987": ("1987", ""),
    "1987 р.н.": ("1987", ""),
    "1987 г. р.": ("1987", ""),
    "приблизно 1960": ("1960", ""),
    "1987-1989": ("1987/1989", ""),
    "1987/88": ("1987/1988", ""),
    "37 років": ("1988/1989", ""),
    "": ("?", ""),
    "—": ("?", ""),
    "невідомо": ("?", ""),
    "н/д": ("?", ""),
    "12.05.87": ("1987-05-12", "birth-two-digits"),
    "12.05.15": ("2015-05-12", "birth-two-digits"),
    "05.13.1987": ("1987-05-13", "birth-swapped"),
    "31.02.1987": ("1987", "birth-impossible"),
    "12.05.1887": ("?", "birth-impossible"),
    "12.05.2087": ("?", "birth-impossible"),
    "травень 2087": ("?", "birth-impossible"),
    "May 0001": ("?", "birth-impossible"),
    "1905-06-09": ("1987", "birth-year-as-day"),
    "12.05.1987 або 13.06.1988": ("1987/1988", "birth-several"),
    "без паспорта": ("?", "birth-unreadable"),
    "37": ("?", "birth-unreadable"),
}


@pytest.mark.parametrize("text", CASES, ids=lambda text: text or "empty")
def test_a_birth_in_a_cell(text: str) -> None:
    read = read_birth(text, YEAR)
    assert (read.birth.text, read.oddity) == CASES[text]


def test_months_come_first_where_the_list_has_them_first() -> None:
    assert read_birth("05/12/1987", YEAR, month_first=True).birth.text == "1987-05-12"


@pytest.mark.parametrize("text", ["37", "37 р.", "37 лет", "37 years old"])
def test_an_age(text: str) -> None:
    assert read_age(text, YEAR).birth.text == "1988/1989"


@pytest.mark.parametrize("text", ["—", "x", "370", "-1"])
def test_no_age(text: str) -> None:
    assert read_age(text, YEAR).birth.text == "?"


@given(st.dates(date(1910, 1, 1), date(2026, 1, 1)))
def test_every_day_is_read_in_every_way_of_writing_it(day: date) -> None:
    serial = str((day - date(1899, 12, 30)).days)
    ways = [f"{day:%d.%m.%Y}", f"{day.day}/{day.month}/{day.year}", day.isoformat(), f"{day:%Y.%m.%d}"]
    for text in (*ways, *([serial] if len(serial) == 5 else [])):
        assert read_birth(text, YEAR).birth.text == day.isoformat()


@given(st.text(max_size=60))
def test_no_text_breaks_it_and_no_birth_is_after_the_list(text: str) -> None:
    for born in (read_birth(text, YEAR).birth, read_age(text, YEAR).birth):
        assert born.years is None or 1900 <= born.years[0] <= born.years[1] <= YEAR
        assert born.day is None or born.month is not None


@given(st.dates(date(1990, 1, 1), date(1998, 1, 1)), st.text("абв .;", max_size=6))
def test_words_around_a_date_hide_it_not(day: date, words: str) -> None:
    assert read_birth(f"{words} {day:%d.%m.%Y} {words}", YEAR).birth.text == day.isoformat()
