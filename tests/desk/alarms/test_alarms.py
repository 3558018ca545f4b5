"""Alarms ring from the day on which something must be done, until somebody says that it was."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from crypto.letter import Kind
from tests.desk.world import DAY, NOW, DeskInTest, World, code_of, inquiry_form
from tracker.desk.acting import act
from tracker.desk.acts import Referred, Wait
from tracker.desk.alarm_words import alarm_text, desk_alarm_text, heard_text
from tracker.desk.alarms import (
    DESK_KINDS,
    KINDS,
    STAGES,
    CaseAlarm,
    DeskAlarm,
    alarms_of,
    desk_alarms,
    hear,
    period,
    rings,
)
from tracker.desk.answering import write_answer
from tracker.desk.case import Case
from tracker.desk.days import add_days, day_of
from tracker.desk.undoing import undo
from tracker.desk.vault import Vault
from tracker.records.form import LANGUAGES

Inquiry = Callable[..., Case]
TODAY = day_of(NOW)  # 2026-09-21


@pytest.fixture
def inquiry(desk: DeskInTest, world: World, vault: Vault) -> Inquiry:
    """Makes a case of a form."""

    def made(**form: Any) -> Case:
        world.post(world.envelope("one", form=inquiry_form(**form)))
        desk.take(vault, world.inbox())
        return vault.desk.cases[1]

    return made


def names(case: Case, today: str = TODAY) -> list[str]:
    """The alarms that ring."""
    return [alarm.name for alarm in alarms_of(case, today)]


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ("2027", ("2027-01-01", "2027-12-31")),
        ("2028-02", ("2028-02-01", "2028-02-29")),
        ("2027-02", ("2027-02-01", "2027-02-28")),
        ("2027-03-05", ("2027-03-05", "2027-03-05")),
        *((wrong, None) for wrong in
          ("2027-13", "2027-00", "2027-02-30", "27", "0001", "2101", "2027-1", "٢٠٢٧", "", "2027\n")),
        (2027, None),
        (None, None),
        ([], None),
    ],
    ids=str,
)  # fmt: skip
def test_an_approximate_date_is_all_days_that_it_can_mean(told: Any, days: Any) -> None:
    assert period(told) == days


@pytest.mark.parametrize(
    ("told", "today", "expected"),
    [
        ("2027-03", "2026-12-30", []),
        ("2027-03", "2026-12-31", ["sentence-end:2027-03:coming"]),
        ("2027-03", "2027-02-28", ["sentence-end:2027-03:coming"]),
        ("2027-03", "2027-03-01", ["sentence-end:2027-03:now"]),
        ("2027-03", "2027-03-31", ["sentence-end:2027-03:now"]),
        ("2027-03", "2027-04-01", ["sentence-end:2027-03:passed"]),
        ("2027", "2026-11-02", ["sentence-end:2027:coming"]),
        ("2026-09-21", "2026-09-21", ["sentence-end:2026-09-21:now"]),
        ("soon", "2026-09-21", ["sentence-end:unclear"]),
        (["x"], "2026-09-21", ["sentence-end:unclear"]),
        ("dont-know", "2026-09-21", []),
    ],
    ids=str,
)
def test_a_sentence_that_ends_rings_two_months_before(
    inquiry: Inquiry, told: Any, today: str, expected: list[str]
) -> None:
    case = inquiry(category="convict", **{"sentence-end": told})
    assert [name for name in names(case, today) if name.startswith("sentence")] == expected


def test_a_hearing_rings_two_weeks_before_and_asks_what_came_of_it(inquiry: Inquiry) -> None:
    case = inquiry(category="anti-war", **{"next-hearing": "2026-09-24"})
    assert names(case, "2026-09-09") == []
    assert names(case, "2026-09-10") == ["next-hearing:2026-09-24:coming"]
    assert names(case, "2026-09-24") == ["next-hearing:2026-09-24:now"]
    assert names(case, "2026-09-25") == ["next-hearing:2026-09-24:passed"]


def test_who_hears_an_alarm_is_not_told_again_until_the_next_stage(vault: Vault, inquiry: Inquiry) -> None:
    case = inquiry(category="anti-war", **{"next-hearing": "2026-09-24"})
    done = hear(vault, case, "next-hearing:2026-09-24:coming", NOW)
    heard = vault.desk.cases[1]
    assert not rings(heard, "2026-09-23")
    assert rings(heard, "2026-09-24")
    undo(vault, NOW + 1, done.id)
    assert rings(vault.desk.cases[1], "2026-09-23")


def test_an_alarm_that_is_put_off_rings_on_its_day(vault: Vault, inquiry: Inquiry) -> None:
    case = inquiry(category="convict", **{"sentence-end": "2026-10"})
    name = "sentence-end:2026-10:coming"
    for day in (TODAY, "2026-09-20", "2027-10-01", "2026-10", "never", "2026-02-30"):
        assert code_of(hear, vault, case, name, NOW, day) == "alarm-day-invalid"
    hear(vault, case, name, NOW, "2026-09-28")
    case = vault.desk.cases[1]
    assert names(case, "2026-09-27") == []
    assert names(case, "2026-09-28") == [name]


def test_only_what_rings_can_be_heard(vault: Vault, inquiry: Inquiry) -> None:
    case = inquiry()
    assert code_of(hear, vault, case, "sentence-end:2027:now", NOW) == "alarm-unknown"


def test_a_new_date_rings_anew(desk: DeskInTest, world: World, vault: Vault, inquiry: Inquiry) -> None:
    case = inquiry(category="convict", **{"sentence-end": "2026-10"})
    hear(vault, case, "sentence-end:2026-10:coming", NOW)
    world.post(world.envelope("one", Kind.ADDITION, {"sentence-end": "2026-11"}))
    desk.take(vault, world.inbox(first=1))
    assert names(vault.desk.cases[1]) == ["sentence-end:2026-11:coming"]


def test_a_family_without_an_answer_rings_after_two_weeks(vault: Vault, inquiry: Inquiry) -> None:
    case = inquiry()
    assert names(case, add_days(TODAY, 13)) == []
    assert names(case, add_days(TODAY, 14)) == [f"answer-overdue:{TODAY}:now"]
    write_answer(vault, case, {"work": "being-traced", "knowledge": {"value": "none"}}, NOW)
    assert names(vault.desk.cases[1], add_days(TODAY, 14)) == []


def test_an_answer_that_waits_for_a_second_rings_after_two_days(vault: Vault, inquiry: Inquiry) -> None:
    case = inquiry()
    evidence = {"source": "icrc", "date": "2026-08", "confidence": "high"}
    write_answer(vault, case, {"work": "answered", "knowledge": {"value": "located", **evidence}}, NOW)
    case = vault.desk.cases[1]
    assert (names(case, add_days(TODAY, 1)), names(case, add_days(TODAY, 2))) == (
        [],
        [f"second-overdue:{TODAY}:now"],
    )


def test_a_wait_that_is_over_and_a_referral_without_an_echo_ring(vault: Vault, inquiry: Inquiry) -> None:
    case = inquiry()
    act(vault, case, Wait("2026-09-25", "a reply"), NOW)
    act(vault, vault.desk.cases[1], Referred({"reference": "R-TEST2345"}), NOW)
    case = vault.desk.cases[1]
    assert names(case, "2026-09-24") == []
    assert names(case, "2026-09-25") == ["wait-over:2026-09-25:now"]
    name = f"referral-open:{TODAY}:now:R-TEST2345"
    assert name in names(case, add_days(TODAY, 30))
    hear(vault, case, name, NOW + 30 * DAY, add_days(TODAY, 60))
    assert name not in names(vault.desk.cases[1], add_days(TODAY, 31))


def test_a_clock_at_the_end_of_the_calendar_stops_no_alarm(vault: Vault, inquiry: Inquiry) -> None:
    """A colleague's: the act came in notes, and every console counts the days from it."""
    case = inquiry(category="convict", **{"sentence-end": "2026-10"})
    last = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())
    act(vault, case, Referred({"reference": "R-TEST2345"}), last)
    evidence = {"source": "icrc", "date": "2026-08", "confidence": "high"}
    write_answer(vault, case, {"work": "answered", "knowledge": {"value": "located", **evidence}}, last - DAY)
    assert names(vault.desk.cases[1]) == ["sentence-end:2026-10:coming"]


