"""Whose inquiry a newer version of a list concerns (pure; docs/spec/lists.md, "Versions").

A caseworker accepted that a row is the person of an inquiry; now the row is gone, or says something else.
Somebody must look at that inquiry. Nothing about it changes by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.desk.case import Case
from tracker.desk.lists.entries import Entry
from tracker.desk.lists.mapping import Role
from tracker.desk.lists.shelf import Shelf
from tracker.desk.lists.taken import TakenList
from tracker.desk.matching.verdicts import Verdict, verdict_of
from tracker.desk.references import row_reference
from tracker.desk.state import Desk

_Touched = tuple[Entry, Entry | None, tuple[Role, ...]]


@dataclass(frozen=True)
class Affected:
    """An inquiry, the row accepted for it, and what became of that: ``new`` is None if it vanished."""

    case: Case
    old: Entry
    new: Entry | None
    roles: tuple[Role, ...] = ()


def affected(desk: Desk, shelf: Shelf, old: TakenList, new: TakenList) -> tuple[Affected, ...]:
    """The inquiries whose accepted rows are not in ``new``, or say otherwise there: who vanished first."""
    found = shelf.comparison(old, new)
    touched: list[tuple[Entry, Entry | None, tuple[Role, ...]]] = [
        (entry, None, ()) for entry in found.dropped
    ]
    touched += [(change.old, change.new, change.roles) for change in found.changed]
    accepted = _accepted(desk)
    told = []
    for before, after, roles in touched:
        reference = row_reference(old.id, before.number)
        names = (reference, *shelf.earlier(reference))
        cases = {case.number: case for name in names for case in accepted.get(name, ())}
        for _, case in sorted(cases.items()):
            if verdict_of(desk, case, reference, shelf.earlier) is Verdict.ACCEPT:
                told.append(Affected(case, before, after, roles))
    return tuple(told)


def _accepted(desk: Desk) -> Mapping[str, list[Case]]:
    """The inquiries for which each row was accepted at some time."""
    found: dict[str, list[Case]] = {}
    for case in desk.cases.values():
        for name, verdict in case.triage.verdicts.items():
            if verdict == Verdict.ACCEPT and name.startswith("row:"):
                found.setdefault(name, []).append(case)
    return found
