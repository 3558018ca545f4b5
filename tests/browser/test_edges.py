"""What goes wrong in real life ends on a screen that says how things stand; nothing is lost or sent twice."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Stage
from tests.browser.driver import Page
from tests.browser.family import Family
from tests.browser.line import Line
from tests.browser.modes import CHROMIUM, FIREFOX, Mode
from tests.scenarios.people import inquiry
from tests.simulators.hostile_server import refusal
from tracker.records.form_steps import steps
from tracker.records.language import translate

FORM = inquiry(text="Коротко.")
RESIDUE = """async () => [
  document.cookie, localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
  (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length, window.name,
]"""
CLEAN = ["", 0, 0, 0, 0, 0, ""]


@pytest.fixture
def family(page: Page, line: Line, mode: Mode) -> Family:
    """Somebody with the page open."""
    return Family(page, line.url, "uk", mode).open()


def receipts(line: Line) -> list[bytes]:
    """What the server acknowledged, in order."""
    return [exchange.answer for exchange in line.exchanges if exchange.path == "/intake"]


def test_two_tabs_are_two_families(tab: Callable[[Mode], Page], line: Line) -> None:
    first = Family(tab(CHROMIUM), line.url, "uk").open()
    second = Family(first.page.beside(), line.url, "uk").open()
    for step in (Family.begin, lambda one: one.fill(FORM), Family.keep_words, lambda one: one.screen("sent")):
        for one in (first, second):
            one.page.front()
            step(one)
    assert first.paper != second.paper
    assert len(set(line.letters)) == 2


def test_going_back_keeps_what_was_written(family: Family, line: Line) -> None:
    family.begin()
    family.answer("russia")
    family.answer("civilian")
    family.put("Вигадана Людина")
    family.do("next")
    family.page.wait("() => document.querySelector('#screen [data-field]')?.dataset.field === 'other-names'")
    before = family.page.evaluate("() => [location.href, document.title]")
    # By the browser's own button, as everybody does; the address and the title never change.
    family.page.evaluate("() => history.back()")
    family.page.wait("() => document.querySelector('#screen [data-field]')?.dataset.field === 'full-name'")
    box = "document.querySelector('#screen [data-field=full-name]').shadowRoot.querySelector('input')"
    assert family.page.evaluate(f"() => {box}.value") == "Вигадана Людина"
    assert family.page.evaluate("() => [location.href, document.title]") == before
    state = family.page.evaluate("() => JSON.stringify(history.state)")
    assert "Вигадана" not in state
    # On again, to the end.
    family.fill(FORM)
    family.keep_words()
    family.screen("sent")
    assert len(line.letters) == 1


def test_after_the_letter_is_sent_back_leads_to_the_beginning(family: Family, line: Line) -> None:
    family.ask(FORM)
    family.page.evaluate("() => history.back()")
    family.screen("start")
    assert "Вигадана" not in family.page.evaluate("() => document.documentElement.textContent")
    assert len(line.letters) == 1


def test_reloading_forgets_and_sends_nothing(family: Family, line: Line) -> None:
    family.begin()
    family.answer("russia")
    family.answer("civilian")
    family.put("Вигадана Людина")
    family.page.reload()
    family.page.wait("() => document.querySelector('#start-actions')?.hidden === false")
    family.begin()
    assert family.question() == "holder"
    assert family.page.evaluate("() => document.querySelectorAll('[aria-checked=true]').length") == 0
    assert line.letters == []


@pytest.mark.parametrize("presses", ["twice by hand", "twice at once"])
def test_every_button_may_be_pressed_twice(family: Family, line: Line, presses: str) -> None:
    family.presses = presses
    family.begin()
    # Each press goes one question on, not two.
    assert family.fill(FORM) == [question.path for question in steps(FORM) if question.path != "language"]
    family.keep_words()
    family.screen("sent")
    assert len(line.letters) == 1
    family.do("end")
    family.screen("ended")


def test_own_words_in_the_message_are_refused(family: Family, line: Line) -> None:
    # A family that has words, and pastes them into the box of another letter.
    words = family.ask(FORM)
    family.open().give_words("add")
    while family.question() != "text":
        family.answer(None)
    family.put(f"Мої слова {' '.join(words)} дякую")
    family.do("next")
    family.page.wait("() => !document.querySelector('#screen [data-slot=error]').hidden")
    assert family.question() == "text"
    assert family.slot("error") == translate("uk", "error.form-holds-words")
    assert len(line.letters) == 1


@pytest.mark.parametrize("where", ["in the upload", "in the answer"])
def test_a_lost_link_is_said_and_the_same_letter_goes_again(family: Family, line: Line, where: str) -> None:
    family.begin()
    family.fill(FORM)
    if where == "in the upload":
        line.cuts["/intake"] = 20_000
    else:
        line.mute.add("/intake")
    family.keep_words()
    family.screen("lost")
    assert translate("uk", "page.lost.keep") in family.text
    line.cuts.clear()
    arrived = len(line.letters)
    family.do("retry")
    family.screen("sent")
    # The same sealed bytes, so the same letter, however often they came.
    assert len(set(line.letters)) == 1
    assert len(line.letters) == arrived + 1
    assert len(set(receipts(line))) == 1


def test_a_refusal_after_a_lost_link_is_said_in_its_own_words(family: Family, line: Line) -> None:
    family.begin()
    family.fill(FORM)
    line.mute.add("/intake")
    family.keep_words()
    family.screen("lost")
    line.alter["/intake"] = lambda _reply: refusal("storage-full", 507)
    family.do("retry")
    said = translate("uk", "page.js.lost.refused", refusal=translate("uk", "error.storage-full"))
    family.page.wait("(said) => document.getElementById('screen').innerText.includes(said)", said)
    assert family.screen("lost") == "lost"
    line.alter.clear()
    family.do("retry")
    family.screen("sent")
    assert len(set(line.letters)) == 1


def test_giving_up_a_lost_letter_says_that_it_may_have_arrived(family: Family, line: Line) -> None:
    family.begin()
    family.fill(FORM)
    line.mute.add("/intake")
    family.keep_words()
    family.screen("lost")
    family.do("stop")
    assert family.failure == "letter-in-doubt"


def test_without_a_server_nothing_is_asked_and_later_it_goes_on(family: Family, line: Line) -> None:
    line.until_answered("/client/work.js")
    line.down = True
    line.hang_up()
    family.do("ask")
    assert family.failure == "server-unreachable"
    line.down = False
    family.do("retry")
    assert family.question() == "holder"


def test_a_server_that_goes_away_before_sending_loses_nothing(family: Family, line: Line) -> None:
    family.begin()
    family.fill(FORM)
    family.screen("review")
    line.down = True
    line.hang_up()
    family.keep_words()
    assert family.screen("lost") == "lost"
    line.down = False
    family.do("retry")
    family.screen("sent")
    assert len(set(line.letters)) == 1


def test_a_group_is_asked_about_without_typing_all_again(family: Family, line: Line, shared: Stage) -> None:
    family.ask(FORM)
    first = list(family.paper)
    family.do("another")
    asked = []
    while family.screen("question", "review") == "question":
        asked.append(family.question())
        family.answer("Інша Вигадана" if asked[-1] == "full-name" else None)
    family.keep_words()
    family.screen("sent")
    assert "holder" not in asked
    assert "full-name" in asked
    assert family.paper != first
    assert len(set(line.letters)) == 2


@pytest.mark.parametrize("mode", [CHROMIUM, FIREFOX], ids=lambda mode: mode.name)
def test_a_journey_leaves_nothing_in_the_browser(family: Family, line: Line, paper: list[str]) -> None:
    family.ask(FORM)
    family.end()
    assert family.page.evaluate(RESIDUE) == CLEAN
    family.paper = paper
    family.open().check()
    assert family.page.evaluate(RESIDUE) == CLEAN
    assert not any(
        "cookie" in name.lower() for one in line.exchanges for name, _ in (*one.headers, *one.said)
    )


def test_coming_back_to_a_page_that_was_left_shows_nothing_of_it(family: Family, line: Line) -> None:
    family.begin()
    family.answer("russia")
    family.answer("civilian")
    family.put("Вигадана Людина")
    family.page.goto(f"{line.url}/")
    family.page.back()
    family.page.wait("() => document.querySelector('#start-actions')?.hidden === false")
    family.screen("start")
    assert "Вигадана" not in family.page.evaluate("() => document.documentElement.textContent")
