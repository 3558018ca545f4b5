"""What a second caseworker sees before confirming an answer (docs/spec/wording.md, "The second person")."""

from dataclasses import dataclass, field
from typing import Any

from tracker.desk.case import Case, WrittenAnswer
from tracker.desk.replies.door import ready_answer
from tracker.desk.replies.findings import Finding
from tracker.desk.replies.outgoing_check import check_wording
from tracker.desk.state import Desk
from tracker.records.answer import needs_second
from tracker.records.errors import ConfirmNothing
from tracker.records.reading import Section, read_answer


@dataclass(frozen=True)
class Weighed:
    """A finding and the author's reason to let it through; empty where none is needed."""

    finding: Finding
    reason: str = field(repr=False)


@dataclass(frozen=True)
class SecondLook:
    """An answer that waits for a second caseworker, and all that they judge it by.

    ``why`` has the reasons in order: "knowledge" (located, released), "wording" (something found was
    justified), "suspect" (written with a key that is not believed). ``sections`` is the answer as the family
    will read it, in its language; ``told_now`` what it is told until then, None for "received".
    """

    answer: WrittenAnswer
    author: str
    why: tuple[str, ...]
    findings: tuple[Weighed, ...]
    sections: list[Section] = field(repr=False)
    told_now: dict[str, Any] | None = field(repr=False)


def for_second(desk: Desk, case: Case) -> SecondLook:
    """What the second caseworker looks at. Raises ConfirmNothing."""
    answer = case.waiting_answer
    if answer is None:
        raise ConfirmNothing("no answer of this case waits for a second caseworker")
    content = answer.content
    found = check_wording(content["text"], desk, case, content["language"])
    told = ready_answer(desk, case)
    return SecondLook(
        answer,
        desk.store.name_of(answer.actor),
        tuple(_why(answer)),
        tuple(Weighed(item, str(answer.justified.get(item.key, ""))) for item in found),
        read_answer(content, content["language"]),
        None if told is None else told.content,
    )


def _why(answer: WrittenAnswer) -> list[str]:
    reasons = {
        "knowledge": needs_second(answer.content),
        "wording": bool(answer.justified),
        "suspect": answer.suspect,
    }
    return [name for name, holds in reasons.items() if holds]
