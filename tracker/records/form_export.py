"""The schema as JSON for the browser's build, and the msgids that it needs (docs/spec/form.md)."""

from collections.abc import Iterator
from dataclasses import fields as attributes
from typing import Any

from tracker.records.field_check import AGE_MAX, YEAR_FIRST, YEAR_LAST
from tracker.records.fields import (
    DONT_KNOW,
    NO,
    YES,
    ApproximateDate,
    Attachments,
    Choice,
    Day,
    Field,
    Group,
    MultiChoice,
    YesNo,
)
from tracker.records.form import FIELDS, FORM_MAX_BYTES, KINDS, LANGUAGES, paths
from tracker.records.pictures import SOURCE_MAX
from tracker.records.siblings import OWN

VERSION = "inquiry-form/v1"


def form_schema() -> dict[str, Any]:
    """The whole schema as plain JSON values, its fields in the order of the questions."""
    return {
        "version": VERSION,
        "max-bytes": FORM_MAX_BYTES,
        "kinds": list(KINDS),
        "languages": list(LANGUAGES),
        "own": [field.key for field in FIELDS if field.key in OWN],
        "fields": [_exported(field, field.key) for field in FIELDS],
    }


def label_id(path: str) -> str:
    """The msgid of a field's question."""
    return f"form.{path}.label"


def hint_id(path: str) -> str:
    """The msgid of the explanation under a question; only where ``field.hint``."""
    return f"form.{path}.hint"


def option_id(path: str, field: Field, value: str) -> str:
    """The msgid of one option of a choice, of yes and no, or of "I do not know"."""
    if value == DONT_KNOW or isinstance(field, YesNo):
        return f"form.{value}"
    return f"form.{path}.option.{value}"


def format_id(field: Field) -> str | None:
    """The msgid that says how a date is written, for fields that take one."""
    if isinstance(field, ApproximateDate):
        return "form.format.approximate-date" + ("-or-age" if field.age else "")
    return "form.format.day" if isinstance(field, Day) else None


def form_msgids() -> Iterator[str]:
    """Every msgid that the schema needs in each catalogue, each once or more."""
    for path, field in paths():
        yield label_id(path)
        if field.hint:
            yield hint_id(path)
        if written := format_id(field):
            yield written
        for value in options(field):
            yield option_id(path, field, value)


def options(field: Field) -> list[str]:
    """The values to offer, "I do not know" last; for kinds without options only that."""
    own: tuple[str, ...] = ()
    if isinstance(field, Choice | MultiChoice):
        own = field.options
    elif isinstance(field, YesNo):
        own = (YES, NO)
    return [*own, field.dont_know] if field.dont_know is not None else list(own)


def _bounds(field: Field) -> dict[str, Any]:
    """What the checks hold a kind to beyond the attributes of its fields."""
    if isinstance(field, Attachments):
        return {"source-max": SOURCE_MAX}
    if not isinstance(field, ApproximateDate | Day):
        return {}
    with_age = isinstance(field, ApproximateDate) and field.age
    return {"years": [YEAR_FIRST, YEAR_LAST]} | ({"age-max": AGE_MAX} if with_age else {})


def _exported(field: Field, path: str) -> dict[str, Any]:
    out: dict[str, Any] = {"kind": field.kind, "path": path, "label": label_id(path)}
    out |= _bounds(field)
    for attribute in attributes(field):
        value = getattr(field, attribute.name)
        if value is not None and attribute.name not in ("hint", "members", "when"):
            out[attribute.name.replace("_", "-")] = list(value) if isinstance(value, tuple) else value
    if field.hint:
        out["hint"] = hint_id(path)
    if written := format_id(field):
        out["format"] = written
    if field.when is not None:
        out["when"] = {"key": field.when.key, "among": list(field.when.among)}
    if isinstance(field, Group):
        out["members"] = [_exported(member, f"{path}.{member.key}") for member in field.members]
    elif offered := options(field):
        out["texts"] = {value: option_id(path, field, value) for value in offered}
    return out
