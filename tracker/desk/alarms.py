"""What is due on a day: ends of sentences, hearings, waits, unanswered families (docs/spec/alarms.md).

Pure but for ``hear``. An alarm rings until somebody has dealt with it, or put it off to a later day.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.desk.acting import act
from tracker.desk.acts import Heard, Referred
from tracker.desk.case import Case
from tracker.desk.days import add_days, day_of, days_between
from tracker.desk.leaving import reference_in
from tracker.desk.state import Desk
from tracker.desk.triage import Done
from tracker.desk.vault import Vault
from tracker.records.errors import AlarmDayInvalid, AlarmUnknown
from tracker.records.fields import DONT_KNOW

SENTENCE_END, NEXT_HEARING = "sentence-end", "next-hearing"
# Days before the first day on which it may be: papers and people at a border take two months.
LEAD_DAYS = {SENTENCE_END: 60, NEXT_HEARING: 14}
ANSWER_DAYS, SECOND_DAYS, REFERRAL_DAYS = 14, 2, 30
INBOX_DAYS, OUTBOX_DAYS = 14, 7
SNOOZE_MAX_DAYS = 366
COMING, NOW, PASSED, UNCLEAR = "coming", "now", "passed", "unclear"
KINDS = (SENTENCE_END, NEXT_HEARING, "second-overdue", "answer-overdue", "wait-over", "referral-open")
STAGES = (NOW, PASSED, COMING, UNCLEAR)
DESK_KINDS = ("backup-needed", "signature-needed", "outbox-not-applied", "inbox-old")

_ID_SHOWN = 16
_DATE = re.compile(r"(19\d\d|20\d\d|2100)(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


@dataclass(frozen=True)
class CaseAlarm:
    """One alarm of a case: its kind, stage, the date as it was told, and the day from which it rings.

    ``date`` may be approximate (``2027-03``); it is empty where what was told is no date. ``about`` tells
    apart what else is alike: the reference of a referral sheet.
    """

    kind: str
    stage: str
    date: str
    since: str
    about: str = ""

    @property
    def name(self) -> str:
        """What an act names it by: another date, or the next stage, is another alarm."""
        return ":".join(filter(None, (self.kind, self.date, self.stage, self.about)))


@dataclass(frozen=True)
class DeskAlarm:
    """An alarm of the desk as a whole: its kind, since when, and how many it is about."""

    kind: str
    since: str
    count: int


def alarms_of(case: Case, today: str) -> list[CaseAlarm]:
    """The alarms of a case that ring on a day, those that began first in front."""
    if not case.is_open:
        return []
    heard = case.triage.heard
    ringing = (alarm for alarm in _alarms(case, today) if not _is_quiet(alarm.name, heard, today))
    return sorted(ringing, key=lambda alarm: (alarm.since, KINDS.index(alarm.kind)))


def rings(case: Case, today: str) -> bool:
    """Whether any alarm of the case rings; the queue ``alarms`` leaves out overdue answers, a queue too."""
    return bool(alarms_of(case, today))


def desk_alarms(desk: Desk, today: str) -> list[DeskAlarm]:
    """What the desk as a whole owes: a second medium, a signature, a courier's visit."""
    found = []
    if desk.acknowledged < desk.size:
        since = day_of(desk.imported_at or 0) if desk.imported_at else today
        found.append(DeskAlarm("backup-needed", since, desk.size - desk.acknowledged))
    draft = desk.newest_draft
    applied = -1 if desk.applied is None else desk.applied[0]
    if draft is not None and draft.sequence not in desk.exported and draft.sequence > applied:
        found.append(DeskAlarm("signature-needed", draft.day, 1))
    elif draft is not None and draft.sequence > applied and _is_old(draft.day, today, OUTBOX_DAYS):
        found.append(DeskAlarm("outbox-not-applied", draft.day, draft.sequence - applied))
    if desk.imported_at is not None and _is_old(day_of(desk.imported_at), today, INBOX_DAYS):
        since = day_of(desk.imported_at)
        found.append(DeskAlarm("inbox-old", since, days_between(since, today)))
    return found


