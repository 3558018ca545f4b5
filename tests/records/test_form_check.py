"""The check of a form: what it accepts unchanged, and the code and field of what it refuses."""

from copy import deepcopy
from typing import Any

import pytest

from crypto.encoding import canonical_json, parse_canonical_json
from tracker.records.errors import FormError
from tracker.records.field_check import is_approximate_date
from tracker.records.form import FORM_MAX_BYTES, TEXT_MAX
from tracker.records.form_check import check_form, form_faults

Form = dict[str, Any]

CATEGORY_ANSWERS: dict[str, Form] = {
    "civilian": {"circumstances": "На дорозі", "charge": "no-charge", "facility": "СІЗО"},
    "child": {
        "age-then": 5,
        "age-now": 8,
        "child-care": "dont-know",
        "siblings": ["Перша", "Друга"],
        "languages": ["ukrainian", "sign-language"],
        "given-names": ["Інше Ім’я"],
    },
    "convict": {"colony": "№ 1", "sentence-end": "2027-01", "papers": "dont-know"},
    "patient": {
        "institution": "Інтернат",
        "guardian": "relative",
        "daily-medicine": "yes",
        "communication": ["writing"],
    },
    "prisoner-of-war": {"last-contact": {"when": "2024-05", "where": "dont-know"}, "video": "no"},
    "anti-war": {
        "article": "0",
        "court": "dont-know",
        "facility": "dont-know",
        "next-hearing": "2026-04-01",
        "lawyer": "dont-know",
    },
}


def refused(form: Any, kind: str = "inquiry") -> tuple[str, object]:
    with pytest.raises(FormError) as caught:
        check_form(form, kind)
    return caught.value.code, caught.value.facts["field"]


@pytest.mark.parametrize("category", CATEGORY_ANSWERS)
def test_each_category_takes_its_own_answers(inquiry: Form, category: str) -> None:
    check_form({**inquiry, "category": category, **CATEGORY_ANSWERS[category]})


@pytest.mark.parametrize("category", CATEGORY_ANSWERS)
def test_no_category_takes_the_answers_of_another(inquiry: Form, category: str) -> None:
    for other, answers in CATEGORY_ANSWERS.items():
        for key, value in answers.items():
            if key not in CATEGORY_ANSWERS[category]:
                form = {**inquiry, "category": category, key: value}
                assert refused(form) == ("form-not-applicable", key), other


def test_every_required_question_may_be_answered_with_i_do_not_know(inquiry: Form) -> None:
    unknown = dict.fromkeys(("holder", "full-name", "relation"), "dont-know")
    check_form({**inquiry, **unknown, "category": "not-sure"})


@pytest.mark.parametrize("key", ["language", "holder", "category", "full-name", "relation"])
def test_a_required_answer_is_missed(inquiry: Form, key: str) -> None:
    del inquiry[key]
    assert refused(inquiry) == ("form-missing", key)


def test_four_thousand_characters_with_apostrophes_and_emoji_stay_identical(inquiry: Form) -> None:
    unit = "Об’єкт п'ять e\u0301 ё 🕊️👨‍👩‍👧 \u202e\n"
    inquiry["text"] = (unit * TEXT_MAX)[:TEXT_MAX]
    before = deepcopy(inquiry)
    check_form(inquiry)
    assert inquiry == before
    assert parse_canonical_json(canonical_json(inquiry), FORM_MAX_BYTES) == before


def test_four_thousand_emoji_fit_and_one_more_character_does_not(inquiry: Form) -> None:
    inquiry["text"] = "🕊" * TEXT_MAX
    check_form(inquiry)
    inquiry["text"] += "a"
    assert refused(inquiry) == ("form-too-long", "text")


