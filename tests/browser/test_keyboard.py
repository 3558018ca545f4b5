"""Keys alone: the whole way of asking, in an order that makes sense, with the focus always seen."""

from typing import Any

import pytest

from tests.browser.conftest import Stage
from tests.browser.driver import Page
from tests.browser.family import QUESTION, Family
from tests.browser.line import Line
from tests.browser.modes import Mode

# What has the focus, into the shadow tree where boxes stand, and whether its outline can be seen.
FOCUS = """() => {
  let one = document.activeElement;
  const { field } = one.dataset;
  while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  const style = getComputedStyle(one);
  return {
    tag: one.tagName, id: one.id, field: field ?? null, do: one.dataset.do ?? null,
    value: one.dataset.value ?? null, checked: one.getAttribute("aria-checked"),
    href: one.getAttribute("href"),
    seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""
MANY = 40


class Keys:
    """Somebody without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def focus(self) -> dict[str, Any]:
        """What the next key goes to."""
        return dict(self.page.evaluate(FOCUS))

    def to(self, **wanted: str) -> None:
        """Presses Tab until this has the focus."""
        for _ in range(MANY):
            self.page.press("Tab")
            focus = self.focus
            if all(focus[name] == value for name, value in wanted.items()):
                assert focus["seen"], focus
                return
        raise AssertionError(f"Tab does not lead to {wanted}")

    def press(self, action: str) -> None:
        """Goes to a button and presses Enter."""
        self.to(do=action)
        self.page.press("Enter")

    def choose(self, value: str) -> None:
        """Moves to an option of one choice by the arrow keys, and goes on by Enter."""
        self.page.press("Tab")
        while self.focus["value"] is None:
            self.page.press("Tab")
        while not (self.focus["value"] == value and self.focus["checked"] == "true"):
            self.page.press("ArrowDown")
        assert self.focus["seen"]
        self.page.press("Enter")


@pytest.fixture
def keys(page: Page, line: Line, mode: Mode) -> Keys:
    """Somebody before the start page."""
    Family(page, line.url, "uk", mode).open()
    return Keys(page)


def test_the_way_out_comes_first_and_the_order_is_that_of_the_page(keys: Keys) -> None:
    keys.page.evaluate("() => document.body.focus()")
    seen = []
    while len(seen) < MANY and (not seen or keys.focus["id"] != "exit"):
        keys.page.press("Tab")
        focus = keys.focus
        if focus["tag"] == "BODY" or (seen and focus["id"] == "exit"):
            break
        assert focus["seen"], focus
        seen.append(focus["id"] or focus["do"] or focus["href"] or focus["tag"])
        if seen == ["exit"]:
            keys.page.press("Tab")
            seen.append(keys.focus["href"])
    assert seen[:8] == ["exit", "/uk/", "/ru/", "/en/", "ask", "check", "add", "withdraw"]


def test_a_family_asks_with_keys_alone(keys: Keys, line: Line, shared: Stage, mode: Mode) -> None:
    page, family = keys.page, Family(keys.page, line.url, "uk", mode)
    keys.press("ask")
    chosen = {"holder": "other", "category": "patient", "relation": "friend"}
    while family.screen("question", "review") == "question":
        path = family.question()
        # The heading is read first, whatever came before.
        assert keys.focus["tag"] in ("H1", "BUTTON", "INPUT", "TEXTAREA")
        if path in chosen:
            keys.choose(chosen[path])
        elif path == "full-name":
            keys.to(field=path)
            page.type("Вигадана Людина")
            page.press("Enter")
        elif path == "text":
            keys.to(field=path)
            page.type("Лише клавіші.")
            keys.press("next")
        else:
            keys.press("next" if path == "attachments" else "skip")
        page.wait(f"(path) => document.body.dataset.screen !== 'question' || ({QUESTION})() !== path", path)
    keys.press("next")
    words = family.read_words()
    keys.press("next")
    family.screen("retype")
    keys.to(field="words")
    page.type(" ".join(words))
    keys.press("next")
    family.screen("sent")
    assert len(line.letters) == 1


@pytest.mark.parametrize("how", ["link", "escape"])
def test_the_way_out_leaves_nothing_to_come_back_to(keys: Keys, line: Line, mode: Mode, how: str) -> None:
    page, family = keys.page, Family(keys.page, line.url, "uk", mode)
    family.begin()
    family.answer("russia")
    family.answer("civilian")
    family.type("Вигадана Людина")
    if how == "escape":
        page.press("Escape", "Escape", "Escape")
    else:
        page.click("#exit")
    left = "https://www.wikipedia.org/"
    page.until_asked_for(left)
    # Nobody was told from where, and what was typed is gone.
    assert line.letters == []
    assert [one for one in page.log["requests"] if one["url"] == left]
