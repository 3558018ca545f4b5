"""One inquiry on the screen: everything is there, keys act on it, and what was done can be taken back."""

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from crypto.letter import Kind
from tests.desk.console.screens_world import (
    SMALL,
    WIDE,
    drawn,
    filled_in,
    happened,
    played,
    session_of,
    shown,
    typed,
    until,
)
from tests.desk.world import DeskInTest, inquiry_form
from tracker.desk.acting import act
from tracker.desk.acts import Note, Wait
from tracker.desk.console.dialogs import AskChoice
from tracker.desk.console.inquiry import InquiryScreen
from tracker.desk.console.inquiry_head import head_text
from tracker.desk.console.letter_text import short_label
from tracker.desk.console.session import ConsoleSession
from tracker.desk.references import reference_of
from tracker.records.fields import Group
from tracker.records.form import paths


def screen(session: ConsoleSession, number: int = 1) -> InquiryScreen:
    """The screen of an inquiry."""
    return InquiryScreen(session, number)


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["small", "wide"])
def test_letters_answers_and_history_are_there(session: ConsoleSession, size: tuple[int, int]) -> None:
    async def story(pilot: Pilot[None]) -> None:
        letters = shown(pilot, "#letters")
        assert "Вигаданко Микола Петрович" in letters
        assert "Востаннє дзвонив у лютому." in letters
        assert "у нього шрам" in letters
        assert "ще немає" in shown(pilot, "#answers")
        assert "C-000002" in shown(pilot, "#related")
        assert "прочитано" in shown(pilot, "#history")
        assert "C-000001" in drawn(pilot)

    played(lambda: screen(session), story, size)


