"""Every screen, in three languages, by day and by night: axe-core finds nothing to complain about."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import RESULTS
from tests.browser.driver import Page
from tests.browser.family import Family
from tests.browser.line import Line
from tests.browser.modes import CHROMIUM, Mode
from tests.browser.tour import Tour
from tests.records.test_pictures import jpeg
from tracker.records.form import LANGUAGES

# All rules but those that axe-core itself calls experimental.
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_screen_breaks_a_rule(
    tab: Callable[[Mode], Page], line: Line, paper: list[str], picture: Path, language: str
) -> None:
    page = tab(CHROMIUM)
    page.view(360, 740)
    report: dict[str, Any] = {}
    for name in Tour(Family(page, line.url, language), line, paper, picture).screens():
        for scheme in ("light", "dark"):
            page.scheme(scheme)
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
    _write(language, report)
    assert {name.split(" ")[0] for name in report} >= SCREENS
    broken = {name: entry["violations"] for name, entry in report.items() if entry["violations"]}
    assert broken == {}


def _write(language: str, report: dict[str, Any]) -> None:
    folder = RESULTS / "accessibility"
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (folder / f"{language}.json").write_text(text, encoding="utf-8")


def test_the_search_for_broken_rules_finds_some(tab: Callable[[Mode], Page]) -> None:
    page = tab(CHROMIUM)
    page.goto("data:text/html,<img src='x'><p style='color:%23ccc;background:%23fff'>pale</p>")
    assert {item["id"] for item in page.axe(**RULES)["violations"]} >= {"image-alt", "color-contrast"}
