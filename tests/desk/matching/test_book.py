"""The match book: who goes in, what comes out, and that coming and going leaves it as if made anew."""

import random
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fictional_people import people
from benchmarks.misspelling import KNOWN, misspelt
from crypto.letter import Kind
from tests.desk.world import DeskInTest, World, inquiry_form
from tracker.desk.matching.asked_for import agrees_to_matching, person_of
from tracker.desk.matching.book import WORTH_A_LOOK, MatchBook, match_book
from tracker.desk.matching.person import Person, birth
from tracker.desk.references import reference_of

MAY = {"match": True}
ROW = "row:" + "ab" * 32 + ":"


def entries(count: int, seed: int) -> dict[str, Person]:
    """So many people, each as an inquiry and as a row."""
    rng = random.Random(seed)
    found = {}
    for number, truth in enumerate(people(rng, count)):
        found[f"inquiry:{number:04d}"] = misspelt(rng, truth, KNOWN, "uk")
        found[f"{ROW}{number}"] = misspelt(rng, truth, KNOWN, "latin")
    return found


def taken(desk: DeskInTest, world: World, *forms: dict) -> list[Person | None]:
    """The persons of inquiries with these forms."""
    world.post(*(world.envelope(f"family {n}", form=form) for n, form in enumerate(forms)))
    with desk.create() as vault:
        desk.take(vault, world.inbox())
        return [person_of(case) for _, case in sorted(vault.desk.cases.items())]


def test_nobody_is_compared_without_the_familys_leave(desk: DeskInTest, world: World) -> None:
    shares = [{}, {"match": False}, {"icrc": True}]
    forms = [inquiry_form(), *(inquiry_form(sharing=share) for share in shares if share)]
    assert taken(desk, world, *forms) == [None] * 3


def test_an_inquiry_gives_names_birth_places_and_category(desk: DeskInTest, world: World) -> None:
    form = inquiry_form(**{
        "full-name": "Вигадана Особа", "other-names": ["Vyhadana"], "birth": 30, "sex": "female",
        "home": "Вербопіль", "last-seen": {"where": "Калинодар"}, "sharing": MAY,
    })  # fmt: skip
    nameless = inquiry_form(**{"full-name": "dont-know", "other-names": "dont-know", "sharing": MAY})
    assert taken(desk, world, form, nameless) == [
        Person(
            names=("Вигадана Особа", "Vyhadana"),
            birth=birth(30, 2026),
            sex="female",
            places=("Вербопіль", "Калинодар"),
            category="civilian",
        ),
        None,
    ]


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ({"birth": "2016-05"}, "2016-05"),
        ({"birth": "dont-know", "age-now": 9}, "2016/2017"),
        ({"age-then": 5, "last-seen": {"when": "2022-03"}}, "2016/2017"),
        ({"age-then": 5}, "?"),
    ],
    ids=["birth", "age-now", "age-then", "age-without-year"],
)
def test_a_childs_age_stands_for_a_birth(desk: DeskInTest, world: World, told: dict, text: str) -> None:
    form = inquiry_form(category="child", sharing=MAY, **told, **{"given-names": ["Дарина"]})
    found = taken(desk, world, form)[0]
    assert found is not None
    assert (found.birth.text, found.names) == (text, ("Вигадана Особа", "Дарина"))


def test_a_withdrawn_inquiry_leaves_the_book(desk: DeskInTest, world: World) -> None:
    world.post(world.envelope("one", form=inquiry_form(sharing=MAY)))
    with desk.create() as vault:
        desk.take(vault, world.inbox())
        book = match_book(vault.desk)
        assert reference_of(vault.desk.cases[1]) in book
        world.post(world.envelope("one", Kind.WITHDRAWAL))
        desk.take(vault, world.inbox(1))
        case = vault.desk.cases[1]
        assert case.is_withdrawn
        assert not agrees_to_matching(case)
        assert len(match_book(vault.desk)) == 0
        book.add(reference_of(case), person_of(case))
        assert len(book) == 0


