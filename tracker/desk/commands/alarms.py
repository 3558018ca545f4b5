"""Alarms: what is due, and saying that one was dealt with."""

import click

from tracker.desk.alarm_words import alarm_text, desk_alarm_text
from tracker.desk.alarms import CaseAlarm, alarms_of, desk_alarms, hear
from tracker.desk.answering import find_case
from tracker.desk.case import Case
from tracker.desk.commands.evidence import language_option
from tracker.desk.commands.session import Session, now, vault_options
from tracker.desk.days import day_of


@click.command("alarms")
@vault_options()
@language_option
@click.argument("case", required=False)
def alarms(session: Session, language: str, case: str | None) -> None:
    """List what is due today: of CASE, or of all cases and of the desk itself.

    Sentences that end (from two months before), hearings (from two weeks before), waits that are over,
    families without an answer for two weeks, answers that wait for a second caseworker, referrals of which
    nothing was heard for a month. An approximate date rings through all days that it can mean.

    Each has a name in brackets; `tracker desk hear CASE NAME` says that it was dealt with.
    """
    with session.unlocked() as vault:
        today = day_of(now())
        cases = [find_case(vault.desk, case)] if case else list(vault.desk.cases.values())
        ringing = [(item, alarm) for item in cases for alarm in alarms_of(item, today)]
        ringing.sort(key=lambda pair: (pair[1].since, pair[0].number))
        of_desk = [] if case else desk_alarms(vault.desk, today)
    facts = {
        "day": today,
        "alarms": [
            {"case": item.label, "alarm": alarm.name, "since": alarm.since} for item, alarm in ringing
        ],
        "desk": [{"alarm": alarm.kind, "since": alarm.since, "count": alarm.count} for alarm in of_desk],
    }
    lines = [desk_alarm_text(alarm, language) for alarm in of_desk]
    lines += [_line(item, alarm, language) for item, alarm in ringing]
    session.emit(facts, "\n".join(lines) or "no alarm rings")


@click.command("hear")
@vault_options()
@click.option("--until", default="", help="Put it off: it rings again on this day, YYYY-MM-DD.")
@click.argument("case")
@click.argument("alarm")
def hear_command(session: Session, until: str, case: str, alarm: str) -> None:
    """Say that ALARM (its name, as `tracker desk alarms` gives it) of CASE was dealt with, or put it off.

    Another date, or the next stage of the same date, rings again.
    """
    with session.unlocked() as vault:
        found = find_case(vault.desk, case)
        hear(vault, found, alarm, now(), until)
    what = f"rings again on {until}" if until else "is dealt with"
    session.emit({"case": found.label, "alarm": alarm, "until": until}, f"{found.label}: {alarm} {what}")


def _line(case: Case, alarm: CaseAlarm, language: str) -> str:
    return f"{case.label} {alarm_text(alarm, language)} [{alarm.name}]"
