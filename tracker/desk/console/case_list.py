"""The list of cases: draws only the lines that are seen, however many there are."""

from collections.abc import Callable
from itertools import groupby
from textwrap import wrap
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

from tracker.desk.console.list_line import Cell, Columns, line
from tracker.desk.console.session import ConsoleSession
from tracker.desk.listing import Listing
from tracker.desk.queues import QueueContext
from tracker.desk.rows import Row

# Several screenfuls: drawing a line again is cheap, and the collector goes through all that is kept.
_KEPT_LINES = 300


class _Looks:
    """How the lines of a list look while nothing changes but what is seen of it."""

    def __init__(self, cases: "CaseList") -> None:
        self.base = cases.rich_style
        self.width = cases.scrollable_content_region.width
        self.columns = Columns.of(self.width)
        self._cases, self._styles = cases, {"": self.base}

    def of(self, name: str) -> Style:
        """The style of a cell; "" for none of its own."""
        style = self._styles.get(name)
        if style is None:
            own = self._cases.get_component_rich_style(f"list--{name}", partial=True)
            style = self._styles[name] = self.base + own
        return style

    def drawn(self, cells: list[Cell]) -> Strip:
        """A line. What looks alike is one piece of it: each piece has its price until it is seen."""
        pieces = groupby(cells, key=lambda cell: self.of(cell[1]))
        strip = Strip([Segment("".join(text for text, _ in piece), style) for style, piece in pieces])
        return strip.adjust_cell_length(self.width, self.base)


class CaseList(ScrollView, can_focus=True):
    """Calls ``moved`` when the cursor is on another case, or on none; posts ``Opened`` to have one opened.

    A message would come after the list was drawn: all that follows the cursor would be a second drawing.
    """

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

    class Opened(Message):
        """A case is to be opened."""

    def __init__(self, session: ConsoleSession, moved: Callable[[], None]) -> None:
        super().__init__(id="cases")
        self.session, self._moved = session, moved
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
        self._moved()

    def watch_cursor(self, old: int, new: int) -> None:
        """Redraws the two lines that changed."""
        self._follow()
        for place in (old, new):
            self.refresh(Region(0, place - self.scroll_offset.y, self.size.width, 1))
        self._moved()

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
            self._moved()

    def action_mark_all(self) -> None:
        """Marks all cases in view; nothing if all are marked already."""
        shown = set(self.listing)
        self.marks = set() if shown <= self.marks else self.marks | shown
        self.refresh()
        self._moved()

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

    def render_lines(self, crop: Region) -> list[Strip]:
        """What is seen, of lines that are kept whole: nothing is around them, and they are filtered once."""
        self._looks = _Looks(self)
        strips = [self.render_line(y) for y in crop.line_range]
        background = self.background_colors[1]
        for each in self.get_line_filters():
            strips = [strip.apply_filter(each, background) for strip in strips]
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        looks, place = self._looks, y + self.scroll_offset.y
        if place >= len(self.listing):
            return self._blank(y, looks)
        strip = self._line(self.listing[place], looks)
        if place == self.cursor and self.has_focus_within:
            # One style for the whole line: a bar of many colours is hard to read.
            return Strip([Segment(strip.text, looks.of("cursor"))], strip.cell_length)
        return strip

    def _blank(self, y: int, looks: _Looks) -> Strip:
        """Below the last case; where there is none, words say so."""
        words = [] if self.listing else wrap(self._say("list.empty"), max(looks.width - 1, 1))
        said = words[y - 1] if 0 < y <= len(words) else ""
        return Strip([Segment(f" {said}", looks.base)]).adjust_cell_length(looks.width, looks.base)

    def _line(self, number: int, looks: _Looks) -> Strip:
        """The line of a case, drawn once for each of its states."""
        board = self.session.board
        row, marked = board.rows[number], number in self.marks
        kept, state = self._lines.get(number), (marked, looks.width, looks.base)
        if kept is not None and kept[0] is row and kept[1] is board.context and kept[2] == state:
            return kept[3]
        strip = looks.drawn(line(row, board, looks.columns, self._say, marked))
        if len(self._lines) > _KEPT_LINES:
            self._lines.clear()
        self._lines[number] = (row, board.context, state, strip)
        return strip

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
