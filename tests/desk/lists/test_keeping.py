"""Lists in the vault: whole, sealed, erasable; and no list ever changes what an inquiry is told."""

import random
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from crypto.errors import TrackerError
from tests.desk.lists.conftest import Take
from tests.desk.lists.fictional import ISSUER, ROUTE, cells_of, csv_of, invented, rows_of
from tests.desk.reached import reached
from tests.desk.world import NOW, DeskInTest, World, inquiry_form
from tracker.desk.answering import write_answer
from tracker.desk.lists.affected import affected
from tracker.desk.lists.guessing import guess_mapping
from tracker.desk.lists.keeping import (
    erase_list,
    find_list,
    likely_before,
    lists,
    map_again,
    newest,
    original,
    remembered,
    rows,
    take_list,
)
from tracker.desk.lists.mapping import Role
from tracker.desk.lists.reading import read_table
from tracker.desk.lists.shelf import Shelf
from tracker.desk.matching.judging import judge
from tracker.desk.matching.verdicts import Verdict
from tracker.desk.references import row_reference
from tracker.desk.vault import Vault
from tracker.records.errors import ListError

ROOT = Path(__file__).parents[3]
CANARY = "Канаркенко"


def refused(code: str) -> "pytest.RaisesExc[TrackerError]":
    """Expects a refusal with this code."""
    return pytest.raises(TrackerError, check=lambda error: error.code == code)


def test_a_list_comes_back_byte_for_byte_and_row_by_row(
    desk: DeskInTest, vault: Vault, take: Take, rng: random.Random
) -> None:
    everybody = invented(rng, 30)
    data = csv_of(rows_of(everybody))
    take(rows_of(everybody), category="prisoner-of-war")
    vault.close()
    with desk.unlock("borys") as again:
        (taken,) = lists(again.desk)
        assert (taken.body.issuer, taken.body.route, taken.body.obtained) == (ISSUER, ROUTE, "2026-09-10")
        assert original(again, taken) == data
        assert [list(row.cells) for row in rows(again, taken)] == rows_of(everybody)
        people = Shelf(again).people()
        assert [person.names[0] for person in people.values()] == [
            " ".join(one.name("uk")) for one in everybody
        ]
        assert {person.category for person in people.values()} == {"prisoner-of-war"}
        assert list(people) == [row_reference(taken.id, number) for number in range(2, 32)]
        assert again.check_blobs() == 2


def test_nothing_in_clear_on_disk_and_nothing_left_when_erased(
    desk: DeskInTest, vault: Vault, take: Take, rng: random.Random
) -> None:
    table = rows_of(invented(rng, 5))
    table[1][1] = CANARY
    taken = take(table, issuer=CANARY, route=CANARY)
    assert CANARY.encode() not in desk.path.read_bytes()
    erase_list(vault, taken, NOW)
    assert (lists(vault.desk), Shelf(vault).people()) == ([], {})
    vault.close()
    with desk.unlock() as again:
        assert lists(again.desk) == []
        assert set(again.file.row_keys()) == {0}
        assert again.file.blob_sizes() == {}
        with refused("list-unknown"):
            find_list(again.desk, taken.label)


def test_an_erased_list_may_be_taken_again_and_its_references_mean_the_same(
    vault: Vault, take: Take, rng: random.Random
) -> None:
    table = rows_of(invented(rng, 5))
    first = take(table)
    with refused("list-known"):
        take(table)
    erase_list(vault, first, NOW)
    again = take(table)
    assert (again.id, again.label) == (first.id, "L-000002")


def test_an_erased_list_replaces_nothing_that_is_newer_than_itself(
    vault: Vault, take: Take, rng: random.Random
) -> None:
    everybody = invented(rng, 6)
    first = take(rows_of(everybody[:4]))
    second = take(rows_of(everybody[:5]), replaces=first)
    third = take(rows_of(everybody), replaces=second)
    erase_list(vault, first, NOW)
    with pytest.raises(ListError) as found:
        take(rows_of(everybody[:4]), replaces=third)
    assert (found.value.code, found.value.facts["label"]) == ("list-follows-itself", second.label)
    again, shelf = take(rows_of(everybody[:4])), Shelf(vault)
    assert shelf.versions(again) == (again, second, third)
    assert len(shelf.people()) == 6
    assert shelf.earlier(row_reference(third.id, 2)) == (
        row_reference(second.id, 2),
        row_reference(first.id, 2),
    )


