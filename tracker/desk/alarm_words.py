"""Alarms in a person's language (pure)."""

from tracker.desk.alarms import NOW, CaseAlarm, DeskAlarm
from tracker.records.language import month_and_day, translate


def alarm_text(alarm: CaseAlarm, language: str) -> str:
    """An alarm of a case in a line."""
    date = month_and_day(language, alarm.date) if alarm.date else "?"
    text = translate(language, f"alarm.{alarm.kind}", date=date, about=alarm.about)
    stage = "" if alarm.stage == NOW else f" ({translate(language, f'alarm.stage.{alarm.stage}')})"
    return text + stage


def desk_alarm_text(alarm: DeskAlarm, language: str) -> str:
    """An alarm of the desk in a line."""
    date = month_and_day(language, alarm.since)
    return translate(language, f"alarm.{alarm.kind}", date=date, count=alarm.count)
