"""Writing an answer: checked while one types, shown as the family will read it, never sent by a wrong key."""

from textual.pilot import Pilot
from textual.widgets import Input, Select, TextArea

from tests.desk.console.screens_world import WIDE, drawn, filled_in, happened, played, read_on, shown, typed
from tests.desk.world import NOW
from tracker.desk.answering import write_answer
from tracker.desk.console.dialogs import AskChoice
from tracker.desk.console.proof import ProofScreen
from tracker.desk.console.reply import ReplyScreen
from tracker.desk.console.session import ConsoleSession


def reply(session: ConsoleSession, number: int = 1) -> ReplyScreen:
    """The editor for an answer to an inquiry."""
    return ReplyScreen(session, number)


def pick(pilot: Pilot[None], name: str, value: str) -> None:
    """Picks a word of the vocabulary."""
    pilot.app.screen.query_one(f"#pick-{name}", Select).value = value


async def write(pilot: Pilot[None], text: str) -> None:
    """Puts words into the editor."""
    pilot.app.screen.query_one(TextArea).insert(text)
    await pilot.pause()


def test_an_answer_is_shown_in_the_familys_language_and_then_written(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await write(pilot, "Ищем дальше.")
        await pilot.press("ctrl+s")
        await pilot.pause()
        seen = shown(pilot, "#reading")
        assert "Что это значит" in seen
        assert "Ищем дальше." in seen
        assert session.case(2).answers == ()
        await read_on(pilot)
        await typed(pilot, "Y")
        (answer,) = session.case(2).answers
        assert (answer.content["language"], answer.content["text"]) == ("ru", "Ищем дальше.")
        assert answer.content["work"] == "being-traced"

    app = played(lambda: reply(session, 2), story, WIDE)
    assert app.results == [True]


def test_it_is_not_written_before_it_was_read_to_its_end(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await write(pilot, "Шукаємо далі.")
        await pilot.press("ctrl+s")
        await pilot.pause()
        await typed(pilot, "Y")
        assert "до кінця" in happened(pilot)
        assert session.case(1).answers == ()

    played(lambda: reply(session), story)


def test_every_other_key_writes_nothing(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ProofScreen)
        await read_on(pilot)
        await pilot.press("enter", "ctrl+s", "f2", "y", "s", "r", "tab")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert session.case(1).answers == ()
        assert isinstance(pilot.app.screen, ReplyScreen)

    played(lambda: reply(session), story)


def test_what_is_missing_is_named_in_the_caseworkers_language(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        pick(pilot, "knowledge", "reported")
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "Заповніть: Джерело" in happened(pilot)

    played(lambda: reply(session), story)


def test_only_what_belongs_to_the_answer_is_asked(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        def asked(name: str) -> bool:
            return bool(pilot.app.screen.query_one(f"#row-{name}").display)

        assert not asked("source")
        assert not asked("exile")
        pick(pilot, "knowledge", "released")
        await pilot.pause()
        assert asked("source")
        assert asked("exile")
        pick(pilot, "work", "closed")
        pick(pilot, "knowledge", "by-a-person")
        await pilot.pause()
        assert asked("routes")
        routes = pilot.app.screen.query_one("#pick-routes")
        routes.focus()
        await pilot.press("j", "space")
        assert len(pilot.app.screen.content()["knowledge"]["routes"]) == 1  # type: ignore[attr-defined]
        assert "[x]" in drawn(pilot)
        assert asked("why")
        assert asked("ends")
        assert not asked("again")

    played(lambda: reply(session), story)


def test_located_is_written_and_waits_for_a_second(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        pick(pilot, "work", "answered")
        pick(pilot, "knowledge", "located")
        await pilot.pause()
        pick(pilot, "source", "icrc")
        pick(pilot, "confidence", "high")
        pilot.app.screen.query_one("#pick-date", Input).value = "2026-08"
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "друга особа" in shown(pilot, "#heading")
        await read_on(pilot)
        await typed(pilot, "Y")
        waiting = session.case(1).waiting_answer
        assert waiting is not None
        assert waiting.content["knowledge"]["date"] == "2026-08"

    played(lambda: reply(session), story)


def test_a_notice_of_death_is_stopped_while_it_is_typed_and_at_the_door(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await write(pilot, "Сержант, на жаль, загинув.")
        assert "загинув" in shown(pilot, "#findings")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ReplyScreen)
        assert "загинув" in happened(pilot)
        assert session.case(1).answers == ()

    played(lambda: reply(session), story, WIDE)


def test_what_the_check_stops_needs_a_reason_and_a_second(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await write(pilot, "Його називали сержант.")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, ProofScreen)
        await filled_in(pilot, "")
        assert session.case(1).answers == ()
        await filled_in(pilot, "це прізвище")
        assert isinstance(pilot.app.screen, ProofScreen)
        await read_on(pilot)
        await typed(pilot, "Y")
        waiting = session.case(1).waiting_answer
        assert waiting is not None
        assert list(waiting.justified.values()) == ["це прізвище"]

    played(lambda: reply(session), story, WIDE)


def test_a_template_is_filled_in_the_familys_language(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await pilot.press("ctrl+t")
        await pilot.pause()
        await typed(pilot, "\n")
        text = pilot.app.screen.query_one(TextArea).text
        assert "ы" in text
        assert shown(pilot, "#findings") == ""

    played(lambda: reply(session, 2), story, WIDE)


def test_the_room_that_is_left_is_told(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await write(pilot, "Ї" * 2000)
        assert "клітинок: 2" in shown(pilot, "#room")
        await write(pilot, "Ї" * 4000)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "answer-too-large" in happened(pilot)

    played(lambda: reply(session), story, WIDE)


def test_what_was_begun_is_there_again(session: ConsoleSession) -> None:
    async def begin(pilot: Pilot[None]) -> None:
        await write(pilot, "Почато")
        pick(pilot, "work", "waiting")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, AskChoice)
        await pilot.press("enter")

    async def go_on(pilot: Pilot[None]) -> None:
        assert pilot.app.screen.query_one(TextArea).text == "Почато"
        assert pilot.app.screen.query_one("#pick-work", Select).value == "waiting"

    played(lambda: reply(session), begin)
    assert session.case(1).answers == ()
    played(lambda: reply(session), go_on)


def test_it_is_thrown_away_on_purpose_only(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await write(pilot, "Почато")
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen.query_one(TextArea).text == "Почато"
        await pilot.press("escape")
        await pilot.pause()
        await typed(pilot, "j\n")
        assert session.drafts == {}

    played(lambda: reply(session), story)


def test_a_template_goes_below_what_is_there(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await write(pilot, "Добрий день.")
        pilot.app.screen.query_one(TextArea).move_cursor((0, 0))
        await pilot.press("ctrl+t")
        await pilot.pause()
        await typed(pilot, "\n")
        text = pilot.app.screen.query_one(TextArea).text
        assert text.startswith("Добрий день.\n\n")
        assert len(text) > len("Добрий день.\n\n")

    played(lambda: reply(session), story)


def test_an_answer_begins_with_what_was_said_last_but_not_with_its_words(session: ConsoleSession) -> None:
    told = {"work": "referred", "knowledge": {"value": "none"}, "text": "Слова."}
    write_answer(session.vault, session.case(1), told, NOW)

    async def story(pilot: Pilot[None]) -> None:
        assert pilot.app.screen.query_one("#pick-work", Select).value == "referred"
        assert pilot.app.screen.query_one(TextArea).text == ""

    played(lambda: reply(session), story)


def test_the_letters_are_beside_the_text_or_a_key_away(session: ConsoleSession) -> None:
    async def wide(pilot: Pilot[None]) -> None:
        assert "Востаннє дзвонив у лютому." in drawn(pilot)

    async def small(pilot: Pilot[None]) -> None:
        assert "Востаннє дзвонив" not in drawn(pilot)
        await write(pilot, "Текст")
        await pilot.press("ctrl+l")
        await pilot.pause()
        assert "Востаннє дзвонив" in drawn(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen.query_one(TextArea).text == "Текст"

    played(lambda: reply(session), wide, WIDE)
    played(lambda: reply(session), small)
