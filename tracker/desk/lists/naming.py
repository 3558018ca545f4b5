"""Names as lists write them: who is meant, by which names (pure; docs/spec/lists.md, "Names").

What is taken off is not lost: the row keeps its cells as they came.
"""

import re
import unicodedata
from itertools import islice

from tracker.desk.matching.sounds import APOSTROPHES, ONE_APOSTROPHE

MOST_NAMES = 5
# Longer than any cell with the names of a few people: more would only cost time.
_LONGEST = 1000
_PARTED = re.compile(r";|\s/\s|/(?=[^\W\d_]{3})|\s\+\s")
_ALSO = re.compile(
    r"\b(?:він же|вона ж|он же|она же|a\.?k\.?a\.?|alias|дівоче|девичья|уроджен\w+|урожд\w+|née)\b[\s:.]*",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_NUMBERING = re.compile(r"^\s*(?:№\s*)?\d{1,6}(?:\s*[.)\]:]|\s+[-–—])\s*(?=\D)")
# From the first digit on no name is told: a year of birth, a number of a unit. A row of commas is begun once:
# tried at each of them, it would take the square of its length.
_TAIL = re.compile(r"(?<![\s,;(])[\s,;(]*\d.*$", re.DOTALL)
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{APOSTROPHES}-])*")
_SMALL = re.compile(r"^(?:(?:[^\W\d_]{1,4}\.|[^\W\d_]+)[\s,-]+)")
TOTALS = re.compile(r"^\s*(?:всього|усього|разом|итого|всего|total|загалом)\b", re.IGNORECASE)
_NOT_A_NAME = {
    "невідомий", "невідома", "неизвестный", "неизвестная", "неизвестно", "невідомо", "unknown", "немає",
    "нет", "область", "район", "список", "таблиця", "таблица", "додаток", "приложение",
    "и", "й", "та", "ще", "еще", "ещё", "інші", "другие", "and", "others",
}  # fmt: skip


def names_in(cell: str) -> tuple[str, ...]:
    """The names in a cell, the main one first: of one person, or of all who stand there together."""
    if not cell:
        return ()
    inner = [
        part for found in _BRACKETS.findall(_without_hidden(cell[:_LONGEST])) for part in _ALSO.split(found)
    ]
    others = [name for part in _people(cell) for name in _ALSO.split(part)]
    # Brackets hold notes as well, in small letters: "(died)", "(according to his brother)".
    inner = [part for part in inner if part.strip()[:1].isupper()]
    found = [plain for part in (*others, *inner) if (plain := plain_name(part)) and is_name(plain)]
    return tuple(dict.fromkeys(found))[:MOST_NAMES]


def people_in(cell: str) -> int:
    """How many people stand in a cell, by their names."""
    return len({key_of(name) for name in map(plain_name, _people(cell)) if is_name(name)})


def _people(cell: str) -> list[str]:
    """A part for each person; lines of one word each are one name, broken to fit its cell."""
    text = _BRACKETS.sub(" ", _without_hidden(cell[:_LONGEST]))
    lines = text.split("\n")
    if not all(_has_two_words(line) for line in lines):
        lines = [" ".join(lines)]
    return [part for line in lines for part in _PARTED.split(line)]


def plain_name(text: str) -> str:
    """Without a number before, a rank in small letters, a birth or a number after; single spaces."""
    text = _TAIL.sub("", _NUMBERING.sub("", text[:_LONGEST]))
    text = " ".join(text.replace("_", " ").split()).strip(' ,.;:-–—"«»')
    while text[:1].islower() and (small := _SMALL.match(text)) and _has_two_words(text[small.end() :]):
        text = text[small.end() :]
    return text


def is_name(text: str) -> bool:
    """Whether somebody may be called so: letters, and no word that says that nobody is named."""
    words = _WORD.findall(text)
    return bool(words) and max(map(len, words)) > 1 and words[0].casefold() not in _NOT_A_NAME


def looks_named(text: str) -> bool:
    """Whether a cell looks like a whole name: two to five words in capitals, and nothing of a heading."""
    words = _WORD.findall(plain_name(_BRACKETS.sub(" ", _without_hidden(text[:_LONGEST]))))
    if not 2 <= len(words) <= 5 or not is_name(" ".join(words)) or TOTALS.match(text):
        return False
    return all(word[0].isupper() for word in words) and not any(
        word.casefold() in _NOT_A_NAME for word in words
    )


def together(surname: str, given: str, patronymic: str) -> tuple[str, ...]:
    """Names from columns of their own; brackets around another surname give another name."""
    rest = " ".join(part for part in (plain_name(given), plain_name(patronymic)) if part)
    heads = names_in(surname) or ("",)
    found = (" ".join(part for part in (head, rest) if part) for head in heads)
    return tuple(dict.fromkeys(name for name in found if is_name(name)))[:MOST_NAMES]


def key_of(name: str) -> str:
    """Two names with one key are written alike: lower-case letters, words in the order of the alphabet."""
    plain = unicodedata.normalize("NFKC", name.translate(ONE_APOSTROPHE)).casefold().replace("ё", "е")
    return " ".join(sorted(word.replace("'", "") for word in _WORD.findall(plain)))


def _without_hidden(text: str) -> str:
    """Soft hyphens, zero-width marks and other controls would hide a name from the matcher."""
    if text.isprintable():
        return text
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cf"})


def _has_two_words(text: str) -> bool:
    return len(list(islice(_WORD.finditer(text), 2))) == 2