def test_lists_that_follow_one_another_in_a_circle_are_read_to_an_end(
    vault: Vault, take: Take, rng: random.Random
) -> None:
    everybody = invented(rng, 6)
    stale = take(rows_of(everybody[:5]))
    erase_list(vault, stale, NOW)
    first = take(rows_of(everybody[:4]))
    second = take(rows_of(everybody[:5]), replaces=first)
    erase_list(vault, first, NOW)
    # What is no longer in the desk hides what earlier programs did not look for.
    again, shelf = take(rows_of(everybody[:4]), replaces=stale), Shelf(vault)
    assert (again.body.replaces, second.body.replaces) == (second.id, again.id)
    for taken, other in ((again, second), (second, again)):
        assert shelf.versions(taken) == (other, taken)
        assert shelf.earlier(row_reference(taken.id, 2)) == (row_reference(other.id, 2),)
        assert len(shelf.history(taken, 2)) == 2
    third = take(rows_of(everybody), replaces=second)
    assert shelf.versions(third) == (again, second, third)
    assert len(shelf.people()) == 6


def test_an_erased_list_that_comes_again_is_read_as_it_is_told_now(vault: Vault, take: Take) -> None:
    table, shelf = [["ПІБ", "Вік"], ["Вигаданенко Іван", "37"]], Shelf(vault)
    first = take(table, obtained="2025-09-10")
    assert shelf.entries(first).entries[0].birth.years == (1987, 1988)
    erase_list(vault, first, NOW)
    assert shelf.entries(take(table)).entries[0].birth.years == (1988, 1989)


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("issuer", {"issuer": " "}),
        ("issuer", {"issuer": "x" * 201}),
        ("route", {"route": ""}),
        ("obtained", {"obtained": "10.09.2026"}),
        ("obtained", {"obtained": "2026-02-30"}),
        ("obtained", {"obtained": "2030-01-01"}),
        ("category", {"category": "somebody"}),
    ],
    ids=lambda value: (
        value if isinstance(value, str) else "-".join(str(item)[:12] for item in value.values())
    ),
)
def test_what_is_not_said_of_a_list_is_asked_for(
    vault: Vault, take: Take, rng: random.Random, field: str, more: dict[str, str]
) -> None:
    before = vault.position
    with pytest.raises(ListError) as found:
        take(rows_of(invented(rng, 3)), **more)
    assert (found.value.code, found.value.facts["field"]) == ("list-details", field)
    assert (vault.position, vault.file.blob_sizes()) == (before, {})


def test_a_list_that_names_nobody_is_not_taken(vault: Vault) -> None:
    for text, code in (
        ("Примітка;Дата народження\nx;1987\n", "list-mapping"),
        ("ПІБ;Дата народження\nневідомий;\n", "list-empty"),
    ):
        table = read_table(text.encode(), "x.csv")
        with refused(code):
            take_list(vault, table, guess_mapping(table), ISSUER, "2026-09-10", ROUTE, NOW)
    assert (vault.position[0], vault.file.blob_sizes()) == (1, {})


def test_a_wrong_mapping_is_put_right_later(desk: DeskInTest, vault: Vault, take: Take) -> None:
    taken = take([["ПІБ", "Дата народження", "Інше"], ["Вигаданенко Іван", "12.05.1987", "Озерськ"]])
    shelf = Shelf(vault)
    assert Role.PLACE not in shelf.entries(taken).entries[0].says
    changed = replace(taken.mapping, roles=(*taken.mapping.roles[:2], Role.PLACE))
    map_again(vault, taken, changed, NOW)
    assert shelf.entries(find_list(vault.desk, taken.label)).entries[0].says[Role.PLACE] == "Озерськ"
    with refused("list-mapping"):
        map_again(vault, taken, replace(changed, roles=(Role.OTHER,) * 3), NOW)
    vault.close()
    with desk.unlock() as again:
        assert find_list(again.desk, "1").mapping == changed


def test_lists_are_found_by_number_or_by_their_hash(vault: Vault, take: Take, rng: random.Random) -> None:
    first, second = take(rows_of(invented(rng, 3))), take(rows_of(invented(rng, 4)))
    for name in ("L-000002", "l2", "2", " L-2 ", second.id, second.id[:6]):
        assert find_list(vault.desk, name) is vault.desk.lists[second.subject]
    for name in ("L-3", "", "x", first.id[:5], "C-000001", "²"):
        with refused("list-unknown"):
            find_list(vault.desk, name)
    assert likely_before(vault.desk, f" {ISSUER.upper()} ") == second
    assert newest(vault.desk) == [first, second]


