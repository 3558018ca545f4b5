"""Whom an inquiry asks for, as matching compares persons (docs/spec/matching.md).

Letters are strangers': what is no text where text belongs is taken as not said.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from tracker.desk.case import Case
from tracker.desk.matching.person import UNKNOWN, Birth, Person, birth
from tracker.desk.sharing import allows
from tracker.records.form import CHILD

SEXES = ("female", "male")
_DONT_KNOW = "dont-know"
_PLACES = ("home", "institution", "colony", "facility")


def agrees_to_matching(case: Case) -> bool:
    """Whether the family said that its letter may be compared; silence is no (docs/spec/form.md).

    Who withdraws an inquiry takes that leave back with it.
    """
    return allows(case, "match")


def person_of(case: Case) -> Person | None:
    """Whom a case asks for; None if it may not be compared, is withdrawn or unreadable, or names nobody."""
    if not agrees_to_matching(case):
        return None
    form = case.form
    names = tuple(dict.fromkeys(_names(form)))
    if not names:
        return None
    sex, category = form.get("sex"), form.get("category")
    return Person(
        names=names,
        birth=_birth(case, form),
        sex=sex if sex in SEXES else None,
        places=tuple(_texts([*map(form.get, _PLACES), _inner(form, "last-seen", "where")])),
        category=category if isinstance(category, str) else None,
    )


def _names(form: dict[str, Any]) -> Iterator[str]:
    """The full name, other names, and those that a child may have been given."""
    yield from _texts([form.get("full-name")])
    for key in ("other-names", "given-names"):
        told = form.get(key)
        yield from _texts(told if isinstance(told, list) else [])


def _texts(values: Iterable[Any]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str) and value.strip() and value != _DONT_KNOW)


def _birth(case: Case, form: dict[str, Any]) -> Birth:
    """The birth as told, or what a child's age says of it."""
    told = form.get("birth")
    if _is_age(told) or isinstance(told, str):
        found = birth(told, _year_of(case, "birth"))
        if found != UNKNOWN:
            return found
    if form.get("category") != CHILD:
        return UNKNOWN
    if _is_age(form.get("age-now")):
        return birth(form["age-now"], _year_of(case, "age-now"))
    seen = _inner(form, "last-seen", "when")
    known = isinstance(seen, str) and seen[:4].isascii() and seen[:4].isdigit()
    return birth(form["age-then"], int(seen[:4])) if known and _is_age(form.get("age-then")) else UNKNOWN


def _is_age(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _year_of(case: Case, key: str) -> int:
    """The year of the newest letter that says this: an age is told on some day."""
    days = (letter.body.day for letter in reversed(case.by_leaf) if key in letter.body.form)
    return int(next(days, case.received_day)[:4])


def _inner(form: dict[str, Any], group: str, key: str) -> Any:
    value = form.get(group)
    return value.get(key) if isinstance(value, dict) else None
