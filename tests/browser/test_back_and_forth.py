"""Going back and coming again: what was begun is still there, what was ended is not, and nothing jumps."""

import pytest

from crypto.passphrase import contains
from tests.browser.driver import Page
from tests.browser.family import Family
from tests.browser.line import Line
from tests.browser.modes import Mode
from tests.simulators.hostile_server import refusal
from tracker import wordlists
from tracker.records.language import translate

BOX = """() => document.querySelector("#screen [data-slot=entry] [data-field]").shadowRoot
  .querySelector("input, textarea").value"""
CHOSEN = """() => [...document.querySelectorAll("#screen [data-slot=entry] [aria-checked=true]")]
  .map((one) => one.dataset.value)"""
PLACES = """() => {
  const of = (rect) => [rect.left, rect.top + scrollY, rect.width, rect.height].map(Math.round);
  const lines = (one) => { const range = document.createRange(); range.selectNodeContents(one);
    return of(range.getBoundingClientRect()); };
  return [...document.querySelectorAll("#screen [role]:is([role=radio], [role=checkbox])")]
    .map((one) => [of(one.getBoundingClientRect()), lines(one)]);
}"""
KEYS = """() => {
  const host = document.querySelector("#screen [data-slot=entry] [data-field]");
  const box = host.shadowRoot?.querySelector("input");
  return box && [box.inputMode, box.enterKeyHint];
}"""
LANGUAGES = "() => document.querySelector('.languages').checkVisibility()"
# The entries of so many steps, without the steps.
STEPS = """(count) => {
  for (let step = 1; step <= count; step += 1) history.pushState({ step }, "");
}"""
# What a browser does that keeps a page for going back, whether this one would or not.
KEPT = """() => {
  dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
  const left = document.getElementById("screen").childElementCount;
  dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  return left;
}"""


@pytest.fixture
def family(page: Page, line: Line, mode: Mode) -> Family:
    """Somebody before the start page, on a telephone."""
    page.view(360, 740)
    return Family(page, line.url, "uk", mode).open()


def test_what_was_begun_is_there_again_but_is_no_answer(family: Family, line: Line) -> None:
    page = family.page
    family.begin()
    family.answer("russia")
    family.answer("child")
    family.put("Початок іме")
    family.do("back")
    page.wait("() => !!document.querySelector('[data-field=category]')")
    assert page.evaluate(CHOSEN) == ["child"]
    family.do("next")
    page.wait("() => !!document.querySelector('[data-field=full-name]')")
    assert page.evaluate(BOX) == "Початок іме"
    family.answer("Вигадана Дитина")
    family.put("Лише почате")
    page.back()
    page.wait("() => !!document.querySelector('[data-field=full-name]')")
    family.answer("Вигадана Дитина")
    assert page.evaluate(BOX) == "Лише почате"
    # Passed over, it is gone.
    family.answer(None)
    family.fill({"relation": "friend"})
    assert "Лише почате" not in family.text
    assert "Вигадана Дитина" in family.text
    assert line.letters == []


def test_no_option_moves_when_one_is_chosen(family: Family) -> None:
    page = family.page
    family.begin()
    seen: set[str] = set()
    while family.screen("question", "review") == "question" and len(seen) < 3:
        path = family.question()
        options = page.evaluate(
            "() => [...document.querySelectorAll('[data-slot=entry] > [role] > [data-value]')]"
            ".map((one) => one.dataset.value)"
        )
        if options:
            before = page.evaluate(PLACES)
            assert before
            for value in options:
                page.click(f'#screen [data-slot=entry] [data-value="{value}"]')
                assert page.evaluate(PLACES) == before, (path, value)
            seen.add(path)
            family.go_on(path, given=True)
        else:
            family.answer("Вигадана Людина" if path == "full-name" else None)


def test_telephones_show_the_keys_that_a_question_needs(family: Family) -> None:
    family.begin()
    keys = {}
    while family.screen("question", "review") == "question" and "birth" not in keys:
        path = family.question()
        keys[path] = family.page.evaluate(KEYS)
        family.answer({"holder": "russia", "category": "child", "full-name": "Вигадана"}.get(path))
    assert keys["full-name"] == ["", "next"]
    assert keys["birth"] == ["decimal", "next"]


