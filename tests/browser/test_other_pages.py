"""The pages beside the family's: front page, courier, errors; the same look, usable by everybody."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Stage
from tests.browser.driver import Page
from tests.browser.line import Line
from tests.browser.modes import CHROMIUM, CHROMIUM_MUTE, FIREFOX_MUTE, Mode

PATHS = ("/", "/courier", "/nowhere")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_no_rule_of_accessibility_is_broken(
    tab: Callable[[Mode], Page], shared: Stage, path: str, language: str
) -> None:
    page = tab(CHROMIUM)
    for scheme in ("light", "dark"):
        page.scheme(scheme)
        page.goto(f"{shared.server.url}{path}?language={language}")
        found = page.axe()
        assert [(item["id"], item["nodes"][0]["html"]) for item in found["violations"]] == [], scheme
        assert page.evaluate("() => document.documentElement.lang") == language


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_asked_for_but_the_page_and_its_style(page: Page, line: Line, path: str) -> None:
    page.goto(line.url + path)
    assert set(line.story) <= {f"GET {path}", "GET /page.css"}
    assert page.log["errors"] == []
    assert page.evaluate("() => document.cookie") == ""


@pytest.mark.parametrize("mode", [CHROMIUM_MUTE, FIREFOX_MUTE], ids=lambda mode: mode.name)
def test_couriers_need_no_script(page: Page, shared: Stage) -> None:
    page.goto(f"{shared.server.url}/courier")
    assert page.evaluate("() => document.querySelectorAll('input[type=file]').length") == 1
