"""What is odd about a letter is told in words, in every language."""

import ast

import pytest
from textual.pilot import Pilot

from tests.architecture.tree import parsed
from tests.desk.console.screens_world import WIDE, played, shown
from tests.desk.world import DeskInTest, inquiry_form
from tracker.desk.console.flags import flag_words
from tracker.desk.console.inquiry import InquiryScreen
from tracker.desk.console.session import ConsoleSession
from tracker.records.errors import FormError
from tracker.records.language import template

UNOPENED = "letter-fault"


def flags_of_filing() -> set[str]:
    """The codes that filing and the fold give, out of the functions that give them."""
    found = set()
    for path, name in (("tracker/desk/filing.py", "keyring_flags"), ("tracker/desk/case.py", "flags")):
        (function,) = (
            node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef) and node.name == name
        )
        texts = (node.value for node in ast.walk(function) if isinstance(node, ast.Constant))
        found |= {text for text in texts if isinstance(text, str) and text == text.lower() and "-" in text}
        found |= {"exposed"} if name == "flags" else set()
    return found


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_every_flag_has_words_of_its_own(language: str) -> None:
    codes = {kind.code for kind in FormError.__subclasses__()} | flags_of_filing()
    assert len(codes) >= 26
    words = [template(language, f"console.flag.{code}") for code in sorted(codes)]
    assert len(set(words)) == len(codes)


def test_a_code_of_an_envelope_stands_in_the_words() -> None:
    assert flag_words("en", UNOPENED) == "a letter did not open: letter-fault"
    assert "\x1b" not in flag_words("en", "\x1b[2J")


def test_an_odd_letter_says_so_in_words(filled_desk: DeskInTest) -> None:
    world = filled_desk.world
    world.post(world.envelope("odd", form=inquiry_form(**{"full-name": " ", "birth": "2026-02-30"})))
    with filled_desk.unlock() as vault:
        filled_desk.take(vault, world.inbox())
        session = ConsoleSession(vault, "en", lambda: 1_790_000_000, vault.randomness)
        number = max(vault.desk.cases)
        assert "form-date-invalid" in session.case(number).flags

        async def story(pilot: Pilot[None]) -> None:
            for place in ("#heading", "#letters"):
                assert "a date or an age that cannot be" in shown(pilot, place)
                assert "form-" not in shown(pilot, place)

        played(lambda: InquiryScreen(session, number), story, WIDE)