def test_the_whole_form_is_bounded_in_bytes(inquiry: Form) -> None:
    inquiry["text"] = "🕊" * TEXT_MAX
    inquiry["other-names"] = [f"{'я' * 190}{n}" for n in range(8)]
    check_form(inquiry)
    inquiry["home"] = "🕊" * 200
    assert refused(inquiry) == ("form-too-large", "")


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("rank", "dont-know", "form-unknown-field"),
        ("attachments", ["a"], "form-unknown-field"),
        ("full-name", 7, "form-wrong-type"),
        ("full-name", None, "form-wrong-type"),
        ("full-name", " \n", "form-blank"),
        ("full-name", "a" * 201, "form-too-long"),
        ("full-name", "\ud83d", "form-wrong-type"),
        ("holder", "nobody", "form-not-an-option"),
        ("holder", ["russia"], "form-wrong-type"),
        ("category", "dont-know", "form-not-an-option"),
        ("language", "dont-know", "form-not-an-option"),
        ("asked-before", True, "form-wrong-type"),
        ("asked-before", "perhaps", "form-not-an-option"),
        ("urgent", "medicine", "form-wrong-type"),
        ("urgent", [], "form-blank"),
        ("urgent", ["rank"], "form-not-an-option"),
        ("urgent", [{}], "form-wrong-type"),
        ("urgent", ["minor", "minor"], "form-repeated"),
        ("urgent", ["minor"] * 99, "form-too-many"),
        ("other-names", ["a"] * 9, "form-too-many"),
        ("other-names", ["a", "a"], "form-repeated"),
        ("birth", "1987-02-30", "form-date-invalid"),
        ("birth", "03.05.1987", "form-date-invalid"),
        ("birth", "1899", "form-date-invalid"),
        ("birth", 121, "form-date-invalid"),
        ("birth", True, "form-wrong-type"),
        ("birth", 37.5, "form-wrong-type"),
        ("sharing", {}, "form-blank"),
        ("sharing", True, "form-wrong-type"),
    ],
)
def test_a_wrong_answer_is_named(inquiry: Form, key: str, value: Any, code: str) -> None:
    assert refused({**inquiry, key: value}) == (code, key)


@pytest.mark.parametrize(
    ("key", "value", "code", "field"),
    [
        ("last-seen", {"when": 5}, "form-wrong-type", "last-seen.when"),
        ("last-seen", {"who": "a"}, "form-unknown-field", "last-seen.who"),
        ("last-seen", {"A b": "a"}, "form-unknown-field", "last-seen.?"),
        ("last-seen", {"how": "rumour"}, "form-not-an-option", "last-seen.how"),
        ("sharing", {"icrc": "yes"}, "form-wrong-type", "sharing.icrc"),
    ],
)
def test_inside_a_group_the_member_is_named(
    inquiry: Form, key: str, value: Any, code: str, field: str
) -> None:
    assert refused({**inquiry, key: value}) == (code, field)


def test_numbers_have_a_range(inquiry: Form) -> None:
    form = {**inquiry, "category": "child"}
    assert refused({**form, "age-then": 18}) == ("form-number-range", "age-then")
    assert refused({**form, "age-then": True}) == ("form-wrong-type", "age-then")


def test_a_day_is_a_whole_day(inquiry: Form) -> None:
    form = {**inquiry, "category": "anti-war", "next-hearing": "2026-04"}
    assert refused(form) == ("form-date-invalid", "next-hearing")


def test_a_question_may_hang_on_another_answer(inquiry: Form) -> None:
    assert refused({**inquiry, "asked-when": "2025"}) == ("form-not-applicable", "asked-when")
    no = {**inquiry, "asked-before": "no", "asked-when": "2025"}
    assert refused(no) == ("form-not-applicable", "asked-when")
    check_form({**inquiry, "asked-before": "yes", "asked-when": "2025"})


def test_an_addition_is_any_part(inquiry: Form) -> None:
    check_form({"text": "Нове"}, "addition")
    check_form({"next-hearing": "2026-04-01"}, "addition")
    check_form({}, "addition", attachments=1)
    assert refused({}, "addition") == ("form-empty", "")
    assert refused({"category": "child", "video": "yes"}, "addition")[0] == "form-not-applicable"


@pytest.mark.parametrize("kind", ["withdrawal", "probe"])
def test_a_withdrawal_and_a_probe_are_empty(kind: str) -> None:
    check_form({}, kind)
    assert refused({"text": "a"}, kind) == ("form-not-empty", "")


def test_what_is_no_form_is_refused() -> None:
    assert refused([]) == ("form-wrong-type", "")
    assert refused({}, "complaint") == ("form-kind-unknown", "")


def test_all_faults_are_found_at_once(inquiry: Form) -> None:
    form = {**inquiry, "holder": "nobody", "rank": "a", "text": ""}
    faults = [(fault.code, fault.facts["field"]) for fault in form_faults(form)]
    assert faults == [
        ("form-unknown-field", "rank"),
        ("form-not-an-option", "holder"),
        ("form-blank", "text"),
    ]


@pytest.mark.parametrize("text", ["1987", "1987-05", "1987-05-03", "2024-02-29"])
def test_an_approximate_date(text: str) -> None:
    assert is_approximate_date(text)


@pytest.mark.parametrize("text", ["87", "1987-5", "1987-13", "2023-02-29", "1987-00", "١٩٨٧", "1987 "])
def test_no_approximate_date(text: str) -> None:
    assert not is_approximate_date(text)
