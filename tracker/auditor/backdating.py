"""The rules against made-up days: cooling-off counts from the day of an announcement."""

from datetime import UTC, datetime, timedelta

from crypto.cosignature import cosigned_at
from crypto.errors import AnnouncementDiffers
from crypto.note import VerifierKey, parse_note
from tracker.auditor.case import Case
from tracker.auditor.logs import open_by_any
from tracker.records.archive import Log

_DAY_SECONDS = 86_400


def check_not_backdated(case: Case) -> None:
    """No announcement bears a day before a time at which witnesses saw the log without it.

    Such times are in the openings of ceremonies, and in what the auditor kept. Raises AnnouncementDiffers.
    """
    # Whether an opening has its own announcement is another rule.
    notes = [(run.transcript.opening_ceremony, run.index) for run in case.runs.get()]
    notes += [(note, -1) for note in (case.kept.of(Log.CEREMONY) if case.kept else ())]
    witnesses = {key for head in case.heads.get() for key in head.policy.witnesses.values()}
    for note, own in notes:
        size, seen = open_by_any(note, case.ceremony.ever.get()).size, _last_seen(note, witnesses)
        for index, announcement in case.records.get().announcements.items():
            if index >= size and index != own and _end_of_day(announcement.announced) <= seen:
                said = f"entry {index} says '{announcement.announced}', and was not in the log after that day"
                raise AnnouncementDiffers(said, what="announced")


def check_not_ahead(case: Case) -> None:
    """Nothing in the ceremony log is dated after tomorrow. Raises AnnouncementDiffers."""
    records, tomorrow = case.records.get(), _day(case.now + _DAY_SECONDS)
    days = [(index, item.announced) for index, item in records.announcements.items()]
    days += [(index, item.day) for index, item in records.outcomes.values()]
    days += [(item.index, item.entry.day) for item in records.others]
    for index, day in sorted(days):
        if day > tomorrow:
            raise AnnouncementDiffers(f"entry {index} is dated '{day}', which has not come", what="day")


def _day(time: int) -> str:
    return datetime.fromtimestamp(time, UTC).date().isoformat()


def _last_seen(note: bytes, witnesses: set[VerifierKey]) -> int:
    """The newest time, 0 if no witness saw it."""
    parsed = parse_note(note)
    times = [cosigned_at(parsed, witness) for witness in witnesses]
    return max((time for time in times if time is not None), default=0)


def _end_of_day(day: str) -> int:
    return int((datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1)).timestamp())
