"""Names of entries that every vault of a desk understands (pure; docs/spec/desk-log.md, "References").

``inquiry:<base64 inquiry id>``; ``leaf:<n>``, an envelope that did not open; ``row:<list>:<row number>``.
"""

import re

from tracker.desk.case import Case
from tracker.desk.state import Desk
from tracker.records.errors import ActMalformed

_REFERENCE = re.compile(
    r"inquiry:[A-Za-z0-9+/]{22}==|leaf:(0|[1-9][0-9]{0,15})|row:[0-9a-f]{64}:(0|[1-9][0-9]{0,8})"
)


def reference_of(case: Case) -> str:
    """The reference of a case."""
    return case.reference


def case_of(desk: Desk, reference: str) -> Case | None:
    """The case that a reference names; None if this vault has none, or it was erased."""
    number = desk.by_reference.get(reference)
    return None if number is None else desk.cases.get(number)


def row_reference(list_id: str, row: int) -> str:
    """The reference of a row; ``list_id`` is a SHA-256 in hexadecimal."""
    return f"row:{list_id}:{row}"


def check_reference(reference: str) -> str:
    """The reference itself. Raises ActMalformed."""
    if not _REFERENCE.fullmatch(reference):
        raise ActMalformed("no reference to an inquiry, a leaf or a row")
    return reference