@pytest.mark.parametrize("processes", [1, 2])
def test_all_hits_are_those_of_each_and_mutual(processes: int) -> None:
    book = MatchBook(entries(60, 1))
    seen: list[int] = []
    found = book.all_hits(lambda _phase, done, total: seen.append(total - done), processes)
    assert seen == list(reversed(range(60)))
    for number in range(60):
        name = f"inquiry:{number:04d}"
        wanted = {item.id for item in book.hits(name) if item.score >= WORTH_A_LOOK}
        assert wanted <= set(found[name])
        assert all(name in found[other] for other in found[name])
        assert not any(name.startswith("row:") and other.startswith("row:") for other in found[name])
    assert sum(f"{ROW}{n}" in found[f"inquiry:{n:04d}"] for n in range(60)) > 50


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_coming_and_going_leaves_the_book_as_if_made_anew(rng: random.Random) -> None:
    wanted, book = entries(12, 2), MatchBook({})
    names = [*wanted, *rng.sample(sorted(wanted), 10)]
    rng.shuffle(names)
    for name in names:
        book.add(name, wanted[name])
        if rng.random() < 0.3:
            book.remove(name)
    for name in sorted(wanted, key=lambda _: rng.random()):
        book.add(name, wanted[name])
    anew = MatchBook(wanted)
    anew.all_hits(processes=1)
    for name in wanted:
        assert book.hits(name) == anew.hits(name)
        assert book.known_hits(name) == anew.known_hits(name)


def test_the_rows_of_a_list_go_together() -> None:
    inquiries = {name: person for name, person in entries(30, 4).items() if not name.startswith(ROW)}
    other = {name.replace("ab", "cd"): person for name, person in entries(30, 4).items()} | inquiries
    book, anew = MatchBook(entries(30, 4) | other), MatchBook(other)
    for each in (book, anew):
        each.all_hits(processes=1)
    assert any(hit.startswith(ROW) for name in inquiries for hit in book.known_hits(name))
    book.keep_lists({"cd" * 32})
    assert len(book) == len(other)
    for name in other:
        assert book.hits(name) == anew.hits(name)
        assert book.known_hits(name) == anew.known_hits(name)


def test_what_changes_while_hits_are_found_is_not_lost() -> None:
    wanted = entries(40, 3)
    late = {name: wanted.pop(name) for name in ("inquiry:0007", f"{ROW}9")}
    gone = f"{ROW}11"
    book = MatchBook(wanted)

    def meanwhile(_phase: str, done: int, _total: int) -> None:
        if done == 5:
            book.remove(gone)
            for name, person in late.items():
                book.add(name, person)

    book.all_hits(meanwhile, 1)
    assert f"{ROW}7" in book.known_hits("inquiry:0007")
    assert "inquiry:0007" in book.known_hits(f"{ROW}7")
    assert f"{ROW}9" in book.known_hits("inquiry:0009")
    assert gone not in book.known_hits("inquiry:0011")
    assert book.known_hits(gone) == {}


def test_of_one_entry_so_many_inquiries_and_rows_are_proposed_and_no_more() -> None:
    same = Person(names=("Хрущиця Олена",))
    names = [f"inquiry:{n:02d}" for n in range(15)] + [f"{ROW}{n}" for n in range(25)]
    book = MatchBook(dict.fromkeys(names, same))
    for name, most in (("inquiry:14", {"inquiry": 10, "row": 20}), (f"{ROW}24", {"inquiry": 10})):
        assert Counter(item.id.partition(":")[0] for item in book.hits(name)) == most
        book.add(name, same)
        assert Counter(hit.partition(":")[0] for hit in book.known_hits(name)) == most


@pytest.mark.parametrize("ask", [MatchBook.hits, MatchBook.known_hits], ids=["hits", "known_hits"])
@pytest.mark.parametrize("reference", ["", "inquiry:none", "leaf:3", "row:x"])
def test_what_is_not_in_the_book_has_no_hits(ask: Callable, reference: str) -> None:
    assert not ask(MatchBook({}), reference)
