"""The list of cases: draws only the lines that are seen, however many there are."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tracker.desk.console.list_line import Columns, line
from tracker.desk.console.session import ConsoleSession
from tracker.desk.listing import Listing
from tracker.desk.queues import QueueContext
from tracker.desk.rows import Row

_KEPT_LINES = 2_000


class CaseList(ScrollView, can_focus=True):
    """Posts ``Moved`` when the cursor is on another case, ``Opened`` when one is to be opened."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "list--urgent", "list--escalated", "list--new", "list--quiet", "list--mine", "list--ties",
        "list--marked", "list--cursor", "list--number", "list--name",
    }  # fmt: skip
    DEFAULT_CSS = """
    CaseList { height: 1fr; overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1; }
    CaseList .list--urgent { color: $error; text-style: bold; }
    CaseList .list--escalated { color: $warning; text-style: bold; }
    CaseList .list--new { color: $warning; text-style: bold; }
    CaseList .list--quiet { color: $foreground; text-style: dim; }
    CaseList .list--mine { color: $success; }
    CaseList .list--ties { color: $accent; }
    CaseList .list--marked { text-style: bold; color: $accent; }
    CaseList .list--number { color: $primary; }
    CaseList .list--name { color: $foreground; }
    CaseList .list--cursor { text-style: reverse; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "console.key.down", show=False),
        Binding("k,up", "move(-1)", "console.key.up", show=False),
        Binding("enter", "open", "console.key.open"),
        Binding("pagedown,ctrl+f", "page(1)", "console.key.page-down", show=False),
        Binding("pageup,ctrl+b", "page(-1)", "console.key.page-up", show=False),
        Binding("home,K", "end(0)", "console.key.first", show=False),
        Binding("end,J", "end(1)", "console.key.last", show=False),
        Binding("x,space", "mark", "console.key.mark"),
        Binding("X", "mark_all", "console.key.mark-all", show=False),
    ]
    cursor: reactive[int] = reactive(0, repaint=False)

    class Moved(Message):
        """The cursor is on another case, or on none."""

    class Opened(Message):
        """A case is to be opened."""

    def __init__(self, session: ConsoleSession) -> None:
        super().__init__(id="cases")
        self.session = session
        self.marks: set[int] = set()
        self._lines: dict[int, tuple[Row, QueueContext, object, Strip]] = {}

    @property
    def listing(self) -> Listing:
        """The cases in view."""
        return self.session.listing

    @property
    def number(self) -> int | None:
        """The case under the cursor; None in an empty list."""
        return self.listing[self.cursor] if 0 <= self.cursor < len(self.listing) else None

    @property
    def chosen(self) -> list[int]:
        """What an act is about: the marked cases in view, else the one under the cursor."""
        marked = [number for number in self.listing if number in self.marks] if self.marks else []
        return marked or ([] if self.number is None else [self.number])

    def show(self, number: int | None = None) -> None:
        """Draws the list anew, the cursor on a case if it is in view, else where it was."""
        place = None if number is None else self.listing.place_of(number)
        self.marks.intersection_update(self.session.board.rows)
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.listing))
        last = max(0, len(self.listing) - 1)
        self.set_reactive(CaseList.cursor, min(self.cursor if place is None else place, last))
        self._follow()
        self.refresh()
        self.post_message(self.Moved())

    def watch_cursor(self, old: int, new: int) -> None:
        """Redraws the two lines that changed."""
        self._follow()
        for place in (old, new):
            self.refresh(Region(0, place - self.scroll_offset.y, self.size.width, 1))
        self.post_message(self.Moved())

    def action_move(self, step: int) -> None:
        """Up or down."""
        self._go(self.cursor + step)

    def action_page(self, step: int) -> None:
        """A screenful up or down."""
        self._go(self.cursor + step * max(1, self.size.height - 1))

    def action_end(self, last: int) -> None:
        """To the first or the last case."""
        self._go(len(self.listing) - 1 if last else 0)

    def action_open(self) -> None:
        """Opens the case under the cursor."""
        if self.number is not None:
            self.post_message(self.Opened())

    def action_mark(self) -> None:
        """Marks the case under the cursor, or no longer, and goes on."""
        if self.number is not None:
            self.marks ^= {self.number}
            self.refresh()
            self._go(self.cursor + 1)
            self.post_message(self.Moved())

    def action_mark_all(self) -> None:
        """Marks all cases in view; nothing if all are marked already."""
        shown = set(self.listing)
        self.marks = set() if shown <= self.marks else self.marks | shown
        self.refresh()
        self.post_message(self.Moved())

    def on_click(self, event: events.Click) -> None:
        """A click goes there, a second one opens."""
        place = event.y + self.scroll_offset.y
        if place < len(self.listing):
            self._go(place)
            if event.chain > 1:
                self.action_open()

    def on_resize(self, _: events.Resize) -> None:
        """Another width has other columns."""
        self._lines.clear()
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.listing))
        self.call_after_refresh(self._follow)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        place, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        base = self.rich_style
        if place >= len(self.listing):
            words = self._say("list.empty") if y == 1 and not self.listing else ""
            return Strip([Segment(f" {words}", base)]).adjust_cell_length(width, base)
        number = self.listing[place]
        strip = self._line(number, width, base)
        if place == self.cursor and self.has_focus_within:
            # One style for the whole line: a bar of many colours is hard to read.
            cursor = self.get_component_rich_style("list--cursor", partial=True)
            return Strip([Segment(strip.text, base + cursor)], strip.cell_length)
        return strip

    def _line(self, number: int, width: int, base: Style) -> Strip:
        """The line of a case, drawn once for each of its states."""
        board = self.session.board
        row, marked = board.rows[number], number in self.marks
        kept, looks = self._lines.get(number), (marked, width, base)
        if kept is not None and kept[0] is row and kept[1] is board.context and kept[2] == looks:
            return kept[3]
        cells = line(row, board, Columns.of(width), self._say, marked)
        strip = Strip([Segment(text, base + self._style(style)) for text, style in cells])
        strip = strip.adjust_cell_length(width, base)
        if len(self._lines) > _KEPT_LINES:
            self._lines.clear()
        self._lines[number] = (row, board.context, looks, strip)
        return strip

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"list--{name}", partial=True) if name else Style.null()

    def _say(self, msgid: str) -> str:
        return self.session.say(f"console.{msgid}")

    def _go(self, place: int) -> None:
        self.cursor = max(0, min(place, len(self.listing) - 1))

    def _follow(self) -> None:
        """Scrolls so that the cursor is seen."""
        height = self.scrollable_content_region.height
        if height <= 0:
            return
        top = min(max(self.scroll_offset.y, self.cursor - height + 1), self.cursor)
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, immediate=True)
