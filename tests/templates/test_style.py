"""The style of all pages: readable by its own numbers, and fetching nothing."""

import re

import pytest

from tests.architecture.tree import ROOT

STYLE = (ROOT / "templates/base/page.css").read_text(encoding="utf-8")
# What is read upon what: WCAG 2.2 asks 4.5 of text, 3 of the edges of controls.
TEXT = [
    ("ink", "paper"), ("ink", "sheet"), ("ink", "care"), ("ink", "tint"), ("soft", "paper"),
    ("soft", "sheet"), ("paper", "ink"), ("deed", "paper"), ("deed", "tint"),
    ("on-deed", "deed"), ("harm", "paper"),
]  # fmt: skip
EDGES = [("edge", "paper"), ("edge", "sheet"), ("deed", "paper"), ("deed", "sheet"), ("care-edge", "care")]


def palettes() -> dict[str, dict[str, str]]:
    """The colours by name, by day and by night."""
    day, night = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    named = {
        key: dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", text))
        for key, text in (("day", day), ("night", night))
    }
    assert named["day"].keys() == named["night"].keys()
    return named


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of ``#rgb`` or ``#rrggbb``."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Between 1 and 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("time", ["day", "night"])
def test_text_can_be_read(time: str) -> None:
    colours = palettes()[time]
    assert [pair for pair in TEXT if contrast(colours[pair[0]], colours[pair[1]]) < 4.5] == []


@pytest.mark.parametrize("time", ["day", "night"])
def test_the_edges_of_controls_can_be_seen(time: str) -> None:
    colours = palettes()[time]
    assert [pair for pair in EDGES if contrast(colours[pair[0]], colours[pair[1]]) < 3] == []


def test_the_style_fetches_nothing_and_moves_nothing() -> None:
    assert not re.search(r"url\(|@import|@font-face|animation|transition|image", STYLE)


def test_the_words_are_not_printed_by_accident() -> None:
    printed = STYLE[STYLE.index("@media print") :]
    assert ".no-print" in printed
    for screen in ("words", "retype", "words-in"):
        template = (ROOT / f"templates/family/screens/{screen}.html").read_text(encoding="utf-8")
        assert template.startswith('<section class="no-print">')
