"""Colours of the console: sixteen of the terminal's own, or quiet ones where it has more.

Nothing is told by colour alone: every mark is a character first.
"""

from collections.abc import Mapping

from textual.theme import Theme

PLAIN = "ansi-dark"
_FEW_COLOURS = ("linux", "vt", "ansi", "xterm-16color", "screen.linux", "dumb")

DESK = Theme(
    name="desk",
    primary="#7aa2c8",
    secondary="#8fb8a8",
    accent="#d0b070",
    warning="#e0b050",
    error="#f07878",
    success="#90c090",
    foreground="#d8d8d4",
    background="#14171a",
    surface="#1b1f24",
    panel="#2a3038",
    dark=True,
    variables={"block-cursor-text-style": "bold", "input-selection-background": "#3a5068"},
)


def theme_for(environment: Mapping[str, str]) -> str:
    """The theme's name: the terminal's own colours if it has sixteen or fewer, or none are wanted."""
    terminal = environment.get("TERM", "")
    if "NO_COLOR" in environment or not terminal or terminal.startswith(_FEW_COLOURS):
        return PLAIN
    many = environment.get("COLORTERM", "") in ("truecolor", "24bit") or "256color" in terminal
    return DESK.name if many else PLAIN
