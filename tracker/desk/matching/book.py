"""The match book: everybody who is asked for and every row of a list, and who may be whom.

Kept in memory only, made anew at each unlock; nothing but judgments is stored (docs/spec/matching.md).
"""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from tracker.desk.matching.asked_for import person_of
from tracker.desk.matching.candidates import Candidate, Index, candidates, scores
from tracker.desk.matching.person import Person
from tracker.desk.matching.scoring import Profile
from tracker.desk.references import reference_of
from tracker.desk.state import Desk
from tracker.desk.workers import Workers, in_batches

# From here on a proposal is worth a caseworker's time without being asked for.
WORTH_A_LOOK = 0.65
# Of each kind at most so many are proposed: several lists may have one person.
MOST_PROPOSED = {"inquiry": 10, "row": 20}
_BATCH = 50
# Keys go before matches: who waits at the console sits at the same cores.
_NICENESS = 5

Hits = dict[str, float]
Progress = Callable[[str, int, int], None]


def match_book(
    desk: Desk, rows: Mapping[str, Person] | None = None, progress: Progress | None = None
) -> "MatchBook":
    """The book of a desk: its inquiries, and the rows of its lists by their references."""
    found = ((reference_of(case), person_of(case)) for case in list(desk.cases.values()))
    return MatchBook({name: person for name, person in found if person} | dict(rows or {}), progress)


class MatchBook:
    """Persons by reference: ``inquiry:…`` is compared with all, ``row:…`` with inquiries only."""

    def __init__(self, entries: Mapping[str, Person], progress: Progress | None = None) -> None:
        self._indexes = {kind: Index({}) for kind in MOST_PROPOSED}
        self._known: dict[str, Hits] = {}
        self._changed: set[str] = set()
        for done, (reference, person) in enumerate(entries.items()):
            if progress is not None:
                progress("indexing", done, len(entries))
            self._index_of(reference).add(reference, person)

    def __len__(self) -> int:
        return sum(map(len, self._indexes.values()))

    def __contains__(self, reference: str) -> bool:
        return _kind(reference) in self._indexes and reference in self._index_of(reference)

    def add(self, reference: str, person: Person | None) -> None:
        """Takes an entry in, or anew, and finds its hits; None takes it out: nobody may compare it."""
        self.remove(reference)
        if person is None:
            return
        self._index_of(reference).add(reference, person)
        self._keep(reference, dict(_hits_of(self._indexes, reference)))

    def remove(self, reference: str) -> None:
        """Takes an entry out, and from the hits of others; nothing happens if it is not in."""
        self._forget_hits(reference)
        if reference in self:
            self._index_of(reference).remove(reference)

    def keep_inquiries(self, known: Container[str]) -> None:
        """Takes out the inquiries that are not among ``known``: who was erased must not stay in memory."""
        for reference in [name for name in self._names("inquiry") if name not in known]:
            self.remove(reference)

    def keep_lists(self, known: Container[str]) -> None:
        """Takes out the rows of the lists whose ids are not among ``known``."""
        gone = [name for name in self._names("row") if name.split(":")[1] not in known]
        for reference in gone:
            self._forget_hits(reference)
        if gone:
            self._indexes["row"].remove_all(gone)

    def person(self, reference: str) -> Person | None:
        """Whom an entry tells of; None if it is not in the book."""
        return self._index_of(reference)[reference].person if reference in self else None

    def hits(self, reference: str) -> list[Candidate]:
        """Who may be this entry, with reasons, best first; nobody if the entry is not in the book."""
        person = self.person(reference)
        return [] if person is None else self.like(person, but=reference)

    def like(self, person: Person, but: str = "") -> list[Candidate]:
        """Who may be this person, with reasons, best first; a row (``but``) is not compared with rows."""
        found: list[Candidate] = []
        for kind in _kinds_for(but):
            # One more, since the entry is most like itself.
            near = candidates(person, self._indexes[kind], MOST_PROPOSED[kind] + 1)
            found += [item for item in near if item.id != but][: MOST_PROPOSED[kind]]
        return sorted(found, key=lambda item: (-item.score, item.id))

    def known_hits(self, reference: str) -> Mapping[str, float]:
        """Of an entry, references and scores from ``WORTH_A_LOOK`` on, as far as they were found."""
        return self._known.get(reference, {})

    def all_hits(
        self, progress: Progress | None = None, processes: int | None = None
    ) -> dict[str, Mapping[str, float]]:
        """Finds the hits of every inquiry in worker processes; they are in ``known_hits`` afterwards.

        May run beside the console: what was added or removed meanwhile is found again at the end.
        """
        self._changed.clear()
        asked = sorted(self._names("inquiry"))
        search = _Search({kind: index.entries for kind, index in self._indexes.items()})
        found: list[tuple[str, list[tuple[str, float]]]] = []
        with Workers(search, processes, niceness=_NICENESS) as workers:
            for hits in workers.run(in_batches(asked, _BATCH)):
                found.append((asked[len(found)], hits))
                if progress is not None:
                    progress("matching", len(found), len(asked))
        self._install(found)
        return {reference: dict(hits) for reference, hits in self._known.items()}

    def _install(self, found: Iterable[tuple[str, list[tuple[str, float]]]]) -> None:
        changed, self._known = set(self._changed), {}
        for reference, hits in found:
            self._keep(reference, {name: score for name, score in hits if name in self})
        for reference in changed & set(self._names("inquiry", "row")):
            self.add(reference, self._index_of(reference)[reference].person)
        for reference in [name for name in self._known if name not in self]:
            self.remove(reference)

    def _forget_hits(self, reference: str) -> None:
        self._changed.add(reference)
        for other in self._known.pop(reference, {}):
            self._known.get(other, {}).pop(reference, None)

    def _keep(self, reference: str, hits: Hits) -> None:
        """Notes hits on both sides: who is like somebody is so in return."""
        self._known.setdefault(reference, {}).update(hits)
        for other, score in hits.items():
            self._known.setdefault(other, {})[reference] = score

    def _names(self, *kinds: str) -> list[str]:
        return [name for kind in kinds for name in self._indexes[kind].entries]

    def _index_of(self, reference: str) -> Index:
        return self._indexes[_kind(reference)]


@dataclass(frozen=True)
class _Search:
    """What a worker does: the hits of some inquiries, from ``WORTH_A_LOOK`` on."""

    entries: Mapping[str, Mapping[str, Person]]

    def __call__(self, references: list[str]) -> list[list[tuple[str, float]]]:
        return [_hits_of(self.indexes, reference) for reference in references]

    @cached_property
    def indexes(self) -> dict[str, Index]:
        """Made once in each worker: quicker than to send it."""
        return {kind: Index(entries) for kind, entries in self.entries.items()}


def _hits_of(indexes: Mapping[str, Index], reference: str) -> list[tuple[str, float]]:
    profile: Profile = indexes[_kind(reference)][reference]
    found: list[tuple[str, float]] = []
    for kind in _kinds_for(reference):
        near = scores(profile, indexes[kind], MOST_PROPOSED[kind] + 1, WORTH_A_LOOK)
        found += [hit for hit in near if hit[0] != reference][: MOST_PROPOSED[kind]]
    return found


def is_row(reference: str) -> bool:
    """Whether a reference names a row of a list."""
    return reference.startswith("row:")


def _kinds_for(reference: str) -> tuple[str, ...]:
    return ("inquiry",) if is_row(reference) else ("inquiry", "row")


def _kind(reference: str) -> str:
    return reference.partition(":")[0]
