"""What strangers wrote, as a terminal may see it."""

import random
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.desk.display import block, line, width
from tracker.desk.display.columns import cut
from tracker.desk.display.hidden import visible
from tracker.desk.display.lookalikes import mark_lookalikes

ACTING = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u2800\u3164\uffa0\ufe0f\U000e0100"


def harmless(shown: str) -> bool:
    """Nothing acts, nothing hides, nothing piles up."""
    marks = 0
    for char in shown:
        category = unicodedata.category(char)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if (category in ACTING and char != "\n") or char in FILLERS or marks > 4:
            return False
        if category == "Zs" and char != " ":
            return False
    return True


def test_every_character_that_acts_is_shown_as_its_number() -> None:
    # The first plane, the emoji and the tags whole; of the planes that are mostly empty, a sample.
    whole = {*range(0x10000), *range(0x1F000, 0x1FB00), *range(0xE0000, 0xE0200)}
    for number in sorted(whole | set(range(0x10000, sys.maxunicode + 1, 61))):
        char = chr(number)
        shown = block(char)
        assert harmless(shown), hex(number)
        assert harmless(line(char)), hex(number)
        if unicodedata.category(char) in ACTING and char not in "\n\t":
            assert shown == line(char) == f"<U+{number:04X}>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;title\x07", "<U+001B>]0;title<U+0007>"),
        ("\x9b2J", "<U+009B>2J"),
        ("abc\u202ecba", "abc<U+202E>cba"),
        ("a\r\nb\rc\nd", "a ¶ b<U+000D>c ¶ d"),
        ("\u2066x\u2069", "<U+2066>x<U+2069>"),
        ("\ufeffx", "<U+FEFF>x"),
        ("a" + "\u200b" * 40 + "b", "a<U+200B×40>b"),
        ("tab\there", "tab here"),
        ("no\u00a0break", "no break"),
        ("Об'єднана ʼ ґ 😀", "Об'єднана ʼ ґ 😀"),
        ("И\u0306ван", "Йван"),
        ("❤\ufe0f 🙏🏻 👨\u200d👩\u200d👧 🇺🇦", "❤ 🙏 👨👩👧 <UA>"),
        ("[/x] [bold]{0.__class__}%s", "[/x] [bold]{0.__class__}%s"),
        ("\ud800", "<U+D800>"),
    ],
    ids=range(14),
)
def test_one_line(text: str, shown: str) -> None:
    assert line(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("один\nдва\r\nтри", "один\nдва\nтри"),
        ("a\n\n\n\n\n\nb", "a\n<U+000A×4>\nb"),
        ("a\tb\n\tc", "a   b\n    c"),
        ("x\u2028y\x85z", "x<U+2028>y<U+0085>z"),
    ],
    ids=range(4),
)
def test_several_lines(text: str, shown: str) -> None:
    assert block(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Іванoв", "Іван<o>в"),
        ("Иван Cepa", "Иван <Cepa>"),
        ("Pаypal", "P<а>ypal"),
        ("Г\u0049алгай", "Г<I>алгай"),
        ("𝐇𝐞𝐥𝐥𝐨 мамо", "<𝐇𝐞𝐥𝐥𝐨> мамо"),
        ("ｆｕｌｌ", "<ｆｕｌｌ>"),
        ("\u039fлена", "<\u039f>лена"),
        ("ivan сору", "ivan <сору>"),
    ],
    ids=range(8),
)
def test_letters_of_another_alphabet_are_marked(text: str, shown: str) -> None:
    assert line(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Ґалаґан-Їжакевич Соня Єгорівна, 1990 р. н., м. Кропивницький",
        "Сорокина Рая, г. Орск, ИК-5, ст. 275 УК РФ",
        "Шевченко Wi-Fi у Києві, IT-компанія, тел. CPR",
        "PETER Іванов, Müller, Łukasz Żak",
        "Олена о 5-й, дім 3а, м², №4",
        "Κυριάκος і Марія",
        "محمد Іван",
    ],
    ids=range(7),
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert line(text) == text


def test_marks_do_not_pile_up() -> None:
    shown = line("ж" + "\u0301" * 50)
    assert shown == "ж" + "\u0301" * 4 + "<U+0301×46>"
    mixed = line("ж" + "\u0301\u0316" * 50)
    assert mixed.count("\u0301") + mixed.count("\u0316") == 4


@given(st.text(max_size=80), st.integers(0, 60))
def test_whatever_it_is_it_fits_and_does_nothing(text: str, limit: int) -> None:
    for shown in (line(text, limit), block(text, limit)):
        assert harmless(shown)
        assert width(shown) <= limit
    assert "\n" not in line(text, limit)


def test_lengths_are_columns() -> None:
    assert line("x" * 1000, 10) == "x" * 9 + "…"
    assert line("日本" * 10, 8) == "日本日…"
    assert width(line("日本" * 10, 8)) == 7
    assert width(block("я" * 100_000)) == 20_000
    assert line("\u202e" * 1_000_000, 20) == "<U+202E×81>"


def test_every_character_takes_the_columns_that_unicode_gives_it() -> None:
    for char in map(chr, range(0x10000)):
        is_none = char == "\n" or unicodedata.category(char) in {"Mn", "Me"}
        columns = 0 if is_none else 1 + (unicodedata.east_asian_width(char) in {"W", "F"})
        assert width(char) == columns, hex(ord(char))
        assert width(f"{char} і {char}") == 2 * columns + 3, hex(ord(char))


@given(st.text("Aя їʼ’—«№9.", max_size=200), st.integers(0, 60))
def test_what_is_ordinary_comes_out_of_cleaning_as_it_was(text: str, limit: int) -> None:
    cleaned = cut(mark_lookalikes(visible(text[: limit * 4 + 1], keep_lines=False)), limit)
    assert line(text, limit) == cleaned


def test_a_million_marks_are_no_matter() -> None:
    rng = random.Random("marks")
    text = "а" + "".join(rng.choice("\u0301\u0316\u0300\u0323") for _ in range(1_000_000))
    assert width(block(text)) <= 20_000
