"""The schema: whom it serves, what it asks, what it never asks."""

import json
import re

from tracker.records.fields import ApproximateDate, Choice, Consent, Group, MultiChoice
from tracker.records.form import BY_KEY, CATEGORIES, FIELDS, NOT_SURE, applies, paths
from tracker.records.form_export import form_msgids, form_schema, options

# What people.md of the design forbids, and what amounts to it, as whole words of a key or option.
NEVER = """
rank unit position call-sign callsign comrades brigade battalion views opinions contacts work job
employer neighbours neighbors offence offense crime debts diagnosis illness phone email e-mail
address street tax dna witness witnesses asker my-name your-name passphrase
"""


def words(text: str) -> set[str]:
    return {text, *re.split(r"[-.]", text)}


def test_the_forbidden_is_not_asked() -> None:
    for path, field in paths():
        for text in (path, *options(field)):
            assert not words(text) & set(NEVER.split()), text


def test_every_category_is_served() -> None:
    assert CATEGORIES == ("civilian", "child", "convict", "patient", "prisoner-of-war", "anti-war")
    for category in CATEGORIES:
        own = [field for field in FIELDS if field.when and category in field.when.among]
        assert own, category
        assert all(applies(field, {"category": category}) for field in own)
    assert not any(
        applies(field, {"category": NOT_SURE})
        for field in FIELDS
        if field.when and field.when.key == "category"
    )


def test_what_is_required_may_be_unknown() -> None:
    required = [field for field in FIELDS if field.required]
    assert [field.key for field in required] == [
        "language",
        "holder",
        "category",
        "full-name",
        "relation",
    ]
    assert all(field.dont_know for field in required if field.key != "language")
    assert all(field.when is None for field in required)


def test_each_permission_is_its_own_and_off() -> None:
    sharing = BY_KEY["sharing"]
    assert isinstance(sharing, Group)
    assert [member.key for member in sharing.members] == ["match", "icrc", "un-body", "lawyer", "statistics"]
    assert all(isinstance(member, Consent) and not member.required for member in sharing.members)
    assert not sharing.required


def test_keys_are_one_namespace_of_ascii() -> None:
    assert len(BY_KEY) == len(FIELDS)
    for path, field in paths():
        assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)?", path)
        assert len(set(options(field))) == len(options(field)), path


def test_conditions_name_an_earlier_unconditional_question() -> None:
    order = [field.key for field in FIELDS]
    for field in FIELDS:
        if field.when is not None:
            other = BY_KEY[field.when.key]
            assert order.index(other.key) < order.index(field.key)
            assert other.when is None
            assert set(field.when.among) <= set(options(other))


def test_groups_hold_no_groups_and_no_conditions() -> None:
    for field in FIELDS:
        if isinstance(field, Group):
            assert not any(isinstance(member, Group) or member.when for member in field.members)


def test_the_export_is_plain_json_and_says_everything() -> None:
    schema = form_schema()
    assert json.loads(json.dumps(schema)) == schema == form_schema()
    assert [field["key"] for field in schema["fields"]] == [field.key for field in FIELDS]
    exported = {field["key"]: field for field in schema["fields"]}
    for field in FIELDS:
        assert exported[field.key]["required"] is field.required
        if isinstance(field, Choice | MultiChoice):
            assert exported[field.key]["options"] == list(field.options)
        if field.when is not None:
            assert exported[field.key]["when"]["among"] == list(field.when.among)
    assert exported["category"]["dont-know"] == "not-sure"
    assert exported["category"]["texts"]["not-sure"] == "form.category.option.not-sure"
    assert exported["birth"]["format"] == "form.format.approximate-date-or-age"
    assert [member["path"] for member in exported["last-seen"]["members"]] == [
        "last-seen.when",
        "last-seen.where",
        "last-seen.how",
    ]


def test_the_export_names_exactly_the_msgids_it_needs() -> None:
    def named(value: object) -> set[str]:
        if isinstance(value, dict):
            return set().union(*(named(item) for item in value.values()))
        if isinstance(value, list):
            return set().union(*(named(item) for item in value))
        return {value} if isinstance(value, str) and value.startswith("form.") else set()

    assert named(form_schema()) == set(form_msgids())


def test_an_age_may_stand_for_a_birth_only() -> None:
    with_age = [path for path, field in paths() if isinstance(field, ApproximateDate) and field.age]
    assert with_age == ["birth"]
