"""Proposes who may be meant: the best entries of an index for one person (docs/spec/matching.md).

Proposals are for a caseworker to accept or reject. Nothing here changes a case, a link or a status.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from heapq import nsmallest

from tracker.desk.matching.blocking import keys
from tracker.desk.matching.person import Person
from tracker.desk.matching.reasons import Reason
from tracker.desk.matching.scoring import Profile, explain, score

# Below this a proposal costs a caseworker more than it helps.
LEAST_SCORE = 0.45
# How many entries are compared for one query at first, and how many if nobody of those is really like it;
# how common a key may be that leads to them.
_COMPARED, _COMPARED_WHERE_HARD = 30, 120
_REALLY_LIKE = 0.8
# A lower sum of votes has not been worth the comparison.
_LEAST_VOTES = 0.02
_COMMONEST = 600


@dataclass(frozen=True)
class Candidate:
    """One entry of the index, by its id; the score from 0 to below 1; why."""

    id: str
    score: float
    reasons: tuple[Reason, ...]


class Index:
    """Entries to be searched, by their ids: inquiries, or the rows of a list. Entries come and go."""

    def __init__(self, entries: Mapping[str, Person]) -> None:
        self._profiles: dict[str, Profile] = {}
        self._postings: dict[str, list[str]] = {}
        for name, person in entries.items():
            self.add(name, person)

    def __len__(self) -> int:
        return len(self._profiles)

    def __contains__(self, name: str) -> bool:
        return name in self._profiles

    def __getitem__(self, name: str) -> Profile:
        return self._profiles[name]

    @property
    def entries(self) -> dict[str, Person]:
        """What is in it now."""
        return {name: profile.person for name, profile in self._profiles.copy().items()}

    def add(self, name: str, person: Person) -> None:
        """Takes an entry in; one of that id before it is replaced."""
        self.remove(name)
        profile = self._profiles[name] = Profile(person)
        for key in keys(profile):
            self._postings.setdefault(key, []).append(name)

    def remove(self, name: str) -> None:
        """Takes an entry out; nothing happens if there is none."""
        profile = self._profiles.pop(name, None)
        for key in keys(profile) if profile else ():
            sharing = self._postings[key]
            sharing.remove(name)
            if not sharing:
                del self._postings[key]

    def remove_all(self, gone: Collection[str]) -> None:
        """Takes out many entries in one way through the index."""
        names = frozenset(gone)
        for name in names:
            self._profiles.pop(name, None)
        left = (
            (key, [name for name in sharing if name not in names]) for key, sharing in self._postings.items()
        )
        self._postings = {key: sharing for key, sharing in left if sharing}

    def near(self, query: Profile, most: int = _COMPARED_WHERE_HARD) -> list[tuple[str, Profile]]:
        """The entries that share the most, and the rarest, keys with the query; of equals, the first ids."""
        votes: dict[str, float] = defaultdict(float)
        found = sorted((len(self._postings[key]), key) for key in keys(query) if key in self._postings)
        for count, key in found:
            if votes and count > _COMMONEST:
                break
            vote = 1 / (4 + count)
            for name in self._postings[key]:
                votes[name] += vote
        chosen = nsmallest(most, votes.items(), key=lambda item: (-item[1], item[0]))
        worth = [item for at, item in enumerate(chosen) if at < _COMPARED or item[1] >= _LEAST_VOTES]
        return [(name, self._profiles[name]) for name, _ in worth]


def candidates(query: Person, index: Index, limit: int = 5) -> list[Candidate]:
    """At most ``limit`` entries that may be the person, best first; of equals, the first id."""
    profile = Profile(query)
    found = scores(profile, index, limit)
    return [Candidate(name, score, explain(profile, index[name])) for name, score in found]


def scores(query: Profile, index: Index, limit: int, least: float = LEAST_SCORE) -> list[tuple[str, float]]:
    """As ``candidates``, without the reasons: ids and scores from ``least`` on, best first."""
    near = index.near(query)
    scored = [(name, score(query, other)) for name, other in near[:_COMPARED]]
    if max((found for _, found in scored), default=0) < _REALLY_LIKE:
        scored += [(name, score(query, other)) for name, other in near[_COMPARED:]]
    good = sorted((item for item in scored if item[1] >= least), key=lambda item: (-item[1], item[0]))
    return good[:limit]
