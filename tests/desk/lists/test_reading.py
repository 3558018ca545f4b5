"""Files as people send them become the same rows, whatever wrote them; rows keep their numbers."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.lists.fictional import csv_of, invented, rows_of
from tests.desk.lists.written import ods, ods_row, sheet_xml, workbook
from tests.desk.world import code_of
from tracker.desk.lists.reading import read_table
from tracker.desk.lists.table import Table, decode_content, encode_content

UKRAINIAN = [
    ["Номер", "ПІБ", "Дата народження", "Місце"],
    ["1", "Вигаданенко Микола Іванович", "12.05.1987", "Ґанок, 5; Їжак"],
    ["2", "Придуманко Єва Юріївна", "1990 р.н.", "Озерськ"],
]
RUSSIAN = [
    ["ФИО", "Дата рождения"],
    ["Выдуманов Сергей Петрович", "12.05.1987"],
    ["Небывалый Андрей Викторович", "1990 г.р."],
]
UKRAINIAN_PAGES = ("utf-8", "utf-8-sig", "cp1251", "koi8-u", "cp1125")
WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32")
RUSSIAN_PAGES = ("utf-8", "cp1251", "koi8-r", "cp866", "mac-cyrillic", "iso8859-5", "utf-16")

_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=12)


def cells(table: Table) -> list[list[str]]:
    """What the rows say."""
    return [list(row.cells) for row in table.rows]


def codes(table: Table) -> set[str]:
    """What was odd."""
    return {item.code for item in table.reading.findings}


@pytest.mark.parametrize("encoding", UKRAINIAN_PAGES + WIDE)
def test_ukrainian_in_every_encoding(encoding: str) -> None:
    assert cells(read_table(csv_of(UKRAINIAN, encoding=encoding), "x.csv")) == UKRAINIAN


@pytest.mark.parametrize("encoding", RUSSIAN_PAGES)
@pytest.mark.parametrize("capitals", [False, True], ids=["as-written", "capitals"])
def test_russian_in_every_encoding(encoding: str, capitals: bool) -> None:
    rows = [[cell.upper() for cell in row] for row in RUSSIAN] if capitals else RUSSIAN
    assert cells(read_table(csv_of(rows, encoding=encoding), "x.csv")) == rows


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-u", "cp1125", "mac-cyrillic"])
def test_long_lists_of_invented_people_in_every_code_page(rng: random.Random, encoding: str) -> None:
    rows = rows_of(invented(rng, 30))
    assert cells(read_table(csv_of(rows, encoding=encoding), "x.csv")) == rows


@pytest.mark.parametrize(
    ("written", "misread"),
    [
        ("cp1251", "cp1252"),
        ("cp1251", "latin-1"),
        ("koi8-r", "cp1251"),
        ("cp866", "cp1251"),
        ("utf-8", "latin-1"),
    ],
)
def test_what_was_misread_before_it_came_is_put_right(written: str, misread: str) -> None:
    spoilt = csv_of(RUSSIAN, encoding=written).decode(misread).encode()
    table = read_table(spoilt, "x.csv")
    assert cells(table) == RUSSIAN
    assert "mojibake" in codes(table)


def test_one_spoilt_cell_among_good_ones_is_put_right_and_told() -> None:
    spoilt = "Вигаданенко Олена".encode().decode("cp1252", "replace")
    rows = [*UKRAINIAN, ["3", "Придуманко Петро".encode().decode("latin-1"), "", ""]]
    table = read_table(csv_of(rows), "x.csv")
    assert table.rows[-1].cells[1] == "Придуманко Петро"
    (found,) = [item for item in table.reading.findings if item.code == "mojibake"]
    assert found.rows == (4,)
    lost = read_table(csv_of([*UKRAINIAN, ["3", spoilt.replace("Ð", "\ufffd"), "", ""]]), "x.csv")
    assert "letters-lost" in codes(lost)


@pytest.mark.parametrize(
    "text", ["Сhеvчеnkо Іvаn", "О’Вигадан", "O'Vyhadan", "Вигаданенко-Придуманко", "«Їжак» — ґава…", "ﬁ № ½"]
)
def test_look_alikes_and_marks_stay_as_written(text: str) -> None:
    assert read_table(csv_of([*UKRAINIAN, ["3", text, "", ""]]), "x.csv").rows[-1].cells[1] == text


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"], ids=["semicolon", "comma", "tab", "bar"])
def test_every_delimiter(delimiter: str) -> None:
    table = read_table(csv_of(UKRAINIAN, delimiter), "x.csv")
    assert (cells(table), table.reading.delimiter) == (UKRAINIAN, delimiter)


@given(st.lists(st.lists(_TEXT, min_size=3, max_size=3), min_size=1, max_size=6))
def test_any_text_comes_back(rows: list[list[str]]) -> None:
    whole = [*UKRAINIAN, *([cell, *row] for cell, row in zip("абвгде", rows, strict=False))]
    table = read_table(csv_of(whole), "x.csv", encoding="utf-8", delimiter=";")
    assert [row.number for row in table.rows] == list(range(1, len(whole) + 1))
    assert decode_content(encode_content(table.rows)) == tuple(
        type(row)(row.number, tuple(_without_end(row.cells))) for row in table.rows
    )


def _without_end(row: tuple[str, ...]) -> list[str]:
    kept = list(row)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def test_row_numbers_are_those_of_the_original() -> None:
    text = 'Список\n\n\nПІБ;Рік\n\n"Вигаданенко\nІван";1987\nПридуманко Петро;1990\n'
    assert [row.number for row in read_table(text.encode(), "x.csv").rows] == [1, 4, 6, 7]


def test_the_line_that_names_the_delimiter_is_no_row() -> None:
    table = read_table("sep=|\nПІБ|Рік\nВигаданенко Іван|1987\n".encode(), "x.csv")
    assert [(row.number, len(row.cells)) for row in table.rows] == [(1, 2), (2, 2)]


def test_a_first_line_that_names_a_tab_is_no_row() -> None:
    table = read_table("sep=\t\r\nПІБ\tРік\r\nВигаданенко Іван\t1987\r\n".encode(), "x.csv")
    assert (table.reading.delimiter, [row.number for row in table.rows]) == ("\t", [1, 2])


@pytest.mark.parametrize(
    ("data", "encoding"),
    [(b"a;b\n+2AA-;x\n", "utf-7"), (rb"a;\ud800", "unicode_escape")],
    ids=["utf-7", "escapes"],
)
def test_halves_of_letters_are_no_text(data: bytes, encoding: str) -> None:
    assert code_of(read_table, data, "x", encoding=encoding) == "list-encoding"


def test_a_quotation_mark_that_nobody_closed_takes_no_rows_with_it(rng: random.Random) -> None:
    rows = csv_of(rows_of(invented(rng, 300))).replace(b"\r\n2;", b'\r\n2;"')
    table = read_table(rows, "x.csv")
    assert len(table.rows) == 301
    assert "quotes" in codes(table)


def test_a_workbook_says_what_the_text_says(rng: random.Random) -> None:
    rows = rows_of(invented(rng, 40))
    table = read_table(workbook({"Аркуш": sheet_xml(rows)}), "x.xlsx")
    assert cells(table) == rows
    assert (table.reading.kind, table.reading.sheet) == ("xlsx", "Аркуш")


def test_days_numbers_and_merged_cells_of_a_workbook() -> None:
    rows = [
        ["ПІБ", "Нар.", "Місце"],
        ["Вигаданенко Іван", 31909, "Озерськ"],
        ["Придуманко Петро", 1990, None],
        ["А", 0.5, None],
    ]
    table = read_table(workbook({"а": sheet_xml(rows, ["C2:C4"])}), "x.xlsx")
    said = [row.cells[1:] for row in table.rows[1:]]
    assert said == [("31909", "Озерськ"), ("1990", "Озерськ"), ("0.5", "Озерськ")]
    assert codes(table) == {"merged"}
    dated = read_table(workbook({"а": sheet_xml(rows, (), frozenset({1}))}), "x.xlsx")
    assert dated.rows[1].cells[1] == "1987-05-12"


def test_rows_of_a_workbook_keep_their_numbers_when_it_begins_further_down() -> None:
    rows = [[None], [None, None], [None, "ПІБ"], [None, None], [None, "Вигаданенко Іван"]]
    assert [row.number for row in read_table(workbook({"а": sheet_xml(rows)}), "x").rows] == [3, 5]


def test_other_sheets_are_told_of_and_have_names_of_their_own() -> None:
    data = workbook({"один": sheet_xml([["ПІБ"]]), "два": sheet_xml([["Ім'я"]])}, hidden=["один"])
    first, named = read_table(data, "x.xlsx"), read_table(data, "x.xlsx", sheet="один")
    assert (first.reading.sheet, codes(first)) == ("два", {"other-sheets"})
    assert codes(named) == {"other-sheets", "hidden-sheet"}
    assert first.sha256 == named.sha256
    assert first.id != named.id == named.sha256


def test_formulas_macros_and_links_are_told_of_and_none_is_followed() -> None:
    more = {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    data = workbook({"а": sheet_xml([["ПІБ"], ['=WEBSERVICE("invented")']])}, more)
    table = read_table(data, "x.xlsx")
    assert codes(table) == {"formula", "macro", "external-link"}
    assert table.rows[1].cells == ("computed",)
    assert "formula" in codes(read_table("ПІБ;Рік\n=cmd|'x'!A1;+380 44\n".encode(), "x.csv"))


def test_text_like_numbers_is_no_formula() -> None:
    assert codes(read_table("ПІБ;Тел\nВигаданенко Іван;+380 44\nПридуманко;-\n".encode(), "x.csv")) == set()


def test_an_open_document_says_what_the_text_says() -> None:
    table = read_table(ods("".join(ods_row(*row) for row in UKRAINIAN)), "x.ods")
    assert (cells(table), table.reading.kind) == (UKRAINIAN, "ods")


def test_a_long_remark_of_many_lines_is_one_cell() -> None:
    remark = "\n".join(f"рядок {number}" for number in range(60))
    rows = [*UKRAINIAN, ["3", "Небувалий Андрій", "1990", remark]]
    table = read_table(csv_of(rows), "x.csv")
    assert (cells(table), codes(table)) == (rows, set())


def test_cells_merged_down_to_the_end_of_all_rows_stand_in_the_rows_that_are_there() -> None:
    rows = [["ПІБ", "Місце"], ["Вигаданенко Іван", "Озерськ"], ["Придуманко Петро", None]]
    table = read_table(workbook({"а": sheet_xml(rows, ["B2:B1048576"])}), "x.xlsx")
    assert [row.cells[1] for row in table.rows] == ["Місце", "Озерськ", "Озерськ"]
