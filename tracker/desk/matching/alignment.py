"""Which word of one name answers which word of another, and how alike the two names are."""

from functools import lru_cache
from itertools import permutations

from rapidfuzz.distance import OSA

from tracker.desk.matching.naming import Name, Role, Word
from tracker.desk.matching.reasons import Evidence, Reason, Why

WEIGHT = {Role.SURNAME: 4.0, Role.GIVEN: 2.5, Role.PATRONYMIC: 2.0}
# What a word costs that the other name does not have.
ABSENT = {Role.SURNAME: 0.8, Role.GIVEN: 0.8, Role.PATRONYMIC: 0.2}
SPELLING, PAIR, INITIAL = 0.97, 0.95, 0.8
# Less alike than this is not alike at all: two random surnames share a third of their letters.
_FLOOR = 0.4
# A mistake in a given name seldom makes another given name.
_OTHER_GIVEN = 0.5
_TOLD = 0.6
_MOST_WORDS = 4


@lru_cache(maxsize=500_000)
def alike(one: Word, other: Word) -> float:
    """How alike two words are, 0 to 1; symmetric."""
    if one.sound == other.sound:
        return 1.0 if one.written == other.written else SPELLING + (1 - SPELLING) / 2
    if 1 in (len(one.sound), len(other.sound)):
        return INITIAL if one.bones[:1] == other.bones[:1] else 0.0
    if one.given & other.given or one.fathers & other.fathers:
        return PAIR
    score = _letters(one.base or one.sound, other.base or other.sound, one.bones, other.bones)
    both_known = (one.given and other.given) or (one.fathers and other.fathers)
    return score * _OTHER_GIVEN if both_known else score


def compare_names(one: Name, other: Name) -> Evidence:
    """The best of all ways to let the words of one answer those of the other."""
    one, other = _longest(one), _longest(other)
    if not one or not other:
        return Evidence(0.0, 0.0)
    turned = len(one) > len(other)
    short, long = (other, one) if turned else (one, other)
    agreed, weight, chosen = _best(short, long)
    spared = [word for place, word in enumerate(long) if place not in chosen]
    total = weight + sum(ABSENT[word.role] for word in spared)
    pairs = [(word, long[place]) for word, place in zip(short, chosen, strict=True)]
    told = tuple(_reason(*(reversed(pair) if turned else pair)) for pair in pairs)
    missing = tuple(_missing(word, ours=turned) for word in spared)
    return Evidence(agreed / total, weight, told + missing)


def _longest(name: Name) -> Name:
    """At most four words, those with a role first: more than that would only cost time."""
    if len(name) <= _MOST_WORDS:
        return name
    return tuple(sorted(name, key=lambda word: (word.role is Role.SURNAME, -len(word.sound))))[:_MOST_WORDS]


def _best(short: Name, long: Name) -> tuple[float, float, tuple[int, ...]]:
    """What agrees, what was compared (both weighted), and the place in ``long`` of each word of ``short``."""
    table = [[_weighed(one, other) for other in long] for one in short]
    found = (0.0, 0.0, tuple(range(len(short))))
    best = -1.0
    for places in permutations(range(len(long)), len(short)):
        cells = [table[row][place] for row, place in enumerate(places)]
        agreed, weight = sum(cell[0] for cell in cells), sum(cell[1] for cell in cells)
        if agreed / weight > best:
            best, found = agreed / weight, (agreed, weight, places)
    return found


def _weighed(one: Word, other: Word) -> tuple[float, float]:
    weight = (WEIGHT[one.role] + WEIGHT[other.role]) / 2
    return alike(one, other) * weight, weight


def _letters(one: str, other: str, bones: str, other_bones: str) -> float:
    sounds = OSA.normalized_similarity(one, other)
    inner = OSA.normalized_similarity(bones, other_bones)
    return max(0.0, (0.6 * sounds + 0.4 * inner - _FLOOR) / (1 - _FLOOR)) * SPELLING


def _reason(ours: Word, theirs: Word) -> Reason:
    written = (ours.written, theirs.written)
    score = alike(ours, theirs)
    if ours.written == theirs.written:
        return Reason(Why.NAME_SAME, *written)
    if 1 in (len(ours.sound), len(theirs.sound)) and score:
        return Reason(Why.INITIAL, *written)
    if ours.sound != theirs.sound and score == PAIR:
        return Reason(Why.GIVEN_PAIR, *written)
    return Reason(Why.NAME_SPELLING if score >= _TOLD else Why.NAME_DIFFERS, *written)


def _missing(word: Word, *, ours: bool) -> Reason:
    return Reason(Why.WORD_MISSING, word.written, "") if ours else Reason(Why.WORD_MISSING, "", word.written)
