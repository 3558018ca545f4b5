"""What a person types in answer to one question, as a value of the form (docs/spec/form.md).

Pure. A form's own rules are checked afterwards, by ``tracker.records.form_steps.answered``.
"""

import re
from functools import singledispatch
from typing import Any

from tracker.records.errors import FormNotAnOption
from tracker.records.fields import ApproximateDate, Choice, Consent, Day, Field, MultiChoice, Number, YesNo
from tracker.records.form_export import options
from tracker.records.typed_date import read_date, trimmed

_SHORT_NUMBER = re.compile("[0-9]{1,3}")


def offered(field: Field) -> list[str]:
    """The values that are offered under numbers, "I do not know" last."""
    if isinstance(field, Consent):
        return ["yes", "no"]
    return options(field)


@singledispatch
def read_entry(field: Field, typed: str) -> Any:
    """The value that was typed: text exactly as it is. Raises FormNotAnOption, FormYearShort."""
    return field.dont_know if _is_dont_know(field, typed) else typed


@read_entry.register(Choice)
@read_entry.register(YesNo)
def _(field: Choice | YesNo, typed: str) -> Any:
    return _option(field, typed)


@read_entry.register
def _(field: Consent, typed: str) -> Any:
    return _option(field, typed) == "yes"


@read_entry.register
def _(field: MultiChoice, typed: str) -> Any:
    if _is_dont_know(field, typed):
        return field.dont_know
    chosen = [_option(field, part) for part in typed.replace(",", " ").split()]
    return field.dont_know if field.dont_know in chosen and len(chosen) == 1 else chosen


@read_entry.register(ApproximateDate)
@read_entry.register(Day)
def _(field: ApproximateDate | Day, typed: str) -> Any:
    if _is_dont_know(field, typed):
        return field.dont_know
    number = _short_number(typed) if isinstance(field, ApproximateDate) and field.age else None
    return read_date(typed, field.key) if number is None else number


@read_entry.register
def _(field: Number, typed: str) -> Any:
    if _is_dont_know(field, typed):
        return field.dont_know
    number = _short_number(typed)
    return trimmed(typed) if number is None else number


def _is_dont_know(field: Field, typed: str) -> bool:
    return field.dont_know is not None and trimmed(typed) == "?"


def _short_number(typed: str) -> int | None:
    digits = trimmed(typed)
    return int(digits) if _SHORT_NUMBER.fullmatch(digits) else None


def _option(field: Field, typed: str) -> str:
    values = offered(field)
    if _is_dont_know(field, typed):
        return values[-1]
    number = _short_number(typed)
    if number is None or not 1 <= number <= len(values):
        raise FormNotAnOption("not a number of those shown", field=field.key)
    return values[number - 1]
