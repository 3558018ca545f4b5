"""One score for two persons, and its reasons: the weighted mean of what can be compared."""

from dataclasses import dataclass
from functools import cached_property

from tracker.desk.matching.alignment import agreement, explain_names
from tracker.desk.matching.births import compare_births, years_apart
from tracker.desk.matching.naming import Name, all_names
from tracker.desk.matching.person import Person
from tracker.desk.matching.reasons import Evidence, Reason, Why
from tracker.desk.matching.sounds import fold, words
from tracker.records.form import CHILD, NOT_SURE

# Agreement in little is worth less than agreement in much: so much is always missing.
DOUBT = 1.0
_PLACE, _PLACE_DIFFERS, _SEX_DIFFERS, _CATEGORY_DIFFERS = 0.8, 0.2, 2.0, 0.3
# A child, and somebody known as something else who is so much older or younger: two people, most often.
_GROWN_DIFFERS, _GROWN_YEARS = 2.0, 10
_DISAGREES = 0.5
_FEWEST_PLACE_LETTERS = 4


@dataclass(frozen=True)
class Profile:
    """A person made ready to be compared many times."""

    person: Person

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """All names, the main one first."""
        return all_names(self.person.names)

    @cached_property
    def places(self) -> frozenset[str]:
        """The words of all places, as they sound."""
        sounds = {fold(word) for place in self.person.places for word in words(place)}
        return frozenset(sound for sound in sounds if len(sound) >= _FEWEST_PLACE_LETTERS)


def score(one: Profile, other: Profile) -> float:
    """How likely two entries are one person, 0 to below 1; symmetric."""
    _, _, agrees, weight = _nearest_names(one, other)
    if not weight:
        return 0.0
    evidence = [Evidence(agrees, weight), *_beside_names(one, other)]
    agreed = sum(item.agrees * item.weight for item in evidence)
    return round(agreed / (sum(item.weight for item in evidence) + DOUBT), 6)


def explain(one: Profile, other: Profile) -> tuple[Reason, ...]:
    """Why: word by word, that it was by another name, and the rest."""
    ours, theirs, _, weight = _nearest_names(one, other)
    if not weight:
        return ()
    told = list(explain_names(ours, theirs))
    if (ours, theirs) != (one.names[0], other.names[0]):
        written = (" ".join(word.written for word in name) for name in (ours, theirs))
        told.append(Reason(Why.OTHER_NAME, *written))
    found = (item.why for item in _beside_names(one, other) if item.why)
    return (*told, *(_reason(why, one.person, other.person) for why in found))


def _nearest_names(one: Profile, other: Profile) -> tuple[Name, Name, float, float]:
    """The pair of names that agrees most; of equals the first, main names before others."""
    best: tuple[Name, Name, float, float] = ((), (), -1.0, 0.0)
    for ours in one.names:
        for theirs in other.names:
            agrees, weight = agreement(ours, theirs)
            if (agrees, weight) > best[2:]:
                best = (ours, theirs, agrees, weight)
    return best


def _beside_names(one: Profile, other: Profile) -> list[Evidence]:
    born = _birth(one.person, other.person)
    return ([born] if born else []) + _rest(one, other)


def _birth(one: Person, other: Person) -> Evidence | None:
    """A child's birth never counts against: papers made for a child may say anything."""
    found = compare_births(one.birth, other.birth)
    if found is None or found.agrees >= _DISAGREES or CHILD not in (one.category, other.category):
        return found
    return Evidence(0.0, 0.0, Why.BIRTH_CHILD)


def _rest(one: Profile, other: Profile) -> list[Evidence]:
    ours, theirs = one.person, other.person
    found = []
    if ours.sex and theirs.sex and ours.sex != theirs.sex:
        found.append(Evidence(0.0, _SEX_DIFFERS, Why.SEX_DIFFERS))
    if one.places and other.places:
        same = not one.places.isdisjoint(other.places)
        found.append(Evidence(1.0, _PLACE, Why.PLACE_SAME) if same else Evidence(0.0, _PLACE_DIFFERS))
    categories = {ours.category, theirs.category} - {None, NOT_SURE}
    if len(categories) == 2:
        weight = _GROWN_DIFFERS if _is_child_and_grown(ours, theirs) else _CATEGORY_DIFFERS
        found.append(Evidence(0.0, weight, Why.CATEGORY_DIFFERS))
    return found


def _is_child_and_grown(one: Person, other: Person) -> bool:
    """Whether one of two known categories is a child's, and the births are half a childhood apart.

    Both are needed: of a child's false papers alone, or of a category alone, nothing follows.
    """
    return CHILD in (one.category, other.category) and years_apart(one.birth, other.birth) >= _GROWN_YEARS


def _reason(why: Why, ours: Person, theirs: Person) -> Reason:
    """A finding with what both say."""
    match why:
        case Why.SEX_DIFFERS:
            return Reason(why, str(ours.sex), str(theirs.sex))
        case Why.PLACE_SAME:
            return Reason(why, ", ".join(ours.places), ", ".join(theirs.places))
        case Why.CATEGORY_DIFFERS:
            return Reason(why, str(ours.category), str(theirs.category))
    return Reason(why, ours.birth.text, theirs.birth.text)
