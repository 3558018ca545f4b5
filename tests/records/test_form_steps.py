"""One question at a time, forwards and back."""

from typing import Any

import pytest

from tracker.records.errors import FormError
from tracker.records.form import CATEGORIES
from tracker.records.form_check import check_form
from tracker.records.form_steps import (
    Question,
    answered,
    given,
    next_question,
    previous_question,
    skipped,
    steps,
)


def step(form: dict[str, Any], path: str) -> Question:
    return next(question for question in steps(form) if question.path == path)


@pytest.mark.parametrize("category", [*CATEGORIES, "not-sure"])
def test_walking_forwards_and_back_visits_the_same_questions(category: str) -> None:
    form = {"category": category}
    forwards: list[str] = []
    question = next_question(form)
    while question is not None:
        forwards.append(question.path)
        question = next_question(form, question.path)
    back = [forwards[-1]]
    while (earlier := previous_question(form, back[-1])) is not None:
        back.append(earlier.path)
    assert forwards == back[::-1] == [question.path for question in steps(form)]


def test_answering_i_do_not_know_to_everything_makes_an_acceptable_form() -> None:
    form: dict[str, Any] = {}
    question = next_question(form)
    while question is not None:
        if question.field.dont_know is not None:
            form = answered(form, question, question.field.dont_know)
        elif question.path == "language":
            form = answered(form, question, "ru")
        question = next_question(form, question.path)
    check_form(form)


def test_the_category_calls_for_its_own_questions() -> None:
    form = answered({}, step({}, "category"), "child")
    assert "age-then" in [question.path for question in steps(form)]
    assert "video" not in [question.path for question in steps(form)]


def test_a_changed_mind_takes_the_dependent_answers_away() -> None:
    form = answered({}, step({}, "category"), "child")
    form = answered(form, step(form, "age-then"), 5)
    form = answered(form, step(form, "category"), "patient")
    assert form == {"category": "patient"}
    form = answered(form, step(form, "asked-before"), "yes")
    form = answered(form, step(form, "asked-when"), "2025")
    form = skipped(form, step(form, "asked-before"))
    assert form == {"category": "patient"}


def test_members_of_a_group_are_asked_one_by_one() -> None:
    form = answered({}, step({}, "last-seen.where"), "Місто")
    assert form == {"last-seen": {"where": "Місто"}}
    assert given(form, step(form, "last-seen.where")) == "Місто"
    assert given(form, step(form, "last-seen.when")) is None
    assert skipped(form, step(form, "last-seen.where")) == {}


def test_nothing_given_is_changed() -> None:
    form = {"last-seen": {"where": "Місто"}}
    answered(form, step(form, "last-seen.when"), "2024")
    skipped(form, step(form, "last-seen.where"))
    assert form == {"last-seen": {"where": "Місто"}}


def test_a_wrong_answer_is_refused_at_its_question() -> None:
    with pytest.raises(FormError) as caught:
        answered({}, step({}, "last-seen.when"), "yesterday")
    assert (caught.value.code, caught.value.facts["field"]) == ("form-date-invalid", "last-seen.when")


def test_a_question_that_is_not_asked_has_no_neighbours() -> None:
    with pytest.raises(FormError) as caught:
        next_question({}, "video")
    assert caught.value.code == "form-unknown-field"


def test_an_addition_asks_what_may_be_new_and_a_withdrawal_nothing() -> None:
    assert [question.path for question in steps({}, "addition")] == [
        "last-seen.when",
        "last-seen.where",
        "last-seen.how",
        "urgent",
        "text",
        "attachments",
    ]
    assert steps({}, "withdrawal") == []
