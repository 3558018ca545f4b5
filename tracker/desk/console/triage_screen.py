"""The screen on which a shift is spent: queues, the list of cases, the case under the cursor."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize, ScreenResume
from textual.widget import Widget
from textual.widgets import Static

from crypto.errors import TrackerError
from tracker.desk.console.act_keys import ACT_BINDINGS
from tracker.desk.console.asking import told
from tracker.desk.console.case_list import CaseList
from tracker.desk.console.dialogs import AskCaseNumber
from tracker.desk.console.go_to import GoTo
from tracker.desk.console.header import DeskHeader
from tracker.desk.console.list_line import Columns, heading
from tracker.desk.console.narrowing import NarrowingScreen
from tracker.desk.console.opening import open_case, open_desk
from tracker.desk.console.preview import Preview
from tracker.desk.console.queues_bar import LETTERS, QueuesBar
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.undoing import newest_act, take_back
from tracker.desk.erasing import erase_by_hand
from tracker.desk.listing import ORDERS, View
from tracker.desk.saved_queries import saved_queries


class TriageScreen(NarrowingScreen):
    """Below everything else; Escape takes back what narrows the list, and never leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "go", "console.key.go"),
        Binding("n", "next", "console.key.next-mine"),
        *ACT_BINDINGS,
        Binding("r", "open_for('reply')", "console.key.reply"),
        Binding("equals_sign", "open_for('compare')", "console.key.compare"),
        Binding("v", "open_for('confirm')", "console.key.second", show=False),
        Binding("s,t", "open_for('reply')", "console.key.status", show=False),
        Binding("u", "undo", "console.key.undo"),
        Binding("U", "redo", "console.key.redo", show=False),
        Binding("o", "order", "console.key.order", show=False),
        Binding("i", "open_desk('import')", "console.key.import", show=False),
        Binding("e", "open_desk('export')", "console.key.export", show=False),
        Binding("D", "erase", "console.key.erase", show=False),
        Binding("p", "preview", "console.key.preview", show=False),
        Binding("ctrl+d", "read_on(1)", "console.key.preview-on", show=False),
        Binding("ctrl+u", "read_on(-1)", "console.key.preview-back", show=False),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-high")]  # noqa: RUF012 - as the base class has it
    DEFAULT_CSS = """
    TriageScreen #board { height: 1fr; }
    TriageScreen #middle { width: 1fr; height: 1fr; }
    TriageScreen #columns { height: 1; text-style: underline; color: $text-muted; }
    TriageScreen.-wide #board { layout: horizontal; }
    TriageScreen.-wide QueuesBar { width: 23; height: 1fr; }
    TriageScreen.-wide #middle { width: 9fr; border-left: vkey $panel; }
    TriageScreen.-wide #preview { width: 4fr; height: 1fr; border-left: vkey $panel; }
    TriageScreen.-narrow #board { layout: vertical; }
    TriageScreen.-narrow #preview { height: 7; border-top: solid $panel; }
    TriageScreen.-narrow.-large #preview { height: 60%; }
    TriageScreen.-wide.-large #preview { width: 13fr; }
    TriageScreen.-none #preview, TriageScreen.-narrow.-short #preview { display: none; }
    """

    def __init__(self, session: ConsoleSession) -> None:
        super().__init__(session)
        self._put_last: dict[str, Text] = {}

    def heading(self) -> Text:
        """What is in view, and how much of it."""
        session = self.session
        listing = session.listing
        view, text = listing.view, Text(no_wrap=True, overflow="ellipsis")
        text.append(session.say(f"console.queue.{view.scope}"))
        if view.search:
            text.append(f"  /{view.search}")
        if view.query.typed:
            text.append(f"  f {view.query.typed}")
        text.append("  " + session.say("console.list.count", count=len(listing)))
        if marks := sum(number in listing for number in self.cases.marks):
            text.append("  " + session.say("console.list.marked", count=marks), "reverse")
        text.append("  " + session.say(f"console.order.{view.order}"), "dim")
        return text

    def body(self) -> Iterable[Widget]:
        """Queues, list, preview; beside or below each other."""
        middle = Vertical(Static(id="columns", markup=False), self.cases, self.typing, id="middle")
        yield Horizontal(QueuesBar(self.session), middle, Preview(self.session), id="board")

    def on_mount(self) -> None:
        """The most pressing queue that is not empty is shown first."""
        self.cases.focus()
        self.look_at(self.session.listing.view)

    def on_screen_resume(self, _: ScreenResume) -> None:
        """Something may have been done on another screen, or a day has begun."""
        if self.is_mounted:
            self.acted()

    def on_resize(self, _: Resize) -> None:
        """Another width has other columns."""
        self.call_after_refresh(self._draw_heading)

    def act_on(self) -> Sequence[int]:
        """The marked cases, else the one under the cursor."""
        return self.cases.chosen

    def acted(self) -> None:
        """Draws what changed; the cursor stays on its case, or on its place if the case left the list."""
        number = self.cases.number
        self.session.refresh()
        self.cases.show(number)
        self._draw()

    def follow(self, number: int) -> None:
        """Puts the cursor on a case that a screen above went to, if it is in view: one comes back to it."""
        if number in self.session.listing:
            self.cases.show(number)

    def look_at(self, view: View) -> None:
        """Shows another part of the cases, or another order of them."""
        number = self.cases.number
        self.session.look_at(view)
        self.cases.show(number)
        self._draw()

    def moved(self) -> None:
        """Draws the heading, and the case under the cursor."""
        self._draw_heading()
        self.query_one(Preview).show(self.cases.number)

    @on(CaseList.Opened)
    def _opened(self) -> None:
        self.action_open_for("inquiry")

    @on(QueuesBar.Chosen)
    def _chosen(self, event: QueuesBar.Chosen) -> None:
        self.go_to_queue(event.queue)

    def go_to_queue(self, queue: str) -> None:
        """Shows a queue, whole."""
        self.hush()
        self.look_at(View(queue, order=self.session.listing.view.order))
        self.cases.action_end(0)

    def action_open_for(self, what: str) -> None:
        """Opens the case under the cursor, or one of its screens."""
        if self.cases.number is not None:
            open_case(self.app, self.session, what, self.cases.number, self.complain)

    def action_open_desk(self, what: str) -> None:
        """Opens a screen of the desk as a whole."""
        open_desk(self.app, self.session, what)

    def action_preview(self) -> None:
        """A larger preview, none, and as it was."""
        sizes = ["", "-large", "-none"]
        now = next((size for size in sizes[1:] if self.has_class(size)), "")
        self.remove_class(*sizes[1:])
        if after := sizes[(sizes.index(now) + 1) % len(sizes)]:
            self.add_class(after)

    def action_read_on(self, step: int) -> None:
        """The next part of the case under the cursor, or the part before."""
        self.query_one(Preview).read_on(step)

    @work
    async def action_erase(self) -> None:
        """Destroys a case, once its number was typed."""
        if self.cases.number is None:
            return
        case = self.session.case(self.cases.number)
        if not await self.app.push_screen_wait(
            AskCaseNumber(self.session, case.label, self.words("erase.what"))
        ):
            return
        try:
            erase_by_hand(self.session.vault, case, self.session.now)
        except (TrackerError, OSError) as error:
            self.complain(error)
            return
        if self.session.book is not None:
            self.session.take_book(self.session.book)
        self.acted()
        self.tell(self.words("erase.done", case=case.label))

    def action_go(self) -> None:
        """To the queue of a letter, or the saved filter of a digit."""
        self.app.push_screen(GoTo(self.session), self._went)

    def _went(self, pressed: str | None) -> None:
        if pressed is None:
            return
        if pressed in LETTERS:
            self.go_to_queue(LETTERS[pressed])
        else:
            self.look_at(View("all"))
            self.show_query(saved_queries(self.session.desk)[int(pressed) - 1][1])

    def action_next(self) -> None:
        """To the case that needs this caseworker next, in whatever queue it is."""
        number = self.session.board.next_for_me(self.cases.number)
        if number is None:
            self.tell(self.words("next.none"))
            return
        if number not in self.session.listing:
            self.look_at(View("open", order=self.session.listing.view.order))
        if number not in self.session.listing:
            self.look_at(View("all", order=self.session.listing.view.order))
        self.cases.show(number)

    def action_undo(self) -> None:
        """Takes back what this caseworker did last."""
        self._again(is_redo=False)

    def action_redo(self) -> None:
        """Does again what was taken back."""
        self._again(is_redo=True)

    def action_order(self) -> None:
        """The next order of the list."""
        view, orders = self.session.listing.view, list(ORDERS)
        self.look_at(replace(view, order=orders[(orders.index(view.order) + 1) % len(orders)]))

    @work(exclusive=True, group="undo")
    async def _again(self, is_redo: bool) -> None:
        try:
            target = newest_act(self.session, is_redo)
            cases = await take_back(self, target, self.act_on(), is_redo)
        except (TrackerError, OSError) as error:
            self.complain(error)
            return
        if not cases:
            return
        self.acted()
        if len(cases) == 1:
            self.cases.show(cases[0].number)
        self.tell(self.words("redo.done" if is_redo else "undone.done", cases=told(cases)))

    def _draw(self) -> None:
        self._draw_heading()
        self.query_one(QueuesBar).refresh()
        self.query_one(DeskHeader).refresh()

    def _draw_heading(self) -> None:
        self._put("#heading", self.heading())
        width = self.cases.scrollable_content_region.width
        cells = heading(Columns.of(width), lambda msgid: self.session.say(f"console.{msgid}"))
        self._put("#columns", Text("".join(text for text, _ in cells), no_wrap=True, end=""))

    def _put(self, where: str, text: Text) -> None:
        """Draws a line anew if it is another one: nothing moves by it."""
        if self._put_last.get(where) != text:
            self._put_last[where] = text
            self.query_one(where, Static).update(text, layout=False)
