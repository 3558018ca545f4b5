"""JavaScript off: the page says what it is and what cannot be done, and there is nothing to be sent with."""

import pytest

from tests.browser.driver import Page
from tests.browser.line import Line
from tests.browser.modes import CHROMIUM_MUTE, FIREFOX_MUTE
from tracker.records.form import LANGUAGES
from tracker.records.language import translate

SEEN = """() => [...document.querySelectorAll("#screen h1, noscript p, #start-actions, .choices button")]
  .filter((one) => one.getClientRects().length > 0).map((one) => one.textContent.trim())"""
WAYS_OUT = """() => document.querySelectorAll(
  "input, textarea, select, form, button, [contenteditable]").length
  - document.querySelectorAll("[hidden] button").length"""


@pytest.mark.parametrize("mode", [CHROMIUM_MUTE, FIREFOX_MUTE], ids=lambda mode: mode.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_start_page_is_readable_and_nothing_can_be_sent(page: Page, line: Line, language: str) -> None:
    page.goto(f"{line.url}/{language}/")
    shown = page.evaluate("() => document.body.innerText")
    for part in ("nothing-sent", "how", "command"):
        assert translate(language, f"page.noscript.{part}") in shown
    title, *_ = page.evaluate(SEEN)
    assert title
    assert translate(language, "reading.fraud") in shown
    assert page.evaluate(WAYS_OUT) == 0
    assert line.story == [f"GET /{language}/"]


@pytest.mark.parametrize("mode", [CHROMIUM_MUTE, FIREFOX_MUTE], ids=lambda mode: mode.name)
def test_the_way_out_and_the_languages_are_links(page: Page, line: Line) -> None:
    page.goto(f"{line.url}/uk/")
    links = page.evaluate(
        "() => [...document.querySelectorAll('header a')].map((a) => a.getAttribute('href'))"
    )
    assert links == ["https://www.wikipedia.org/", "/uk/", "/ru/", "/en/"]
