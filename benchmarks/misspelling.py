"""How registers and families misspell: two families of noise, one known to the rules' author, one held out.

*Known*: the systems of transliteration that the rules name, slips of a finger, dropped patronymics, short
names, maiden names, spoilt dates. *Held out*: every rate is drawn by the seed; tables of transliteration are
taken from libraries and never named by the rules; unstressed vowels as heard, fields cut short, look-alike
letters, neighbours on the keyboard, words cut in two.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

import iuliia
import translitua

from benchmarks.fictional_people import SHORT, Truth
from tracker.desk.matching.person import Birth, Person, birth

THIS_YEAR = 2026
SCRIPTS = ("uk", "ru", "latin")
_KNOWN_UK = ("UkrainianKMU", "UkrainianPassport2007", "UkrainianBGN", "UkrainianNational1996")
_KNOWN_RU = (
    "RussianICAO",
    "RussianInternationalPassport",
    "RussianInternationalPassport1997",
    "RussianGOST2006",
)
_HELD_UK = (
    "UkrainianFrench", "UkrainianGerman", "UkrainianDSTU9112B", "UkrainianGOST1986",
    "UkrainianALALCModified", "UkrainianGOST1971", "UkrainianSimple", "UkrainianPassport2004Alt",
)  # fmt: skip
_HELD_RU = (
    "MOSMETRO", "YANDEX_MAPS", "YANDEX_MONEY", "TELEGRAM", "WIKIPEDIA", "MVD_310_FR", "MVD_782",
    "ISO_9_1954", "GOST_16876_ALT", "BS_2979", "UNGEGN_1987", "ISO_9_1968",
)  # fmt: skip
_ROWS = ("йцукенгшщзхї", "фівапролджє", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_HEARD = (
    ("о", "а"),
    ("е", "и"),
    ("и", "е"),
    ("г", "х"),
    ("шч", "щ"),
    ("дз", "з"),
    ("o", "a"),
    ("e", "i"),
    ("y", "e"),
)
_LOOKALIKE = str.maketrans("асеіорху", "aceiopxy")
_SCANNED = (("н", "п"), ("ш", "щ"), ("о", "0"), ("з", "3"), ("l", "1"), ("rn", "m"), ("и", "н"), ("o", "0"))


@dataclass(frozen=True)
class Noise:
    """How often each thing goes wrong, 0 to 1; ``held_out`` chooses tables and kinds of slips."""

    held_out: bool
    slip: float
    no_patronymic: float
    short: float
    turned: float
    maiden: float
    other_name_told: float
    no_birth: float
    year_only: float
    age: float
    no_year: float
    wrong_birth: float
    no_place: float


KNOWN = Noise(False, 0.25, 0.3, 0.08, 0.4, 0.1, 0.7, 0.08, 0.12, 0.12, 0.02, 0.1, 0.4)


def held_out(rng: random.Random) -> Noise:
    """Rates that nobody chose."""
    return Noise(
        True,
        *(rng.uniform(low, high) for low, high in (
            (0.2, 0.45), (0.2, 0.5), (0.03, 0.12), (0.2, 0.6), (0.04, 0.12), (0.6, 0.9), (0.05, 0.12),
            (0.08, 0.2), (0.05, 0.2), (0.0, 0.04), (0.08, 0.18), (0.3, 0.6),
        )),
    )  # fmt: skip


def written_by(noise: Noise) -> Callable[[random.Random, Truth, str], Person]:
    """What somebody who errs so writes of a person, in one script."""

    def write(rng: random.Random, truth: Truth, script: str) -> Person:
        return misspelt(rng, truth, noise, script)

    return write


def misspelt(rng: random.Random, truth: Truth, noise: Noise, script: str) -> Person:
    """What somebody wrote of a person, in one script."""
    language = rng.choice(("uk", "ru")) if script == "latin" else script
    surname, given, patronymic = truth.name(language)
    others: list[str] = []
    if truth.maiden and rng.random() < noise.maiden:
        maiden = truth.maiden.written(language, truth.female)
        others = [surname] if rng.random() < noise.other_name_told else []
        surname = maiden
    if rng.random() < noise.short:
        given = SHORT.get(truth.given[0], given)
    parts = [given, patronymic]
    if rng.random() < noise.no_patronymic:
        parts.pop()
    parts.insert(len(parts) if rng.random() < noise.turned else 0, surname)
    in_script = _table(rng, noise, language) if script == "latin" else str
    names = [" ".join(_slipped(rng, noise, in_script(part)) for part in parts), *map(in_script, others)]
    return Person(
        names=tuple(names),
        birth=_birth(rng, truth, noise),
        sex=("female" if truth.female else "male") if rng.random() < 0.8 else None,
        places=() if rng.random() < noise.no_place else (in_script(truth.town),),
    )


def _table(rng: random.Random, noise: Noise, language: str) -> Callable[[str], str]:
    if noise.held_out and language == "ru":
        return getattr(iuliia, rng.choice(_HELD_RU)).translate
    choices = _HELD_UK if noise.held_out else _KNOWN_UK if language == "uk" else _KNOWN_RU
    table = getattr(translitua, rng.choice(choices))
    return lambda text: translitua.translit(text, table)


def _slipped(rng: random.Random, noise: Noise, word: str) -> str:
    """A word, with one slip at the rate of the whole name's three words."""
    if len(word) < 4 or rng.random() >= noise.slip / 3:
        return word
    kinds = (_heard, _cut, _lookalike, _neighbour, _parted) if noise.held_out else (_typed, _scanned)
    return rng.choice(kinds)(rng, word)


