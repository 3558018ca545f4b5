"""Dates of birth as lists write them (pure; docs/spec/lists.md, "Dates").

Days first unless the mapping says otherwise. What cannot be read is unknown, and is said so: a wrong birth
hides a person from their family, an unknown one does not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.desk.matching.person import UNKNOWN, Birth, birth

_OLDEST, _FIRST_YEAR = 120, 1900
_LONGEST = 200
_NOTHING = re.compile(
    r"[-–—?.*/\s]*|н/?д|б/?д|невід\w*|неизв\w*|не\s+встан\w*|не\s+уст\w*|немає\s+даних|нет\s+данных"
    r"|unknown|none|nan|null|n/?a"
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ t]\d\d:\d\d(?::\d\d)?)?")
_NUMBERS = re.compile(
    r"(?<!\d)(\d{1,2})(?:\s?[./,;\-]\s?|\s)(\d{1,2})(?:\s?[./,;\-]\s?|\s)(\d{4}|\d{2})(?!\d)"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})(?:[./\-]|; ?)(\d{1,2})(?:[./\-]|; ?)(\d{1,2})(?!\d)")
_WORDS = re.compile(
    r"(?:(?<!\d)(\d{1,2})(?:-?\w{1,2})?[\s.;]+)?(?<![^\W\d_])([^\W\d_]{3,})\.?(?:\s+(\d{1,2}),)?[\s,;]+(\d{4})"
    r"(?!\d)"
)
_MONTH_YEAR = re.compile(r"(?<![\d.])(\d{1,2})[./\-](\d{4})(?!\d)")
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-–/]\s?((?:19|20)?\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_SERIAL = re.compile(r"[1-4]\d{4}(?:\.\d+)?")
_AGE = re.compile(r"(\d{1,3})\s?(?:років|роки|рік|р\.?|лет|года?|л\.?|years?(?: old)?|y\.?o\.?)")
_SERIAL_ZERO = date(1899, 12, 30)
_MONTHS = (
    "січ янв jan", "лют фев feb", "бер мар mar", "кві апр apr", "тра мая май may", "чер июн jun",
    "лип июл jul", "сер авг aug", "вер сен sep", "жов окт oct", "лис ноя nov", "гру дек dec",
)  # fmt: skip
_MONTH_OF = {start: number for number, starts in enumerate(_MONTHS, 1) for start in starts.split()}


@dataclass(frozen=True)
class Written:
    """What a cell says of a birth; ``oddity`` is "" or ``birth-unreadable``, ``birth-impossible``,
    ``birth-two-digits``, ``birth-swapped``, ``birth-year-as-day``, ``birth-several``."""

    birth: Birth = UNKNOWN
    oddity: str = ""


def read_birth(text: str, year: int, *, month_first: bool = False) -> Written:
    """The birth in a cell; ``year`` is that of the list, which no birth is after."""
    plain = _plain(text)
    if _NOTHING.fullmatch(plain):
        return Written()
    if _SERIAL.fullmatch(plain):
        day = _SERIAL_ZERO + timedelta(int(float(plain)))
        return _dated(day.year, day.month, day.day, year)
    if match := _ISO.fullmatch(plain):
        return _from_workbook(int(match[1]), int(match[2]), int(match[3]), year)
    if match := _AGE.fullmatch(plain):
        return _aged(int(match[1]), year)
    found = list(dict.fromkeys(_all_dates(plain, year, month_first)))
    return _merged(found) if found else _loose(plain, year)


def read_age(text: str, year: int) -> Written:
    """The birth that follows from a cell of ages."""
    plain = _plain(text)
    if _NOTHING.fullmatch(plain):
        return Written()
    match = _AGE.fullmatch(plain)
    digits = match[1] if match else plain
    return (
        _aged(int(digits), year)
        if digits.isdecimal() and len(digits) < 4
        else Written(UNKNOWN, "birth-unreadable")
    )


def is_dated(text: str) -> bool:
    """Whether a cell holds a whole date."""
    plain = _plain(text)
    return bool(
        _ISO.fullmatch(plain) or _NUMBERS.search(plain) or _YEAR_FIRST.search(plain) or _by_words(plain)
    )


def day_and_month(text: str) -> tuple[int, int] | None:
    """The first two numbers of a date written in numbers: which of them is the month is to be found out."""
    match = _NUMBERS.search(text[:_LONGEST])
    return (int(match[1]), int(match[2])) if match else None


def _plain(text: str) -> str:
    return " ".join(text[:_LONGEST].casefold().split())


def _all_dates(plain: str, year: int, month_first: bool) -> Iterator[Written]:
    """Every whole date in the text."""
    for match in _YEAR_FIRST.finditer(plain):
        yield _dated(int(match[1]), int(match[2]), int(match[3]), year)
    for match in _NUMBERS.finditer(_YEAR_FIRST.sub(" ", plain)):
        first, second, last = match.groups()
        day, month = (second, first) if month_first else (first, second)
        yield _short(int(day), int(month), last, year)
    for day, month, last in _by_words(plain):
        yield _dated(last, month, day, year) if day else _of_month(last, month, year)


def _by_words(plain: str) -> list[tuple[int, int, int]]:
    """``12 травня 1987``, ``May 12, 1987``, ``травень 1987`` (day 0): day, month, year."""
    found = []
    for before, word, after, last in _WORDS.findall(plain):
        if month := _MONTH_OF.get(word[:3]):
            found.append((int(before or after or 0), month, int(last)))
    return found


def _loose(plain: str, year: int) -> Written:
    """A month and a year, years, or one year somewhere in the text."""
    if match := _MONTH_YEAR.search(plain):
        month, last = map(int, match.groups())
        if 1 <= month <= 12 and _FIRST_YEAR <= last <= year:
            return Written(Birth((last, last), month))
    if match := _YEARS.search(plain):
        first, second = int(match[1]), int(match[2])
        second += first // 100 * 100 if second < 100 else 0
        if first <= second <= year:
            return Written(Birth((first, second)))
    years = {int(found) for found in _YEAR.findall(plain) if int(found) <= year}
    return _merged([Written(Birth((found, found))) for found in sorted(years)])


def _merged(found: list[Written]) -> Written:
    """Of several births in one cell only what they span is said, and that there are several."""
    if len(found) == 1:
        return found[0]
    years = [item.birth.years for item in found if item.birth.years]
    if not years:
        return Written(UNKNOWN, "birth-unreadable")
    return Written(Birth((min(first for first, _ in years), max(last for _, last in years))), "birth-several")


def _from_workbook(first: int, month: int, day: int, year: int) -> Written:
    """A year that somebody formatted as a day: 1987 is shown as 1905-06-09."""
    is_told = first == 1905 and _is_day(first, month, day)
    serial = (date(first, month, day) - _SERIAL_ZERO).days if is_told else 0
    if _FIRST_YEAR <= serial <= year:
        return Written(Birth((serial, serial)), "birth-year-as-day")
    return _dated(first, month, day, year)


def _short(day: int, month: int, last: str, year: int) -> Written:
    if len(last) == 4:
        return _dated(int(last), month, day, year)
    whole = int(last) + (2000 if int(last) <= year % 100 else 1900)
    found = _dated(whole, month, day, year)
    return Written(found.birth, found.oddity or "birth-two-digits")


def _dated(whole: int, month: int, day: int, year: int) -> Written:
    if not max(_FIRST_YEAR, year - _OLDEST) <= whole <= year:
        return Written(UNKNOWN, "birth-impossible")
    if _is_day(whole, month, day):
        return Written(Birth((whole, whole), month, day))
    if _is_day(whole, day, month):
        return Written(Birth((whole, whole), day, month), "birth-swapped")
    return Written(Birth((whole, whole)), "birth-impossible")


def _of_month(whole: int, month: int, year: int) -> Written:
    if not max(_FIRST_YEAR, year - _OLDEST) <= whole <= year:
        return Written(UNKNOWN, "birth-impossible")
    return Written(Birth((whole, whole), month))


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _aged(age: int, year: int) -> Written:
    found = birth(age, year)
    return Written(found, "" if found != UNKNOWN else "birth-impossible")
