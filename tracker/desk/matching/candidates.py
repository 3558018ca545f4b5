"""Proposes who may be meant: the best entries of an index for one person (docs/spec/matching.md).

Proposals are for a caseworker to accept or reject. Nothing here changes a case, a link or a status.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from heapq import nsmallest

from tracker.desk.matching.blocking import keys
from tracker.desk.matching.person import Person
from tracker.desk.matching.reasons import Reason
from tracker.desk.matching.scoring import Profile, explain, score

# Below this a proposal costs a caseworker more than it helps.
LEAST_SCORE = 0.45
# How many entries are compared for one query, and how common a key may be that leads to them.
_COMPARED = 40
_COMMONEST = 600


@dataclass(frozen=True)
class Candidate:
    """One entry of the index, by its id; the score from 0 to below 1; why."""

    id: str
    score: float
    reasons: tuple[Reason, ...]


class Index:
    """Entries to be searched, by their ids: inquiries, or the rows of a list."""

    def __init__(self, entries: Mapping[str, Person]) -> None:
        self._ids = sorted(entries)
        self._profiles = [Profile(entries[name]) for name in self._ids]
        self._postings: dict[str, list[int]] = defaultdict(list)
        for number, profile in enumerate(self._profiles):
            for key in keys(profile):
                self._postings[key].append(number)

    def near(self, query: Profile, most: int = _COMPARED) -> list[tuple[str, Profile]]:
        """The entries that share the most, and the rarest, keys with the query; of equals, the first ids."""
        votes: dict[int, float] = defaultdict(float)
        found = sorted((len(self._postings[key]), key) for key in keys(query) if key in self._postings)
        for count, key in found:
            if votes and count > _COMMONEST:
                break
            for number in self._postings[key]:
                votes[number] += 1 / (4 + count)
        chosen = nsmallest(most, votes, key=lambda number: (-votes[number], number))
        return [(self._ids[number], self._profiles[number]) for number in chosen]


def candidates(query: Person, index: Index, limit: int = 5) -> list[Candidate]:
    """At most ``limit`` entries that may be the person, best first; of equals, the first id."""
    profile = Profile(query)
    scored = [(-score(profile, other), name, other) for name, other in index.near(profile)]
    good = sorted((item for item in scored if -item[0] >= LEAST_SCORE), key=lambda item: item[:2])
    return [Candidate(name, -less, explain(profile, other)) for less, name, other in good[:limit]]
