"""Questions over a screen: the right word alone goes on, and every text is there in all languages."""

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import TextArea

from crypto.errors import KeyfileInvalid, TrackerError
from tests.architecture.tree import modules, parsed
from tests.desk.console.screens_world import SMALL, drawn, filled_in, played, shown, typed
from tracker.desk.acting import NAME_MAX, TEXT_MAX
from tracker.desk.console.ask_path import AskPath
from tracker.desk.console.asking import day_meant
from tracker.desk.console.dialogs import AskCaseNumber, AskChoice, AskLine, AskSeveral, AskText, AskWord, Tell
from tracker.desk.console.inquiry import InquiryScreen
from tracker.desk.console.key_line import key_sign
from tracker.desk.console.lists import ListsScreen
from tracker.desk.console.palette import Command, Palette
from tracker.desk.console.reply import ReplyScreen
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.wording import in_words
from tracker.records.errors import (
    AnswerError,
    BundleError,
    CaseClosed,
    DeskError,
    InboxGap,
    ReferralContact,
    VaultFull,
)
from tracker.records.language import codes_above, msgids, template

WORDED = (
    "act-",
    "answer",
    "backup",
    "case",
    "confirm",
    "draft",
    "inbox",
    "list",
    "match",
    "notes",
    "referral",
    "undo",
    "vault",
    "wording",
)
_LITERAL = re.compile(r"console(\.[a-z0-9-]+)+")


