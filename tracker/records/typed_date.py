"""Dates as people type them (docs/spec/form.md): ``3.5.1987``, or a month's name in any of our languages."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from tracker.records.errors import FormYearShort
from tracker.records.form import LANGUAGES
from tracker.records.language import template

# With a comma where a telephone's keys for numbers have no point.
_BETWEEN = re.compile("[ \t\u00a0.,]+")
# What is left out around what is typed: these alone, since programs do not agree on what else is blank.
_AROUND = " \t\u00a0\r\n"
_DAY_OR_MONTH = re.compile("[0-9]{1,2}")
_YEAR, _SHORT_YEAR = re.compile("[0-9]{4}"), re.compile("[0-9]{2}")
_PLACEHOLDER = re.compile(r"\{[a-z]+\}")
# No two months of the catalogues begin with the same three letters; a test holds them to it.
_MONTH_LETTERS = 3


@dataclass(frozen=True)
class DateWords:
    """What stands in written dates: names of months with their numbers, and words for "year"."""

    months: dict[str, int]
    years: tuple[str, ...]


@cache
def date_words() -> DateWords:
    """The words with which all catalogues write dates. Raises CatalogueMissing, TextMissing."""
    names = [
        (template(language, f"date.month.{form}.{number}").lower(), number)
        for language in LANGUAGES
        for form in ("of", "alone")
        for number in range(1, 13)
    ]
    forms = [template(language, f"date.{form}") for language in LANGUAGES for form in ("year", "day")]
    beside = [word for form in forms for word in _PLACEHOLDER.sub(" ", form).lower().split()]
    return DateWords(dict(names), tuple(dict.fromkeys(beside)))


def trimmed(typed: str) -> str:
    """What was typed without the blanks around it."""
    return typed.strip(_AROUND)


def read_date(typed: str, path: str) -> str:
    """The date as the form has it, ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; what is no date stays as it is.

    Read are the year alone; month and year; day, month and year; month, day and year if the month is named.
    Between them are dots, commas or spaces. Months may be shortened to three letters or more; a word for
    "year", or its beginning, may follow. Raises FormYearShort for a year of two digits: it may be of either
    century.
    """
    parts = [part for part in _BETWEEN.split(unicodedata.normalize("NFC", typed).lower()) if part]
    if len(parts) > 1 and any(word.startswith(parts[-1]) for word in date_words().years):
        parts.pop()
    *rest, year = parts or [""]
    before = _day_and_month(rest)
    if before is not None and _SHORT_YEAR.fullmatch(year):
        raise FormYearShort(f"{year} may be of either century", field=path)
    if before is None or not _YEAR.fullmatch(year):
        return trimmed(typed)
    return "-".join([year, *(part.zfill(2) for part in reversed(before))])


def _day_and_month(parts: list[str]) -> list[str] | None:
    """Nothing, the month, or day and month, as digits; None if the parts are something else."""
    numbers = [part for part in parts if _DAY_OR_MONTH.fullmatch(part)]
    named = [str(number) for part in parts if (number := _month(part)) is not None]
    known = len(numbers) + len(named) == len(parts)
    return numbers + named if known and len(parts) <= 2 and len(named) <= 1 else None


def _month(part: str) -> int | None:
    if len(part) < _MONTH_LETTERS:
        return None
    return next((number for name, number in date_words().months.items() if name.startswith(part)), None)
