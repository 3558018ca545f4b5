"""The filter language: ``category:pow owner:me waiting:>30 text`` (pure; docs/guides/caseworker.md).

Words without a colon are searched for. ``-`` before a condition turns it round. Conditions of one key are
alternatives (``category:child category:patient``), those of different keys must all hold.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tracker.desk.days import days_between
from tracker.desk.queues import QUEUES, QueueContext, queues_of
from tracker.desk.rows import Row
from tracker.records.errors import QueryUnknownKey, QueryUnknownValue
from tracker.records.form import CATEGORIES, LANGUAGES, NOT_SURE
from tracker.records.vocabulary import KNOWLEDGE_BY_ID, WORK_BY_ID

Keeps = Callable[[Row, QueueContext], bool]
_TOKEN = re.compile(r'-?[\w-]+:"[^"]*"?|"[^"]*"?|\S+')
_CONDITION = re.compile(r'(-?)([A-Za-z]+):"?([^"]*)"?', re.DOTALL)
_COUNT = re.compile(r"([<>]?)(\d{1,5})")
_DAY = re.compile(r"([<>]?)(\d{4}(?:-\d{2}){0,2})")
_NICKNAMES = {"pow": "prisoner-of-war", "antiwar": "anti-war", "unsure": NOT_SURE}
_HAS: dict[str, Keeps] = {
    "attachments": lambda row, _: any(letter.body.attachments for letter in row.case.letters),
    "links": lambda row, _: row.links > 0,
    "matches": lambda row, at: bool(at.hits.get(row.number)),
    "flags": lambda row, _: bool(row.case.flags),
    "news": lambda row, _: row.has_news,
    "answer": lambda row, _: bool(row.case.answers),
}


@dataclass(frozen=True)
class Query:
    """A filter as it was typed, its conditions ready to be asked, and the words to search for."""

    typed: str
    words: str
    conditions: tuple[Keeps, ...]

    def keeps(self, row: Row, context: QueueContext) -> bool:
        """Whether a row fulfils every condition; the words are the search's part."""
        return all(condition(row, context) for condition in self.conditions)


def parse_query(typed: str) -> Query:
    """Raises QueryUnknownKey, QueryUnknownValue, which name what is known."""
    words: list[str] = []
    wanted: dict[str, list[Keeps]] = defaultdict(list)
    unwanted: list[Keeps] = []
    for token in _TOKEN.findall(typed):
        found = _CONDITION.fullmatch(token)
        if found is None:
            words.append(token.strip('"'))
            continue
        sign, key, value = found.groups()
        condition = _condition(key.lower(), value.strip())
        if sign:
            unwanted.append(condition)
        else:
            wanted[key.lower()].append(condition)
    conditions = [_any(several) for several in wanted.values()] + [_not(one) for one in unwanted]
    return Query(typed, " ".join(words), tuple(conditions))


def _any(several: list[Keeps]) -> Keeps:
    return lambda row, at: any(condition(row, at) for condition in several)


def _not(one: Keeps) -> Keeps:
    return lambda row, at: not one(row, at)


def _condition(key: str, value: str) -> Keeps:
    make = KEYS.get(key)
    if make is None:
        raise QueryUnknownKey(f"known keys: {', '.join(KEYS)}", key=key, known=", ".join(KEYS))
    return make(value)


def _category(value: str) -> Keeps:
    found = _one_of("category", _NICKNAMES.get(value.lower(), value), (*CATEGORIES, NOT_SURE))
    return lambda row, _: row.category == found


def _owner(value: str) -> Keeps:
    if value in ("none", "nobody", ""):
        return lambda row, _: not row.owner
    if value == "me":
        return lambda row, at: row.owner == at.me
    return lambda row, _: row.owner.casefold() == value.casefold()


def _knowledge(value: str) -> Keeps:
    found = _one_of("knowledge", value, KNOWLEDGE_BY_ID)
    return lambda row, _: row.knowledge == found


def _work(value: str) -> Keeps:
    found = _one_of("work", value, (*WORK_BY_ID, "unreadable"))
    return lambda row, _: row.work == found


def _queue(value: str) -> Keeps:
    found = _one_of("queue", value, QUEUES)
    return lambda row, at: found in queues_of(row, at)


def _language(value: str) -> Keeps:
    found = _one_of("language", value, LANGUAGES)
    return lambda row, _: row.case.language == found


def _has(value: str) -> Keeps:
    return _HAS[_one_of("has", value, _HAS)]


def _urgent(value: str) -> Keeps:
    is_wanted = _one_of("urgent", value, ("yes", "no")) == "yes"
    return lambda row, _: bool(row.urgent) == is_wanted


def _tag(value: str) -> Keeps:
    if value == "none":
        return lambda row, _: not row.tags
    return lambda row, _: value.casefold() in {tag.casefold() for tag in row.tags}


def _since(value: str) -> Keeps:
    """On that day (month, year) or later; ``<`` before it: earlier."""
    found = _DAY.fullmatch(value)
    if found is None:
        raise QueryUnknownValue(
            "a day: 2026-10-05, 2026-10 or 2026", key="since", known="2026-10-05, 2026-10"
        )
    sign, day = found.groups()
    if sign == "<":
        return lambda row, _: row.case.received_day < day
    return lambda row, _: row.case.received_day >= day


def _days(key: str, of: Callable[[Row], str]) -> Callable[[str], Keeps]:
    """More than (``>30``), fewer than (``<30``) or at least so many days ago."""

    def make(value: str) -> Keeps:
        found = _COUNT.fullmatch(value)
        if found is None:
            raise QueryUnknownValue("a number of days: >30, <5, 14", key=key, known=">30, <5, 14")
        sign, count = found[1], int(found[2])

        def keeps(row: Row, at: QueueContext) -> bool:
            day = of(row)
            if not (day and at.today):
                return False
            ago = days_between(day, at.today)
            return ago > count if sign == ">" else ago < count if sign == "<" else ago >= count

        return keeps

    return make


KEYS: dict[str, Callable[[str], Keeps]] = {
    "category": _category,
    "owner": _owner,
    "knowledge": _knowledge,
    "work": _work,
    "urgent": _urgent,
    "tag": _tag,
    "since": _since,
    "waiting": _days("waiting", lambda row: row.since),
    "idle": _days("idle", lambda row: row.done),
    "queue": _queue,
    "language": _language,
    "has": _has,
}


def _one_of(key: str, value: str, known: Iterable[str]) -> str:
    """The one known word that is, or alone begins with, what was typed. Raises QueryUnknownValue."""
    words = list(known)
    typed = value.lower()
    near = [typed] if typed in words else [word for word in words if typed and word.startswith(typed)]
    if len(near) != 1:
        told = ", ".join(words)
        raise QueryUnknownValue(f"{key} is one of: {told}", key=key, known=told)
    return near[0]
