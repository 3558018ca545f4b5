"""The note at the end of a shift: what changed, what waits, and for whom (pure; docs/spec/alarms.md).

Case numbers and caseworkers' names only: it may lie on a table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from tracker.desk.acts import KINDS
from tracker.desk.alarm_words import desk_alarm_text
from tracker.desk.alarms import DeskAlarm, desk_alarms, rings
from tracker.desk.case import Case, case_label
from tracker.desk.days import day_of
from tracker.desk.state import Desk
from tracker.records.language import translate

QUEUES = ("escalated", "needs-second", "urgent", "alarms", "new")
SHIFT_SECONDS = 12 * 3600
_SHOWN = 12


@dataclass(frozen=True)
class ShiftNote:
    """What a shift hands over; times in POSIX seconds, cases by their numbers.

    ``changed`` maps the kind of act to the cases it was done on; ``waits`` an owner's name ("" for nobody)
    to queues and their cases.
    """

    since: int
    until: int
    letters: int
    arrived: tuple[int, ...]
    withdrawn: tuple[int, ...]
    changed: dict[str, tuple[int, ...]]
    waits: dict[str, dict[str, tuple[int, ...]]]
    alarms: tuple[DeskAlarm, ...]


def shift_note(desk: Desk, since: int, now: int) -> ShiftNote:
    """The note about what happened from ``since`` on, and what waits ``now`` (POSIX seconds)."""
    cases = [case for _, case in sorted(desk.cases.items())]
    letters = {case.number: sum(letter.at >= since for letter in case.letters) for case in cases}
    withdrawn = (case for case in cases if case.is_withdrawn and (case.withdrawn_at or 0) >= since)
    return ShiftNote(
        since=since,
        until=now,
        letters=sum(letters.values()),
        arrived=tuple(number for number, count in letters.items() if count),
        withdrawn=tuple(case.number for case in withdrawn),
        changed=_changed(cases, since),
        waits=_waits(cases, day_of(now)),
        alarms=tuple(desk_alarms(desk, day_of(now))),
    )


def _changed(cases: list[Case], since: int) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for case in cases:
        for done in case.triage.history:
            if done.at >= since:
                found.setdefault(done.act.kind, set()).add(case.number)
    return {kind: tuple(sorted(found[kind])) for kind in KINDS if kind in found}


def _waits(cases: list[Case], today: str) -> dict[str, dict[str, tuple[int, ...]]]:
    found: dict[str, dict[str, list[int]]] = {}
    for case in cases:
        for queue in _queues_of(case, today):
            found.setdefault(case.triage.owner, {}).setdefault(queue, []).append(case.number)
    # Nobody's cases last: they are whoever's comes next.
    return {
        owner: {queue: tuple(found[owner][queue]) for queue in QUEUES if queue in found[owner]}
        for owner in sorted(found, key=lambda name: (not name, name))
    }


def _queues_of(case: Case, today: str) -> Iterator[str]:
    """What somebody must do about a case, each reason once."""
    if not case.is_open:
        return
    if case.triage.escalated:
        yield "escalated"
    if case.waiting_answer is not None:
        yield "needs-second"
    if case.has_news and case.form.get("urgent"):
        yield "urgent"
    if rings(case, today):
        yield "alarms"
    if case.has_news and not case.waiting_until > today:
        yield "new"


def note_lines(note: ShiftNote, language: str, labels: int = _SHOWN) -> Iterator[str]:
    """The note as people read it; of long lists the first ``labels`` numbers and how many more."""
    title = {"since": _moment(note.since), "until": _moment(note.until)}
    yield translate(language, "shift.title", **title)
    yield translate(language, "shift.private")
    yield ""
    yield translate(language, "shift.changed")
    yield from _changed_lines(note, language, labels)
    for owner, queues in note.waits.items():
        yield ""
        whose = translate(language, "shift.for", name=owner) if owner else translate(language, "shift.nobody")
        yield f"{translate(language, 'shift.waits')}. {whose}"
        for queue, numbers in queues.items():
            yield f"  {translate(language, f'shift.queue.{queue}')}: {_numbers(numbers, labels)}"
    if note.alarms:
        yield ""
        yield translate(language, "shift.alarms")
    yield from (f"  {desk_alarm_text(alarm, language)}" for alarm in note.alarms)


def _changed_lines(note: ShiftNote, language: str, labels: int) -> Iterator[str]:
    if not (note.letters or note.changed or note.withdrawn):
        yield f"  {translate(language, 'shift.nothing')}"
    if note.letters:
        counts = {"count": note.letters, "cases": len(note.arrived)}
        yield f"  {translate(language, 'shift.letters', **counts)}: {_numbers(note.arrived, labels)}"
    if note.withdrawn:
        yield f"  {translate(language, 'shift.withdrawn')}: {_numbers(note.withdrawn, labels)}"
    for kind, numbers in note.changed.items():
        yield f"  {translate(language, f'shift.act.{kind}')}: {_numbers(numbers, labels)}"


def _numbers(numbers: tuple[int, ...], labels: int) -> str:
    shown = ", ".join(map(case_label, numbers[:labels]))
    return f"{shown} +{len(numbers) - labels}" if len(numbers) > labels else shown


def _moment(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"
