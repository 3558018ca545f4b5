"""What a list shows of a case, worked out once for each state of the case (pure).

A row holds what follows from the case alone; what also depends on the day or on who looks is asked of it
with a ``tracker.desk.queues.QueueContext``. Texts are as the family wrote them: who shows them cleans them.
"""

from dataclasses import dataclass, field
from typing import Any

from tracker.desk.case import Case
from tracker.desk.days import day_of


@dataclass(frozen=True, slots=True)
class Row:
    """One case as lists, queues and filters see it.

    ``case`` is the state that it was made of. ``since`` is the day of the oldest letter without an answer
    (``""`` if none waits), ``done`` the day on which anything last came or was done.
    """

    number: int
    case: Case = field(repr=False)
    category: str
    name: str = field(repr=False)
    birth: Any = field(repr=False)
    written: str
    last_seen: str
    work: str
    knowledge: str
    since: str
    done: str
    urgent: tuple[str, ...]
    is_open: bool
    has_news: bool
    owner: str = ""
    waiting_until: str = ""
    escalated: bool = False
    tags: frozenset[str] = frozenset()
    links: int = 0
    writer: bytes = b""

    @property
    def label(self) -> str:
        """``C-000123``."""
        return self.case.label

    @property
    def needs_second(self) -> bool:
        """Whether an answer waits for another caseworker's word."""
        return bool(self.writer)


def row_of(case: Case) -> Row:
    """The row of a case."""
    form, answer, waiting = case.form, case.published_answer, case.waiting_answer
    triage = case.triage
    last_seen = form.get("last-seen")
    seen = last_seen.get("when", "") if isinstance(last_seen, dict) else ""
    return Row(
        number=case.number,
        case=case,
        category=_word(form.get("category")),
        name=_word(form.get("full-name")),
        birth=form.get("birth"),
        written=case.letters[0].body.day if case.letters else "",
        last_seen=_word(seen),
        work=_work(case),
        knowledge=answer.content["knowledge"]["value"] if answer else "none",
        since=case.waits_since if case.is_open else "",
        done=_done(case),
        urgent=tuple(_words(form.get("urgent"))),
        is_open=case.is_open,
        has_news=case.has_news,
        owner=triage.owner,
        waiting_until=case.waiting_until,
        escalated=triage.escalated,
        tags=triage.tags,
        links=len(triage.links),
        writer=waiting.actor if waiting and not case.is_withdrawn else b"",
    )


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _words(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _work(case: Case) -> str:
    if case.is_withdrawn:
        return "withdrawn"
    if case.unreadable:
        return "unreadable"
    answer = case.published_answer
    return answer.content["work"] if answer else "received"


def _done(case: Case) -> str:
    times = [case.created_at, *(letter.at for letter in case.letters[-1:])]
    return day_of(max(*times, case.triage.last_at))
