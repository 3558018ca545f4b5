"""Every screen, in three languages, by day and by night: axe-core finds nothing to complain about.

In Firefox one language, by day: what differs there is how things are laid out and named, not the texts.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import RESULTS
from tests.browser.driver import Page
from tests.browser.family import Family
from tests.browser.line import Line
from tests.browser.modes import CHROMIUM, FIREFOX, Mode
from tests.browser.tour import Tour
from tests.simulators.camera import jpeg
from tracker.records.form import LANGUAGES

# All rules but those that axe-core itself calls experimental.
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}
IN_BROWSERS_AND_LANGUAGES = pytest.mark.parametrize(
    ("mode", "language"),
    [*((CHROMIUM, language) for language in LANGUAGES), (FIREFOX, LANGUAGES[0])],
    ids=lambda one: one.name if isinstance(one, Mode) else one,
)
SCREENS = {
    "start", "question-refused", "review", "words", "retype", "retype-refused", "sending", "lost", "sent",
    "ended", "words-in", "words-in-refused", "working", "answer", "answer-none", "answer-late", "withdraw",
    "drop", "failed", "old",
}  # fmt: skip


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A small photo."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(jpeg())
    return path


def schemes(page: Page, mode: Mode) -> Iterator[str]:
    """By day and by night; Firefox does not change while it runs."""
    if mode.is_firefox:
        yield "light"
        return
    for scheme in ("light", "dark"):
        page.scheme(scheme)
        yield scheme


@IN_BROWSERS_AND_LANGUAGES
def test_no_screen_breaks_a_rule(
    tab: Callable[[Mode], Page], line: Line, paper: list[str], picture: Path, mode: Mode, language: str
) -> None:
    page = tab(mode)
    page.view(360, 740)
    report: dict[str, Any] = {}
    for name in Tour(Family(page, line.url, language, mode), line, paper, picture).screens():
        for scheme in schemes(page, mode):
            found = page.axe(**RULES)
            report[f"{name} {scheme}"] = {
                "violations": [
                    {
                        "rule": item["id"],
                        "impact": item["impact"],
                        "nodes": [n["html"] for n in item["nodes"]],
                    }
                    for item in found["violations"]
                ],
                "passes": len(found["passes"]),
            }
    _write(f"{mode.name}-{language}", report)
    assert {name.split(" ")[0] for name in report} >= SCREENS
    broken = {name: entry["violations"] for name, entry in report.items() if entry["violations"]}
    assert broken == {}


def _write(name: str, report: dict[str, Any]) -> None:
    folder = RESULTS / "accessibility"
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (folder / f"{name}.json").write_text(text, encoding="utf-8")


def test_the_search_for_broken_rules_finds_some(page: Page) -> None:
    page.goto("data:text/html,<img src='x'><p style='color:%23ccc;background:%23fff'>pale</p>")
    assert {item["id"] for item in page.axe(**RULES)["violations"]} >= {"image-alt", "color-contrast"}