def test_what_was_verified_can_be_read_before_anything_is_sent(family: Family, line: Line) -> None:
    family.begin()
    family.fill({"holder": "russia", "category": "civilian", "full-name": "Вигадана", "relation": "friend"})
    details = "#screen details:has([data-slot=fingerprint])"
    assert family.page.evaluate("(one) => document.querySelector(one).open", details) is False
    family.page.click(f"{details} summary")
    assert family.slot("edition") == "0"
    assert len(family.slot("fingerprint")) == 44
    assert family.slot("officers")
    assert family.slot("witnesses")
    assert line.letters == []


def test_a_page_that_a_browser_kept_begins_anew(family: Family, line: Line) -> None:
    page = family.page
    family.begin()
    family.answer("russia")
    assert page.evaluate(KEPT) == 0
    page.wait("() => document.querySelector('#start-actions')?.hidden === false")
    assert family.now == "start"
    family.begin()
    assert page.evaluate(CHOSEN) == []


def test_coming_back_from_elsewhere_finds_nothing(family: Family, line: Line) -> None:
    page = family.page
    family.begin()
    family.answer("russia")
    family.answer("civilian")
    family.put("Вигадана Людина")
    page.goto(f"{line.url}/healthz")
    page.back()
    page.wait("() => document.querySelector('#start-actions')?.hidden === false")
    assert family.now == "start"
    assert "Вигадана" not in page.evaluate("() => document.documentElement.outerHTML")


def test_words_that_fit_two_languages_are_asked_for_their_language(family: Family) -> None:
    family.do("add")
    family.screen("words-in")
    family.type_words(ambiguous())
    option = "#screen [data-field=words-language] [data-value=ru]"
    family.page.wait("(one) => !!document.querySelector(one) && !document.body.dataset.busy", option)
    assert family.slot("error")
    family.page.click(option)
    family.do("next")
    family.question()


@pytest.mark.parametrize("errand", ["check", "add", "withdraw"])
def test_a_letter_that_was_begun_is_forgotten_only_when_somebody_says_so(family: Family, errand: str) -> None:
    page = family.page
    family.begin()
    family.answer("russia")
    page.back()
    page.wait("() => !!document.querySelector('[data-field=holder]')")
    page.back()
    family.screen("start")
    family.do(errand)
    family.screen("drop")
    family.do("back")
    assert family.question() == "holder"
    assert page.evaluate(CHOSEN) == ["russia"]
    page.back()
    family.screen("drop")
    page.back()
    family.screen("start")
    family.do(errand)
    family.screen("drop")
    family.do("next")
    family.screen("words-in")
    page.back()
    family.begin()
    assert page.evaluate(CHOSEN) == []


def test_no_language_is_offered_while_a_letter_could_be_lost(
    family: Family, line: Line, paper: list[str]
) -> None:
    page = family.page
    assert page.evaluate(LANGUAGES)
    family.begin()
    assert not page.evaluate(LANGUAGES)
    page.back()
    family.screen("start")
    assert not page.evaluate(LANGUAGES)
    family.open()
    assert page.evaluate(LANGUAGES)
    family.paper = paper
    family.give_words("withdraw")
    family.screen("withdraw")
    assert not page.evaluate(LANGUAGES)
    line.alter["/intake"] = lambda _reply: refusal("busy", 503)
    family.do("next")
    assert family.failure
    assert not page.evaluate(LANGUAGES)
    family.end()
    assert page.evaluate(LANGUAGES)


@pytest.mark.parametrize("deed", ["add", "withdraw"])
def test_back_from_a_letter_under_an_answer_leads_to_the_answer(
    family: Family, line: Line, paper: list[str], deed: str
) -> None:
    family.paper = paper
    answer = family.check()
    asked = len([one for one in line.story if "/slice/" in one])
    family.do(deed)
    family.screen("question", "withdraw")
    family.do("back")
    family.screen("answer")
    assert family.slot("sections") == answer
    # Nobody was asked for it again, and the way goes on from there.
    assert len([one for one in line.story if "/slice/" in one]) == asked
    family.do(deed)
    family.screen("question", "withdraw")


