"""Whether one value answers one field (docs/spec/form.md).

Nothing is changed, trimmed or normalised here: what a family wrote is what the desk reads.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import singledispatch
from typing import Any

from tracker.records.errors import (
    FormBlank,
    FormDateInvalid,
    FormError,
    FormNotAnOption,
    FormNumberRange,
    FormRepeated,
    FormTooLong,
    FormTooMany,
    FormUnknownField,
    FormWrongType,
)
from tracker.records.fields import (
    NO,
    YES,
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
    YesNo,
)

AGE_MAX = 120
YEAR_FIRST, YEAR_LAST = 1900, 2100
_APPROXIMATE = re.compile(r"([0-9]{4})(-[0-9]{2})?(-[0-9]{2})?")
_SHOWABLE_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")


def check_value(field: Field, value: Any, path: str = "") -> None:
    """Accept one answer to one field by itself, or raise a ``FormError`` that names ``path``."""
    if field.dont_know is not None and value == field.dont_know:
        return
    _check(field, value, path or field.key)


def is_approximate_date(text: str) -> bool:
    """Whether this is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` and exists, from 1900 to 2100."""
    match = _APPROXIMATE.fullmatch(text)
    if not match or not YEAR_FIRST <= int(match[1]) <= YEAR_LAST:
        return False
    try:
        date.fromisoformat(f"{match[1]}{match[2] or '-01'}{match[3] or '-01'}")
    except ValueError:
        return False
    return True


def unknown_keys(answers: dict[str, Any], known: Mapping[str, Field], prefix: str = "") -> list[FormError]:
    """A fault for each key that is not known; a key is named only if it has the shape of one."""
    return [
        FormUnknownField("the form does not ask this", field=prefix + showable_key(key))
        for key in answers
        if key not in known
    ]


def showable_key(key: Any) -> str:
    """The key if it has the shape of one, else a question mark: it may come from a stranger."""
    return key if isinstance(key, str) and _SHOWABLE_KEY.fullmatch(key) else "?"


@singledispatch
def _check(field: Field, _value: Any, _path: str) -> None:
    raise TypeError(f"no check for a field of kind {field.kind!r}")


@_check.register
def _(field: Choice, value: Any, path: str) -> None:
    _is(str, value, path)
    if value not in field.options:
        raise FormNotAnOption("not an option of this question", field=path)


@_check.register
def _(field: MultiChoice, value: Any, path: str) -> None:
    _each(value, path, len(field.options), lambda item: _option(field, item, path))


def _option(field: MultiChoice, item: Any, path: str) -> None:
    _is(str, item, path)
    if item not in field.options:
        raise FormNotAnOption("not an option of this question", field=path)


@_check.register
def _(_field: YesNo, value: Any, path: str) -> None:
    _is(str, value, path)
    if value not in (YES, NO):
        raise FormNotAnOption("neither yes nor no", field=path)


@_check.register(Text)
@_check.register(LongText)
def _(field: Text | LongText, value: Any, path: str) -> None:
    _text(value, field.limit, path)


@_check.register
def _(field: TextList, value: Any, path: str) -> None:
    _each(value, path, field.most, lambda item: _text(item, field.limit, path))


@_check.register
def _(field: ApproximateDate, value: Any, path: str) -> None:
    if field.age and type(value) is int:
        if not 0 <= value <= AGE_MAX:
            raise FormDateInvalid("not an age", field=path)
        return
    _is(str, value, path)
    if not is_approximate_date(value):
        raise FormDateInvalid("neither a year, a month nor a day", field=path)


@_check.register
def _(_field: Day, value: Any, path: str) -> None:
    _is(str, value, path)
    if not is_approximate_date(value) or value.count("-") != 2:
        raise FormDateInvalid("not a day", field=path)


@_check.register
def _(field: Number, value: Any, path: str) -> None:
    _is(int, value, path)
    if not field.least <= value <= field.most:
        raise FormNumberRange("outside the range", field=path, least=field.least, most=field.most)


@_check.register
def _(_field: Consent, value: Any, path: str) -> None:
    _is(bool, value, path)


@_check.register
def _(_field: Attachments, _value: Any, path: str) -> None:
    raise FormUnknownField("attachments travel beside the form, not in it", field=path)


@_check.register
def _(field: Group, value: Any, path: str) -> None:
    _is(dict, value, path)
    if not value:
        raise FormBlank("a group without answers", field=path)
    members = {member.key: member for member in field.members}
    for fault in unknown_keys(value, members, f"{path}."):
        raise fault
    for member in field.members:
        if member.key in value:
            check_value(member, value[member.key], f"{path}.{member.key}")


def _is(kind: type, value: Any, path: str) -> None:
    # By exact type: True is an int to Python and not to anyone else.
    if type(value) is not kind:
        raise FormWrongType(f"not of type {kind.__name__}", field=path)


def _text(value: Any, limit: int, path: str) -> None:
    _is(str, value, path)
    if len(value) > limit:
        raise FormTooLong(f"{len(value)} characters", field=path, limit=limit)
    if not value.strip():
        raise FormBlank("nothing but spaces", field=path)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise FormWrongType("text with half a character", field=path) from error


def _each(value: Any, path: str, most: int, check: Callable[[Any], None]) -> None:
    _is(list, value, path)
    if not value:
        raise FormBlank("an empty list", field=path)
    if len(value) > most:
        raise FormTooMany(f"{len(value)} items", field=path, limit=most)
    for item in value:
        check(item)
    if len(set(value)) < len(value):
        raise FormRepeated("one item twice", field=path)
