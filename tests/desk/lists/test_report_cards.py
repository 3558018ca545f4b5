"""The report card of a list: what is twice in it, missing, impossible, contradictory, old."""

import random
from typing import Any

from tests.desk.lists.conftest import Take
from tests.desk.lists.fictional import invented, rows_of
from tracker.desk.lists.report import ReportCard, report_card
from tracker.desk.lists.shelf import Shelf
from tracker.desk.lists.telling import report_lines
from tracker.desk.vault import Vault
from tracker.records.form import LANGUAGES

TODAY = "2026-09-22"
HEAD = ["№", "ПІБ", "Дата народження", "Вік", "Стать", "Статус", "Дата полону", "Справа"]


def card(vault: Vault, take: Take, *rows: list[str], **more: Any) -> ReportCard:
    """The card of a list of these rows."""
    taken = take([list(row) for row in rows], **more)
    return report_card(taken, Shelf(vault).entries(taken), TODAY)


def test_a_clean_list_has_a_clean_card(vault: Vault, take: Take, rng: random.Random) -> None:
    everybody = list({person.name("uk"): person for person in invented(rng, 40)}.values())
    found = card(vault, take, *rows_of(everybody))
    assert (found.rows, found.entries, found.births["full"]) == (
        len(everybody) + 1,
        len(everybody),
        len(everybody),
    )
    assert (found.duplicates, found.contradictions, found.oddities, found.missing_births) == ((), (), (), 0)
    assert (found.stated, found.age_days) == ("", 12)


def test_what_is_wrong_is_named_with_its_rows(vault: Vault, take: Take) -> None:
    found = card(
        vault,
        take,
        ["Список станом на 01.09.2026"],
        HEAD,
        ["1", "Вигаданенко Іван Петрович", "12.05.1987", "", "ч", "утримується", "01.03.2022", "А1"],
        ["2", "ВИГАДАНЕНКО Іван  Петрович", "1987-05-12", "", "ч", "звільнено", "", "А2"],
        ["3", "Придуманко Олена Іванівна", "31.02.1990", "", "ч", "утримується", "", "А3"],
        ["4", "Придуманко Олена Іванівна", "", "", "ж", "утримується", "01.01.2030", "А3"],
        ["5", "Небувалий Андрій Іванович", "1980", "20", "ч", "утримується", "", "А5"],
        ["6", "Казковий Петро Іванович", "12.05.1987", "", "ч", "", "01.01.1987", "А6"],
        ["7", "Казковий Петро Іванович", "13.05.1988", "", "ч", "", "", "А7"],
        ["Всього: 7"],
    )
    assert (found.rows, found.entries, found.aside) == (10, 7, {"heading": 2, "total": 1})
    assert found.duplicates == ((3, 4),)
    assert found.births == {"full": 4, "part": 2, "missing": 1}
    assert found.without_birth == (6,)
    assert [(item.code, item.rows) for item in found.oddities] == [("birth-impossible", (5,))]
    assert [(item.kind, item.rows) for item in found.contradictions] == [
        ("record-shared", (5, 6)),
        ("status-differs", (3, 4)),
        ("births-differ", (8, 9)),
        ("sex-of-name", (5,)),
        ("date-ahead", (6,)),
        ("age-differs", (7,)),
        ("date-before-birth", (8,)),
    ]
    assert (found.stated, found.age_days) == ("2026-09-01", 21)


def test_the_card_is_told_in_each_language(vault: Vault, take: Take) -> None:
    rows = (HEAD, ["1", "Вигаданенко \x1b[31mІван", "31.02.1987", "", "", "а", "", ""])
    found = card(vault, take, *rows)
    texts = {language: report_lines(found, language) for language in LANGUAGES}
    assert len({"\n".join(lines) for lines in texts.values()}) == 3
    assert all("\x1b" not in text for lines in texts.values() for text in lines)
