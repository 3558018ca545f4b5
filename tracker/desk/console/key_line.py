"""The keys of the moment, in a line at the bottom of every screen."""

from rich.text import Text
from textual.app import RenderResult
from textual.binding import Binding
from textual.events import Mount
from textual.widget import Widget

from tracker.desk.console.session import ConsoleSession

_SIGNS = {
    "escape": "Esc",
    "enter": "Enter",
    "question_mark": "?",
    "exclamation_mark": "!",
    "equals_sign": "=",
    "slash": "/",
    "colon": ":",
    "space": "␣",
    "pagedown": "PgDn",
    "pageup": "PgUp",
}


def key_sign(key: str) -> str:
    """A key as people read it on their keyboard: ``!``, ``Esc``, ``^S``."""
    if key.startswith("ctrl+"):
        return f"^{key.removeprefix('ctrl+').upper()}"
    return _SIGNS.get(key, key)


class KeyLine(Widget):
    """Every binding of the screen that is shown and enabled, in the order in which it was written."""

    DEFAULT_CSS = """
    KeyLine { dock: bottom; height: auto; max-height: 2; padding: 0 1; background: $panel; }
    """

    def __init__(self, session: ConsoleSession) -> None:
        super().__init__()
        self.session = session

    def _on_mount(self, event: Mount) -> None:
        super()._on_mount(event)
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh(layout=True))

    def shown(self) -> list[Binding]:
        """What is shown: each action once, by its first key."""
        seen: dict[str, Binding] = {}
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and enabled and binding.description.startswith("console."):
                seen.setdefault(binding.action, binding)
        # Those of the program as a whole that no dialog hides.
        for item in self.app.BINDINGS:
            if isinstance(item, Binding) and item.priority and item.show and item.description:
                seen.setdefault(item.action, item)
        return list(seen.values())

    def render(self) -> RenderResult:
        """``r reply  a assign  …``"""
        line, room = Text(overflow="ellipsis"), self.app.size.width - 2
        left = room
        for binding in self.shown():
            sign, words = key_sign(binding.key), self.session.say(binding.description)
            # A key and its words stay together when the line is broken.
            if (needed := len(sign) + len(words) + 1) > left:
                line.append("\n")
                left = room
            line.append(sign, "bold reverse").append(f" {words}" + " " * min(2, left - needed))
            left -= needed + 2
        return line
