"""One score for two persons, and its reasons: the weighted mean of what can be compared."""

from dataclasses import dataclass
from functools import cached_property

from tracker.desk.matching.alignment import compare_names
from tracker.desk.matching.births import compare_births
from tracker.desk.matching.naming import Name, all_names
from tracker.desk.matching.person import Person
from tracker.desk.matching.reasons import Evidence, Reason, Why
from tracker.desk.matching.sounds import fold, words
from tracker.records.form import CHILD, NOT_SURE

# Agreement in little is worth less than agreement in much: so much is always missing.
DOUBT = 1.0
_PLACE, _PLACE_DIFFERS, _SEX_DIFFERS, _CATEGORY_DIFFERS = 0.8, 0.2, 2.0, 0.3
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


def compare(one: Profile, other: Profile) -> tuple[float, tuple[Reason, ...]]:
    """How likely two entries are one person, 0 to below 1, and why; symmetric but for the facts' sides."""
    found = [_names(one, other), _birth(one.person, other.person), *_rest(one, other)]
    evidence = [item for item in found if item is not None]
    if not evidence[0].weight:
        return 0.0, ()
    agreed = sum(item.agrees * item.weight for item in evidence)
    score = agreed / (sum(item.weight for item in evidence) + DOUBT)
    return round(score, 6), tuple(reason for item in evidence for reason in item.reasons)


def _names(one: Profile, other: Profile) -> Evidence:
    """The best pair of names; that it is not the main pair is told."""
    best = Evidence(0.0, 0.0)
    reached = -1.0
    for ours in one.names:
        for theirs in other.names:
            found = compare_names(ours, theirs)
            if found.agrees > reached:
                reached = found.agrees
                main = (ours, theirs) == (one.names[0], other.names[0])
                best = found if main else _by_other_name(found, ours, theirs)
    return best


def _by_other_name(found: Evidence, ours: Name, theirs: Name) -> Evidence:
    written = (" ".join(word.written for word in name) for name in (ours, theirs))
    return Evidence(found.agrees, found.weight, (*found.reasons, Reason(Why.OTHER_NAME, *written)))


def _birth(one: Person, other: Person) -> Evidence | None:
    """A child's birth never counts against: papers made for a child may say anything."""
    found = compare_births(one.birth, other.birth)
    if found is None or found.agrees >= _DISAGREES or CHILD not in (one.category, other.category):
        return found
    return Evidence(0.0, 0.0, (Reason(Why.BIRTH_CHILD, one.birth.text, other.birth.text),))


def _rest(one: Profile, other: Profile) -> list[Evidence]:
    ours, theirs = one.person, other.person
    found = []
    if ours.sex and theirs.sex and ours.sex != theirs.sex:
        reason = Reason(Why.SEX_DIFFERS, ours.sex, theirs.sex)
        found.append(Evidence(0.0, _SEX_DIFFERS, (reason,)))
    if one.places and other.places:
        same = bool(one.places & other.places)
        reasons = (Reason(Why.PLACE_SAME, ", ".join(ours.places), ", ".join(theirs.places)),) if same else ()
        found.append(Evidence(float(same), _PLACE if same else _PLACE_DIFFERS, reasons))
    categories = {ours.category, theirs.category} - {None, NOT_SURE}
    if len(categories) == 2:
        reason = Reason(Why.CATEGORY_DIFFERS, str(ours.category), str(theirs.category))
        found.append(Evidence(0.0, _CATEGORY_DIFFERS, (reason,)))
    return found
