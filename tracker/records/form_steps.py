"""One question at a time, forwards and back, for every front end (docs/spec/form.md).

Pure: a form in, a question or a new form out. The form itself is the whole state.
"""

from dataclasses import dataclass
from typing import Any

from tracker.records.errors import FormUnknownField
from tracker.records.field_check import check_value
from tracker.records.fields import Field, Group
from tracker.records.form import FIELDS, applies

Form = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """A field to ask, with its path in the form; ``group`` is set for a member of one."""

    path: str
    field: Field
    group: Group | None = None


def steps(form: Form, kind: str = "inquiry") -> list[Question]:
    """All questions that the answers so far call for, in order; none for other kinds."""
    if kind not in ("inquiry", "addition"):
        return []
    chosen = [field for field in FIELDS if kind == "inquiry" or field.in_addition]
    return [question for field in chosen if applies(field, form) for question in _of(field)]


def next_question(form: Form, after: str | None = None, kind: str = "inquiry") -> Question | None:
    """The question after the one at ``after`` (the first without it), or None past the last.

    Raises FormUnknownField if ``after`` is not among the questions.
    """
    questions = steps(form, kind)
    at = -1 if after is None else _index(questions, after)
    return questions[at + 1] if at + 1 < len(questions) else None


def previous_question(form: Form, before: str, kind: str = "inquiry") -> Question | None:
    """The question before the one at ``before``, None before the first. Raises FormUnknownField."""
    questions = steps(form, kind)
    at = _index(questions, before)
    return questions[at - 1] if at else None


def given(form: Form, question: Question) -> Any:
    """The answer already given, or None."""
    if question.group is None:
        return form.get(question.field.key)
    return form.get(question.group.key, {}).get(question.field.key)


def answered(form: Form, question: Question, value: Any) -> Form:
    """A new form with this answer and without what it no longer calls for. Raises FormError."""
    check_value(question.field, value, question.path)
    if question.group is None:
        return _pruned({**form, question.field.key: value}, question.field.key)
    group = {**form.get(question.group.key, {}), question.field.key: value}
    return {**form, question.group.key: group}


def skipped(form: Form, question: Question) -> Form:
    """A new form without an answer to this question, even a required one: ``check_form`` asks."""
    if question.group is None:
        return _pruned(_without(form, question.field.key), question.field.key)
    group = _without(form.get(question.group.key, {}), question.field.key)
    rest = _without(form, question.group.key)
    return {**rest, question.group.key: group} if group else rest


def _of(field: Field) -> list[Question]:
    if isinstance(field, Group):
        return [Question(f"{field.key}.{member.key}", member, field) for member in field.members]
    return [Question(field.key, field)]


def _index(questions: list[Question], path: str) -> int:
    for at, question in enumerate(questions):
        if question.path == path:
            return at
    raise FormUnknownField("not among the questions", field=path)


def _without(form: Form, *keys: str) -> Form:
    return {key: value for key, value in form.items() if key not in keys}


def _pruned(form: Form, changed: str) -> Form:
    gone = [
        field.key
        for field in FIELDS
        if field.when is not None and field.when.key == changed and not applies(field, form)
    ]
    return _without(form, *gone)
