"""The floor of the console's keys: Textual alone, a list of prepared lines and a text beside it."""

import sys
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static

READY = "bare-list-ready"


class BareList(ScrollView, can_focus=True):
    """So many lines, all alike."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "move(1)"),
        Binding("k", "move(-1)"),
        Binding("pagedown", "move(40)"),
        Binding("pageup", "move(-40)"),
    ]
    cursor: reactive[int] = reactive(0, repaint=False)

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count
        self._line = Strip([Segment(READY.ljust(100), Style())])
        self._marked = Strip([Segment(READY.ljust(100), Style(reverse=True))])

    def on_mount(self) -> None:
        """As long as it is."""
        self.virtual_size = Size(100, self._count)

    def render_line(self, y: int) -> Strip:
        """A line that was made before."""
        return self._marked if y + self.scroll_offset.y == self.cursor else self._line

    def action_move(self, step: int) -> None:
        """Moves the cursor, and scrolls so that it is seen."""
        self.cursor = max(0, min(self.cursor + step, self._count - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Redraws two lines, or all when it scrolls."""
        height = self.size.height
        top = min(max(self.scroll_offset.y, new - height + 1), new)
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, immediate=True)
        for place in (old, new):
            self.refresh(Region(0, place - self.scroll_offset.y, self.size.width, 1))
        self.app.query_one(Static).update(Text(f"{new} " * 200))


class BareApp(App[None]):
    """Nothing else."""

    CSS = "BareList { width: 100; height: 1fr; } Static { width: 1fr; height: 1fr; }"

    def compose(self) -> ComposeResult:
        """The list, and a text."""
        with Horizontal():
            yield BareList(int(sys.argv[1]))
            yield Static("")


if __name__ == "__main__":
    BareApp().run()
