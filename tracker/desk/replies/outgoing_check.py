"""The check of an answer's wording: what must not leave the desk in the caseworker's own words.

docs/spec/wording.md. It stops rank, unit, branch, position, call sign, other askers, staff names, a first
notice of death, invisible characters and a language that is not the family's. It knows words, not meaning:
it is a net under two careful people, not in their stead.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import replace
from functools import cache, lru_cache

from tracker.desk.case import Case
from tracker.desk.replies import words_of_death, words_of_others, words_of_service
from tracker.desk.replies.findings import (
    ASKERS,
    CONTACT,
    DEATH,
    DEATH_POSSIBLE,
    HIDDEN,
    UNIT,
    Finding,
    Weight,
)
from tracker.desk.replies.folding import Folded, fold_text
from tracker.desk.replies.lexicon import Lexicon
from tracker.desk.replies.names import NameLike, Written, copied, name_findings, names_like, names_of
from tracker.desk.replies.said_of_somebody import weigh
from tracker.desk.replies.written_in import language_findings
from tracker.desk.state import Desk

# The Cyrillic С is a word ("с 2022 года"), and so are А and a before a year ("а 2023 року", "a 2022 letter").
_CASE_LABEL = re.compile(
    r"(?<!\w)(?:(?:C\s?|[CС][-‐‑–—]?)\d{3,}|С\s(?:0\d{2,}|\d{6,}))",
    re.IGNORECASE,
)
_BEFORE_YEAR = r"(?-i:[aа]\s)|a\s(?=\d{4}\s[a-z])|а\s(?=\d{4}\s(?:рік|рок|р\.|год|г\.))"
_UNIT_NUMBER = re.compile(rf"(?<!\w)(?!(?:{_BEFORE_YEAR})(?:19|20))[AА]\s?-?\d{{4}}(?!\w)", re.IGNORECASE)
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w+|\+?\d[\d\s()-]{7,}\d|https?:\S+|www\.\S+|(?<!\w)[\w-]+\.onion")
# What each of these has in it: most lines have nothing of it.
_MAY_BE_NUMBER = re.compile(r"\d|@|http|www\.|\.onion")
# One in each place of a phrase: who is no more, of whom there is no more.
_PRONOUNS = ("він", "його", "he", "him", "his")
_LINE_ENDS, _ITEM = ".!?:;…", re.compile(r"\s*(?:[•·*–—-]|\d+[.)])")
# What is said for certain needs not be asked about.
_LESSER = {DEATH: DEATH_POSSIBLE}
# A line taken apart is large, what was found in it small.
_FEW, _MANY = 128, 4096


def check_wording(text: str, desk: Desk, case: Case, language: str | None = None) -> list[Finding]:
    """Everything in a text that should make a caseworker stop, in the order of the text.

    ``language`` is that of the answer; without it, the family's.
    """
    return read_words(text, names_of(desk, case), case.language, language or case.language)


def read_words(text: str, names: Written, family: str, answer: str) -> list[Finding]:
    """The same with all that it needs to know of desk and case: the names to look for, both languages (the
    family's, the answer's).
    """
    found = set(language_findings(text, family, answer))
    context = names.heard()
    for start, line in _lines(text):
        # Most lines are a template's, and were looked at before.
        named = name_findings(line, _named_in(line), context)
        told = copied(line, _folded(line), context.runs) if context.runs else ()
        for item in (*_in_line(line), *named, *told, *_of_them(line, context.own)):
            first, end = item.start + start, item.end + start
            words = item.found if item.code == HIDDEN else text[first:end]
            found.add(replace(item, start=first, end=end, found=words))
    return _without_parts(sorted(found))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Every line and where it begins; and each run of lines that go on in the next, put together in one."""
    start, run = 0, [(0, "")]
    for line in text.split("\n"):
        yield start, line
        if not _goes_on(run[-1][1], line):
            yield from _put_together(run)
            run = []
        run.append((start, line))
        start += len(line) + 1
    yield from _put_together(run)


def _put_together(run: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    if len(run) > 1:
        yield run[0][0], " ".join(line for _, line in run)


def _goes_on(line: str, following: str) -> bool:
    """Whether a line ends nothing, and the next is neither empty nor an item of a list."""
    is_open = line.rstrip()[-1:] not in _LINE_ENDS
    return is_open and bool(following.strip()) and not _ITEM.match(following)


@lru_cache(maxsize=_FEW)
def _folded(line: str) -> Folded:
    return fold_text(line)


@lru_cache(maxsize=_MANY)
def _in_line(line: str) -> tuple[Finding, ...]:
    """What is found whoever asks."""
    listed = (weigh(item, _folded(line).words) for item in lexicon().find(line, _folded(line)))
    return (*listed, *_numbers(line), *_hidden(line))


def _of_them(line: str, own: Set[str]) -> Iterator[Finding]:
    """What tells of a death where the person sought is named: as if the name were "he" or "him"."""
    named = (word for word in _named_in(line) if word.is_written_so and word.is_whole)
    starts = {word.start for word in named if not word.sounds.isdisjoint(own)}
    if not starts:
        return
    folded = _folded(line)
    words = tuple(
        word._replace(readings=(*word.readings, *_PRONOUNS)) if word.start in starts else word
        for word in folded.words
    )
    found = lexicon().find(line, replace(folded, words=words))
    yield from (item for item in found if item.code in (DEATH, DEATH_POSSIBLE))


@lru_cache(maxsize=_MANY)
def _named_in(line: str) -> tuple[NameLike, ...]:
    return names_like(_folded(line))


@cache
def lexicon() -> Lexicon:
    """All lists of words."""
    lists = (words_of_service, words_of_death, words_of_others)
    return Lexicon(
        tuple(words for each in lists for words in each.WORDS),
        tuple(phrases for each in lists for phrases in each.PHRASES),
    )


def _numbers(text: str) -> Iterator[Finding]:
    if not _MAY_BE_NUMBER.search(text):
        return
    for pattern, code, weight in (
        (_CASE_LABEL, ASKERS, Weight.STOP),
        (_UNIT_NUMBER, UNIT, Weight.STOP),
        (_CONTACT, CONTACT, Weight.WARN),
    ):
        for match in pattern.finditer(text):
            yield Finding(match.start(), match.end(), code, weight, match[0], match[0].casefold())


def _hidden(text: str) -> Iterator[Finding]:
    for place in _folded(text).hidden:
        name = f"U+{ord(text[place]):04X}"
        yield Finding(place, place + 1, HIDDEN, Weight.NEVER, name, name)


def _without_parts(found: list[Finding]) -> list[Finding]:
    """Without findings that lie inside a heavier or longer one of the same code, or are read in two ways."""
    places = {(one.start, one.end, one.code, one.weight): one for one in reversed(found)}
    return [one for one in places.values() if not any(_covers(other, one) for other in found)][::-1]


def _covers(other: Finding, one: Finding) -> bool:
    same = one.code in (other.code, _LESSER.get(other.code)) and other.weight >= one.weight
    inside = other.start <= one.start and one.end <= other.end
    extent, lesser = (other.end - other.start, other.weight), (one.end - one.start, one.weight)
    return same and inside and extent > lesser