def test_a_wait_that_a_letter_ended_does_not_ring(
    desk: DeskInTest, world: World, vault: Vault, inquiry: Inquiry
) -> None:
    act(vault, inquiry(), Wait("2026-09-25", "a reply"), NOW)
    world.post(world.envelope("one", Kind.ADDITION, {"text": "it came"}))
    desk.take(vault, world.inbox())
    assert names(vault.desk.cases[1], "2026-09-25") == []


def test_withdrawn_and_closed_cases_ring_no_more(
    desk: DeskInTest, world: World, vault: Vault, inquiry: Inquiry
) -> None:
    case = inquiry(category="convict", **{"sentence-end": "2026-10"})
    assert rings(case, TODAY)
    closed = write_answer(
        vault, case, {"work": "closed", "why": "no-way-left", "knowledge": {"value": "none"}}, NOW
    )
    assert not rings(vault.desk.cases[1], TODAY)
    undo(vault, NOW, closed.id)
    assert rings(vault.desk.cases[1], TODAY)
    world.post(world.envelope("one", Kind.WITHDRAWAL))
    desk.take(vault, world.inbox(first=1))
    assert not rings(vault.desk.cases[1], TODAY)


def test_the_desk_itself_rings(vault: Vault, inquiry: Inquiry) -> None:
    inquiry()
    kinds = [alarm.kind for alarm in desk_alarms(vault.desk, TODAY)]
    assert kinds == ["backup-needed"]
    later = [alarm.kind for alarm in desk_alarms(vault.desk, add_days(TODAY, 14))]
    assert later == ["backup-needed", "inbox-old"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_alarm_has_words(language: str) -> None:
    for kind in KINDS:
        for stage in STAGES:
            assert alarm_text(CaseAlarm(kind, stage, "2027-03", "2027-01-01", "R-TEST2345"), language)
    for kind in DESK_KINDS:
        assert desk_alarm_text(DeskAlarm(kind, "2027-03-01", 3), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_dealt_with_is_told_in_the_same_words(language: str) -> None:
    for kind in KINDS:
        for stage in STAGES:
            for date in ("2027", "2027-03", "2027-03-05", ""):
                alarm = CaseAlarm(kind, stage, date, "2027-01-01", "R-TEST2345" if kind == KINDS[-1] else "")
                assert heard_text(alarm.name, language) == (alarm_text(alarm, language), "")
                put_off = heard_text(f"{alarm.name}~2027-04-02", language)
                assert put_off == (alarm_text(alarm, language), "2027-04-02")


@pytest.mark.parametrize(
    "name", ["", "wait-over", "comet:2027:now", "wait-over:2027-13:now", "wait-over:2027:later", "a~b~c"]
)
def test_an_alarm_of_another_version_is_told_as_it_is_named(name: str) -> None:
    assert heard_text(name, "en") == (name, "")
