"""Forms as families write them, and as nobody should: from the schema, with a seed."""

import random
from collections.abc import Callable
from typing import Any

from tracker.records.errors import FormError
from tracker.records.field_check import check_value
from tracker.records.fields import Attachments, Field
from tracker.records.form import FIELDS, applies

# Letters of all sizes in UTF-16 and UTF-8, and what is a space to one language and not to the other.
ALPHABET = (
    "aяїґё'’ʼ \n\t\u00a0\u0085\u001c\u200b\ufeff\u2028\u3000\u0301🕊️👨‍👩‍👧\u202e\U0010ffff\u0000<&\\\"{}"
)
HALVES = "\ud83d\udc00"
STRANGE: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    7,
    17,
    18,
    121,
    2**53,
    1.5,
    "",
    " ",
    "dont-know",
    "yes",
    [],
    {},
)


def text(rng: random.Random, longest: int) -> str:
    """A text whose length is anything up to a little over the longest."""
    length = rng.choice([0, 1, 2, 5, longest - 1, longest, longest + 1])
    letters = ALPHABET + (HALVES if rng.random() < 0.1 else "")
    return "".join(rng.choices(letters, k=length))


def day(rng: random.Random) -> str:
    """A date of some precision, that may not exist."""
    year = rng.choice(["1899", "1900", "1987", "2000", "2023", "2024", "2100", "2101", "0000", "987"])
    parts = [year, f"{rng.randrange(14):02}", f"{rng.choice([0, 1, 28, 29, 30, 31, 32]):02}"]
    return rng.choice(["-", "-", "-", "."]).join(parts[: rng.randrange(1, 4)]) + rng.choice(
        ["", "", "", " ", "\n"]
    )


def value(field: Field, rng: random.Random) -> Any:
    """An answer to a field that is often good."""
    if rng.random() < 0.1:
        return rng.choice(STRANGE)
    if field.dont_know and rng.random() < 0.1:
        return field.dont_know
    return _MAKERS[field.kind](field, rng)


def good_value(field: Field, rng: random.Random) -> Any:
    """An answer that is good, or after many tries perhaps not."""
    for _ in range(50):
        made = value(field, rng)
        try:
            check_value(field, made)
        except FormError:
            continue
        return made
    return made


def _date_or_age(_field: Any, rng: random.Random) -> Any:
    return rng.choice([day(rng), rng.randrange(-1, 122)])


_MAKERS: dict[str, Callable[[Any, random.Random], Any]] = {
    "choice": lambda field, rng: rng.choice([*field.options, "a"]),
    "multi-choice": lambda field, rng: rng.choices(field.options, k=rng.randrange(len(field.options))),
    "yes-no": lambda _field, rng: rng.choice(["yes", "no"]),
    "text": lambda field, rng: text(rng, field.limit),
    "long-text": lambda field, rng: text(rng, field.limit),
    "text-list": lambda field, rng: [
        text(rng, rng.choice([3, field.limit])) for _ in range(rng.randrange(field.most + 2))
    ],
    "approximate-date": _date_or_age,
    "day": _date_or_age,
    "number": lambda field, rng: rng.randrange(field.least - 1, field.most + 2),
    "consent": lambda _field, rng: rng.choice([True, False]),
    "group": lambda field, rng: {each.key: value(each, rng) for each in field.members if rng.random() < 0.6},
    "attachments": lambda _field, _rng: [],
}


def form(rng: random.Random) -> dict[str, Any]:
    """A form that mostly answers what its answers call for."""
    made: dict[str, Any] = {}
    choose = rng.choice([value, good_value])
    for field in FIELDS:
        wanted = field.required or rng.random() < 0.4
        if wanted and not isinstance(field, Attachments) and (applies(field, made) or rng.random() < 0.02):
            made[field.key] = choose(field, rng)
    if rng.random() < 0.1:
        made[rng.choice(["rank", "constructor", "__proto__", "Ключ", "a b", ""])] = "a"
    return made
