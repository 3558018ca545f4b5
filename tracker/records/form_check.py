"""Whether the content of a form is acceptable; if not, which field and why (docs/spec/form.md)."""

from collections.abc import Iterator
from typing import Any

from crypto.encoding import canonical_json
from tracker.records.errors import (
    FormEmpty,
    FormError,
    FormKindUnknown,
    FormMissing,
    FormNotApplicable,
    FormNotEmpty,
    FormTooLarge,
    FormWrongType,
)
from tracker.records.field_check import check_value, unknown_keys
from tracker.records.fields import Field
from tracker.records.form import BY_KEY, FIELDS, FORM_MAX_BYTES, KINDS, applies


def check_form(form: Any, kind: str = "inquiry", attachments: int = 0) -> None:
    """Accept the form of a letter of this kind, one of ``KINDS``, or raise its first FormError.

    ``attachments`` is how many travel with it: an addition may consist of nothing else.
    """
    for fault in form_faults(form, kind, attachments):
        raise fault


def form_faults(
    form: Any, kind: str = "inquiry", attachments: int = 0, is_measured: bool = False
) -> Iterator[FormError]:
    """All that is wrong with a form, in the order of the questions; faults of the whole last.

    A form that ``is_measured`` is known to be of an allowed size.
    """
    if kind not in KINDS:
        yield FormKindUnknown("no such kind of letter", field="")
    elif not isinstance(form, dict):
        yield FormWrongType("a form is an object", field="")
    elif kind in ("inquiry", "addition"):
        if kind == "addition" and not form and not attachments:
            yield FormEmpty("an addition adds at least one answer", field="")
        yield from _faults_of_answers(form, kind, is_measured)
    elif form:
        yield FormNotEmpty(f"a {kind} carries no answers", field="")


def _faults_of_answers(form: dict[str, Any], kind: str, is_measured: bool) -> Iterator[FormError]:
    before = False
    for fault in (*unknown_keys(form, BY_KEY), *_field_faults(form, kind)):
        before = True
        yield fault
    # Only a form of the right types has a canonical size.
    if not (before or is_measured) and (size := len(canonical_json(form))) > FORM_MAX_BYTES:
        yield FormTooLarge(f"{size} bytes", field="", size=size, limit=FORM_MAX_BYTES)


def _field_faults(form: dict[str, Any], kind: str) -> Iterator[FormError]:
    for field in FIELDS:
        if field.key not in form:
            if kind == "inquiry" and field.required:
                yield FormMissing("an answer is needed", field=field.key)
        elif not _called_for(field, form, kind):
            depends = field.when.key if field.when else ""
            yield FormNotApplicable(
                f"asked only after certain answers to {depends}", field=field.key, depends=depends
            )
        elif fault := _fault_of(field, form[field.key]):
            yield fault


def _called_for(field: Field, form: dict[str, Any], kind: str) -> bool:
    # An addition need not repeat the answer on which the question depends: the desk has it.
    if kind == "addition" and field.when is not None and field.when.key not in form:
        return True
    return applies(field, form)


def _fault_of(field: Field, value: Any) -> FormError | None:
    try:
        check_value(field, value)
    except FormError as fault:
        return fault
    return None
