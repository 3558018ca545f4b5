"""An answer cut into cells and put together again (docs/spec/cell.md, "Content")."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.cell import CELLS_MAX, CONTENT_MAX
from crypto.errors import CellInvalid, CellTooLarge, EncodingError
from tracker.records.cells import ANSWER_MAX, PART_MAX, join_answer, split_answer


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=4000))
def test_an_answer_comes_back_from_its_parts(text: str) -> None:
    content = {"text": text}
    try:
        parts = split_answer(content)
    except CellTooLarge:
        return
    assert 1 <= len(parts) <= CELLS_MAX
    assert all(len(part) <= CONTENT_MAX for part in parts)
    assert join_answer(parts) == content
    assert split_answer(join_answer(parts)) == parts


def test_four_cells_hold_11624_bytes() -> None:
    assert ANSWER_MAX == 11_624
    overhead = len('{"a":""}')
    assert len(split_answer({"a": "x" * (ANSWER_MAX - overhead)})) == CELLS_MAX
    assert len(split_answer({"a": "x" * (PART_MAX - overhead)})) == 1
    with pytest.raises(CellTooLarge):
        split_answer({"a": "x" * (ANSWER_MAX - overhead + 1)})
    with pytest.raises(EncodingError):
        split_answer({"a": 1.5})


WHOLE: dict[str, Any] = {"a": "x" * 6000}
ONE, TWO, THREE = split_answer(WHOLE)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [b""],
        [ONE, TWO],
        [TWO, ONE, THREE],
        [ONE, TWO, TWO],
        [ONE, TWO, THREE, b"\x03\x03"],
        [b"\x01\x00{}x"],
        [b"\x01\x00"],
        [b"\x02\x00{", b"\x02\x01}"],
        [b"\x02\x00{}", b"\x02\x01"],
        [ONE, b"\x03\x01" + TWO[2:-1], b"\x03\x02" + TWO[-1:] + THREE[2:]],
    ],
)
def test_parts_missing_swapped_or_cut_elsewhere_are_refused(parts: list[bytes]) -> None:
    with pytest.raises(CellInvalid):
        join_answer(parts)
