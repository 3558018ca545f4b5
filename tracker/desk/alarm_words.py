"""Alarms in a person's language (pure)."""

from tracker.desk.alarms import KINDS, NOW, STAGES, CaseAlarm, DeskAlarm, period
from tracker.records.language import month_and_day, translate


def alarm_text(alarm: CaseAlarm, language: str) -> str:
    """An alarm of a case in a line."""
    date = month_and_day(language, alarm.date) if alarm.date else "?"
    text = translate(language, f"alarm.{alarm.kind}", date=date, about=alarm.about)
    stage = "" if alarm.stage == NOW else f" ({translate(language, f'alarm.stage.{alarm.stage}')})"
    return text + stage


def heard_text(name: str, language: str) -> tuple[str, str]:
    """The alarm that an act names, in words, and until when it was put off ("" if it was dealt with).

    A name that this version does not give, from a vault of a newer one, is told as it is.
    """
    named, _, until = name.partition("~")
    kind, _, rest = named.partition(":")
    date, _, more = ("", "", rest) if rest.partition(":")[0] in STAGES else rest.partition(":")
    stage, _, about = more.partition(":")
    if (
        kind not in KINDS
        or stage not in STAGES
        or (date and not period(date))
        or (until and not period(until))
    ):
        return name, ""
    return alarm_text(CaseAlarm(kind, stage, date, "", about), language), until


def desk_alarm_text(alarm: DeskAlarm, language: str) -> str:
    """An alarm of the desk in a line."""
    date = month_and_day(language, alarm.since)
    return translate(language, f"alarm.{alarm.kind}", date=date, count=alarm.count)
