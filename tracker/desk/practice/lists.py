"""A practice list of people who do not exist, and its newer version (docs/spec/lists.md).

Some in it are sought in the practice inquiries, spelt as lists spell: in Russian, as passports had it, with
days and months swapped or missing. In the newer version some are gone, some are told of otherwise.
"""

from random import Random

from tracker.desk.lists.guessing import guess_mapping
from tracker.desk.lists.keeping import take_list
from tracker.desk.lists.reading import read_table
from tracker.desk.lists.taken import TakenList
from tracker.desk.practice.people import RUSSIAN, Person, draw_person
from tracker.desk.vault import Vault

ISSUER, ROUTE = "Вигадане відомство обмінів", "навчальний кур'єр, носій № 0"
_TITLE = "СПИСОК УСЛОВНЫХ ЛИЦ по состоянию на {}"
_HEADINGS = "№ п/п;Фамилия, имя, отчество;Дата рождения;Место;Статус"
_STATUS, _OTHERWISE = "содержится", "включён в обмен"
_SOUGHT, _STRANGERS, _GONE, _CHANGED, _NEW = 30, 40, 3, 4, 5


def draw_lists(rng: Random, sought: list[Person], days: tuple[str, str]) -> tuple[bytes, bytes]:
    """Two versions of one list, of these days (``YYYY-MM-DD``), as CSV in cp1251."""
    year = int(days[0][:4])
    everybody = rng.sample(sought, min(_SOUGHT, len(sought)))
    everybody += [draw_person(rng, year, 18, 70) for _ in range(_STRANGERS)]
    rng.shuffle(everybody)
    first = [_row(rng, person) for person in dict.fromkeys(everybody)]
    second = [[*row[:3], _OTHERWISE] if place < _CHANGED else row for place, row in enumerate(first[_GONE:])]
    second += [_row(rng, draw_person(rng, year, 18, 70)) for _ in range(_NEW)]
    rng.shuffle(second)
    return _written(first, days[0]), _written(second, days[1])


def take_practice_list(vault: Vault, data: bytes, obtained: str, now: int) -> TakenList:
    """Takes the older version in."""
    table = read_table(data, "list-old.csv")
    return take_list(vault, table, guess_mapping(table), ISSUER, obtained, ROUTE, now)


def _row(rng: Random, person: Person) -> list[str]:
    """Name, birth, place and status as a list has them."""
    year, month, day = person.birth
    births = (f"{day:02d}.{month:02d}.{year}",) * 6 + (
        f"{month:02d}.{day:02d}.{year}",
        f"{year} г.р.",
        f"{year}",
        "",
    )
    name = person.passport_name() if rng.random() < 0.15 else person.name(RUSSIAN)
    return [name, rng.choice(births), person.place(RUSSIAN), _STATUS]


def _written(rows: list[list[str]], day: str) -> bytes:
    year, month, date = day.split("-")
    lines = [_TITLE.format(f"{date}.{month}.{year}"), "", _HEADINGS]
    lines += [";".join((str(number), *row)) for number, row in enumerate(rows, 1)]
    return ("\r\n".join([*lines, f"Итого: {len(rows)}"]) + "\r\n").encode("cp1251")
