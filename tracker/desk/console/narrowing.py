"""Narrowing the list: search, filter, filters under a name, and back to the whole."""

from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.timer import Timer

from crypto.errors import TrackerError
from tracker.desk.console.act_keys import ActingScreen
from tracker.desk.console.case_list import CaseList
from tracker.desk.console.dialogs import AskLine
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.typed_line import TypedLine
from tracker.desk.filtering import parse_query
from tracker.desk.listing import EVERYTHING, View
from tracker.desk.saved_queries import forget_query, save_query
from tracker.records.errors import QueryError

LOOKED_THROUGH_AT_ONCE = 25_000
_REST_SECONDS = 0.2


class NarrowingScreen(ActingScreen[None]):
    """A screen with a list of cases (``cases``) and a line to type in (``typing``)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "console.key.search"),
        Binding("f", "filter", "console.key.filter"),
        Binding("S", "save", "console.key.save-filter", show=False),
        Binding("escape", "widen", "console.key.widen", show=False),
    ]

    def __init__(self, session: ConsoleSession) -> None:
        super().__init__(session)
        self.cases = CaseList(session, self.moved)
        self.typing = TypedLine()
        self._before: View | None = None
        self._was_at: int | None = None
        self._resting: Timer | None = None

    def look_at(self, view: View) -> None:
        """Shows another part of the cases, or another order of them."""
        raise NotImplementedError

    def moved(self) -> None:
        """Draws what follows the cursor of the list."""
        raise NotImplementedError

    def show_query(self, typed: str) -> None:
        """Narrows the queue by a filter. Refuses one that cannot be understood."""
        try:
            self.look_at(replace(self.session.listing.view, query=parse_query(typed), search=""))
        except QueryError as error:
            self.complain(error)

    def action_search(self) -> None:
        """A search through all cases, as it is typed."""
        self._ask("search", self.session.listing.view.search)

    def action_filter(self) -> None:
        """A filter of this queue."""
        self._ask("filter", self.session.listing.view.query.typed)

    @work
    async def action_save(self) -> None:
        """Keeps the filter under a name."""
        typed = self.session.listing.view.query.typed
        if not typed:
            self.complain(self.words("save.nothing"))
            return
        name = await self.app.push_screen_wait(AskLine(self.session, self.words("save.title", query=typed)))
        if not name:
            return
        try:
            save_query(self.session.vault, name, typed, self.session.now)
        except (TrackerError, OSError) as error:
            self.complain(error)
        else:
            self.tell(self.words("save.done"))

    def forget(self, name: str) -> None:
        """Forgets a filter that was kept."""
        try:
            forget_query(self.session.vault, name, self.session.now)
        except (TrackerError, OSError) as error:
            self.complain(error)
        else:
            self.tell(self.words("palette.forgotten"))

    def action_widen(self) -> None:
        """Takes back the search, then the filter, then the marks."""
        view = self.session.listing.view
        self.hush()
        if view.search:
            self.look_at(replace(view, search=""))
        elif view.query.typed:
            self.look_at(replace(view, query=EVERYTHING))
        else:
            self.cases.marks.clear()
            self.acted()

    @on(TypedLine.Typed)
    def _typed(self, event: TypedLine.Typed) -> None:
        self._calm()
        if len(self.session.board.rows) <= LOOKED_THROUGH_AT_ONCE:
            self._narrow(event.kind, event.text, is_final=False)
        else:
            # Where looking takes longer than a key press, it waits until the fingers rest.
            narrow = partial(self._narrow, event.kind, event.text, is_final=False)
            self._resting = self.set_timer(_REST_SECONDS, narrow)

    def _calm(self) -> None:
        """Looks no more for what was typed before."""
        if self._resting is not None:
            self._resting.stop()
            self._resting = None

    @on(TypedLine.Kept)
    def _kept(self, event: TypedLine.Kept) -> None:
        self._calm()
        if self._narrow(event.kind, event.text, is_final=True):
            self._end_typing()

    @on(TypedLine.Left)
    def _left(self) -> None:
        self._as_before()
        self.hush()
        self._end_typing()

    def _ask(self, kind: str, text: str) -> None:
        self._before, self._was_at = self.session.listing.view, self.cases.number
        hint = self.words(f"{kind}.hint")
        self.typing.open(kind, "/" if kind == "search" else "f", hint, text)

    def _as_before(self) -> None:
        """The view, and the case in it, from which the typing began."""
        if self._before is not None:
            self.look_at(self._before)
            self.cases.show(self._was_at)

    def _end_typing(self) -> None:
        self._calm()
        self._before = None
        self.typing.close()
        self.cases.focus()

    def _narrow(self, kind: str, text: str, is_final: bool) -> bool:
        """Shows what was typed so far, best first; a filter that is half typed waits in silence."""
        view = self.session.listing.view
        try:
            query = EVERYTHING if kind == "search" else parse_query(text)
        except QueryError as error:
            if is_final:
                self._as_before()
                self.complain(error)
            return False
        self.hush()
        search = text.strip() if kind == "search" else ""
        if (search, query.typed) != (view.search, view.query.typed):
            self.look_at(replace(view, query=query, search=search))
            self.cases.action_end(0)
        return True
