"""A name as a bag of words with roles: surname, given name, patronymic; order does not matter."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from tracker.desk.matching.given_names import is_known, names_of, names_of_stem
from tracker.desk.matching.sounds import fold, skeleton, words

_MALE_ENDING = re.compile(r"(?:[aeiou]?v[aeiou]C|[aeiou]C)$")
_FEMALE_ENDING = re.compile(r"(?:[aeiou]?[iaoe]vna|(?:in)?i[CS]na)$")
_FEWEST_BASE_LETTERS = 2
MOST_NAMES = 5


class Role(StrEnum):
    """What a word is in a name."""

    SURNAME = "surname"
    GIVEN = "given"
    PATRONYMIC = "patronymic"


# How much a word says of who it is.
WEIGHT = {Role.SURNAME: 4.0, Role.GIVEN: 2.5, Role.PATRONYMIC: 2.0}


@dataclass(frozen=True, eq=False)
class Word:
    """One word: as written, how it sounds, and what it may be. ``base`` is what a patronymic is built on.

    Made once for each spelling and role, and compared by identity: millions of pairs are looked up.
    """

    written: str
    sound: str
    bones: str
    role: Role
    weight: float
    given: frozenset[int] = frozenset()
    base: str = ""
    fathers: frozenset[int] = frozenset()


Name = tuple[Word, ...]


def patronymic_base(sound: str) -> str:
    """What a folded patronymic is built on (``mikolaeviC``: ``mikola``); ``""`` if it is none."""
    for ending in (_MALE_ENDING, _FEMALE_ENDING):
        base, found = ending.subn("", sound)
        if found and len(base) >= _FEWEST_BASE_LETTERS:
            return base
    return ""


@lru_cache(maxsize=100_000)
def name_of(text: str) -> Name:
    """The words of one name with their roles."""
    pairs = [(word, fold(word)) for word in words(text)]
    pairs = [(word, sound) for word, sound in pairs if sound]
    father = _patronymic_at([sound for _, sound in pairs])
    given = _given_at([sound for _, sound in pairs], father)
    roles = {father: Role.PATRONYMIC, given: Role.GIVEN}
    return tuple(_word(*pair, roles.get(place, Role.SURNAME)) for place, pair in enumerate(pairs))


def all_names(names: tuple[str, ...]) -> tuple[Name, ...]:
    """Every name of a person; a lone other name (a maiden name, a name given to a child) also among the rest
    of the first, in the place of the surname or given name there."""
    read = [name for text in names if (name := name_of(text))][:MOST_NAMES]
    found = list(read)
    for name in read[1:]:
        if len(name) == 1:
            kept = tuple(word for word in read[0] if word.role is not name[0].role)
            found.append((*name, *kept))
    return tuple(dict.fromkeys(found))


def _patronymic_at(sounds: list[str]) -> int | None:
    """Where the patronymic is: never the first of two words, and a surname may end like one."""
    places = [place for place, sound in enumerate(sounds) if patronymic_base(sound)]
    if len(sounds) < 2 or (len(sounds) == 2 and places != [1]):
        return None
    known = [place for place in places if names_of_stem(patronymic_base(sounds[place]))]
    return max(known or places, default=None)


def _given_at(sounds: list[str], father: int | None) -> int | None:
    """Where the given name is: a known one, else one with a slip; beside the patronymic if several are."""
    likely = [place for place, sound in enumerate(sounds) if place != father and names_of(sound)]
    known = [place for place in likely if is_known(sounds[place])] or likely
    if father is not None and father - 1 in known:
        return father - 1
    return min(known, default=None)


@lru_cache(maxsize=200_000)
def _word(written: str, sound: str, role: Role) -> Word:
    base = patronymic_base(sound) if role is Role.PATRONYMIC else ""
    given = names_of(sound) if role is Role.GIVEN else frozenset()
    return Word(written, sound, skeleton(sound), role, WEIGHT[role], given, base, names_of_stem(base))
