"""Proposals: found among many, in order, with words in every language, and without a hand on anything."""

import random
import string

import pytest

from benchmarks.fictional_people import people
from benchmarks.misspelling import KNOWN, misspelt
from benchmarks.row_matching import families, tally, trial
from tracker.desk.matching.candidates import LEAST_SCORE, Index, candidates
from tracker.desk.matching.person import Person, birth
from tracker.desk.matching.reasons import Reason, Why
from tracker.records.form import LANGUAGES
from tracker.records.language import translate

SEEDS = (1, 2)


def test_one_is_found_among_many_with_reasons() -> None:
    rng = random.Random(SEEDS[0])
    entries = {f"r{n:03d}": misspelt(rng, truth, KNOWN, "uk") for n, truth in enumerate(people(rng, 200))}
    entries["wanted"] = Person(names=("Nikolay Vygadanenko",), birth=birth("1987-03-05", 2026))
    query = Person(names=("Вигаданенко Микола Миколайович",), birth=birth("1987-05-03", 2026))
    first = candidates(query, Index(entries))[0]
    assert first.id == "wanted"
    assert [reason.why for reason in first.reasons] == [
        Why.GIVEN_PAIR,
        Why.NAME_SPELLING,
        Why.WORD_MISSING,
        Why.BIRTH_SWAPPED,
    ]
    assert first.reasons[0] == Reason(Why.GIVEN_PAIR, "микола", "nikolay")


def test_nobody_is_proposed_where_nobody_is_alike() -> None:
    entries = {"other": Person(names=("Цяпка Тарас",)), "nameless": Person(names=())}
    assert candidates(Person(names=("Хрущиця Олена",)), Index(entries)) == []
    assert candidates(Person(names=()), Index(entries)) == []
    assert candidates(Person(names=("Хрущиця Олена",)), Index({})) == []


def test_of_equals_the_first_ids_are_proposed_however_they_came() -> None:
    same = Person(names=("Хрущиця Олена",))
    entries = {f"r{number:04d}": same for number in reversed(range(700))}
    found = candidates(same, Index(entries), 3)
    assert [item.id for item in found] == ["r0000", "r0001", "r0002"]


def test_nothing_below_the_least_score_is_proposed() -> None:
    rng = random.Random(SEEDS[0])
    entries = {f"r{n:03d}": misspelt(rng, truth, KNOWN, "ru") for n, truth in enumerate(people(rng, 300))}
    index = Index(entries)
    found = [item for query in entries.values() for item in candidates(query, index, 5)]
    assert min(item.score for item in found) >= LEAST_SCORE


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("family", ["known", "held-out", "other hands'"])
def test_misspelt_people_are_found_again(seed: int, family: str) -> None:
    print("seed", seed)
    rng = random.Random(seed)
    made = trial(rng, {name: write for name, _, write in families(rng)}[family], 300)
    index = Index(made.entries)
    counts = tally(made, [candidates(query, index, 5) for query in made.queries])
    assert counts["five", "all"] >= 0.95 * counts["there", "all"]
    assert counts["first", "all"] >= 0.90 * counts["there", "all"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", list(Why))
def test_every_reason_has_words(language: str, why: Why) -> None:
    reason = Reason(why, "OURS", "THEIRS")
    told = translate(language, reason.msgid, ours=reason.ours, theirs=reason.theirs)
    assert told != reason.msgid
    assert not set("{}") & set(told)
    assert any(letter not in string.whitespace for letter in told)


def test_reasons_do_not_show_what_families_wrote_in_a_traceback() -> None:
    assert "Хрущиця" not in repr(Reason(Why.NAME_SAME, "Хрущиця", "Хрущиця"))
