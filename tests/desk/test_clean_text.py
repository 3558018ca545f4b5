"""What strangers wrote, as a terminal may see it."""

import sys
import unicodedata

import pytest

from tracker.desk.clean_text import clean_line, clean_lines


def test_every_character_that_acts_is_shown_as_its_number() -> None:
    for number in range(sys.maxunicode + 1):
        char = chr(number)
        shown = clean_lines(char)
        assert clean_line(char) == (shown if char != "\n" else "<U+000A>")
        if char != "\n" and unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}:
            assert shown == f"<U+{number:04X}>"
        else:
            assert shown == char


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;title\x07", "<U+001B>]0;title<U+0007>"),
        ("\x9b2J", "<U+009B>2J"),
        ("abc\u202ecba", "abc<U+202E>cba"),
        ("a\r\nb", "a<U+000D><U+000A>b"),
        ("\u2066x\u2069", "<U+2066>x<U+2069>"),
        ("Об'єднана ʼ ґ 😀", "Об'єднана ʼ ґ 😀"),
        ("\ufeffx", "<U+FEFF>x"),
        ("tab\there", "tab<U+0009>here"),
    ],
)
def test_one_line(text: str, shown: str) -> None:
    assert clean_line(text) == shown


def test_marks_do_not_pile_up() -> None:
    shown = clean_line("й" + "\u0301" * 50)
    assert shown.count("\u0301") == 4
    assert shown.count("<U+0301>") == 46


def test_lengths_are_bounded() -> None:
    assert clean_line("x" * 1000, 10) == "x" * 10 + "…"
    assert clean_lines("один\nдва") == "один\nдва"
