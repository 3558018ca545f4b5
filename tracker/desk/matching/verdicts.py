"""What caseworkers decided about proposals, pair by pair (pure; docs/spec/matching.md, "Judgments").

A verdict is about two entries, whichever of the two inquiries it was told of. It never changes a status.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum

from tracker.desk.acts import Judge, Link
from tracker.desk.case import Case
from tracker.desk.matching.book import MatchBook, is_row
from tracker.desk.matching.candidates import Candidate
from tracker.desk.references import case_of, reference_of
from tracker.desk.state import Desk
from tracker.desk.triage import Done


class Verdict(StrEnum):
    """What may be said of a pair; ``FORGET`` takes back whatever was said."""

    ACCEPT = "accept"
    REJECT = "reject"
    FORGET = ""


# The names that a row had in earlier versions of its list: what was said of those counts.
Earlier = Callable[[str], tuple[str, ...]]


def no_earlier(_reference: str) -> tuple[str, ...]:
    """For books without lists."""
    return ()


def verdict_of(desk: Desk, case: Case, reference: str, earlier: Earlier = no_earlier) -> Verdict:
    """The newest word on a pair, from either side; a link says that it was accepted."""
    told = list(_told(desk, case, reference, earlier))
    if told:
        newest = max(told, key=lambda done: (done.turn, done.id))
        if isinstance(newest.act, Judge) and newest.act.verdict:
            return Verdict(newest.act.verdict)
    return Verdict.ACCEPT if _is_linked(desk, case, reference) else Verdict.FORGET


def undecided(desk: Desk, book: MatchBook, case: Case, earlier: Earlier = no_earlier) -> list[Candidate]:
    """The proposals for a case that nobody accepted or rejected yet, best first, with reasons."""
    return [
        item
        for item in book.hits(reference_of(case))
        if verdict_of(desk, case, item.id, earlier) is Verdict.FORGET
    ]


def decided(
    desk: Desk, book: MatchBook, case: Case, earlier: Earlier = no_earlier
) -> list[tuple[Candidate, Verdict]]:
    """The proposals for a case with what was said of them, those without a word left out."""
    found = ((item, verdict_of(desk, case, item.id, earlier)) for item in book.hits(reference_of(case)))
    return [(item, verdict) for item, verdict in found if verdict is not Verdict.FORGET]


def undecided_hits(desk: Desk, book: MatchBook, case: Case, earlier: Earlier = no_earlier) -> frozenset[str]:
    """The references that the queues count for a case: good proposals, known to the book, undecided."""
    hits = book.known_hits(reference_of(case))
    return frozenset(name for name in hits if verdict_of(desk, case, name, earlier) is Verdict.FORGET)


def all_undecided(desk: Desk, book: MatchBook, earlier: Earlier = no_earlier) -> dict[int, frozenset[str]]:
    """``undecided_hits`` of every case that has some, by case number (``QueueContext.hits``)."""
    found = {number: undecided_hits(desk, book, case, earlier) for number, case in desk.cases.items()}
    return {number: hits for number, hits in found.items() if hits}


def offered_link(desk: Desk, case: Case, reference: str) -> Link | None:
    """The link that an accepted pair of inquiries offers: to be made, or not, by the caseworker."""
    other = case_of(desk, reference)
    if (
        other is None
        or other.is_withdrawn
        or other.number == case.number
        or _is_linked(desk, case, reference)
    ):
        return None
    return Link(reference) if verdict_of(desk, case, reference) is Verdict.ACCEPT else None


def _told(desk: Desk, case: Case, reference: str, earlier: Earlier) -> Iterator[Done]:
    """The judgments of a pair that count, from both sides."""
    names = {reference, *(earlier(reference) if is_row(reference) else ())}
    yield from (done for done in case.triage.history if _judges(done, names))
    other = case_of(desk, reference)
    if other is not None:
        yield from (done for done in other.triage.history if _judges(done, {reference_of(case)}))


def _judges(done: Done, names: set[str]) -> bool:
    return not done.is_undone and isinstance(done.act, Judge) and done.act.entry in names


def _is_linked(desk: Desk, case: Case, reference: str) -> bool:
    other = case_of(desk, reference)
    return reference in case.triage.links or (other is not None and reference_of(case) in other.triage.links)