def test_a_list_changes_no_case_no_answer_and_no_queue(
    desk: DeskInTest, world: World, vault: Vault, take: Take, rng: random.Random
) -> None:
    person = invented(rng, 1)[0]
    form = inquiry_form(**{"full-name": " ".join(person.name("uk"))})
    world.post(world.envelope("one", form=form), world.envelope("two", form=form))
    desk.take(vault, world.inbox())
    write_answer(vault, vault.desk.cases[1], {"work": "being-traced", "knowledge": {"value": "none"}}, NOW)
    before = dict(vault.desk.cases)
    first = take([rows_of([person])[0], cells_of(person, 1, "помер")])
    take([rows_of([person])[0], cells_of(person, 1, "звільнено")], replaces=first)
    assert vault.desk.cases == before
    erase_list(vault, first, NOW)
    assert vault.desk.cases == before


def test_lists_know_nothing_of_answers_and_acts() -> None:
    for path in (ROOT / "tracker/desk/lists").glob("*.py"):
        assert reached(path, "answering", "acting", "acts", "replies", "exporting") == set(), path


@pytest.mark.parametrize("calls", range(1, 7))
def test_what_fails_half_way_leaves_nothing(desk: DeskInTest, vault: Vault, take: Take, calls: int) -> None:
    fresh, left = vault.randomness, [calls]

    def drying_up(count: int) -> bytes:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(5, "no randomness")
        return fresh(count)

    vault.randomness = drying_up
    before = vault.position
    table = [["ПІБ", "Дата народження"], ["Вигаданенко Іван", "1987"]]
    with suppress(OSError):
        take(table)
    vault.randomness = fresh
    whole = bool(vault.desk.lists)
    assert whole or (vault.position, vault.file.blob_sizes(), set(vault.file.row_keys())) == (before, {}, {0})
    vault.close()
    with desk.unlock() as again:
        assert bool(again.desk.lists) == whole
        assert again.check_blobs() == 2 * whole


def test_a_newer_version_names_the_inquiries_whose_accepted_row_is_gone_or_changed(
    desk: DeskInTest, world: World, vault: Vault, take: Take
) -> None:
    form = inquiry_form(sharing={"match": True})
    world.post(*(world.envelope(name, form=form) for name in ("one", "two", "three", "four")))
    desk.take(vault, world.inbox())
    head = ["ПІБ", "Дата народження", "Статус"]
    people = [
        [f"Вигаданенко {name}", "12.05.1987", "утримується"] for name in ("Іван", "Петро", "Остап", "Яким")
    ]
    first = take([head, *people])
    second = take([head, *people[1:], ["Зайвий Рядок", "", ""]], replaces=first)
    for number, row in ((1, 2), (2, 3), (3, 4)):
        judge(vault, vault.desk.cases[number], row_reference(first.id, row), Verdict.ACCEPT, NOW)
    judge(vault, vault.desk.cases[4], row_reference(first.id, 2), Verdict.REJECT, NOW)
    judge(vault, vault.desk.cases[3], row_reference(first.id, 4), Verdict.FORGET, NOW)
    before = {number: case.answers for number, case in vault.desk.cases.items()}
    shelf = Shelf(vault)
    told = [
        (item.case.number, item.old.number, item.new) for item in affected(vault.desk, shelf, first, second)
    ]
    assert told == [(1, 2, None)]
    third = take([head, [*people[1][:2], "звільнено"], *people[2:]], replaces=second)
    (item,) = affected(vault.desk, shelf, second, third)
    assert (item.case.number, item.roles, item.new and item.new.number) == (2, (Role.STATUS,), 2)
    assert {number: case.answers for number, case in vault.desk.cases.items()} == before


def test_what_people_said_of_columns_is_remembered_for_the_same_headings(vault: Vault, take: Take) -> None:
    taken = take([["ПІБ", "Дата народження", "Інше"], ["Вигаданенко Іван", "12.05.1987", "Озерськ"]])
    map_again(vault, taken, replace(taken.mapping, roles=(*taken.mapping.roles[:2], Role.PLACE)), NOW)
    same = read_table(
        "Заголовок\nПІБ;Дата  народження;інше\nПридуманко Олена;1990;Маякове\n".encode(), "x.csv"
    )
    mapping = remembered(vault.desk, guess_mapping(same))
    assert (mapping.roles, mapping.first) == ((Role.FULL_NAME, Role.BIRTH, Role.PLACE), 3)
    for text in (
        "ПІБ;Дата народження;Друге\nПридуманко Олена;1990;Маякове\n",
        "Придуманко Олена;1990;Маякове\n",
    ):
        other = guess_mapping(read_table(text.encode(), "x.csv"))
        assert remembered(vault.desk, other) == other
