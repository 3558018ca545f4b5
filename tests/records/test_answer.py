"""The content of an answer: two fields of fixed words, and what may stand beside them."""

import json
from typing import Any

import pytest

from crypto.encoding import canonical_json
from tests.records.answers import answer
from tracker.records.answer import (
    ANSWER_MAX_BYTES,
    check_answer,
    encode_answer,
    needs_second,
    received_answer,
    withdrawn_answer,
)
from tracker.records.errors import AnswerError
from tracker.records.vocabulary import (
    CLOSED_WHY,
    KNOWLEDGE,
    LISTS,
    WORK,
    vocabulary_schema,
)

Content = dict[str, Any]


def refused(content: Any) -> tuple[str, object]:
    with pytest.raises(AnswerError) as caught:
        check_answer(content)
    return caught.value.code, caught.value.facts["field"]


@pytest.mark.parametrize("value", [known.id for known in KNOWLEDGE])
@pytest.mark.parametrize("work", [work.id for work in WORK if work.id != "withdrawn"])
def test_work_and_knowledge_are_independent(work: str, value: str) -> None:
    check_answer(answer(work, value))


def test_located_and_released_need_two_people_and_nothing_else_does() -> None:
    seconds = [known.id for known in KNOWLEDGE if needs_second(answer(value=known.id))]
    assert seconds == ["located", "released"] == vocabulary_schema()["needs-second"]


def test_after_a_withdrawal_nothing_is_told() -> None:
    check_answer(answer("withdrawn"))
    assert refused(answer("withdrawn", "reported"))[0] == "answer-inconsistent"
    assert refused(answer("withdrawn", text="a"))[0] == "answer-inconsistent"


def test_the_two_ready_answers_are_acceptable() -> None:
    check_answer(received_answer("ru", "2026-03-02", "2026-03-09"))
    check_answer(withdrawn_answer("en", "2026-03-02", "2026-05-31"))


def test_confirmed_means_through_the_icrc() -> None:
    content = answer(value="confirmed")
    content["knowledge"]["source"] = "lawyer"
    assert refused(content) == ("answer-inconsistent", "knowledge.source")


def test_a_release_says_its_conditions_and_exile() -> None:
    for key in ("conditions", "exile"):
        content = answer(value="released")
        del content["knowledge"][key]
        assert refused(content) == ("answer-missing", f"knowledge.{key}")
        content["knowledge"][key] = "perhaps"
        assert refused(content) == ("answer-not-in-vocabulary", f"knowledge.{key}")


def test_what_a_person_should_tell_carries_routes_and_no_evidence() -> None:
    content = answer(value="by-a-person")
    assert refused(content | {"knowledge": {"value": "by-a-person", "routes": []}}) == (
        "answer-missing",
        "knowledge.routes",
    )
    content["knowledge"]["source"] = "court"
    assert refused(content) == ("answer-unknown-key", "knowledge.source")


@pytest.mark.parametrize("key", ["work", "knowledge", "text", "language", "answered", "again"])
def test_every_key_is_needed(key: str) -> None:
    content = answer()
    del content[key]
    assert refused(content)[1] == key


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"work": "lost"}, "answer-not-in-vocabulary", "work"),
        ({"work": 1}, "answer-wrong-type", "work"),
        ({"knowledge": []}, "answer-wrong-type", "knowledge"),
        ({"knowledge": {"value": "dead"}}, "answer-not-in-vocabulary", "knowledge.value"),
        ({"knowledge": {}}, "answer-wrong-type", "knowledge.value"),
        ({"text": None}, "answer-wrong-type", "text"),
        ({"text": "\ud83d"}, "answer-wrong-type", "text"),
        ({"language": "de"}, "answer-not-in-vocabulary", "language"),
        ({"answered": "2026-02-30"}, "answer-date-invalid", "answered"),
        ({"again": "2026-03-02"}, "answer-date-invalid", "again"),
        ({"ends": "2026-06-01"}, "answer-unknown-key", "ends"),
        ({"why": "returned"}, "answer-unknown-key", "why"),
        ({"note to self": "a"}, "answer-unknown-key", "?"),
        ({"text": "a" * ANSWER_MAX_BYTES}, "answer-too-large", ""),
    ],
)
def test_a_wrong_answer_is_named(changes: Content, code: str, field: str) -> None:
    assert refused(answer(**changes)) == (code, field)


def test_what_is_no_answer_is_refused() -> None:
    assert refused([]) == ("answer-wrong-type", "")


@pytest.mark.parametrize("why", CLOSED_WHY)
def test_a_closed_inquiry_says_why_and_until_when(why: str) -> None:
    check_answer(answer("closed", why=why))
    assert refused(answer("closed", why="tired")) == ("answer-not-in-vocabulary", "why")
    content = answer("closed")
    del content["ends"]
    assert refused(content) == ("answer-missing", "ends")


def test_the_longest_text_fits_in_full() -> None:
    empty = len(canonical_json(answer()))
    content = answer(text="a" * (ANSWER_MAX_BYTES - empty))
    assert encode_answer(content) == canonical_json(content)
    assert len(canonical_json(content)) == ANSWER_MAX_BYTES


def test_the_vocabulary_is_plain_json() -> None:
    schema = vocabulary_schema()
    assert json.loads(json.dumps(schema)) == schema
    assert schema["lists"]["work"] == [work.id for work in WORK]
    for values in LISTS.values():
        assert len(set(values)) == len(values)
