"""Which word of one name answers which word of another, and how alike the two names are."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from rapidfuzz.distance import OSA

from tracker.desk.matching.naming import Name, Role, Word
from tracker.desk.matching.reasons import Reason, Why
from tracker.desk.matching.sounds import skeleton

# What a word costs that the other name does not have.
ABSENT = {Role.SURNAME: 0.8, Role.GIVEN: 0.8, Role.PATRONYMIC: 0.2}
SPELLING, PAIR, INITIAL = 0.97, 0.95, 0.8
# Less alike than this is not alike at all: two random surnames share a third of their letters.
_FLOOR = 0.4
# A mistake in a given name seldom makes another given name.
_OTHER_GIVEN = 0.5
_TOLD = 0.6
_MOST_WORDS = 4


@lru_cache(maxsize=200_000)
def alike(one: Word, other: Word) -> float:
    """How alike two words are, 0 to 1; symmetric."""
    if one.sound == other.sound:
        return 1.0 if one.written == other.written else SPELLING + (1 - SPELLING) / 2
    if 1 in (len(one.sound), len(other.sound)):
        return INITIAL if one.bones[:1] == other.bones[:1] else 0.0
    if one.given & other.given or one.fathers & other.fathers:
        return PAIR
    score = _letters(one.base or one.sound, other.base or other.sound)
    both_known = (one.given and other.given) or (one.fathers and other.fathers)
    return score * _OTHER_GIVEN if both_known else score


def agreement(one: Name, other: Name) -> tuple[float, float]:
    """How far two names agree, 0 to 1, and how much that counts."""
    paired = _paired(one, other)
    return (paired.agreed / paired.total, paired.weight) if paired else (0.0, 0.0)


def explain_names(one: Name, other: Name) -> tuple[Reason, ...]:
    """What agrees and what does not, word by word."""
    paired = _paired(one, other)
    if paired is None:
        return ()
    told = [_reason(*(reversed(pair) if paired.turned else pair)) for pair in paired.pairs]
    return (*told, *(_missing(word, ours=paired.turned) for word in paired.spared))


@dataclass(frozen=True)
class _Paired:
    """The best answer: each word of the shorter name with its own of the longer, and what is left over."""

    agreed: float
    weight: float
    total: float
    pairs: tuple[tuple[Word, Word], ...]
    spared: tuple[Word, ...]
    turned: bool


def _paired(one: Name, other: Name) -> _Paired | None:
    """The best of all ways to let the words of one answer those of the other; ``turned``: one is longer."""
    one, other = _longest(one), _longest(other)
    if not one or not other:
        return None
    turned = len(one) > len(other)
    short, long = (other, one) if turned else (one, other)
    agreed, weight, chosen = _best(short, long)
    spared = tuple(word for place, word in enumerate(long) if place not in chosen)
    pairs = tuple((word, long[place]) for word, place in zip(short, chosen, strict=True))
    return _Paired(agreed, weight, weight + sum(ABSENT[word.role] for word in spared), pairs, spared, turned)


def _longest(name: Name) -> Name:
    """At most four words, those with a role first: more than that would only cost time."""
    if len(name) <= _MOST_WORDS:
        return name
    return tuple(sorted(name, key=lambda word: (word.role is Role.SURNAME, -len(word.sound))))[:_MOST_WORDS]


def _best(short: Name, long: Name) -> tuple[float, float, tuple[int, ...]]:
    """What agrees, what was compared (both weighted), and the place in ``long`` of each word of ``short``."""
    weights = [[(one.weight + other.weight) / 2 for other in long] for one in short]
    table = [
        [alike(one, other) * weight for other, weight in zip(long, row, strict=True)]
        for one, row in zip(short, weights, strict=True)
    ]
    places: tuple[int, ...] = tuple(row.index(max(row)) for row in table)
    if len(set(places)) < len(places):
        # Two words want the same one: all ways are tried.
        places = max(permutations(range(len(long)), len(short)), key=lambda tried: _of(table, tried))
    return _of(table, places), _of(weights, places), places


def _of(table: list[list[float]], places: tuple[int, ...]) -> float:
    return sum(row[place] for row, place in zip(table, places, strict=True))


def _letters(one: str, other: str) -> float:
    sounds = OSA.normalized_similarity(one, other)
    inner = OSA.normalized_similarity(skeleton(one), skeleton(other))
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
