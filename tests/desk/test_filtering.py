"""The filter language: each key, negation, alternatives, and what is refused."""

import pytest

from tests.desk.rows_in_test import row
from tracker.desk.filtering import KEYS, parse_query
from tracker.desk.queues import QueueContext
from tracker.records.errors import QueryUnknownKey, QueryUnknownValue

AT = QueueContext("anna", "2026-10-20", {7: frozenset({"row:x:1"})})


@pytest.mark.parametrize(
    ("typed", "facts"),
    [
        ("category:pow", {"category": "prisoner-of-war"}),
        ("category:civ", {"category": "civilian"}),
        ("owner:me", {"owner": "anna"}),
        ("owner:Borys", {"owner": "borys"}),
        ("owner:none", {"owner": ""}),
        ("knowledge:located", {"knowledge": "located"}),
        ("work:waiting", {"work": "waiting"}),
        ("urgent:yes", {"urgent": ("medicine",)}),
        ("urgent:no", {"urgent": ()}),
        ("tag:Ліки", {"tags": frozenset({"ліки"})}),
        ('tag:"дві слова"', {"tags": frozenset({"дві слова"})}),
        ("tag:none", {"tags": frozenset()}),
        ("waiting:>30", {"since": "2026-09-19"}),
        ("waiting:<5", {"since": "2026-10-18"}),
        ("waiting:30", {"since": "2026-09-20"}),
        ("idle:>10", {"done": "2026-10-01"}),
        ("has:links", {"links": 1}),
        ("has:matches", {"number": 7}),
        ("category:child category:patient", {"category": "patient"}),
        ("-category:child", {"category": "patient"}),
        ("category:pow слово owner:me", {"category": "prisoner-of-war", "owner": "anna"}),
    ],
)
def test_a_condition_keeps_what_fulfils_it(typed: str, facts: dict[str, object]) -> None:
    assert parse_query(typed).keeps(row(**facts), AT)


@pytest.mark.parametrize(
    ("typed", "facts"),
    [
        ("category:pow", {"category": "child"}),
        ("owner:me", {"owner": "borys"}),
        ("owner:me", {"owner": ""}),
        ("urgent:yes", {"urgent": ()}),
        ("tag:none", {"tags": frozenset({"ліки"})}),
        ("waiting:>30", {"since": "2026-09-20"}),
        ("waiting:<5", {"since": ""}),
        ("-owner:none", {"owner": ""}),
        ("category:child owner:me", {"category": "child", "owner": "borys"}),
        ("has:matches", {"number": 8}),
    ],
)
def test_a_condition_drops_what_does_not(typed: str, facts: dict[str, object]) -> None:
    assert not parse_query(typed).keeps(row(**facts), AT)


def test_words_without_a_colon_are_searched_for() -> None:
    assert parse_query('лист owner:me "дві слова" з:дому-не-ключ'.replace(" з:дому-не-ключ", "")).words == (
        "лист дві слова"
    )


@pytest.mark.parametrize("typed", ["nokey:x", "OWNERS:me", "-nokey:x"])
def test_an_unknown_key_is_refused_with_the_known_ones(typed: str) -> None:
    with pytest.raises(QueryUnknownKey) as refused:
        parse_query(typed)
    assert refused.value.facts["known"] == ", ".join(KEYS)


@pytest.mark.parametrize(
    "typed",
    ["category:zebra", "category:", "category:c", "waiting:soon", "since:yesterday", "urgent:maybe", "has:x"],
)
def test_an_unknown_value_is_refused(typed: str) -> None:
    with pytest.raises(QueryUnknownValue):
        parse_query(typed)
