"""What a publication is cut from: what was checked is what is sealed, and free seats hold true cells."""

import os
from typing import Any

import pytest

from crypto.cell import CELL_BYTES, Publication, find_address, open_cell
from crypto.encoding import b64encode
from crypto.family import FamilyKeys
from crypto.keys import ExchangeKey
from crypto.mailbox import RECORD_BYTES, SEATS, Slice, SliceLayout, open_slice, pick_cells
from crypto.merkle import tree_root
from tests.desk.world import ORIGIN, PUBLISHER, quiet
from tests.records.answers import answer
from tracker.desk.publishing import RECEIVED, Told, seal_publication
from tracker.records.cells import join_answer
from tracker.records.errors import AnswerNotInVocabulary

PUBLICATION = Publication(ORIGIN, PUBLISHER, 7)
FAMILIES = [FamilyKeys(bytes([number]) * 32) for number in range(3)]
SECRET = ExchangeKey(bytes(range(32)))


def told(number: int, content: dict[str, Any]) -> Told:
    """What one of the families is told."""
    public = FAMILIES[number].public
    keys = {
        "address": b64encode(public.address),
        "reply-x25519": b64encode(public.reply.x25519),
        "reply-xwing": b64encode(public.reply.xwing),
    }
    return Told(number + 1, keys, content, RECEIVED)


def published(*items: Told) -> list[Slice]:
    """All slices, sealed in this process."""
    return seal_publication(PUBLICATION, SECRET.secret, list(items), os.urandom, quiet, processes=1)


@pytest.mark.parametrize("letters", [0, 1000, 3000])
def test_what_was_checked_is_what_a_family_opens(letters: int) -> None:
    contents = [answer(text="ї" * letters + str(number)) for number in range(len(FAMILIES))]
    (only,) = published(*(told(number, content) for number, content in enumerate(contents)))
    layout = SliceLayout(1, SEATS, tree_root([only.leaf]))
    served = open_slice(only.encode([]), 0, layout)
    for family, content in zip(FAMILIES, contents, strict=True):
        address = find_address(PUBLICATION, family.address, SECRET.public)
        cells = zip(address.tags, pick_cells(served, address), strict=False)
        assert (
            join_answer([open_cell(PUBLICATION, tag, family.reply, cell) for tag, cell in cells]) == content
        )


def test_an_answer_that_is_none_stops_the_publication() -> None:
    with pytest.raises(AnswerNotInVocabulary):
        published(told(0, answer()), told(1, answer(work="lost")))


def test_every_free_seat_holds_another_cell_under_another_tag() -> None:
    (only,) = published(told(0, answer()))
    records = [only.records[at : at + RECORD_BYTES] for at in range(0, len(only.records), RECORD_BYTES)]
    assert {len(record) for record in records} == {RECORD_BYTES}
    assert (
        len({record[:-CELL_BYTES] for record in records})
        == len({record[-CELL_BYTES:] for record in records})
        == SEATS
    )
