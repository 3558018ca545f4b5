"""Two entries side by side: is this the same person? A word on it changes no answer and no status."""

import time
from collections.abc import Iterable
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from crypto.errors import TrackerError
from tracker.desk import display
from tracker.desk.acting import link
from tracker.desk.case import Case
from tracker.desk.console.entries import Entry, entry_of
from tracker.desk.console.frame import DeskScreen
from tracker.desk.console.history import newest_own
from tracker.desk.console.related import Related, related, state_words
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.sides import compared
from tracker.desk.console.undoing import take_back
from tracker.desk.lists.telling import history_lines
from tracker.desk.matching.judging import judge
from tracker.desk.matching.telling import reason_lines, strength
from tracker.desk.matching.verdicts import Verdict, offered_link


class CompareScreen(DeskScreen[None]):
    """An inquiry, and one after the other who may be the same person."""

    # A key held down must not judge somebody whom nobody has seen.
    GLANCE_SECONDS: ClassVar[float] = 0.4
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "judge('accept')", "console.key.same"),
        Binding("n", "judge('reject')", "console.key.other"),
        Binding("L", "link", "console.key.link"),
        Binding("l,space", "go(1)", "console.key.next"),
        Binding("h", "go(-1)", "console.key.previous"),
        Binding("z", "judge('')", "console.key.forget"),
        Binding("u", "undo", "console.key.undo"),
        Binding("j,down", "scroll_lines(1)", "console.key.down", show=False),
        Binding("k,up", "scroll_lines(-1)", "console.key.up", show=False),
        Binding("enter", "open", "console.key.open"),
    ]
    DEFAULT_CSS = """
    CompareScreen #sides { height: 1fr; padding: 0 1; }
    CompareScreen #sides Static { height: auto; }
    """

    def __init__(self, session: ConsoleSession, case_number: int, reference: str) -> None:
        super().__init__(session)
        self.number = case_number
        self._known: dict[str, Related] = {}
        self._look()
        self._references = list(self._known)
        if reference not in self._references:
            self._references.insert(0, reference)
        self._place = self._references.index(reference)
        self._shown_at = 0.0

    @property
    def case(self) -> Case:
        """The inquiry as it stands."""
        return self.session.case(self.number)

    @property
    def item(self) -> Related:
        """The entry beside it, as it stands."""
        reference = self._references[self._place]
        return self._known.get(reference) or Related(reference, Verdict.FORGET, is_linked=False)

    def _look(self) -> None:
        """Finds out what is proposed and decided now: once for each time that something is shown."""
        self._known = {item.reference: item for item in related(self.session, self.case)}

    def heading(self) -> Text:
        """Which of how many, how alike, what was decided."""
        item, entry = self.item, entry_of(self.session, self.item.reference)
        place = {"number": self._place + 1, "count": len(self._references)}
        text = Text(self.words("compare.title", case=self.case.label, other=entry.label, **place), "bold")
        alike = strength(item.candidate.score, self.session.language) if item.candidate else ""
        state = "  ".join(filter(None, (alike, state_words(self.session, item))))
        text.append(f"\n{state}", "not bold")
        return text

    def body(self) -> Iterable[Widget]:
        """Reasons, then both sides."""
        yield VerticalScroll(Static(id="reasons", markup=False), Static(id="table"), id="sides")

    def on_mount(self) -> None:
        """Shows the first."""
        self.show()
        self.query_one("#sides").focus()

    def show(self) -> None:
        """Draws the entry beside the inquiry."""
        self._look()
        item = self.item
        entry = entry_of(self.session, item.reference)
        self.query_one("#heading", Static).update(self.heading())
        self.query_one("#reasons", Static).update(self._reasons(item))
        self.query_one("#table", Static).update(self._table(entry))
        self._shown_at = time.monotonic()

    def action_judge(self, verdict: str) -> None:
        """Says that it is the same person, another one, or nothing any more; then shows the next one."""
        if time.monotonic() - self._shown_at < self.GLANCE_SECONDS:
            return
        session, item = self.session, self.item
        try:
            judge(session.vault, self.case, item.reference, Verdict(verdict), session.now)
        except (TrackerError, OSError) as error:
            self.complain(error)
            return
        session.refresh()
        self._after(item, verdict)

    def action_link(self) -> None:
        """Links two inquiries that were found to be about one person."""
        session, item = self.session, self.item
        if offered_link(session.desk, self.case, item.reference) is None:
            self.complain(
                self.words("compare.link-first" if not item.is_linked else "compare.linked-already")
            )
            return
        try:
            link(session.vault, self.case, item.reference, True, session.now)
        except (TrackerError, OSError) as error:
            self.complain(error)
            return
        session.refresh()
        self.show()
        self.tell(self.words("compare.linked"))

    @work(exclusive=True, group="undo")
    async def action_undo(self) -> None:
        """Takes back the newest thing that this caseworker did to this inquiry."""
        session, other = self.session, entry_of(self.session, self.item.reference).case
        seen = {self.number} | ({other.number} if other is not None else set())
        try:
            newest = newest_own(session, self.case)
            if newest is None:
                self.complain(self.words("undo.nothing"))
                return
            cases = await take_back(self, newest, seen)
        except (TrackerError, OSError) as error:
            self.complain(error)
            return
        if cases:
            session.refresh()
            self.show()
            self.tell(self.words("undo.done"))

    def action_go(self, step: int) -> None:
        """To the next one, or the one before; nothing is decided."""
        self._place = (self._place + step) % len(self._references)
        self.hush()
        self.show()
        self.query_one("#sides").scroll_home(animate=False)

    def action_open(self) -> None:
        """Opens the other inquiry."""
        from tracker.desk.console.inquiry import InquiryScreen

        entry = entry_of(self.session, self.item.reference)
        if entry.case is not None:
            self.app.push_screen(InquiryScreen(self.session, entry.case.number))

    def action_scroll_lines(self, lines: int) -> None:
        """Moves by some lines."""
        self.query_one("#sides").scroll_relative(y=lines, animate=False)

    def _after(self, item: Related, verdict: str) -> None:
        """An accepted inquiry stays, to be linked; else the next one that waits for a word."""
        other = entry_of(self.session, item.reference)
        done = self.words(f"compare.done.{verdict or 'forget'}", other=other.label)
        if verdict == Verdict.ACCEPT and other.case is not None:
            self.show()
            self.tell(f"{done} {self.words('compare.offer-link')}")
            return
        self._look()
        waiting = [place for place in range(len(self._references)) if self._waits(place)]
        if verdict and waiting:
            self._place = next((place for place in waiting if place > self._place), waiting[0])
        elif verdict:
            done = f"{done} {self.words('compare.all-seen')}"
        self.show()
        self.tell(done)

    def _waits(self, place: int) -> bool:
        item = self._known.get(self._references[place])
        return item is not None and item.waits

    def _reasons(self, item: Related) -> Text:
        lines = reason_lines(item.candidate, self.session.language) if item.candidate else []
        text = Text("".join(f"· {line}\n" for line in lines) or f"{self.words('compare.no-reasons')}\n")
        return text + self._history(entry_of(self.session, item.reference))

    def _history(self, entry: Entry) -> Text:
        """What each version of a list says of a row: that it vanished must be said here."""
        row, shelf = entry.row, self.session.shelf
        if row is None or row.entry is None or len(shelf.versions(row.taken)) < 2:
            return Text()
        lines = history_lines(shelf.history(row.taken, row.number), self.session.language)
        return Text("".join(f"{display.line(line)}\n" for line in lines), "bold")

    def _table(self, entry: Entry) -> Table:
        table = Table(expand=True, show_edge=False, pad_edge=False, highlight=False)
        other = Text(f"{entry.label} {entry.name}".strip(), "bold")
        table.add_column("", ratio=3)
        table.add_column(Text(self.case.label, "bold"), ratio=5)
        table.add_column("", width=1)
        table.add_column(other, ratio=5)
        for row in compared(self.session, self.case, entry):
            style = "bold" if row.sign == "≠" else ""
            table.add_row(Text(row.label, "dim"), Text(row.ours, style), row.sign, Text(row.theirs, style))
        return table
