"""A second family of noise that is held out: other tables, other fingers, other eyes than in ``misspelling``.

Written, and committed, before the rules were worked on again; nobody looked at whom it loses. Its sources
are others': the tables of `iuliia` that ``misspelling`` does not use, the places of keys on real keyboards,
Unicode's table of confusable characters (`confusable-homoglyphs`), letters that a Russian keyboard lacks.
Slips strike anywhere, the first letter too; of names with one, one in five has two (Damerau 1964: four in
five have one).
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import iuliia
import translitua
from confusable_homoglyphs import confusables

from benchmarks.fictional_people import SHORT, Truth
from tracker.desk.matching.person import UNKNOWN, Birth, Person, birth

THIS_YEAR = 2026
_TABLES = (
    "ALA_LC", "ALA_LC_ALT", "BGN_PCGN", "BGN_PCGN_ALT", "BS_2979_ALT", "GOST_16876", "GOST_52290",
    "GOST_52535", "GOST_7034", "GOST_779", "GOST_779_ALT", "ICAO_DOC_9303", "ISO_9_1968_ALT", "MVD_310",
    "SCIENTIFIC",
)  # fmt: skip
_NO_KEY = str.maketrans("іїєґІЇЄҐ", "ииегИИЕГ")
_KEYBOARDS = (("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"), ("йцукенгшщзхї", "фівапролджє", "ячсмитьбю"),
              ("qwertyuiop", "asdfghjkl", "zxcvbnm"))  # fmt: skip
_STAGGER = (0.0, 0.25, 0.75)
_NEAR = 1.2
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "DIGIT")


@dataclass(frozen=True)
class Hands:
    """How often each thing goes wrong, 0 to 1."""

    slip: float
    scanned: float
    no_key: float
    no_patronymic: float
    initials: float
    short: float
    turned: float
    maiden: float
    both_surnames: float
    two_tables: float
    birth_missing: float
    birth_partial: float
    birth_wrong: float
    no_place: float
    no_sex: float


def drawn(rng: random.Random) -> Hands:
    """Rates that nobody chose."""
    bounds = (
        (0.15, 0.4), (0.05, 0.2), (0.1, 0.5), (0.2, 0.6), (0.01, 0.06), (0.02, 0.1), (0.2, 0.6), (0.03, 0.1),
        (0.02, 0.08), (0.1, 0.4), (0.05, 0.12), (0.15, 0.35), (0.08, 0.18), (0.3, 0.7), (0.1, 0.4),
    )  # fmt: skip
    return Hands(*(rng.uniform(low, high) for low, high in bounds))


def written_by(hands: Hands) -> Callable[[random.Random, Truth, str], Person]:
    """What these hands write of a person, in one script (``uk``, ``ru``, ``latin``)."""

    def write(rng: random.Random, truth: Truth, script: str) -> Person:
        names = _names(rng, truth, hands, rng.choice(("uk", "ru")) if script == "latin" else script)
        if script == "latin":
            names = _in_latin(rng, hands, names)
        if rng.random() < hands.slip:
            for _ in range(rng.choice((1, 1, 1, 1, 2))):
                names = _spoilt_somewhere(rng, names, _slip)
        if rng.random() < hands.scanned:
            names = _spoilt_somewhere(rng, names, _misread)
        sex = "female" if truth.female else "male"
        return Person(
            names=(
                rng.choice((" ".join, ", ".join))(names).upper() if rng.random() < 0.3 else " ".join(names),
            ),
            birth=_birth(rng, truth, hands),
            sex=None if rng.random() < hands.no_sex else sex,
            places=() if rng.random() < hands.no_place else (truth.town,),
        )

    return write


def _names(rng: random.Random, truth: Truth, hands: Hands, language: str) -> list[str]:
    surname, given, patronymic = truth.name(language)
    if truth.maiden and rng.random() < hands.both_surnames:
        surname = f"{surname}-{truth.maiden.written(language, truth.female)}"
    elif truth.maiden and rng.random() < hands.maiden:
        surname = truth.maiden.written(language, truth.female)
    if rng.random() < hands.initials:
        given, patronymic = f"{given[0]}.", f"{patronymic[0]}."
    elif rng.random() < hands.short:
        given = SHORT.get(truth.given[0], given)
    others = [given] if rng.random() < hands.no_patronymic else [given, patronymic]
    names = [*others, surname] if rng.random() < hands.turned else [surname, *others]
    return [name.translate(_NO_KEY) for name in names] if rng.random() < hands.no_key else names


def _in_latin(rng: random.Random, hands: Hands, names: list[str]) -> list[str]:
    """By one table, or by two for different words; Ukrainian letters as a clerk without them reads them."""
    tables = [getattr(iuliia, rng.choice(_TABLES)) for _ in names]
    if rng.random() >= hands.two_tables:
        tables = tables[:1] * len(names)
    if rng.random() < 0.5 and set("іїєґ") & set("".join(names).lower()):
        return [translitua.translit(name, translitua.UkrainianBritish) for name in names]
    return [table.translate(name.translate(_NO_KEY)) for table, name in zip(tables, names, strict=True)]


def _spoilt_somewhere(
    rng: random.Random, names: list[str], spoil: Callable[[random.Random, str], str]
) -> list[str]:
    """One word, the longer ones more often, with one thing wrong in it."""
    place = rng.choices(range(len(names)), [len(name) for name in names])[0]
    return [spoil(rng, name) if at == place and len(name) > 3 else name for at, name in enumerate(names)]


def _slip(rng: random.Random, word: str) -> str:
    """A letter left out, put in, taken for its neighbour's, doubled, or turned round with the next."""
    place = rng.randrange(len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    near = rng.choice(_neighbours(letter.lower()) or [letter])
    kinds = (
        after,
        near + letter + after,
        near + after,
        letter + letter + after,
        after[0] + letter + after[1:],
    )
    return before + rng.choices(kinds, (25, 20, 30, 15, 10))[0]


@lru_cache
def _neighbours(letter: str) -> list[str]:
    """The letters whose keys touch this one's, on the first keyboard that has it."""
    for rows in _KEYBOARDS:
        keys = {
            key: (at + _STAGGER[row], row) for row, line in enumerate(rows) for at, key in enumerate(line)
        }
        if letter in keys:
            x, y = keys[letter]
            return [k for k, (a, b) in keys.items() if k != letter and (a - x) ** 2 + (b - y) ** 2 < _NEAR**2]
    return []


def _misread(rng: random.Random, word: str) -> str:
    """One or two letters replaced by what Unicode says they may be taken for."""
    for _ in range(rng.choice((1, 1, 2))):
        place = rng.randrange(len(word))
        word = word[:place] + rng.choice(_confusable(word[place])) + word[place + 1 :]
    return word


@lru_cache
def _confusable(letter: str) -> list[str]:
    found = confusables.is_confusable(letter, greedy=True) or []
    twins = [twin for item in found for twin in item["homoglyphs"]]
    plain = [twin["c"] for twin in twins if twin["n"].split()[0] in _ALPHABETS and len(twin["c"]) == 1]
    return plain or [letter]


def _birth(rng: random.Random, truth: Truth, hands: Hands) -> Birth:
    year, month, day = truth.born
    if rng.random() < hands.birth_missing:
        return UNKNOWN
    if rng.random() < hands.birth_wrong:
        year, month, day = _wrong(rng, year, month, day)
    if rng.random() < hands.birth_partial:
        age = THIS_YEAR - year - rng.randint(0, 1)
        return birth(
            rng.choice((f"{year}", f"{year}-{month:02d}", f"--{month:02d}-{day:02d}", age)), THIS_YEAR
        )
    return birth(f"{year:04d}-{month:02d}-{day:02d}", THIS_YEAR)


def _wrong(rng: random.Random, year: int, month: int, day: int) -> tuple[int, int, int]:
    turned = int(str(year)[:2] + str(year)[2:][::-1])
    swapped = (year, day, month) if day <= 12 else (year, month, day - 10)
    return rng.choice(
        (swapped, (turned, month, day), (year - 1, month, day), (year, 1, 1), (year, month % 12 + 1, day))
    )
