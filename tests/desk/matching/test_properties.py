"""What holds for any text: symmetry, bounds, no crash, and that a name is itself in every script."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from translitua import ALL_RUSSIAN, ALL_UKRAINIAN, translit

from tracker.desk.matching.candidates import Index, candidates
from tracker.desk.matching.naming import MOST_NAMES, all_names
from tracker.desk.matching.person import Birth, Person, birth
from tracker.desk.matching.scoring import Profile, explain, score
from tracker.desk.matching.sounds import MOST_WORDS, fold, words

ANY_TEXT = st.text(max_size=300)
# Seconds of CPU; it takes some thousandths where nothing else runs.
_LONGEST = 1.0
UKRAINIAN = st.text("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'", min_size=1, max_size=12)
RUSSIAN = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", min_size=1, max_size=12)
GIVEN = st.sampled_from(["Микола", "Николай", "Olena", "Елена", "Саша", "Іван", "J."])
NAMES = st.lists(st.one_of(UKRAINIAN, RUSSIAN, GIVEN, ANY_TEXT), min_size=1, max_size=4).map(" ".join)
BIRTHS = st.one_of(
    st.just(Birth()),
    st.integers(0, 110).map(lambda age: birth(age, 2026)),
    st.dates().map(lambda day: birth(day.isoformat(), 2026)),
    st.dates().map(lambda day: birth(f"{day:%Y}".zfill(4), 2026)),
    st.dates().map(lambda day: birth(f"--{day:%m-%d}", 2026)),
)
PERSONS = st.builds(
    Person,
    names=st.lists(NAMES, max_size=4).map(tuple),
    birth=BIRTHS,
    sex=st.sampled_from([None, "female", "male"]),
    places=st.lists(ANY_TEXT, max_size=2).map(tuple),
    category=st.sampled_from([None, "child", "civilian", "not-sure"]),
)


@given(PERSONS, PERSONS)
def test_a_score_is_symmetric_and_bounded(one: Person, other: Person) -> None:
    there, back = (score(Profile(a), Profile(b)) for a, b in ((one, other), (other, one)))
    assert 0 <= there < 1
    assert abs(there - back) <= 1e-6


@given(PERSONS, PERSONS)
def test_reasons_are_told_for_any_text(one: Person, other: Person) -> None:
    told = explain(Profile(one), Profile(other))
    assert bool(told) == bool(Profile(one).names and Profile(other).names)


@given(PERSONS)
def test_nobody_is_more_like_a_person_than_that_person(one: Person) -> None:
    profile = Profile(one)
    if profile.names:
        found = candidates(one, Index({"itself": one}), 1)
        assert [item.id for item in found] == ["itself"]
        assert found[0].score == score(profile, profile) > 0.7


@given(ANY_TEXT)
def test_lengths_are_bounded(text: str) -> None:
    found = words(text * 100)
    assert len(found) <= MOST_WORDS
    assert all(len(word) <= 40 for word in found)


@given(st.lists(NAMES, max_size=20))
def test_names_of_a_person_are_bounded(names: list[str]) -> None:
    assert len(all_names(tuple(names))) <= 2 * MOST_NAMES


@given(st.lists(PERSONS, max_size=8), PERSONS, st.integers(0, 5), st.randoms())
def test_the_order_of_entries_does_not_matter(entries: list[Person], query: Person, limit: int, rng) -> None:
    named = [(f"r{number}", entry) for number, entry in enumerate(entries)]
    mixed = list(named)
    rng.shuffle(mixed)
    found = candidates(query, Index(dict(named)), limit)
    assert candidates(query, Index(dict(mixed)), limit) == found
    assert len(found) <= limit
    assert found == sorted(found, key=lambda item: (-item.score, item.id))


@given(ANY_TEXT)
def test_folding_never_crashes_and_adds_few_letters(text: str) -> None:
    assert all(len(fold(word)) <= 6 * len(word) for word in words(text))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(min_size=100, max_size=200), min_size=1, max_size=20))
def test_the_longest_names_take_bounded_time(names: list[str]) -> None:
    """A hundred thousand letters of names cost no more than the longest ones that count."""
    worst = Person(names=tuple(names * 10))
    began = process_time()
    score(Profile(worst), Profile(Person(names=tuple(reversed(worst.names)))))
    assert process_time() - began < _LONGEST


@pytest.mark.parametrize(
    ("ukrainian", "russian", "least"),
    [
        ("Хрущеняк Олена", "Хрущеняк Елена", 0.65),
        ("Мар'яненко Тетяна Іллівна", "Марьяненко Татьяна Ильинична", 0.75),
        ("Щурець-Ґалаган В'ячеслав Юрійович", "Щурец-Галаган Вячеслав Юрьевич", 0.75),
        ("Соловйовський Гліб Ігорович", "Соловьёвский Глеб Игоревич", 0.75),
    ],
    ids=["shch", "apostrophes", "two-surnames", "soft-o"],
)
def test_a_name_is_itself_in_every_table_of_both_languages(
    ukrainian: str, russian: str, least: float
) -> None:
    for name, tables in ((ukrainian, ALL_UKRAINIAN), (russian, ALL_RUSSIAN)):
        for table in tables:
            assert score(_named(ukrainian), _named(translit(name, table))) > least, table.__name__


def _named(name: str) -> Profile:
    return Profile(Person(names=(name,)))
