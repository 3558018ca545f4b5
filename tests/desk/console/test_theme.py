"""Which colours are sent where: the terminal's own sixteen, many, or none."""

import random
from pathlib import Path

import pytest
from textual.filter import NoColor

from tests.desk.console.shell_world import DoorInTest, FilledDesk
from tracker.desk.console.app import Console
from tracker.desk.console.theme import DESK, PLAIN, theme_for


@pytest.mark.parametrize(
    ("environment", "theme"),
    [
        ({"TERM": "xterm-256color"}, DESK.name),
        ({"TERM": "tmux-256color"}, DESK.name),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, DESK.name),
        ({"TERM": "xterm"}, PLAIN),
        ({"TERM": "linux"}, PLAIN),
        ({"TERM": "linux", "COLORTERM": "truecolor"}, PLAIN),
        ({"TERM": "vt220"}, PLAIN),
        ({"TERM": "xterm-16color"}, PLAIN),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, PLAIN),
        ({}, PLAIN),
    ],
)
def test_a_terminal_gets_the_colours_that_it_has(environment: dict[str, str], theme: str) -> None:
    assert theme_for(environment) == theme


def test_no_colour_at_all_is_sent_where_none_is_wanted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rng: random.Random
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Console(DoorInTest(FilledDesk(tmp_path, rng)), PLAIN)  # type: ignore[arg-type]
    assert any(isinstance(each, NoColor) for each in app._filters)
