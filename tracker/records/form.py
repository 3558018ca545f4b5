"""The inquiry form: every question, in the order in which it is asked (docs/spec/form.md).

One schema for command line, browser and desk. What is not here is not asked: nobody's rank, unit,
views, diagnosis or debts, and nothing about the person who asks but how near they are.
"""

from collections.abc import Iterator
from typing import Any

from crypto.letter import FORM_MAX
from tracker.records.fields import (
    ApproximateDate,
    Attachments,
    Choice,
    Consent,
    Day,
    Field,
    Group,
    LongText,
    MultiChoice,
    Number,
    Text,
    TextList,
    When,
    YesNo,
)

FORM_MAX_BYTES = FORM_MAX
TEXT_MAX = 4_000
LANGUAGES = ("uk", "ru", "en")
KINDS = ("inquiry", "addition", "withdrawal", "probe")

CIVILIAN, CHILD, CONVICT, PATIENT = "civilian", "child", "convict", "patient"
PRISONER_OF_WAR, ANTI_WAR, NOT_SURE = "prisoner-of-war", "anti-war", "not-sure"
CATEGORIES = (CIVILIAN, CHILD, CONVICT, PATIENT, PRISONER_OF_WAR, ANTI_WAR)


def _for(*categories: str) -> When:
    return When("category", categories)


OPENING: tuple[Field, ...] = (
    Choice(key="language", options=LANGUAGES, required=True, dont_know=None, hint=True),
    Choice(key="holder", options=("russia", "ukraine", "other"), required=True),
    Choice(
        key="category",
        options=CATEGORIES,
        required=True,
        dont_know=NOT_SURE,
        hint=True,
    ),
    Text(key="full-name", limit=200, required=True, hint=True),
    TextList(key="other-names", limit=200, most=8, hint=True),
    ApproximateDate(key="birth", age=True, hint=True),
    Choice(key="sex", options=("female", "male")),
    Text(key="home", limit=200, hint=True),
    Group(
        key="last-seen",
        in_addition=True,
        members=(
            ApproximateDate(key="when", hint=True),
            Text(key="where", limit=300, hint=True),
            Choice(
                key="how",
                options=(
                    "self",
                    "relative",
                    "call-or-letter",
                    "released-person",
                    "photo-or-video",
                    "list",
                    "official",
                    "lawyer",
                    "other",
                ),
            ),
        ),
    ),
)

OF_CATEGORIES: tuple[Field, ...] = (
    LongText(key="circumstances", limit=1_000, when=_for(CIVILIAN), hint=True),
    Choice(
        key="charge",
        options=("no-charge", "charged", "convicted"),
        when=_for(CIVILIAN),
    ),
    Number(key="age-then", least=0, most=17, when=_for(CHILD)),
    Number(key="age-now", least=0, most=40, when=_for(CHILD)),
    Text(key="child-care", limit=300, when=_for(CHILD), hint=True),
    TextList(key="siblings", limit=200, most=12, when=_for(CHILD), hint=True),
    MultiChoice(
        key="languages",
        options=(
            "ukrainian",
            "russian",
            "crimean-tatar",
            "romani",
            "bulgarian",
            "hungarian",
            "romanian",
            "sign-language",
            "not-yet-speaking",
            "other",
        ),
        when=_for(CHILD),
    ),
    TextList(key="given-names", limit=200, most=8, when=_for(CHILD), hint=True),
    Text(key="colony", limit=300, when=_for(CONVICT), hint=True),
    ApproximateDate(key="sentence-end", when=_for(CONVICT), hint=True),
    MultiChoice(
        key="papers",
        options=(
            "ukrainian-passport",
            "russian-passport",
            "birth-certificate",
            "verdict",
            "release-certificate",
            "other",
            "none",
        ),
        when=_for(CONVICT),
    ),
    Text(key="institution", limit=300, when=_for(PATIENT), hint=True),
    Choice(
        key="guardian",
        options=("institution", "relative", "other-person", "none"),
        when=_for(PATIENT),
    ),
    YesNo(key="daily-medicine", when=_for(PATIENT), hint=True),
    MultiChoice(
        key="communication",
        options=("speech", "writing", "sign-language", "gestures-or-pictures", "other"),
        when=_for(PATIENT),
    ),
    Group(
        key="last-contact",
        when=_for(PRISONER_OF_WAR),
        hint=True,
        members=(ApproximateDate(key="when", hint=True), Text(key="where", limit=300, hint=True)),
    ),
    YesNo(key="video", when=_for(PRISONER_OF_WAR)),
    Text(key="article", limit=200, when=_for(ANTI_WAR), hint=True),
    Text(key="court", limit=200, when=_for(ANTI_WAR)),
    Text(key="facility", limit=300, when=_for(CIVILIAN, ANTI_WAR), hint=True),
    Day(key="next-hearing", when=_for(ANTI_WAR), hint=True),
    YesNo(key="lawyer", when=_for(ANTI_WAR)),
)

CLOSING: tuple[Field, ...] = (
    Choice(
        key="relation",
        options=("close-family", "other-family", "guardian", "friend", "other"),
        required=True,
        hint=True,
    ),
    MultiChoice(
        key="urgent",
        options=("medicine", "injury", "disability", "pregnancy", "over-60", "minor"),
        hint=True,
        in_addition=True,
    ),
    MultiChoice(
        key="tried",
        options=(
            "icrc",
            "national-bureau",
            "ombudsman",
            "police",
            "holding-side",
            "lawyer",
            "organisation",
            "nothing-yet",
        ),
        hint=True,
    ),
    MultiChoice(
        key="wants",
        options=("alive", "where", "send-letter", "medical-help", "lawyer", "tell"),
        hint=True,
    ),
    YesNo(key="asked-before", hint=True),
    ApproximateDate(key="asked-when", when=When("asked-before", ("yes",)), hint=True),
    Group(
        key="sharing",
        hint=True,
        members=(
            Consent(key="match", hint=True),
            Consent(key="icrc", hint=True),
            Consent(key="un-body", hint=True),
            Consent(key="lawyer", hint=True),
            Consent(key="statistics", hint=True),
        ),
    ),
    LongText(key="text", limit=TEXT_MAX, dont_know=None, hint=True, in_addition=True),
    Attachments(
        key="attachments",
        types=("image/jpeg", "image/png"),
        most=8,
        most_bytes=4_000_000,
        hint=True,
        in_addition=True,
    ),
)

FIELDS: tuple[Field, ...] = OPENING + OF_CATEGORIES + CLOSING
BY_KEY: dict[str, Field] = {field.key: field for field in FIELDS}


def paths(fields: tuple[Field, ...] = FIELDS) -> Iterator[tuple[str, Field]]:
    """Every field with its path, a group before its members."""
    for field in fields:
        yield field.key, field
        if isinstance(field, Group):
            for member in field.members:
                yield f"{field.key}.{member.key}", member


def applies(field: Field, form: dict[str, Any]) -> bool:
    """Whether the answers so far call for this field."""
    if field.when is None:
        return True
    answer = form.get(field.when.key)
    given = answer if isinstance(answer, list) else [answer]
    return any(value in field.when.among for value in given)