def test_an_addition_that_was_begun_survives_a_look_at_the_answer(family: Family, paper: list[str]) -> None:
    family.paper = paper
    family.check()
    family.do("add")
    first = family.question()
    family.put("Лише почате")
    family.do("back")
    family.screen("answer")
    family.do("withdraw")
    family.screen("drop")
    family.page.back()
    family.screen("answer")
    family.do("add")
    assert family.question() == first
    assert family.page.evaluate(BOX) == "Лише почате"
    family.do("back")
    family.screen("answer")
    family.do("withdraw")
    family.screen("drop")
    family.do("next")
    family.screen("withdraw")
    # What is decided is not asked again.
    family.do("back")
    family.screen("answer")


@pytest.mark.parametrize("errand", ["ask", "check"])
def test_another_person_is_forgotten_only_when_somebody_says_so(family: Family, errand: str) -> None:
    page = family.page
    family.ask({"holder": "russia", "category": "civilian", "full-name": "Вигадана", "relation": "friend"})
    page.back()
    family.screen("start")
    family.do(errand)
    family.screen("drop")
    assert family.slot("text") == translate("uk", "page.js.drop.another.text")
    family.do("back")
    family.screen("sent")
    family.do("another")
    assert family.question() == "full-name"
    # Nothing was written yet, but what both share would have to be chosen again.
    page.back()
    family.screen("start")
    family.do("check")
    family.screen("drop")
    assert family.slot("text") == translate("uk", "page.drop.text")
    family.do("next")
    family.screen("words-in")


@pytest.mark.parametrize("errand", ["ask", "check"])
def test_who_does_not_want_another_person_is_asked_once(family: Family, errand: str) -> None:
    family.ask({"holder": "russia", "category": "civilian", "full-name": "Вигадана", "relation": "friend"})
    family.page.back()
    family.screen("start")
    family.do(errand)
    family.screen("drop")
    family.do("next")
    family.screen("question", "words-in")
    family.page.back()
    family.do("check")
    family.screen("words-in")


@pytest.mark.parametrize("year", ["87", "1987"])
def test_a_date_is_read_as_it_is_written_and_comes_back_so(family: Family, year: str) -> None:
    family.begin()
    while family.question() != "birth":
        family.answer(
            {"holder": "russia", "category": "patient", "full-name": "Вигадана"}.get(family.question())
        )
    family.put(f"3 травня {year}")
    family.do("next")
    if year == "87":
        family.page.wait("() => !document.querySelector('#screen [data-slot=error]').hidden")
        assert family.slot("error") == translate("uk", "error.form-year-short")
        return
    family.page.wait("() => !document.querySelector('[data-field=birth]')")
    family.do("back")
    family.page.wait("() => !!document.querySelector('[data-field=birth]')")
    assert family.page.evaluate(BOX) == "03.05.1987"


@pytest.mark.parametrize("places", [1, 65], ids=["few places", "more places than browsers keep"])
def test_another_language_leaves_no_page_of_this_one_behind(family: Family, line: Line, places: int) -> None:
    page = family.page
    page.evaluate(STEPS, places)
    page.click('.languages [href="/en/"]')
    page.wait(
        "() => location.pathname === '/en/' && document.querySelector('#start-actions')?.hidden === false"
    )
    assert page.evaluate("() => navigation.currentEntry.index") == 0


def ambiguous() -> list[str]:
    """Ten words that spell something in Ukrainian and in Russian."""
    lists = wordlists.load()
    two = [lists["uk"], lists["ru"]]
    shared = [word for word in two[0].words if two[1].index(word) is not None]
    for start in range(len(shared)):
        words = [shared[(start * 37 + at * 11) % len(shared)] for at in range(9)]
        for last in shared:
            if all(contains(" ".join([*words, last]), {one.language: one}) for one in two):
                return [*words, last]
    raise AssertionError("no such words")
