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
    short, long = sorted((_longest(one), _longest(other)), key=len)
    if not short:
        return 0.0, 0.0
    agreed, weight, chosen = _best(short, long)
    return agreed / (weight + _spared(long, chosen)), weight


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
    _, _, chosen = _best(short, long)
    spared = tuple(word for place, word in enumerate(long) if place not in chosen)
    pairs = tuple((word, long[place]) for word, place in zip(short, chosen, strict=True))
    return _Paired(pairs, spared, turned)


def _spared(long: Name, chosen: tuple[int, ...]) -> float:
    """What the words cost that the shorter name does not have."""
    return sum([ABSENT[word.role] for place, word in enumerate(long) if place not in chosen])


def _longest(name: Name) -> Name:
    """At most four words, those with a role first: more than that would only cost time."""
    if len(name) <= _MOST_WORDS:
        return name
    return tuple(sorted(name, key=lambda word: (word.role is Role.SURNAME, -len(word.sound))))[:_MOST_WORDS]


def _best(short: Name, long: Name) -> tuple[float, float, tuple[int, ...]]:
    """What agrees, what was compared (both weighted), and the place in ``long`` of each word of ``short``."""
    table = [[alike(one, other) * (one.weight + other.weight) for other in long] for one in short]
    places = tuple([row.index(max(row)) for row in table])
    if len(set(places)) < len(places):
        # Two words want the same one: all ways are tried.
        ways = permutations(range(len(long)), len(short))
        places = max(ways, key=lambda way: sum([row[place] for row, place in zip(table, way, strict=True)]))
    agreed = sum([row[place] for row, place in zip(table, places, strict=True)])
    weight = sum([one.weight + long[place].weight for one, place in zip(short, places, strict=True)])
    return agreed / 2, weight / 2, places


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
