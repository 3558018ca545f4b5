"""Documents of lines (docs/spec/encoding.md, "Documents")."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import EncodingError, TooLarge
from crypto.lines import LineReader, encode_lines, split_lines

PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=20)


@given(st.lists(PRINTABLE, min_size=1, max_size=6))
def test_lines_come_back(lines: list[str]) -> None:
    assert split_lines(encode_lines(lines), 1000) == lines


@pytest.mark.parametrize("line", ["a\nb", "a\r", "\t", "\x7f", "é", "\ud800", "\x00"])
def test_a_line_smuggles_nothing_in(line: str) -> None:
    with pytest.raises(EncodingError):
        encode_lines(["first", line])


@pytest.mark.parametrize("document", [b"", b"a", b"a\nb", b"a\r\n", b"\xc3\xa9\n", b"\x00\n", b"a\x7f\n"])
def test_a_document_is_lines_of_printable_ascii(document: bytes) -> None:
    with pytest.raises(EncodingError):
        split_lines(document, 100)


def test_a_document_has_lines() -> None:
    with pytest.raises(EncodingError):
        encode_lines([])


def test_a_document_is_bounded() -> None:
    with pytest.raises(TooLarge):
        LineReader(b"abc\n", 3)


def test_a_reader_walks_keyword_by_keyword() -> None:
    reader = LineReader(b"first/v1\npair a b\nsaid many words  here\n", 100)
    reader.literal("first/v1")
    assert reader.comes("pair")
    assert not reader.comes("pai")
    assert reader.fields("pair", 2) == ["a", "b"]
    assert reader.text("said") == "many words  here"
    reader.end()
    with pytest.raises(EncodingError):
        reader.field("more")


@pytest.mark.parametrize(
    "line", [b"pair a\n", b"pair a  b\n", b"pair a b \n", b"pair  a b\n", b"pairs a b\n", b"pair\n"]
)
def test_values_are_parted_by_single_spaces(line: bytes) -> None:
    with pytest.raises(EncodingError):
        LineReader(line, 100).fields("pair", 2)


def test_nothing_follows_the_end() -> None:
    with pytest.raises(EncodingError):
        LineReader(b"a\n", 100).end()
    with pytest.raises(EncodingError):
        LineReader(b"a\n", 100).literal("b")
