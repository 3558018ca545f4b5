"""The family's page keeps its contract with the code that fills it, and text can leave it in no other way."""

from collections import Counter

import pytest

from tests.templates.family_page import GENESIS, ORIGIN, Element, elements
from tracker.records.form import LANGUAGES
from tracker.records.language import translate

# For each screen: the slots that the code fills, and what can be done there.
SCREENS = {
    "start": ("starting", "ask check add withdraw"),
    "question": ("step group label hint format error entry", "back next skip review"),
    "review": ("error list edition fingerprint officers witnesses readers readers-title", "back next"),
    "words": ("words validity", "back next"),
    "retype": ("entry error", "back next"),
    "sending": ("line bar", ""),
    "lost": ("text", "retry stop"),
    "sent": ("text day again", "another end"),
    "words-in": ("purpose entry error", "back next"),
    "working": ("line bar", ""),
    "answer": (
        "late sections edition fingerprint officers witnesses readers readers-title",
        "add withdraw again end",
    ),
    "withdraw": ("error", "next back"),
    "drop": ("title text", "back next"),
    "failed": ("text code", "retry end"),
    "old": ("missing", ""),
    "ended": ("", "start"),
}
OFFLINE = "/offline/{}.html"
EXIT = "https://www.wikipedia.org/"
ADDRESSES = {EXIT, "data:,", "/client/page.js", *(f"/{language}/" for language in LANGUAGES)}

each_language = pytest.mark.parametrize("language", LANGUAGES)


def of(language: str, screen: str) -> list[Element]:
    """The elements of one screen."""
    return [element for element in elements(language) if element.screen == screen]


@each_language
def test_there_are_exactly_the_screens_of_the_contract(language: str) -> None:
    assert {element.screen for element in elements(language)} - {None} == set(SCREENS)


@each_language
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_has_its_slots_and_actions_once_each(language: str, screen: str) -> None:
    found = of(language, screen)
    slots, actions = SCREENS[screen]
    for attribute, wanted in (("data-slot", slots), ("data-do", actions)):
        have = Counter(e.attributes[attribute] for e in found if attribute in e.attributes)
        assert have == Counter(wanted.split()), attribute


@each_language
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_has_one_heading_that_takes_the_focus(language: str, screen: str) -> None:
    headings = [element for element in of(language, screen) if element.tag == "h1"]
    assert [heading.attributes.get("tabindex") for heading in headings] == ["-1"]
    assert headings[0].text.strip() or headings[0].attributes["data-slot"] == "label"


@each_language
def test_every_button_has_words_and_submits_nothing(language: str) -> None:
    buttons = [element for element in elements(language) if element.tag == "button"]
    assert all(button.attributes["type"] == "button" and button.text.strip() for button in buttons)


@each_language
def test_errors_are_told_at_once_and_only_when_there_are_some(language: str) -> None:
    errors = [e for e in elements(language) if e.attributes.get("data-slot") == "error"]
    assert errors
    assert all(e.attributes.get("role") == "alert" and "hidden" in e.attributes for e in errors)


@each_language
def test_nothing_could_send_text_but_the_code(language: str) -> None:
    for element in elements(language, rehearsal=True):
        assert element.tag not in {"form", "input", "textarea", "iframe", "img", "object", "embed"}
        if element.tag == "a" and element.screen is not None:
            # The one link of a screen: the released page as a file, the same address for everybody.
            assert element.attributes == {"href": OFFLINE.format(language), "download": None}
        assert element.tag == "meta" or "name" not in element.attributes
        for attribute in element.attributes:
            assert attribute not in {"action", "formaction", "style", "srcset", "ping", "target"}
            assert not attribute.startswith("on")


@each_language
def test_the_page_leads_nowhere_but_to_its_languages_and_out(language: str) -> None:
    found = {
        address for e in elements(language) for name in ("href", "src") if (address := e.attributes.get(name))
    }
    assert found == ADDRESSES | {OFFLINE.format(language)}


@each_language
def test_the_way_out_comes_first_and_works_without_javascript(language: str) -> None:
    first = next(e for e in elements(language) if e.tag in {"a", "button", "summary"})
    assert first.attributes == {"id": "exit", "href": EXIT, "rel": "noreferrer"}
    assert first.text.strip()


@each_language
def test_without_javascript_the_page_says_what_it_is_and_that_nothing_is_sent(language: str) -> None:
    found = elements(language)
    without = next(e for e in found if e.tag == "noscript").text
    assert translate(language, "page.noscript.nothing-sent") in without
    assert "tracker family" in without
    first_page = next(e for e in found if e.tag == "main").text
    for told in ("page.start.lead", "page.start.never-what", "reading.fraud", "page.trust.can-alter"):
        assert translate(language, told) in first_page
    assert ORIGIN in first_page
    assert GENESIS in first_page


@each_language
def test_a_rehearsal_says_so_above_every_screen_and_a_real_service_does_not(language: str) -> None:
    banners = [
        e for e in elements(language, rehearsal=True) if e.attributes.get("data-banner") == "rehearsal"
    ]
    assert [(banner.screen, banner.text) for banner in banners] == [
        (None, translate(language, "page.rehearsal"))
    ]
    assert not [e for e in elements(language) if "data-banner" in e.attributes]


@each_language
def test_browsers_are_asked_not_to_send_the_page_to_a_translator(language: str) -> None:
    page = elements(language)[0]
    assert (page.tag, page.attributes["lang"], page.attributes["translate"]) == ("html", language, "no")
