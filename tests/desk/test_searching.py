"""Search: as written, as it sounds, numbers; an index filled bit by bit; filters kept under a name."""

import random
from pathlib import Path

import pytest

from tests.desk.console.shell_world import FilledDesk, fictional
from tests.desk.world import NOW, inquiry_form
from tracker.desk.acting import act
from tracker.desk.acts import Note, Tag
from tracker.desk.board import Board
from tracker.desk.filtering import parse_query
from tracker.desk.queues import QueueContext
from tracker.desk.saved_queries import MOST, forget_query, save_query, saved_queries
from tracker.desk.searching import SearchIndex
from tracker.records.errors import QueryNameInvalid, QueryUnknownKey, SavedQueryUnknown


def found(index: SearchIndex, numbers: list[int], text: str) -> list[int]:
    """The numbers that a search keeps."""
    return [number for number in numbers if index.keeps(text)(number)]


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("Вигадько", {"full-name": "Выгадько Олег"}),
        ("vyhadko", {"full-name": "Вигадько Олег"}),
        ("Олексій", {"full-name": "Вигадько", "other-names": ["Алексей"]}),
        ("харків", {"full-name": "Х", "home": "Харьков"}),
        ("елк", {"full-name": "Х", "text": "Под Ёлкой"}),
        ("обл'єднання", {"full-name": "Х", "text": "обл’єднання"}),
        ("СИЗО-2", {"full-name": "Х", "facility": "СИЗО-2, Вигадане"}),
        ("петренко микола", {"full-name": "Микола Петренко"}),
    ],
)
def test_a_word_is_found_as_it_stands_or_sounds(
    typed: str, form: dict[str, object], tmp_path: Path, rng: random.Random
) -> None:
    with FilledDesk(tmp_path, rng, [inquiry_form(**form)]).unlock() as vault:
        index = SearchIndex()
        index.complete(vault.desk.cases)
        assert found(index, [1], typed) == [1]
        assert found(index, [1], f"{typed} щосьчужезовсім") == []


def test_numbers_notes_and_tags_are_found_and_what_changed_is_found_anew(
    tmp_path: Path, rng: random.Random
) -> None:
    with FilledDesk(tmp_path, rng).unlock() as vault:
        index, numbers = SearchIndex(), sorted(vault.desk.cases)
        index.complete(vault.desk.cases)
        assert 3 in found(index, numbers, "3")
        assert found(index, numbers, "C-000003") == [3]
        act(vault, vault.desk.cases[2], Note("дзвонив адвокат"), NOW)
        act(vault, vault.desk.cases[4], Tag("шпиталь", True), NOW)
        assert index.missing(vault.desk.cases) == [2, 4]
        index.complete(vault.desk.cases)
        assert found(index, numbers, "АДВОКАТ") == [2]
        assert found(index, numbers, "шпит") == [4]
        with vault.transaction():
            vault.erase(vault.desk.cases[2].subject, "by hand", NOW)
        index.complete(vault.desk.cases)
        assert found(index, numbers, "адвокат") == []


def test_the_index_is_filled_as_far_as_there_is_time(tmp_path: Path, rng: random.Random) -> None:
    with FilledDesk(tmp_path, rng).unlock() as vault:
        index, cases = SearchIndex(), vault.desk.cases
        turns = iter([True, True, False])
        assert index.fill(cases, index.missing(cases), lambda: next(turns)) == 2
        assert len(index.missing(cases)) == len(fictional()) - 2


def test_a_filter_by_the_day_of_its_coming(tmp_path: Path, rng: random.Random) -> None:
    with FilledDesk(tmp_path, rng).unlock() as vault:
        board = Board(vault.desk, QueueContext("anna", "2026-10-20"))
        day = board.rows[1].case.received_day
        for typed, keeps in (
            (day, True),
            (day[:7], True),
            (day[:4], True),
            (f"<{day}", False),
            ("2027", False),
            ("<2027", True),
        ):
            assert parse_query(f"since:{typed}").keeps(board.rows[1], board.context) is keeps


def test_filters_are_kept_under_names_and_forgotten(tmp_path: Path, rng: random.Random) -> None:
    filled = FilledDesk(tmp_path, rng)
    with filled.unlock() as vault:
        save_query(vault, " мої  діти ", "category:child owner:me", NOW)
        save_query(vault, "Алфавіт", "has:news", NOW)
        save_query(vault, "мої діти", "category:child", NOW)
        with pytest.raises(QueryUnknownKey):
            save_query(vault, "x", "nokey:1", NOW)
        for name in ("", " ", "x" * 41, "a\x1bb"):
            with pytest.raises(QueryNameInvalid):
                save_query(vault, name, "text", NOW)
        with pytest.raises(SavedQueryUnknown):
            forget_query(vault, "nobody", NOW)
    with filled.unlock("borys") as vault:
        assert saved_queries(vault.desk) == [("Алфавіт", "has:news"), ("мої діти", "category:child")]
        forget_query(vault, "Алфавіт", NOW)
        for number in range(MOST - 1):
            save_query(vault, f"n{number}", "text", NOW)
        with pytest.raises(QueryNameInvalid):
            save_query(vault, "one more", "text", NOW)
        save_query(vault, "n1", "other", NOW)
