"""Which entries are worth comparing: those that share a key, rarer keys first (docs/spec/matching.md)."""

from collections.abc import Iterator

from tracker.desk.matching.naming import Name, Role, Word
from tracker.desk.matching.person import Birth
from tracker.desk.matching.scoring import Profile

_FEWEST_BONES = 3
_FEWEST_LETTERS = 3
# An age leaves two years; a list that gives several births may leave a century.
_MOST_YEARS = 3


def keys(profile: Profile) -> frozenset[str]:
    """All keys under which an entry is found."""
    found = set(_birth_keys(profile))
    for name in profile.names:
        found.update(_name_keys(name))
    return frozenset(found)


def _name_keys(name: Name) -> Iterator[str]:
    for word in name:
        yield f"whole {word.sound}"
        if word.role is Role.SURNAME:
            yield from _bones(word)
    given = _given_marks(name)
    fathers = {mark for word in name if word.role is Role.PATRONYMIC for mark in _father_marks(word)}
    for mark in given:
        yield from (f"pair {mark} {father}" for father in fathers)
        for word in name:
            if word.role is Role.SURNAME:
                yield f"head {mark} {word.bones[:2]}"
                yield f"tail {mark} {word.bones[-3:]}"


def _bones(word: Word) -> Iterator[str]:
    """The skeleton of a surname and, one letter left out, its neighbours: any one error keeps a key."""
    yield f"bones {word.bones}"
    if len(word.bones) >= _FEWEST_BONES:
        for place in range(len(word.bones)):
            yield f"bones {word.bones[:place]}{word.bones[place + 1 :]}"
    if len(word.sound) > _FEWEST_LETTERS:
        yield f"start {word.sound[:4]}"


def _given_marks(name: Name) -> set[str]:
    marks: set[str] = set()
    for word in name:
        if word.role is Role.GIVEN:
            marks |= {str(number) for number in word.given}
    return marks


def _father_marks(word: Word) -> set[str]:
    return {str(number) for number in word.fathers} or {word.base[:4]}


def _birth_keys(profile: Profile) -> Iterator[str]:
    born: Birth = profile.person.birth
    years = range(born.years[0], born.years[1] + 1)[:_MOST_YEARS] if born.years else ()
    marks = {mark for name in profile.names for mark in _given_marks(name)}
    marks |= {word.bones[:2] for name in profile.names for word in name if word.role is Role.SURNAME}
    if born.day and born.month:
        day = "-".join(sorted((f"{born.day:02d}", f"{born.month:02d}")))
        yield from (f"born {year} {day}" for year in years or (None,))
        yield from (f"born {day} {mark}" for mark in marks)
    yield from (f"year {year} {mark}" for year in years for mark in marks)
