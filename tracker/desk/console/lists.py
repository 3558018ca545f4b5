"""The desk's lists: where each comes from, how far it can be relied on, who vanished; taking one in."""

from collections.abc import Iterable
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from crypto.errors import TrackerError
from tracker.desk import display
from tracker.desk.console.dialogs import AskWord
from tracker.desk.console.list_preview import ListPreviewScreen
from tracker.desk.console.screen import CameIn
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.wording import in_words
from tracker.desk.console.working import WorkingScreen
from tracker.desk.leaving import refuse_evidence
from tracker.desk.lists import telling
from tracker.desk.lists.affected import affected
from tracker.desk.lists.guessing import guess_mapping
from tracker.desk.lists.keeping import erase_list, lists
from tracker.desk.lists.reading import bytes_of, read_table
from tracker.desk.lists.report import report_card
from tracker.desk.lists.table import Table
from tracker.desk.lists.taken import TakenList
from tracker.records.errors import VaultError

_LINE_COLUMNS = 400


class ListsScreen(WorkingScreen):
    """Gives True if a list was taken in or erased: then matches are to be found anew."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "take_in", "console.key.take-list"),
        Binding("d", "compare", "console.key.compare-list"),
        Binding("E", "erase", "console.key.erase-list"),
        Binding("j,down", "move(1)", "console.key.down", show=False),
        Binding("k,up", "move(-1)", "console.key.up", show=False),
    ]
    DEFAULT_CSS = """
    ListsScreen #lists { height: auto; max-height: 8; margin: 0 1; }
    ListsScreen #reading { max-width: 100%; }
    """

    def __init__(self, session: ConsoleSession) -> None:
        super().__init__(session)
        self.lists = lists(session.desk)
        self._compared = ""

    def heading(self) -> Text:
        """What a list is worth."""
        return Text(self.words("lists.title", count=len(self.lists)), "bold")

    def body(self) -> Iterable[Widget]:
        """The lists, and below them the report card of the one that is marked."""
        yield OptionList(id="lists", markup=False)
        yield VerticalScroll(Static(self.reading(), id="reading", markup=False), id="paper")

    def on_mount(self) -> None:
        """The newest list first."""
        super().on_mount()
        self._fill()

    @property
    def chosen(self) -> TakenList | None:
        """The list that is marked."""
        place = self.query_one("#lists", OptionList).highlighted if self.is_mounted else None
        return self.lists[place] if place is not None and place < len(self.lists) else None

    def reading(self) -> Text:
        """The report card of the list that is marked."""
        taken = self.chosen
        if taken is None:
            return Text(self.words("lists.none") if not self.lists else "")
        try:
            return self._read_of(taken)
        except VaultError as error:
            # Its rows cannot be read: that is all that can be said of it, and it can be erased.
            return Text(f"‼ {in_words(self.session.language, error)}", "bold")

    def _read_of(self, taken: TakenList) -> Text:
        session, language = self.session, self.session.language
        before = session.shelf.before(taken)
        if before is not None and taken.id == self._compared:
            return self._comparison(before, taken)
        lines = telling.list_lines(taken, language, before)
        card = report_card(taken, session.shelf.entries(taken), session.today)
        return _text([*lines, "", *telling.report_lines(card, language)])

    def action_move(self, step: int) -> None:
        """To another list."""
        self.hush()
        options = self.query_one("#lists", OptionList)
        options.highlighted = max(0, min(len(self.lists) - 1, (options.highlighted or 0) + step))

    def _comparison(self, before: TakenList, taken: TakenList) -> Text:
        """Whose accepted row vanished or changed, before everything else."""
        session, language = self.session, self.session.language
        lines = telling.affected_lines(affected(session.desk, session.shelf, before, taken), language)
        found = session.shelf.comparison(before, taken)
        return _text([*lines, *telling.comparison_lines(found, before, taken, language)])

    def on_option_list_option_highlighted(self) -> None:
        """Another list is marked."""
        taken = self.chosen
        if taken is None or taken.id != self._compared:
            self._compared = ""
        self.redraw()
        self.query_one("#paper").scroll_home(animate=False)

    def action_compare(self) -> None:
        """What this list says otherwise than the version before it."""
        taken = self.chosen
        before = self.session.shelf.before(taken) if taken is not None else None
        if taken is None or before is None:
            self.complain(self.words("lists.no-earlier"))
            return
        self._compared = taken.id
        self.redraw()
        self.query_one("#paper").scroll_home(animate=False)

    @work
    async def action_take_in(self) -> None:
        """Reads a file, and shows how before anything of it is stored."""
        path = await self.old_path(self.words("lists.which"))
        if path is not None:

            def read() -> Table:
                refuse_evidence(path)
                return read_table(bytes_of(path), path.name)

            self.start(read, self._read)

    @work
    async def action_erase(self) -> None:
        """Destroys a list for good, after its number was typed."""
        taken = self.chosen
        if taken is None:
            self.complain(self.words("lists.none"))
            return
        what = self.words("lists.erase", list=taken.label, issuer=display.line(taken.body.issuer, 60))
        typed = await self.app.push_screen_wait(AskWord(self.session, what, taken.label))
        if typed is True:
            session = self.session
            self.start(
                lambda: erase_list(session.vault, taken, session.now),
                lambda _: self._erased(taken),
            )

    def _erased(self, taken: TakenList) -> None:
        self.session.shelf.forget_erased()
        if self.session.book is not None:
            self.session.take_book(self.session.book)
        self._changed(self.words("lists.erased", list=taken.label))

    @work
    async def _read(self, table: Table) -> None:
        self.has_worked = False
        self.hush()
        try:
            screen = ListPreviewScreen(self.session, table, guess_mapping(table))
        except TrackerError as error:
            self.complain(error)
            return
        taken = await self.app.push_screen_wait(screen)
        if taken is not None:
            self.has_worked = True
            self._changed(self.words("lists.taken", list=taken.label, count=taken.body.rows))
            if taken.body.replaces:
                # What a newer version says of accepted rows is what somebody must look at first.
                self.action_compare()

    def _changed(self, what: str) -> None:
        self.lists = lists(self.session.desk)
        self._fill()
        self.tell(what)
        self.app.post_message(CameIn())

    def _fill(self) -> None:
        options = self.query_one("#lists", OptionList)
        options.clear_options()
        for line in telling.overview_lines(self.lists, self.session.language):
            options.add_option(Option(Text(display.line(line, _LINE_COLUMNS))))
        options.highlighted = len(self.lists) - 1 if self.lists else None
        self.redraw()


def _text(lines: Iterable[str]) -> Text:
    return Text("\n".join(display.line(line, _LINE_COLUMNS) for line in lines))