def _typed(rng: random.Random, word: str) -> str:
    place = rng.randrange(1, len(word) - 1)
    kept, rest = word[:place], word[place:]
    return rng.choice((kept + rest[1:], kept + rest[0] + rest, kept + rest[1] + rest[0] + rest[2:]))


def _scanned(rng: random.Random, word: str) -> str:
    return _first_that_changes(rng, word, _SCANNED)


def _heard(rng: random.Random, word: str) -> str:
    return _first_that_changes(rng, word, _HEARD)


def _first_that_changes(rng: random.Random, word: str, pairs: tuple[tuple[str, str], ...]) -> str:
    fitting = [pair for pair in pairs if pair[0] in word[1:]]
    return word[0] + word[1:].replace(*rng.choice(fitting), 1) if fitting else word


def _cut(rng: random.Random, word: str) -> str:
    return word[: max(5, len(word) - rng.randint(1, 3))]


def _lookalike(_: random.Random, word: str) -> str:
    return word.translate(_LOOKALIKE)


def _neighbour(rng: random.Random, word: str) -> str:
    place = rng.randrange(1, len(word))
    for row in _ROWS:
        if (at := row.find(word[place])) >= 0:
            near = row[at - 1 if at and rng.random() < 0.5 else min(at + 1, len(row) - 1)]
            return word[:place] + near + word[place + 1 :]
    return word


def _parted(rng: random.Random, word: str) -> str:
    place = rng.randrange(2, len(word) - 1)
    return f"{word[:place]} {word[place:]}"


def _birth(rng: random.Random, truth: Truth, noise: Noise) -> Birth:
    year, month, day = truth.born
    told = rng.random()
    for rate, birth_told in (
        (noise.no_birth, Birth),
        (noise.year_only, lambda: birth(f"{year}", THIS_YEAR)),
        (
            noise.age,
            lambda: birth(THIS_YEAR - year - rng.randint(0, 1) + rng.choice((0, 0, 0, 1)), THIS_YEAR),
        ),
        (noise.no_year, lambda: birth(f"--{month:02d}-{day:02d}", THIS_YEAR)),
    ):
        told -= rate
        if told < 0:
            return birth_told()
    if rng.random() < noise.wrong_birth:
        year, month, day = _spoilt(rng, noise, year, month, day)
    return birth(f"{year:04d}-{month:02d}-{day:02d}", THIS_YEAR)


def _spoilt(rng: random.Random, noise: Noise, year: int, month: int, day: int) -> tuple[int, int, int]:
    swapped = (year, day, month) if day <= 12 else (year, month, min(28, day + 1))
    if not noise.held_out:
        return rng.choice((swapped, (year, month, rng.randint(1, 28)), (year, rng.randint(1, 12), day)))
    return rng.choice((swapped, (year + rng.choice((-10, -2, -1, 1, 2, 10)), month, day), (year, 1, 1)))
