"""Two entries side by side: a word on them is remembered, and nothing else changes."""

import pytest
from textual.pilot import Pilot

from tests.desk.console.screens_world import drawn, happened, played, shown, typed
from tests.desk.world import NOW
from tracker.desk.acting import act
from tracker.desk.acts import Note
from tracker.desk.console.compare import CompareScreen
from tracker.desk.console.session import ConsoleSession
from tracker.desk.lists.guessing import guess_mapping
from tracker.desk.lists.keeping import lists, take_list
from tracker.desk.lists.reading import read_table
from tracker.desk.matching.book import match_book
from tracker.desk.matching.verdicts import Verdict, verdict_of
from tracker.desk.references import reference_of, row_reference

ROWS = "ПІБ;Дата народження\nВигаданко Микола Петрович;03.05.1987\nВыгаданко Николай;1987\n"


@pytest.fixture(autouse=True)
def no_glance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of these tests come faster than people's."""
    monkeypatch.setattr(CompareScreen, "GLANCE_SECONDS", 0.0)


def compare(session: ConsoleSession, reference: str | None = None) -> CompareScreen:
    """The first inquiry beside another entry; without one, beside the second inquiry."""
    return CompareScreen(session, 1, reference or reference_of(session.case(2)))


def verdict(session: ConsoleSession, reference: str | None = None) -> Verdict:
    """What was said of the pair."""
    other = reference or reference_of(session.case(2))
    return verdict_of(session.desk, session.case(1), other)


def with_list(session: ConsoleSession) -> str:
    """Takes a list in; gives its id."""
    table = read_table(ROWS.encode(), "list.csv")
    taken = take_list(
        session.vault, table, guess_mapping(table), "Вигаданий видавець", "2026-09-01", "лист", NOW
    )
    session.book = match_book(session.desk, session.shelf.people())
    return taken.id


def test_both_sides_and_the_reasons_are_in_words(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "Форми одного імені" in shown(pilot, "#reasons")
        seen = drawn(pilot)
        assert "Вигаданко Микола Петрович" in seen
        assert "Выгаданко Николай" in seen
        assert "1987-03-05" in seen

    played(lambda: compare(session), story)


def test_accepting_changes_no_answer_and_no_status_and_links_nothing_by_itself(
    session: ConsoleSession,
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "y")
        assert verdict(session) is Verdict.ACCEPT
        assert session.case(1).answers == ()
        assert session.case(1).triage.links == frozenset()
        assert "L зв’яже" in happened(pilot)
        await typed(pilot, "L")
        assert session.case(2).triage.links == {reference_of(session.case(1))}

    played(lambda: compare(session), story)


def test_what_was_not_accepted_is_not_linked(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "L")
        assert session.case(1).triage.links == frozenset()
        assert "спершу y" in happened(pilot)

    played(lambda: compare(session), story)


def test_rejecting_forgetting_and_taking_back(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "n")
        assert verdict(session) is Verdict.REJECT
        await typed(pilot, "u")
        assert verdict(session) is Verdict.FORGET
        await typed(pilot, "n")
        await typed(pilot, "z")
        assert verdict(session) is Verdict.FORGET

    played(lambda: compare(session), story)


def test_a_row_of_a_list_is_judged_and_the_next_one_comes(session: ConsoleSession) -> None:
    name = with_list(session)
    first, second = row_reference(name, 2), row_reference(name, 3)

    async def story(pilot: Pilot[None]) -> None:
        assert "Вигаданий видавець" in drawn(pilot)
        assert "1987-05-03" in drawn(pilot)
        await typed(pilot, "y")
        assert verdict(session, first) is Verdict.ACCEPT
        assert session.case(1).answers == ()
        assert "C-000001" in shown(pilot, "#heading")
        await typed(pilot, "n")
        judged = [verdict(session, reference) for reference in (second, reference_of(session.case(2)))]
        assert sorted(judged) == [Verdict.FORGET, Verdict.REJECT]

    played(lambda: compare(session, first), story)


def test_a_key_held_down_judges_nobody_who_was_not_seen(
    session: ConsoleSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_list(session)
    monkeypatch.setattr(CompareScreen, "GLANCE_SECONDS", 3600.0)

    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "nnnnyyyy")
        assert session.case(1).triage.history == ()

    played(lambda: compare(session), story)


def test_going_on_decides_nothing(session: ConsoleSession) -> None:
    with_list(session)

    async def story(pilot: Pilot[None]) -> None:
        before = shown(pilot, "#heading")
        await typed(pilot, "l")
        assert shown(pilot, "#heading") != before
        await typed(pilot, "h")
        assert shown(pilot, "#heading") == before
        assert session.case(1).triage.history == ()

    played(lambda: compare(session), story)


def test_an_accept_without_the_familys_leave_is_refused(session: ConsoleSession) -> None:
    act(session.vault, session.case(1), Note("x"), NOW)

    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "y")
        assert "match-without-consent" in happened(pilot)

    played(lambda: compare(session, reference_of(session.case(3))), story)


def test_a_row_that_vanished_from_a_newer_version_says_so(session: ConsoleSession) -> None:
    name = with_list(session)
    (old,) = lists(session.desk)
    newer = read_table("ПІБ;Дата народження\nІнша Людина;1999\n".encode(), "list.csv")
    take_list(
        session.vault,
        newer,
        guess_mapping(newer),
        "Вигаданий видавець",
        "2026-09-02",
        "лист",
        NOW,
        replaces=old,
    )

    async def story(pilot: Pilot[None]) -> None:
        reasons = shown(pilot, "#reasons")
        assert "2026-09-02" in reasons

    played(lambda: compare(session, row_reference(name, 2)), story)
