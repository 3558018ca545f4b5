"""Queues, what presses, what needs me; and that the board kept up to date is the board made anew."""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.console.shell_world import FilledDesk
from tests.desk.rows_in_test import row
from tests.desk.world import DAY, NOW
from tracker.desk.acting import act
from tracker.desk.acts import Assign, Escalate, Note, Tag, Wait
from tracker.desk.answering import write_answer
from tracker.desk.board import Board
from tracker.desk.console.queues_bar import LETTERS
from tracker.desk.days import day_of
from tracker.desk.listing import ORDERS, Listing, View
from tracker.desk.queues import QUEUES, QueueContext, queues_of
from tracker.desk.searching import SearchIndex
from tracker.desk.undoing import undo
from tracker.desk.vault import Vault
from tracker.records.errors import DeskError

TODAY = "2026-10-20"
AT = QueueContext("anna", TODAY, {7: frozenset({"row:x:1"}), 8: frozenset({"inquiry:x"})})


@pytest.mark.parametrize(
    ("queue", "facts", "is_in"),
    [
        ("new", {}, True),
        ("new", {"has_news": False}, False),
        ("new", {"waiting_until": "2026-10-21"}, False),
        ("new", {"waiting_until": TODAY}, True),
        ("waiting-until", {"waiting_until": "2026-10-21"}, True),
        ("waiting-until", {"waiting_until": TODAY}, False),
        ("mine", {"owner": "anna"}, True),
        ("mine", {"owner": "borys"}, False),
        ("mine", {}, False),
        ("overdue", {"since": "2026-10-06"}, True),
        ("overdue", {"since": "2026-10-07"}, False),
        ("overdue", {"since": ""}, False),
        ("stale", {"done": "2026-09-20"}, True),
        ("stale", {"done": "2026-09-21"}, False),
        ("urgent", {"urgent": ("medicine",)}, True),
        ("urgent", {"urgent": ("medicine",), "is_open": False}, False),
        ("list-hit", {"number": 7}, True),
        ("list-hit", {"number": 8}, False),
        ("needs-dedupe", {"number": 8}, True),
        ("needs-dedupe", {"number": 7}, False),
        ("escalated", {"escalated": True}, True),
        ("needs-second", {"writer": b"key"}, True),
    ],
)
def test_a_row_is_in_a_queue(queue: str, facts: dict[str, object], is_in: bool) -> None:
    assert (queue in queues_of(row(**facts), AT)) is is_in


def same(one: Board, other: Board) -> bool:
    """Whether two boards show the same."""
    numbers = set(one.rows) | set(other.rows)
    return (
        set(one.rows) == set(other.rows)
        and all(one.queues_of(number) == other.queues_of(number) for number in numbers)
        and +one.counts == +other.counts
        and one.next_for_me() == other.next_for_me()
    )


ACTS = [
    Assign("anna"),
    Assign("borys"),
    Assign(""),
    Wait("2026-12-01", "why"),
    Wait("", ""),
    Escalate(True, "why"),
    Tag("ліки", True),
    Note("text"),
    "answer",
    "undo",
    "erase",
]


def test_the_board_kept_up_to_date_is_the_board_made_anew(tmp_path_factory: pytest.TempPathFactory) -> None:
    @given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 6)), max_size=8))
    def holds(steps: list[tuple[object, int]]) -> None:
        filled = FilledDesk(tmp_path_factory.mktemp("board"), random.Random(7))
        with filled.unlock() as vault:
            key = vault.identity.signing_key.public
            board = Board(vault.desk, QueueContext("anna", day_of(NOW), {}, key))
            index = SearchIndex()
            listings = [Listing(board, index, View("new", order=order)) for order in ORDERS]
            listings.append(Listing(board, index, View(search="вигад")))
            for place, (what, number) in enumerate(steps):
                do(vault, what, number, NOW + place * DAY)
                context = QueueContext("anna", day_of(NOW + place * DAY), {}, key)
                changed = board.refresh(context, vault.desk)
                fresh = Board(vault.desk, context)
                assert same(board, fresh)
                for listing in listings:
                    listing.update(changed)
                    assert list(listing) == list(Listing(fresh, SearchIndex(), listing.view))
                    assert all(listing.place_of(item) == at for at, item in enumerate(listing))

    holds()


def do(vault: Vault, what: Any, number: int, now: int) -> None:
    """One step; what is refused changes nothing."""
    case = vault.desk.cases.get(number)
    try:
        if what == "undo":
            undo(vault, now)
        elif case is None:
            return
        elif what == "answer":
            write_answer(vault, case, {"work": "being-traced", "knowledge": {"value": "none"}}, now)
        elif what == "erase":
            with vault.transaction():
                vault.erase(case.subject, "by hand", now)
        else:
            act(vault, case, what, now)
    except DeskError as refused:
        assert refused.code  # noqa: PT017 - whatever is refused, the board must stay right


def test_what_needs_me_is_mine_or_nobodys_and_presses_most_first(tmp_path: Path, rng: random.Random) -> None:
    filled = FilledDesk(tmp_path, rng)
    with filled.unlock() as vault:
        context = QueueContext("anna", day_of(NOW), {}, vault.identity.signing_key.public)
        board = Board(vault.desk, context)
        urgent = next(number for number, each in board.rows.items() if each.urgent)
        alarm = next(number for number, each in board.rows.items() if each.category == "convict")
        assert board.next_for_me() == alarm
        assert board.next_for_me(alarm) == urgent
        act(vault, vault.desk.cases[urgent], Assign("borys"), NOW)
        board.refresh(context, vault.desk)
        assert board.next_for_me(alarm) != urgent
        for number in list(board.rows):
            act(vault, vault.desk.cases[number], Assign("borys"), NOW)
        board.refresh(context, vault.desk)
        assert board.next_for_me() is None


def test_matches_come_and_go_without_anything_else_changing(tmp_path: Path, rng: random.Random) -> None:
    filled = FilledDesk(tmp_path, rng)
    with filled.unlock() as vault:
        board = Board(vault.desk, QueueContext("anna", day_of(NOW)))
        hits = {2: frozenset({"row:x:1"}), 3: frozenset({"inquiry:x"})}
        assert board.refresh(QueueContext("anna", day_of(NOW), hits)) == {2, 3}
        assert (board.counts["list-hit"], board.counts["needs-dedupe"]) == (1, 1)
        assert board.refresh(QueueContext("anna", day_of(NOW), hits)) == set()
        assert board.refresh(QueueContext("anna", day_of(NOW), {3: frozenset({"inquiry:x"})})) == {2}
        assert board.counts["list-hit"] == 0


def test_every_queue_has_a_name_and_a_letter() -> None:
    assert sorted(LETTERS.values()) == sorted(QUEUES)
    assert len(set(LETTERS)) == len(QUEUES)
