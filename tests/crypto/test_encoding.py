"""One accepted encoding of each primitive (docs/spec/encoding.md)."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.encoding import (
    MAX_JSON_DEPTH,
    MAX_SAFE_INTEGER,
    b64decode,
    b64encode,
    canonical_json,
    check_day,
    check_name,
    check_origin,
    decimal,
    parse_canonical_json,
)
from crypto.errors import EncodingError, TooLarge, TrackerError

JSON_VALUES = st.recursive(
    st.booleans()
    | st.integers(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=20,
)


def nested(levels: int) -> Any:
    """A list in a list in a list …"""
    value: Any = 0
    for _ in range(levels):
        value = [value]
    return value


@given(st.binary(max_size=80))
def test_base64_comes_back(data: bytes) -> None:
    assert b64decode(b64encode(data)) == data


@pytest.mark.parametrize(
    "text", ["QQ", "QQ=", "QR==", "QQ==\n", " QQ==", "QQ==QQ==", "Q-_=", "Qé==", "QQ=Q", "====", "\ud800QQ="]
)
def test_base64_has_one_spelling(text: str) -> None:
    with pytest.raises(EncodingError):
        b64decode(text)


def test_base64_of_another_length_is_refused() -> None:
    assert b64decode("QUI=", 2) == b"AB"
    with pytest.raises(EncodingError):
        b64decode("QUI=", 3)


@pytest.mark.parametrize("number", [0, 1, 10, MAX_SAFE_INTEGER])
def test_a_number_comes_back(number: int) -> None:
    assert decimal(str(number)) == number


@pytest.mark.parametrize(
    "text",
    ["", "00", "01", "+1", "-0", "1 ", "1_0", "1.0", "1e3", "٣", str(MAX_SAFE_INTEGER + 1), "9" * 5000],
)
def test_a_number_has_one_spelling(text: str) -> None:
    with pytest.raises(EncodingError):
        decimal(text)


@pytest.mark.parametrize("text", ["rehearsal/demo", "a/b/c", "people.example/2026", "0/0"])
def test_an_origin(text: str) -> None:
    assert check_origin(text) == text


@pytest.mark.parametrize(
    "text", ["", "demo", "/demo", "a//b", "a/", "A/b", "a/б", "a/b\n", "a/-b", "a/" + "b" * 63]
)
def test_not_an_origin(text: str) -> None:
    with pytest.raises(EncodingError):
        check_origin(text)


@pytest.mark.parametrize("text", ["", "-a", "a b", "A", "a_b", "a" * 33, "a\n"])
def test_not_a_name(text: str) -> None:
    assert check_name("a" * 32) == "a" * 32
    with pytest.raises(EncodingError):
        check_name(text)


@pytest.mark.parametrize("text", ["2024-02-29", "0001-01-01", "9999-12-31"])
def test_a_day(text: str) -> None:
    assert check_day(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29",
        "0000-01-01",
        "2026-13-01",
        "2026-1-01",
        "20260101",
        "2026-W01-1",
        "2026-01-01 ",
        "٢٠٢٦-01-01",
    ],
)
def test_not_a_day(text: str) -> None:
    with pytest.raises(EncodingError):
        check_day(text)


@given(JSON_VALUES)
def test_json_comes_back_and_agrees_with_any_other_parser(value: Any) -> None:
    encoded = canonical_json(value)
    assert parse_canonical_json(encoded, len(encoded)) == value
    assert json.loads(encoded) == value
    assert canonical_json(parse_canonical_json(encoded, len(encoded))) == encoded


@pytest.mark.parametrize(
    "value", [1.0, None, b"x", MAX_SAFE_INTEGER + 1, {"A": 1}, {"_a": 1}, {1: 1}, {"": 1}, ("a",)]
)
def test_what_json_may_not_hold(value: Any) -> None:
    with pytest.raises(EncodingError):
        canonical_json([value])


def test_lone_surrogates_are_refused_both_ways() -> None:
    with pytest.raises(EncodingError):
        canonical_json("\ud800")
    for spelled in (b'"\\ud800"', '"\ud800"'.encode("utf-8", "surrogatepass")):
        with pytest.raises(EncodingError):
            parse_canonical_json(spelled, 100)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b"[1.0]",
        b"[1e2]",
        b"[-0]",
        b"[NaN]",
        b"[null]",
        b"[9007199254740992]",
        b"[" + b"9" * 5000 + b"]",
        b'"\\u0041"',
        b'"\\/"',
        b'"\x7f\\u007f"',
        b'{"10":1,"9":1} ',
        b'{"9":1,"10":1}',
        b"\xef\xbb\xbf1",
        b"\xff",
        "1".encode("utf-16"),
        b'"\t"',
        b"[" * 1000,
        b"[" * 10_000 + b"]" * 10_000,
    ],
)
def test_json_has_one_spelling(text: bytes) -> None:
    with pytest.raises(EncodingError):
        parse_canonical_json(text, 30_000)


def test_json_is_bounded_in_depth_and_length() -> None:
    assert parse_canonical_json(canonical_json(nested(MAX_JSON_DEPTH - 1)), 100) == nested(MAX_JSON_DEPTH - 1)
    for levels in (MAX_JSON_DEPTH, 100_000):
        with pytest.raises(EncodingError):
            canonical_json(nested(levels))
    with pytest.raises(TooLarge):
        parse_canonical_json(b"[1,2]", 4)


@given(st.binary(max_size=200))
def test_random_bytes_raise_only_typed_errors(data: bytes) -> None:
    try:
        value = parse_canonical_json(data, 200)
    except TrackerError:
        return
    assert canonical_json(value) == data
