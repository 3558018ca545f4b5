"""Headings in three languages, two lines of them, or none: columns are found, or people are asked."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.lists.fictional import csv_of, invented, rows_of
from tests.desk.lists.written import sheet_xml, workbook
from tracker.desk.lists.entries import Entries, read_entries
from tracker.desk.lists.guessing import guess_mapping
from tracker.desk.lists.headings import role_of
from tracker.desk.lists.mapping import Mapping, Role
from tracker.desk.lists.preview import changed, preview
from tracker.desk.lists.reading import read_table
from tracker.desk.lists.table import Reading, Row, Table
from tracker.records.errors import ListError

HEADINGS = {
    "ordinal": ("№", "№ з/п", "№ п/п", "№\nз/п", "N п/п", "No.", "#"),
    "full-name": ("ПІБ", "П.І.Б.", "ФИО", "Ф.И.О.", "Прізвище, ім'я, по батькові", "Фамилия Имя Отчество",
                  "Full name", "Прізвище та ім’я", "Name", "ФИО военнопленного"),
    "surname": ("Прізвище", "Фамилия", "Surname", "Last name"),
    "given-name": ("Ім'я", "Ім’я", "Имя", "First name", "Given names"),
    "patronymic": ("По батькові", "Отчество", "Patronymic", "Middle name"),
    "other-names": ("Дівоче прізвище", "Девичья фамилия", "Other names", "Попереднє прізвище"),
    "birth": ("Дата народження", "Д.Н.", "Рік народження", "Дата рождения", "Г.р.", "р.н.", "Date of birth",
              "DOB", "Born"),
    "age": ("Вік", "Возраст", "Age"),
    "sex": ("Стать", "Пол", "Sex", "Gender"),
    "place": ("Місце утримання", "Место содержания", "Місце народження", "Place of birth", "СІЗО, адреса",
              "Регіон"),
    "status": ("Статус", "Стан", "Состояние", "Status", "Обмін"),
    "status-date": ("Дата полону", "Дата затримання", "Дата обмена", "Date of capture", "Коли востаннє"),
    "rank": ("Звання", "Воинское звание", "Rank", "В/ч", "Підрозділ"),
    "record": ("Номер справи", "Реєстровий номер", "Case ID", "Номер дела"),
    "remark": ("Примітки", "Прим.", "Примечание", "Remarks", "Коментар"),
    "other": ("", "абракадабра", "x" * 500),
}  # fmt: skip


@pytest.mark.parametrize("role", HEADINGS)
def test_headings(role: str) -> None:
    assert {heading: role_of(heading) for heading in HEADINGS[role]} == dict.fromkeys(
        HEADINGS[role], Role(role)
    )


def read(rows: list[list[object]], *merged: str, dates: tuple[int, ...] = ()) -> tuple[Mapping, Entries]:
    """A workbook as it is guessed and read."""
    table = read_table(workbook({"а": sheet_xml(rows, merged, frozenset(dates))}), "x.xlsx")  # type: ignore[arg-type]
    mapping = guess_mapping(table)
    return mapping, read_entries(table.rows, mapping, 2026)


def test_a_list_of_invented_people(rng: random.Random) -> None:
    everybody = invented(rng, 50)
    table = read_table(csv_of(rows_of(everybody)), "x.csv")
    mapping = guess_mapping(table)
    assert [str(role) for role in mapping.roles] == [
        "ordinal",
        "full-name",
        "birth",
        "place",
        "status",
        "record",
    ]
    found = read_entries(table.rows, mapping, 2026)
    assert [entry.names[0] for entry in found.entries] == [" ".join(one.name("uk")) for one in everybody]
    births = ["-".join(f"{part:02d}" for part in one.born) for one in everybody]
    assert [entry.birth.text for entry in found.entries] == births


def test_titles_two_lines_of_headings_numbers_sections_merged_cells_and_a_total() -> None:
    mapping, found = read(
        [
            ["Міністерство вигадок"],
            ["СПИСОК осіб станом на 01.09.2026"],
            [None],
            ["№\nз/п", "Прізвище, ім'я,\nпо батькові", "Народження", None, "Місце", "Стан", "Прим."],
            [None, None, "дата", "рік", None, None, None],
            [1, 2, 3, 4, 5, 6, 7],
            ["СІЗО-2"],
            [1, "Вигаданенко Микола Іванович", 31909, 1987, "Озерськ", "утримується", None],
            [
                2,
                "Придуманко Олена Петрівна\nПридуманко Ганна Петрівна",
                "12.05.1990",
                None,
                None,
                None,
                "сестри",
            ],
            [
                3,
                "ст. сержант Небувалов Андрій (Небувалий), 1987 р.н.",
                None,
                None,
                "Маякове",
                "звільнено",
                None,
            ],
            ["№\nз/п", "Прізвище, ім'я,\nпо батькові", "Народження", None, "Місце", "Стан", "Прим."],
            [4, "Самотній Петро"],
            [None, "Одинокий Остап Орестович"],
            ["Всього: 5 осіб"],
        ],
        "E8:E9",
        "C4:D4",
        dates=(2,),
    )
    assert [str(role) for role in mapping.roles] == [
        "ordinal", "full-name", "birth", "birth", "place", "status", "remark",
    ]  # fmt: skip
    said = [(one.number, one.names, one.birth.text, one.oddities) for one in found.entries]
    assert said == [
        (8, ("Вигаданенко Микола Іванович",), "1987-05-12", ()),
        (9, ("Придуманко Олена Петрівна", "Придуманко Ганна Петрівна"), "1990-05-12", ("several-people",)),
        (10, ("Небувалов Андрій", "Небувалий"), "1987", ()),
        (12, ("Самотній Петро",), "?", ()),
        (13, ("Одинокий Остап Орестович",), "?", ()),
    ]
    assert found.entries[1].says[Role.PLACE] == "Озерськ"
    why = {item.number: item.why for item in found.aside}
    assert why == dict.fromkeys((1, 2, 4, 5, 6, 11), "heading") | {7: "section", 14: "total"}


def test_no_headings_at_all() -> None:
    rows: list[list[object]] = [
        [1, "Вигаданенко Іван Петрович", "12.05.1987"],
        [2, "Придуманко Петро Іванович", "1990"],
        [3, "Небувалий Андрій", "13.05.1987"],
    ]
    mapping, found = read(rows)
    assert [str(role) for role in mapping.roles] == ["ordinal", "full-name", "birth"]
    assert [entry.number for entry in found.entries] == [1, 2, 3]


def test_no_headings_and_names_in_three_columns() -> None:
    rows: list[list[object]] = [["Вигаданенко", "Іван", "Петрович"], ["Придуманко", "Олена", "Іванівна"]]
    mapping, found = read(rows)
    assert [str(role) for role in mapping.roles] == ["surname", "given-name", "patronymic"]
    assert [entry.names for entry in found.entries] == [
        ("Вигаданенко Іван Петрович",),
        ("Придуманко Олена Іванівна",),
    ]


def test_names_and_births_in_one_column() -> None:
    mapping, found = read([["Вигаданенко Іван Петрович, 1987 р.н."], ["1. Придуманко Олена, 12.05.1990"]])
    assert mapping.roles == (Role.FULL_NAME,)
    assert [(entry.names[0], entry.birth.text) for entry in found.entries] == [
        ("Вигаданенко Іван Петрович", "1987"),
        ("Придуманко Олена", "1990-05-12"),
    ]


def test_months_first_are_noticed() -> None:
    mapping, found = read(
        [["Name", "Born"], ["Vyhadanenko Ivan", "05/13/1987"], ["Prydumanko Petro", "06/07/1990"]]
    )
    assert mapping.month_first
    assert [entry.birth.text for entry in found.entries] == ["1987-05-13", "1990-06-07"]


def test_people_say_what_a_column_means() -> None:
    table = read_table("Абв;Прим.;Стать\nвигаданенко;x;ч\nпридуманко;y;ж\n".encode(), "x.csv")
    guessed = guess_mapping(table)
    assert not guessed.has_names
    assert preview(table, guessed, "2026-09-01").named == 0
    for name in ("A", "1", "абв"):
        mapping = changed(guessed, {name: "full-name"})
        assert mapping.roles[0] is Role.FULL_NAME
    for wrong in ({"Я": "birth"}, {"A": "rubbish"}, {"": "birth"}):
        with pytest.raises(ListError) as refused:
            changed(guessed, wrong)
        assert refused.value.code == "list-mapping"


def test_every_row_is_an_entry_or_aside(rng: random.Random) -> None:
    rows = rows_of(invented(rng, 40))
    for row in rows[1:]:
        for place in range(len(row)):
            if rng.random() < 0.4:
                row[place] = rng.choice(["", "—", "Всього", "обмін", "Озерськ", row[place]])
    table = read_table(csv_of(rows), "x.csv")
    found = read_entries(table.rows, guess_mapping(table), 2026)
    assert sorted(item.number for item in (*found.entries, *found.aside)) == [
        row.number for row in table.rows
    ]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Вигаданенко Іван / Придуманко Петро", ("Вигаданенко Іван", "Придуманко Петро")),
        ("Вигаданенко\nІван\nПетрович", ("Вигаданенко Іван Петрович",)),
        ("Придуманко (Вигаданенко) Олена", ("Придуманко Олена", "Вигаданенко")),
        ("Вигаданенко Іван, він же Придуманко", ("Вигаданенко Іван", "Придуманко")),
        ("Вигаданенко Іван (за словами брата)", ("Вигаданенко Іван",)),
        ("солдат Вигаданенко Іван", ("Вигаданенко Іван",)),
        ("Вига\u00adданенко Ів\u200bан", ("Вигаданенко Іван",)),
        ("Вигаданенко І.П.", ("Вигаданенко І.П",)),
        ("невідомий", ()),
        ("—", ()),
    ],
)
def test_names_in_a_cell(cell: str, names: tuple[str, ...]) -> None:
    rows: list[list[object]] = [["№", "ПІБ", "Рік"], [1, cell, 1987], [2, "Небувалий Андрій", 1990]]
    _, found = read(rows)
    assert tuple(entry.names for entry in found.entries if entry.number == 2) == ((names,) if names else ())


def test_a_date_without_a_word_is_a_birth_if_nothing_else_is() -> None:
    rows: list[list[object]] = [
        ["ПІБ", "Дата"],
        ["Вигаданенко Іван", "12.05.1987"],
        ["Придуманко Олена", "1.2.1990"],
    ]
    mapping, _ = read(rows)
    assert mapping.roles == (Role.FULL_NAME, Role.BIRTH)
    rows = [["ПІБ", "Дата"], ["Вигаданенко Іван", "12.05.2022"], ["Придуманко Олена", "1.2.2023"]]
    mapping, _ = read(rows)
    assert mapping.roles == (Role.FULL_NAME, Role.STATUS_DATE)


def test_day_month_and_year_in_columns_of_their_own() -> None:
    rows: list[list[object]] = [
        ["№", "Прізвище", "Ім'я", "Дата народження", None, None],
        [None, None, None, "день", "місяць", "рік"],
        [1, "Вигаданенко", "Іван", 12, 5, 1987],
        [2, "Придуманко", "Олена", 1, "лютого", 1990],
    ]
    _, found = read(rows, "D1:F1")
    assert [entry.birth.text for entry in found.entries] == ["1987-05-12", "1990-02-01"]


def test_a_message_of_numbered_lines() -> None:
    text = """СПИСОК на обмен 14.09.2026

