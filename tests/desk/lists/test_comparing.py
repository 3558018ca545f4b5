"""Two versions of a list: nobody is lost between them, whatever was moved, misspelt, added or left out."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.lists.conftest import Take
from tests.desk.lists.fictional import HEADINGS, cells_of, invented, rows_of
from tests.desk.world import NOW
from tracker.desk.lists.comparing import Comparison, compare
from tracker.desk.lists.entries import Entry
from tracker.desk.lists.keeping import erase_list
from tracker.desk.lists.mapping import Role
from tracker.desk.lists.shelf import Shelf
from tracker.desk.matching.person import Birth
from tracker.desk.references import row_reference
from tracker.desk.vault import Vault
from tracker.records.errors import ListError

NAMES = st.sampled_from(["Вигаданенко Іван", "Вигаданенко Іванна", "Придуманко Олена", "Небувалий Андрій"])
BIRTHS = st.sampled_from(
    [Birth(), Birth((1987, 1987)), Birth((1987, 1987), 5, 12), Birth((1990, 1990), 1, 2)]
)
SAYS = st.dictionaries(
    st.sampled_from([Role.STATUS, Role.RECORD, Role.PLACE, Role.ORDINAL]),
    st.sampled_from(["1", "2"]),
    max_size=3,
)
PEOPLE = st.lists(st.tuples(NAMES, BIRTHS, SAYS), max_size=12)


def entries(people: list[tuple[str, Birth, dict[Role, str]]]) -> list[Entry]:
    """Rows 1, 2, 3 …"""
    return [
        Entry(number, (name,), birth, says={Role.FULL_NAME: name, Role.BIRTH: birth.text, **says})
        for number, (name, birth, says) in enumerate(people, 1)
    ]


def numbers(found: tuple[Entry, ...]) -> list[int]:
    """Which rows."""
    return [entry.number for entry in found]


def holds_together(found: Comparison, old: list[Entry], new: list[Entry]) -> None:
    """Each row of each version is told of exactly once."""
    assert len(set(found.before.values())) == len(found.before) == found.same + len(found.changed)
    assert sorted([*numbers(found.dropped), *found.before.values()]) == [entry.number for entry in old]
    assert sorted([*numbers(found.added), *found.before]) == [entry.number for entry in new]


@given(PEOPLE, PEOPLE)
def test_each_row_is_told_of_once(old: list, new: list) -> None:  # type: ignore[type-arg]
    holds_together(compare(entries(old), entries(new)), entries(old), entries(new))


@given(PEOPLE)
def test_a_list_has_not_changed_from_itself(people: list) -> None:  # type: ignore[type-arg]
    found = compare(entries(people), entries(people))
    assert (found.dropped, found.changed, found.added, found.same) == ((), (), (), len(people))


@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_change(people: list, rng: random.Random) -> None:  # type: ignore[type-arg]
    moved = list(people)
    rng.shuffle(moved)
    found = compare(entries(people), entries(moved))
    assert (found.dropped, found.changed, found.added) == ((), (), ())


def test_who_was_left_out_changed_and_added_is_found_among_many(
    vault: Vault, take: Take, rng: random.Random
) -> None:
    everybody = invented(rng, 300)
    dropped, changed, misspelt = everybody[:5], everybody[5:10], everybody[10:15]
    second = [list(row) for row in rows_of(everybody[5:])]
    second[1:] = rng.sample(second[1:], len(second) - 1)
    for row in second[1:]:
        record = row[5].removeprefix("В-")
        if record in {person.key[1:] for person in changed}:
            row[4] = "звільнено"
        if record in {person.key[1:] for person in misspelt}:
            row[1] = row[1][0] + row[1][2:]
    newcomers = [replace(person, key=f"n{person.key[1:]}9") for person in invented(random.Random(7), 3)]
    second += [cells_of(person, 0) for person in newcomers]
    first = take(rows_of(everybody))
    again = take(second, replaces=first, obtained="2026-09-20")
    found = Shelf(vault).comparison(first, again)
    records = [{entry.says[Role.RECORD] for entry in part} for part in (found.dropped, found.added)]
    assert records[0] == {f"В-{person.key[1:]}" for person in dropped}
    assert records[1] == {f"В-{person.key[1:]}" for person in newcomers}
    said = {change.new.says[Role.RECORD]: change.roles for change in found.changed}
    assert said == {
        **{f"В-{person.key[1:]}": (Role.STATUS,) for person in changed},
        **{f"В-{person.key[1:]}": (Role.FULL_NAME,) for person in misspelt},
    }


def test_a_record_number_given_to_somebody_else_is_no_change_of_name() -> None:
    old = entries([("Вигаданенко Іван", Birth((1987, 1987), 5, 12), {Role.RECORD: "1"})])
    new = entries([("Придуманко Олена", Birth((1990, 1990), 1, 2), {Role.RECORD: "1"})])
    assert compare(old, new).before == {}


def test_twins_stay_two() -> None:
    born = Birth((1987, 1987), 5, 12)
    old = entries([("Вигаданенко Іван Петрович", born, {}), ("Вигаданенко Іванна Петрівна", born, {})])
    found = compare(old, [old[1]])
    assert (numbers(found.dropped), found.changed, found.same) == ([1], (), 1)


@pytest.fixture
def three(vault: Vault, take: Take) -> list:  # type: ignore[type-arg]
    """Three versions: somebody stays and changes, somebody vanishes, somebody comes."""
    head = list(HEADINGS)
    stays = ["1", "Вигаданенко Іван", "12.05.1987", "Озерськ", "утримується", ""]
    goes = ["2", "Придуманко Олена", "02.01.1990", "Озерськ", "утримується", ""]
    comes = ["1", "Небувалий Андрій", "03.03.1993", "Маякове", "утримується", ""]
    first = take([head, stays, goes])
    second = take([head, comes, [*stays[:4], "обмін", ""]], replaces=first, obtained="2026-09-15")
    third = take([head, comes, [*stays[:3], "Маякове", "обмін", ""]], replaces=second, obtained="2026-09-20")
    return [first, second, third]


def test_the_history_of_a_row_goes_through_all_versions(vault: Vault, three: list) -> None:  # type: ignore[type-arg]
    shelf, (first, _, third) = Shelf(vault), three
    told = [
        [
            (seen.taken.label, seen.entry and seen.entry.number, seen.changed)
            for seen in shelf.history(taken, number)
        ]
        for taken, number in ((first, 2), (third, 3), (first, 3), (third, 2))
    ]
    stayed = [("L-000001", 2, ()), ("L-000002", 3, (Role.STATUS,)), ("L-000003", 3, (Role.PLACE,))]
    assert told[:2] == [stayed, stayed]
    assert told[2] == [("L-000001", 3, ()), ("L-000002", None, ()), ("L-000003", None, ())]
    assert told[3] == [("L-000001", None, ()), ("L-000002", 2, ()), ("L-000003", 2, ())]
    with pytest.raises(ListError):
        shelf.history(first, 99)


def test_who_vanished_stays_among_the_people_and_earlier_rows_are_known(vault: Vault, three: list) -> None:  # type: ignore[type-arg]
    shelf, (first, second, third) = Shelf(vault), three
    people = {reference: person.names[0] for reference, person in shelf.people().items()}
    assert people == {
        row_reference(third.id, 2): "Небувалий Андрій",
        row_reference(third.id, 3): "Вигаданенко Іван",
        row_reference(first.id, 3): "Придуманко Олена",
    }
    assert shelf.earlier(row_reference(third.id, 3)) == (
        row_reference(second.id, 3),
        row_reference(first.id, 2),
    )
    assert shelf.earlier(row_reference(third.id, 2)) == (row_reference(second.id, 2),)
    assert shelf.row(row_reference(first.id, 3)).cells[1] == (HEADINGS[1], Role.FULL_NAME, "Придуманко Олена")


def test_a_version_in_the_middle_that_was_erased_breaks_nothing(vault: Vault, three: list) -> None:  # type: ignore[type-arg]
    shelf, (_, second, third) = Shelf(vault), three
    erase_list(vault, second, NOW)
    assert shelf.earlier(row_reference(third.id, 3)) == ()
    assert [seen.taken for seen in shelf.history(third, 3)] == [third]
    assert len(shelf.people()) == 4


@pytest.mark.parametrize("reference", ["row:x:1", "inquiry:AAAA", "", "row", "row:{}:x", "row:{}:99"])
def test_rows_that_are_not_there(vault: Vault, three: list, reference: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(ListError) as refused:
        Shelf(vault).row(reference.format(three[0].id))
    assert refused.value.code in {"list-unknown", "list-row-unknown"}


def test_another_layout_of_the_same_list_is_no_change(vault: Vault, take: Take) -> None:
    first = take(
        [
            ["Прізвище", "Ім'я", "Рік народження", "Область", "Стан"],
            ["Вигаданенко", "Іван", "1987", "Вигадана", "утримується"],
            ["Придуманко", "Олена", "1990", "Вигадана", "утримується"],
        ]
    )
    rows = [
        ["ФИО", "Г.р.", "Область"],
        ["Олена ПРИДУМАНКО", "1990 г.р.", "Інша"],
        ["Вигаданенко Іван", "1987", "Вигадана"],
    ]
    second = take(rows, replaces=first)
    found = Shelf(vault).comparison(first, second)
    assert (found.dropped, found.added, found.same) == ((), (), 1)
    assert [(change.new.number, change.roles) for change in found.changed] == [(2, (Role.PLACE,))]
