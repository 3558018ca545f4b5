"""Cells, places and tags (docs/spec/cell.md)."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.cell import CELL_BYTES, CELLS_MAX, CONTENT_MAX, find_address, open_cell, seal_cell
from crypto.errors import CellInvalid, CellTooLarge, KeyDegenerate
from crypto.keys import ExchangeKey
from crypto.labels import Purpose
from tests.vectors.cast import PUBLICATION, family, publication_key, seed

REPLY = family().reply
TAG = bytes(range(16))


def test_desk_and_family_find_the_same_address() -> None:
    desk = find_address(PUBLICATION, publication_key(), family().public.address)
    ours = find_address(PUBLICATION, family().address, publication_key().public)
    assert desk == ours
    assert (len(ours.place), len(ours.tags), len(set(ours.tags))) == (8, CELLS_MAX, CELLS_MAX)


@pytest.mark.parametrize(
    "other",
    [
        replace(PUBLICATION, origin="rehearsal/b"),
        replace(PUBLICATION, publisher="b"),
        replace(PUBLICATION, number=8),
    ],
)
def test_nothing_of_an_address_comes_back_in_another_publication(other: object) -> None:
    here = find_address(PUBLICATION, family().address, publication_key().public)
    there = find_address(other, family().address, publication_key().public)  # type: ignore[arg-type]
    assert here.place != there.place
    assert not set(here.tags) & set(there.tags)


def test_a_fresh_key_gives_a_fresh_address() -> None:
    fresh = ExchangeKey(seed("another publication key")).public
    assert (
        find_address(PUBLICATION, family().address, fresh).place
        != find_address(PUBLICATION, family().address, publication_key().public).place
    )
    with pytest.raises(KeyDegenerate):
        find_address(PUBLICATION, family().address, bytes(32))


@settings(max_examples=20)
@given(st.binary(max_size=CONTENT_MAX))
def test_a_cell_is_always_of_one_size_and_opens(content: bytes) -> None:
    cell = seal_cell(PUBLICATION, TAG, REPLY.recipient, content)
    assert len(cell) == CELL_BYTES
    assert open_cell(PUBLICATION, TAG, REPLY, cell) == content


def test_a_cell_holds_2908_bytes() -> None:
    assert CONTENT_MAX == 2908
    seal_cell(PUBLICATION, TAG, REPLY.recipient, bytes(CONTENT_MAX))
    with pytest.raises(CellTooLarge):
        seal_cell(PUBLICATION, TAG, REPLY.recipient, bytes(CONTENT_MAX + 1))


def test_a_cell_opens_only_where_it_belongs() -> None:
    cell = seal_cell(PUBLICATION, TAG, REPLY.recipient, b"answer")
    for publication, tag, reply in [
        (replace(PUBLICATION, number=8), TAG, REPLY),
        (replace(PUBLICATION, publisher="other"), TAG, REPLY),
        (replace(PUBLICATION, origin="rehearsal/b"), TAG, REPLY),
        (PUBLICATION, bytes(16), REPLY),
        (PUBLICATION, TAG, family("other").reply),
    ]:
        with pytest.raises(CellInvalid):
            open_cell(publication, tag, reply, cell)


def test_a_cell_that_holds_no_padded_content_is_refused() -> None:
    for inner in (b"", b"\xff" * 2912, bytes(2911) + b"\1"):
        cell = REPLY.recipient.seal(inner, PUBLICATION.info(Purpose.CELL, TAG))
        with pytest.raises(CellInvalid):
            open_cell(PUBLICATION, TAG, REPLY, cell)