@pytest.mark.parametrize(
    ("typed_number", "result"),
    [("C-000012", True), ("12", True), ("c-12", True), (" 012 ", True)],
    ids=["whole", "digits", "small", "spaces"],
)
def test_a_case_number_may_be_written_in_any_way(
    session: ConsoleSession, typed_number: str, result: bool
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await filled_in(pilot, typed_number)

    app = played(lambda: AskCaseNumber(session, "C-000012", "?"), story)
    assert app.results == [result]


@pytest.mark.parametrize("wrong", ["", "13", "1 2", "C-", "yes", "C-0000120"])
def test_another_number_goes_nowhere(session: ConsoleSession, wrong: str) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await filled_in(pilot, wrong)
        assert "нічого не зроблено" in drawn(pilot)
        await pilot.press("escape")

    app = played(lambda: AskCaseNumber(session, "C-000012", "?"), story)
    assert app.results == [None]


@pytest.mark.parametrize("wrong", ["", "07", "7.", "seven"])
def test_a_word_is_typed_exactly(session: ConsoleSession, wrong: str) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await filled_in(pilot, wrong)
        assert "нічого не зроблено" in drawn(pilot)
        await filled_in(pilot, "7")

    app = played(lambda: AskWord(session, "?", "7"), story)
    assert app.results == [True]


def test_several_of_a_list(session: ConsoleSession) -> None:
    options = [("a", "перше"), ("b", "друге"), ("c", "третє")]

    async def story(pilot: Pilot[None]) -> None:
        assert "[x] друге" in drawn(pilot)
        await pilot.press("space", "j", "space", "down", "space")
        assert ("[x] перше" in drawn(pilot), "[ ] друге" in drawn(pilot)) == (True, True)
        await pilot.press("enter")

    app = played(lambda: AskSeveral(session, "?", options, ["b"]), story)
    assert app.results == [["a", "c"]]


def test_what_is_asked_may_hold_markup_and_does_nothing(session: ConsoleSession) -> None:
    title, words = "[bold]?[/x]", "[red]a[/] [@click=app.exit]b"
    dialogs: list[Screen[Any]] = [
        AskLine(session, title, hint=words),
        AskText(session, title, TEXT_MAX),
        AskChoice(session, title, [("a", words)]),
        AskSeveral(session, title, [("a", words)]),
        Tell(session, title, words),
    ]
    for dialog in dialogs:

        async def story(pilot: Pilot[None]) -> None:
            assert "[bold]?[/x]" in drawn(pilot)
            await pilot.press("escape")

        assert played(lambda dialog=dialog: dialog, story).results == [None]  # type: ignore[misc]


def test_a_window_with_room_for_nothing_ends_nothing(session: ConsoleSession) -> None:
    words = "слово довше за вікно"
    screens: list[Callable[[], Screen[Any]]] = [
        lambda: AskText(session, words, TEXT_MAX),
        lambda: AskChoice(session, words, [("a", words)]),
        lambda: AskSeveral(session, words, [("a", words)]),
        lambda: AskCaseNumber(session, "C-000001", words),
        lambda: AskPath(session, words, None),
        lambda: Palette(session, [Command(words, "x", list)], lambda _: None),
        lambda: ListsScreen(session),
        lambda: ReplyScreen(session, 1),
    ]
    for made in screens:

        async def story(pilot: Pilot[None]) -> None:
            for size in ((10, 3), (5, 2), (3, 2), (2, 1), (1, 1), SMALL):
                await pilot.resize_terminal(*size)
                await pilot.pause()
            await pilot.press("escape")

        assert played(made, story).results in ([None], [False])


def test_a_text_that_is_too_long_stays_in_the_editor_and_says_so(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        area = pilot.app.screen.query_one(TextArea)
        area.text = "я" * 100_000
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert session.say("console.dialog.too-long", count=100_000, most=TEXT_MAX) in shown(pilot, "#wrong")
        assert area.text == session.texts["?"] == "я" * 100_000
        area.text = "я" * TEXT_MAX
        await pilot.press("ctrl+s")

    app = played(lambda: AskText(session, "?", TEXT_MAX), story)
    assert app.results == ["я" * TEXT_MAX]


def test_a_tag_that_is_too_long_is_said_to_be_so_at_once(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "T")
        await filled_in(pilot, "я" * (NAME_MAX + 1))
        assert session.say("console.dialog.too-long", count=NAME_MAX + 1, most=NAME_MAX) in drawn(pilot)
        await filled_in(pilot, "я" * NAME_MAX)
        assert session.case(1).triage.tags == {"я" * NAME_MAX}

    played(lambda: InquiryScreen(session, 1), story)


def test_a_choice_is_made_with_the_keys_of_lists(session: ConsoleSession) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await typed(pilot, "jjk\n")

    app = played(lambda: AskChoice(session, "?", [("a", "1"), ("b", "2"), ("c", "3")]), story)
    assert app.results == ["b"]


def test_a_home_of_nobody_is_a_path_like_any_other(session: ConsoleSession, tmp_path: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await filled_in(pilot, "~nobody-of-this-name/inbox")
        assert isinstance(pilot.app.screen, AskPath)
        await pilot.press("escape")

    assert played(lambda: AskPath(session, "?", tmp_path), story).results == [None]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("14", "2026-10-05"),
        ("+1", "2026-09-22"),
        ("2026-12-24", "2026-12-24"),
        ("0", ""),
        ("2026-09-21", ""),
        ("9999", ""),
        ("x", ""),
        ("٣", ""),
    ],
)
def test_days_ahead(line: str, day: str) -> None:
    assert day_meant(line, "2026-09-21") == day


def test_keys_are_named_as_they_stand_on_a_keyboard() -> None:
    assert [key_sign(key) for key in ("escape", "ctrl+s", "equals_sign", "r")] == ["Esc", "^S", "=", "r"]


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_refusals_are_in_words_with_their_code(language: str) -> None:
    gap = in_words(language, InboxGap("", begins=7, have=4))
    assert "7" in gap
    assert "4" in gap
    assert gap.endswith("[inbox-gap]")
    contact = in_words(language, ReferralContact("", field="last-seen.where", found="+380 44 000"))
    assert template(language, "referral.field.last-seen.where") in contact
    assert "+380 44 000" in contact
    assert in_words(language, VaultFull("x")) != in_words(language, CaseClosed("x"))
    assert "<U+001B>" in in_words(language, OSError(999, "\x1b[2J"))
    assert in_words(language, OSError(28, "No space left")).endswith("[ENOSPC]")


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_no_refusal_of_an_answer_or_of_an_act_is_left_without_words(language: str) -> None:
    known = set(msgids(language, "console.error."))
    kinds = [
        kind
        for kind in [*every(DeskError), *every(AnswerError), *every(BundleError)]
        if kind.code.startswith(WORDED)
    ]
    assert [
        kind.code for kind in kinds if not any(f"console.error.{code}" in known for code in codes_above(kind))
    ] == []


def test_every_text_of_a_refusal_is_for_a_code_that_there_is() -> None:
    codes = {kind.code for kind in every(TrackerError)}
    named = {msgid.removeprefix("console.error.").split(".")[0] for msgid in msgids("uk", "console.error.")}
    assert named - codes == {"medium", "other"}
    assert "[keyfile-malformed]" in in_words("uk", KeyfileInvalid("x"))
    assert "файл ключа" in in_words("uk", KeyfileInvalid("x"))


def every(kind: type[TrackerError]) -> list[type[TrackerError]]:
    """A kind of refusal and all below it."""
    return [kind, *(found for below in kind.__subclasses__() for found in every(below))]


def constants() -> set[str]:
    """Every msgid that stands in the console's modules, as far as it is whole."""
    found = set()
    for path in modules("tracker"):
        if not path.startswith("tracker/desk/console/"):
            continue
        for node in ast.walk(parsed(path)):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and _LITERAL.fullmatch(node.value)
            ):
                found.add(node.value)
            if isinstance(node, ast.Call) and _name(node.func) in {"words", "say"}:
                found |= {f"console.{text}" for text in _texts(node) if not text.startswith("console.")}
    return found


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _texts(call: ast.Call) -> set[str]:
    """The msgid of ``self.words("x")`` and ``say(speaker, "x")``, where it is written out."""
    place = 1 if isinstance(call.func, ast.Name) else 0
    whole = isinstance(call.func, ast.Name) or call.func.attr == "words"  # type: ignore[attr-defined]
    given = call.args[place] if whole and len(call.args) > place else None
    return {given.value} if isinstance(given, ast.Constant) and isinstance(given.value, str) else set()


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_every_text_of_the_screens_is_in_the_catalogue(language: str) -> None:
    known = set(msgids(language, "console."))
    prefixes = {name for name in constants() if any(other.startswith(f"{name}.") for other in known)}
    assert sorted(constants() - known - prefixes) == []


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_texts_of_one_family_are_complete(language: str) -> None:
    from tracker.desk.acts import KINDS
    from tracker.desk.console.import_report import _NAMES
    from tracker.desk.console.pickers import _DAYS, _ORDER
    from tracker.desk.console.steps import STEPS

    wanted = [f"did.{kind}" for kind in KINDS if kind != "judge"]
    wanted += [f"import.step.{step}" for step in STEPS] + [f"import.fate.{name}" for name in _NAMES.values()]
    wanted += [f"answer.{name}" for name in (*_ORDER, *_DAYS)]
    wanted += [f"log-alarm.{code}" for code in log_alarms()]
    for name in wanted:
        assert template(language, f"console.{name}")


def log_alarms() -> set[str]:
    """The codes of the alarms that the log can hold, out of the modules that raise them."""
    found = {"sequence-twice", "outbox-unknown", "outbox-forked", "server-rolled-back"}
    for node in ast.walk(parsed("tracker/desk/importing.py")):
        if (
            isinstance(node, ast.Call)
            and _name(node.func) == "Alarm"
            and isinstance(node.args[0], ast.Constant)
        ):
            found.add(str(node.args[0].value))
    return found


def test_every_key_says_what_it_does() -> None:
    from tracker.desk.console.compare import CompareScreen
    from tracker.desk.console.exporting import ExportScreen
    from tracker.desk.console.inquiry import InquiryScreen

    for screen in (InquiryScreen, CompareScreen, ExportScreen):
        for binding in screen.BINDINGS:
            assert isinstance(binding, Binding)
            assert template("en", binding.description)
