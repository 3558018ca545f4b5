"""Searching by sound: any script finds any script, while the word is still being typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.desk.matching.searching import fold_query, fold_text, is_found

SHEVCHENKO = ("Шевченко", "Shevchenko", "Schewtschenko", "Chevtchenko")


@pytest.mark.parametrize(
    "typed", [*SHEVCHENKO, "Шевч", "shevch", "  ШЕВЧ ", "шевченко тарас", "TARAS shevch"]
)
@pytest.mark.parametrize("written", SHEVCHENKO[:3])
def test_what_is_typed_in_one_script_finds_the_others(typed: str, written: str) -> None:
    assert is_found(fold_query(typed), fold_text(f"Лист від родини: {written} Тарас, 1980"))


@pytest.mark.parametrize("name", ["Дарія", "Стефан", "Хрущиця", "Соловйов", "Юлія", "Ростислав", "Яна"])
def test_a_name_is_found_from_its_third_letter_on(name: str) -> None:
    assert all(is_found(fold_query(name[:end]), fold_text(name)) for end in range(3, len(name) + 1))


def test_every_word_must_begin_some_word() -> None:
    folded = fold_text("Вигаданенко Микола")
    assert not is_found(fold_query("вигаданенко петро"), folded)
    assert not is_found(fold_query("гаданенко"), folded)
    assert fold_query("—, !") == ()


@given(st.text(max_size=200))
def test_a_text_is_found_by_itself(text: str) -> None:
    assert is_found(fold_query(text), fold_text(text))


@given(st.text(max_size=100), st.text(max_size=100))
def test_longer_texts_lose_nothing(text: str, more: str) -> None:
    assert is_found(fold_query(text), fold_text(f"{text} {more}"))
