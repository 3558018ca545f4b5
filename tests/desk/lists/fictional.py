"""Clearly fictional lists: invented names, places that do not exist, a key to who is who."""

import random
from collections.abc import Sequence

from benchmarks.fictional_people import Truth, people

HEADINGS = (
    "Номер з/п",
    "Прізвище, ім'я, по батькові",
    "Дата народження",
    "Місце утримання",
    "Статус",
    "Справа",
)
ISSUER, ROUTE = "Вигадане відомство", "кур'єр, на носії"


def invented(rng: random.Random, count: int) -> list[Truth]:
    """So many people who do not exist."""
    return people(rng, count)


def cells_of(person: Truth, number: int, status: str = "утримується") -> list[str]:
    """A row of a list about somebody."""
    year, month, day = person.born
    name = " ".join(person.name("uk"))
    return [str(number), name, f"{day:02d}.{month:02d}.{year}", person.town, status, f"В-{person.key[1:]}"]


def rows_of(everybody: Sequence[Truth]) -> list[list[str]]:
    """Headings and a row for each."""
    return [list(HEADINGS), *(cells_of(person, number) for number, person in enumerate(everybody, 1))]


def csv_of(rows: Sequence[Sequence[str]], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """Rows as text; every cell that needs it in quotation marks."""
    lines = (delimiter.join(_quoted(cell, delimiter) for cell in row) for row in rows)
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def _quoted(cell: str, delimiter: str) -> str:
    needs = any(char in cell for char in (delimiter, '"', "\n", "\r"))
    return '"' + cell.replace('"', '""') + '"' if needs else cell