def test_on_a_wide_screen_both_sides_are_seen_at_once(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "1 Листи" in drawn(pilot)
        assert "4 Історія" in drawn(pilot)

    played(lambda: screen(session), story, WIDE)


def test_keys_go_to_the_parts_of_a_small_screen(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "4 Історія" not in drawn(pilot)
        await typed(pilot, "4")
        assert "4 Історія" in drawn(pilot)

    played(lambda: screen(session), story)


def test_assigning_asks_to_whom(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "a")
        await typed(pilot, "\n")
        assert session.case(1).triage.owner == "anna"
        assert "anna" in shown(pilot, "#history")
        await typed(pilot, "aj\n")
        assert session.case(1).triage.owner == "borys"

    played(lambda: screen(session), story)


def test_escape_leaves_a_question_without_doing_anything(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        for key in "awc!LT":
            await typed(pilot, key)
            await pilot.press("escape")
            await pilot.pause()
        assert session.case(1).triage.history == ()

    played(lambda: screen(session), story)


def test_waiting_takes_a_number_of_days_and_refuses_what_is_no_day(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "w")
        await filled_in(pilot, "2020-01-01")
        assert "Це не день" in drawn(pilot)
        await filled_in(pilot, "14")
        await filled_in(pilot, "лист від суду")
        assert session.case(1).triage.waiting_until == "2026-10-05"
        assert session.case(1).triage.waiting_why == "лист від суду"

    played(lambda: screen(session), story)


def test_a_wait_is_named_until_the_family_writes(filled_desk: DeskInTest) -> None:
    world = filled_desk.world
    with filled_desk.unlock() as vault:
        session = session_of(vault)
        act(vault, session.case(1), Wait("2026-10-05", "суд"), session.now)
        assert "2026-10-05" in head_text(session, 1).plain
        world.post(world.envelope("one", Kind.ADDITION, {"text": "йому зле"}))
        filled_desk.take(vault, world.inbox())
        assert "2026-10-05" not in head_text(session, 1).plain


def test_a_note_has_several_lines(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "c")
        await typed(pilot, "one\ntwo")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "one\ntwo" in shown(pilot, "#history")

    played(lambda: screen(session), story)


def test_linking_tells_both_inquiries_and_unlinks_again(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "L")
        await filled_in(pilot, "99")
        assert "Такого іншого запиту немає" in drawn(pilot)
        await filled_in(pilot, "3")
        assert session.case(1).triage.links == {reference_of(session.case(3))}
        assert session.case(3).triage.links == {reference_of(session.case(1))}
        await typed(pilot, "L")
        await filled_in(pilot, "C-000003")
        assert session.case(3).triage.links == frozenset()

    played(lambda: screen(session), story)


def test_undo_takes_back_the_newest_act_on_this_inquiry_alone(session: ConsoleSession) -> None:
    act(session.vault, session.case(2), Note("elsewhere"), session.now)

    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "a\n")
        await typed(pilot, "u")
        assert session.case(1).triage.owner == ""
        assert len(session.case(2).triage.notes) == 1
        assert "ПОВЕРНУТО" in shown(pilot, "#history")
        await typed(pilot, "u")
        assert "Тут немає вашої дії" in happened(pilot)
        assert len(session.case(2).triage.notes) == 1

    played(lambda: screen(session), story)


def test_an_act_on_a_withdrawn_inquiry_is_refused_in_words(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "a")
        with session.vault.transaction():
            session.vault.erase(session.case(1).subject, "by hand", session.now)
        await typed(pilot, "\n")
        assert "case-closed" in happened(pilot)

    played(lambda: screen(session), story)


def test_a_hostile_letter_is_shown_and_does_nothing(filled_desk: DeskInTest) -> None:
    name, text = "Зла\u202eОсоба[/bold]", "\x1b]52;c;aGk=\x07[red]x[/]\x9b2J [/x]"
    world = filled_desk.world
    world.post(world.envelope("evil", form=inquiry_form(**{"full-name": name, "text": text})))
    with filled_desk.unlock() as vault:
        filled_desk.take(vault, world.inbox())
        session = ConsoleSession(vault, "uk", lambda: 1_790_000_000, vault.randomness)
        number = max(vault.desk.cases)

        async def story(pilot: Pilot[None]) -> None:
            seen = drawn(pilot)
            assert "<U+202E>" in seen
            assert "[/bold]" in seen
            letters = shown(pilot, "#letters")
            assert "<U+001B>]52" in letters
            assert "[red]x[/]" in letters
            assert not set(seen + letters) & set(map(chr, (*range(9), *range(11, 32), *range(127, 160))))

        played(lambda: screen(session, number), story, WIDE)


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_every_question_of_the_form_has_a_short_name(language: str) -> None:
    for path, field in paths():
        if not isinstance(field, Group):
            assert short_label(path, language)


def test_t_begins_a_reply_with_a_template(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "t")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskChoice))
        await typed(pilot, "\n")
        assert pilot.app.screen.query_one(TextArea).text
        assert session.case(1).answers == ()

    played(lambda: screen(session), story)


def test_one_goes_through_the_list_without_going_back_to_it(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        front = pilot.app.screen
        assert isinstance(front, InquiryScreen)
        order = list(session.listing)
        assert front.number == order[0]
        await typed(pilot, "a\n")
        await typed(pilot, "J")
        assert front.number == order[1]
        assert session.case(order[1]).label in shown(pilot, "#heading")
        await typed(pilot, "a\n")
        assert [session.case(number).triage.owner for number in order] == ["anna", "anna", ""]
        await typed(pilot, "JJ")
        assert front.number == order[2]
        assert "немає" in happened(pilot)
        await typed(pilot, "KK")
        assert front.number == order[0]

    played(lambda: screen(session, next(iter(session.listing))), story)


def test_n_goes_to_whoever_needs_this_caseworker_next(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        front = pilot.app.screen
        assert isinstance(front, InquiryScreen)
        wanted = session.board.next_for_me(front.number)
        await typed(pilot, "n")
        assert front.number == wanted

    played(lambda: screen(session), story)