def hear(vault: Vault, case: Case, name: str, now: int, until: str = "") -> Done:
    """Records that an alarm was dealt with; with ``until`` (a day) it rings again from then on.

    Raises AlarmUnknown, AlarmDayInvalid, CaseClosed.
    """
    return act(vault, case, heard_act(case, name, day_of(now), until), now)


def heard_act(case: Case, name: str, today: str, until: str = "") -> Heard:
    """The act with which an alarm is dealt with or put off. Raises AlarmUnknown, AlarmDayInvalid."""
    if name not in {alarm.name for alarm in alarms_of(case, today)}:
        raise AlarmUnknown(f"no such alarm rings for {case.label}")
    if until and not _may_sleep(until, today):
        raise AlarmDayInvalid("an alarm is put off to a day to come, at most a year")
    return Heard(f"{name}~{until}" if until else name)


def period(told: Any) -> tuple[str, str] | None:
    """First and last day of ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; None if it is no such date."""
    found = _DATE.fullmatch(told) if isinstance(told, str) else None
    if found is None or "00" in (found[2], found[3]):
        return None
    year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first.isoformat(), first.isoformat()
    last = date(year, month or 12, monthrange(year, month or 12)[1])
    return first.isoformat(), last.isoformat()


def _alarms(case: Case, today: str) -> Iterator[CaseAlarm]:
    form, triage = case.form, case.triage
    for kind in (SENTENCE_END, NEXT_HEARING):
        told = form.get(kind)
        if told is not None and told != DONT_KNOW:
            yield from _of_date(kind, told, today, case.received_day)
    if case.waiting_until and case.waiting_until <= today:
        yield CaseAlarm("wait-over", NOW, case.waiting_until, case.waiting_until)
    waiting = case.waiting_answer
    if waiting is not None and _is_old(day_of(waiting.at), today, SECOND_DAYS):
        yield CaseAlarm("second-overdue", NOW, day_of(waiting.at), add_days(day_of(waiting.at), SECOND_DAYS))
    since = case.waits_since
    if since and _is_old(since, today, ANSWER_DAYS):
        yield CaseAlarm("answer-overdue", NOW, since, add_days(since, ANSWER_DAYS))
    for done in triage.lasting:
        if isinstance(done.act, Referred) and _is_old(day_of(done.at), today, REFERRAL_DAYS):
            sent, about = day_of(done.at), reference_in(done.act.sheet) or done.id[:_ID_SHOWN]
            yield CaseAlarm("referral-open", NOW, sent, add_days(sent, REFERRAL_DAYS), about)


def _of_date(kind: str, told: Any, today: str, received: str) -> Iterator[CaseAlarm]:
    """The stage that a told date has reached: coming, now (any day that it can mean), passed."""
    days = period(told)
    if days is None:
        yield CaseAlarm(kind, UNCLEAR, "", received)
        return
    first, last = days
    if today > last:
        yield CaseAlarm(kind, PASSED, told, add_days(last, 1))
    elif today >= first:
        yield CaseAlarm(kind, NOW, told, first)
    elif (coming := add_days(first, -LEAD_DAYS[kind])) <= today:
        yield CaseAlarm(kind, COMING, told, coming)


def _is_quiet(name: str, heard: frozenset[str], today: str) -> bool:
    if name in heard:
        return True
    return any(entry.startswith(f"{name}~") and today < entry[len(name) + 1 :] for entry in heard)


def _is_old(day: str, today: str, days: int) -> bool:
    return add_days(day, days) <= today


def _may_sleep(until: str, today: str) -> bool:
    days = period(until)
    return days is not None and len(until) == 10 and today < until <= add_days(today, SNOOZE_MAX_DAYS)
