"""What an outbox made now would tell, for the people who sign it (pure; shows nothing itself)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rich.text import Text

from tracker.desk import display
from tracker.desk.case import Case, case_label
from tracker.desk.console.answer_text import word
from tracker.desk.console.wording import Speaks, say
from tracker.desk.days import add_days, day_of
from tracker.desk.events import Drafted
from tracker.desk.exporting import NEXT_PUBLICATION_DAYS
from tracker.desk.publishing import RECEIVED, WITHDRAWN, Told, what_is_told
from tracker.desk.retracted import retracted
from tracker.desk.state import Desk

_SHOWN, _NAME_COLUMNS = 500, 40


@dataclass(frozen=True)
class Planned:
    """An outbox that was not made yet.

    ``changed`` are what families read for the first time; ``waiting`` the cases whose newest answer waits for
    a second caseworker; ``erased`` those that were withdrawn and go with this outbox; ``retracted`` those
    whose family was told an answer that was taken back since. ``signers`` are names.
    """

    sequence: int
    day: str
    next_day: str
    told: int
    changed: tuple[Told, ...]
    held: tuple[Told, ...]
    waiting: tuple[Case, ...]
    erased: tuple[Case, ...]
    retracted: tuple[Case, ...]
    signers: tuple[str, ...]
    threshold: int
    unsaved: int
    desk: Desk = field(repr=False)


def planned(desk: Desk, now: int, next_days: int = NEXT_PUBLICATION_DAYS) -> Planned:
    """The outbox that ``export_outbox`` would make at this time."""
    day = day_of(now)
    next_day = add_days(day, next_days)
    told = what_is_told(desk, now, next_day)
    before = desk.drafts[max(desk.exported)].cases if desk.exported else {}
    cases = [case for _, case in sorted(desk.cases.items())]
    publisher = desk.store.publisher
    return Planned(
        sequence=desk.next_sequence,
        day=day,
        next_day=next_day,
        told=len(told),
        changed=tuple(item for item in told if before.get(str(item.case)) != item.answer),
        held=tuple(item for item in told if item.held is not None),
        waiting=tuple(case for case in cases if not case.is_withdrawn and case.waiting_answer is not None),
        erased=tuple(case for case in cases if case.is_withdrawn and case.letters),
        retracted=tuple(retracted(desk)),
        signers=tuple(sorted(desk.store.name_of(signer) for signer in publisher.signers)),
        threshold=publisher.threshold,
        unsaved=desk.size - desk.acknowledged,
        desk=desk,
    )


def planned_text(speaker: Speaks, plan: Planned) -> Text:
    """Counts first; then what changed, what is held back, what waits, what is erased; who must sign."""
    numbers = {"number": plan.sequence, "day": plan.day, "next": plan.next_day, "told": plan.told}
    text = Text.assemble((f"{say(speaker, 'export.plan', **numbers)}\n", "bold"))
    signers = ", ".join(display.line(name, _NAME_COLUMNS) for name in plan.signers)
    text.append(f"{say(speaker, 'export.signers', needed=plan.threshold, names=signers)}\n", "not bold")
    if plan.unsaved > 0:
        text.append(f"△ {say(speaker, 'export.unsaved', count=plan.unsaved)}\n", "bold")
    answered = [item for item in plan.changed if item.answer != RECEIVED]
    # What does not go out, or is lost, stands before what may be a long list.
    parts = {
        "retracted": [f"‼ {_name(case)}" for case in plan.retracted],
        "held": [_held(plan.desk, item) for item in plan.held],
        "waiting": [_waiting(speaker, case) for case in plan.waiting],
        "erased": [case.label for case in plan.erased],
        "changed": [_changed(speaker, plan.desk, item) for item in answered],
    }
    for name, lines in parts.items():
        if lines or name == "changed":
            text.append_text(_part(speaker, name, lines))
    return text + _received(speaker, len(plan.changed) - len(answered))


def drafted_text(speaker: Speaks, desk: Desk, draft: Drafted) -> Text:
    """What an outbox that is made already tells anew, for whoever signs it second."""
    before = max((number for number in desk.exported if number < draft.sequence), default=None)
    told = desk.drafts[before].cases if before is not None else {}
    new = sorted(int(case) for case, answer in draft.cases.items() if told.get(case) != answer)
    numbers = {"number": draft.sequence, "day": draft.day, "next": draft.next_day, "told": draft.inquiries}
    text = Text.assemble((f"{say(speaker, 'export.plan', **numbers)}\n", "bold"))
    if back := [f"‼ {_name(case)}" for case in retracted(desk) if str(case.number) in draft.cases]:
        text.append_text(_part(speaker, "taken-back", back))
    answered = [number for number in new if draft.cases[str(number)] != RECEIVED]
    lines = [_drafted(speaker, desk, number, draft.cases[str(number)]) for number in answered]
    return text + _part(speaker, "changed", lines) + _received(speaker, len(new) - len(answered))


def _received(speaker: Speaks, count: int) -> Text:
    """How many are only told that their letter came: nobody needs to read that name by name."""
    return Text(f"\n{say(speaker, 'export.received-only', count=count)}\n") if count else Text()


def _drafted(speaker: Speaks, desk: Desk, number: int, sequence: int) -> str:
    case = desk.cases.get(number)
    if case is None:
        return case_label(number)
    answer = next((item for item in case.answers if item.sequence == sequence), None)
    if answer is not None:
        return _told_words(speaker, case, answer.content)
    # An answer that is not there any more was taken back, in another vault, after the outbox was made.
    return f"{_name(case)}  {say(speaker, 'export.withdrawn' if sequence == WITHDRAWN else 'export.gone')}"


def _told_words(speaker: Speaks, case: Case, content: dict[str, Any]) -> str:
    known = word("knowledge", content["knowledge"]["value"], speaker.language)
    return f"{_name(case)}  {word('work', content['work'], speaker.language)}; {known}"


def _part(speaker: Speaks, name: str, lines: list[str]) -> Text:
    text = Text.assemble((f"\n── {say(speaker, f'export.{name}', count=len(lines))}\n", "bold"))
    for line in lines[:_SHOWN]:
        text.append(f"{line}\n", "not bold")
    if len(lines) > _SHOWN:
        text.append(f"+{len(lines) - _SHOWN}\n", "not bold")
    return text


def _changed(speaker: Speaks, desk: Desk, item: Told) -> str:
    case = desk.cases[item.case]
    if item.answer == WITHDRAWN:
        return f"{_name(case)}  {say(speaker, 'export.withdrawn')}"
    return _told_words(speaker, case, item.content)


def _held(desk: Desk, item: Told) -> str:
    codes = " ".join(_codes(item))
    return f"‼ {_name(desk.cases[item.case])}  {codes}"


def _codes(item: Told) -> Iterator[str]:
    if item.held is not None:
        yield from item.held.codes


def _waiting(speaker: Speaks, case: Case) -> str:
    waiting = case.waiting_answer
    known = "" if waiting is None else waiting.content["knowledge"]["value"]
    return f"2 {_name(case)}  {word('knowledge', known, speaker.language)}"


def _name(case: Case) -> str:
    name = case.form.get("full-name")
    shown = display.line(name, _NAME_COLUMNS) if isinstance(name, str) else ""
    return f"{case.label}  {shown}"
