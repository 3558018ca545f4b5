"""Cases whose family was told something that does not count any more (pure; docs/spec/desk-log.md, "Acts").

A vault refuses to undo an answer that its outboxes told; another vault may not know that one did. Only the
vault that exports can tell: the others do not know the newest outbox.
"""

from tracker.desk.case import Case
from tracker.desk.state import Desk


def retracted(desk: Desk) -> list[Case]:
    """The cases whose answer in the newest outbox was taken back since, in the order of their numbers."""
    newest = desk.newest_draft
    if newest is None or not desk.owns_sequence:
        return []
    told = ((desk.cases.get(int(number)), sequence) for number, sequence in newest.cases.items())
    found = [case for case, sequence in told if case is not None and _is_taken_back(case, sequence)]
    return sorted(found, key=lambda case: case.number)


def _is_taken_back(case: Case, sequence: int) -> bool:
    if sequence < 0 or case.is_withdrawn:
        return False
    return all(answer.sequence != sequence or answer.waits_for_second for answer in case.answers)