1. Выдуманов Сергей Петрович, 12.05.1987 г.р., г. Озёрск
2) Небывалый Андрей Викторович 1990
3 - Сказочников Пётр Ильич (позывной "Гном"), 03.03.1993 г.р.
4. Придумкина Ольга Ивановна, 1975г.р.
и еще 12 человек
"""
    table = read_table(text.encode("cp1251"), "x.txt")
    found = read_entries(table.rows, guess_mapping(table), 2026)
    assert [(entry.number, entry.names, entry.birth.text) for entry in found.entries] == [
        (3, ("Выдуманов Сергей Петрович",), "1987-05-12"),
        (4, ("Небывалый Андрей Викторович",), "1990"),
        (5, ("Сказочников Пётр Ильич",), "1993-03-03"),
        (6, ("Придумкина Ольга Ивановна",), "1975"),
    ]


def test_more_people_in_a_row_than_can_be_compared_are_told_of() -> None:
    crowd = "\n".join(f"Вигаданенко {name}" for name in ("Іван", "Петро", "Остап", "Яким", "Юрко", "Лука"))
    rows: list[list[object]] = [["ПІБ", "Рік народження"], [crowd, "1987"], ["Придуманко Олена", "1990"]]
    _, found = read(rows)
    assert (len(found.entries[0].names), found.entries[0].oddities) == (5, ("too-many-people",))


ODD = (
    "Вигаданенко Іван", "12.05.1987", "1987 р.н.", "", "—", "31909", "Всього", "ПІБ", "Дата народження",
    "((", "№", "обмін", "\u202e", "\x1b[31m", "1\n2", "0", "-1", "1e5", "٣٤", "²", "½", "12.05.²",
    "31.12.9999", "0000-00-00", "1905-00-01", "2026-13-45", "99999", "40000.5", "12 березня",
    "May 99, 1987", "999 років", "'", "=1+1", "Іваненко/Петренко", "1;2;3", "1987-1800", "19871988",
    "12..1987", "29.02.1987",
)  # fmt: skip


@given(st.lists(st.lists(st.sampled_from(ODD), min_size=1, max_size=7), min_size=1, max_size=12))
def test_any_cells_are_understood_and_no_row_is_lost(cells: list[list[str]]) -> None:
    table = Table("x", b"", Reading("csv"), tuple(Row(n, tuple(row)) for n, row in enumerate(cells, 1)))
    mapping = guess_mapping(table)
    found = read_entries(table.rows, mapping, 2026)
    assert sorted(item.number for item in (*found.entries, *found.aside)) == [
        row.number for row in table.rows
    ]
    assert len(preview(table, mapping, "2026-09-01").columns) == table.width
    assert all(entry.person().names for entry in found.entries)


def test_a_day_that_is_none_in_the_year_of_small_numbers_is_no_crash() -> None:
    _, found = read(
        [["ПІБ", "Дата народження"], ["Вигаданенко Іван", "1905-00-01"], ["Придуманко Олена", "1990"]]
    )
    assert found.entries[0].oddities == ("birth-impossible",)
