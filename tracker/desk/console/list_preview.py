"""How a list would be read, before anything of it is stored: columns and their meanings, the first people."""

from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType

from crypto.encoding import check_day
from crypto.errors import EncodingError, TrackerError
from tracker.desk import display
from tracker.desk.console.dialogs import AskChoice, AskLine
from tracker.desk.console.proof import ReadingScreen
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.wording import in_words
from tracker.desk.lists import telling
from tracker.desk.lists.keeping import likely_before, take_list
from tracker.desk.lists.mapping import Mapping, Role
from tracker.desk.lists.preview import columns_of, preview
from tracker.desk.lists.table import Table
from tracker.desk.lists.taken import TakenList
from tracker.records.form import BY_KEY, CATEGORIES
from tracker.records.form_export import option_id

_LINE_COLUMNS, _NAME_COLUMNS = 400, 80
_MIXED, _YES, _NO = "-", "yes", "no"


class ListPreviewScreen(ReadingScreen[TakenList]):
    """Gives the list that was taken in; None if it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "column", "console.key.column"),
        Binding("f", "first", "console.key.first-row"),
        Binding("d", "dates", "console.key.dates"),
        Binding("X", "take", "console.key.take-list"),
    ]
    DEFAULT_CSS = """
    ListPreviewScreen #reading { max-width: 100%; }
    """

    def __init__(self, session: ConsoleSession, table: Table, mapping: Mapping) -> None:
        super().__init__(session)
        self.table, self.mapping = table, mapping

    def heading(self) -> Text:
        """Which file."""
        name = display.line(self.table.name, _NAME_COLUMNS)
        text = Text(self.words("list-preview.title", name=name), "bold")
        text.append(f"\n{self.words('list-preview.claim')}", "not bold")
        return text

    def reading(self) -> Text:
        """The columns, what is odd, the first people."""
        language = self.session.language
        try:
            shown = preview(self.table, self.mapping, self.session.today)
        except TrackerError as error:
            return Text(f"‼ {in_words(language, error)}", "bold")
        lines = telling.preview_lines(shown, language)
        return Text("\n".join(display.line(line, _LINE_COLUMNS) for line in lines))

    @work
    async def action_column(self) -> None:
        """Says what a column means."""
        columns = columns_of(self.table, self.mapping)
        language = self.session.language
        options = [
            (str(place), display.line(telling.column_line(column, language), _NAME_COLUMNS))
            for place, column in enumerate(columns)
        ]
        chosen = await self.app.push_screen_wait(
            AskChoice(self.session, self.words("list-preview.column"), options)
        )
        if chosen is None:
            return
        roles = [(str(role), self.session.say(f"list.role.{role}")) for role in Role]
        role = await self.app.push_screen_wait(
            AskChoice(self.session, self.words("list-preview.role"), roles)
        )
        if role is not None:
            place = int(chosen)
            changed = tuple(Role(role) if at == place else each for at, each in enumerate(self.mapping.roles))
            self._mapped(replace(self.mapping, roles=changed))

    @work
    async def action_first(self) -> None:
        """Says in which row the first person stands."""
        title = self.words("list-preview.first")
        asked = AskLine(self.session, title, str(self.mapping.first), check=self._check_row)
        if line := await self.app.push_screen_wait(asked):
            self._mapped(replace(self.mapping, first=int(line)))

    def action_dates(self) -> None:
        """Day first, or month first."""
        self._mapped(replace(self.mapping, month_first=not self.mapping.month_first))
        order = "month-first" if self.mapping.month_first else "day-first"
        self.tell(self.words(f"list-preview.{order}"))

    @work
    async def action_take(self) -> None:
        """Asks where the list comes from, and takes it in."""
        if not self.is_read:
            self.complain(self.words("proof.read-on"))
            return
        details = await self._details()
        if details is None:
            return
        session = self.session
        issuer, obtained, route, category = details
        before = likely_before(session.desk, issuer)
        replaces = await self._replaces(before) if before is not None else None
        try:
            taken = take_list(
                session.vault,
                self.table,
                self.mapping,
                issuer,
                obtained,
                route,
                session.now,
                category=category,
                replaces=replaces,
            )
        except (TrackerError, OSError) as error:
            self.complain(error)
            return
        self.dismiss(taken)

    async def _details(self) -> tuple[str, str, str, str] | None:
        """Issuer, day, route, category; None if one of the questions was left."""
        session, given = self.session, []
        for name, value, check in (
            ("issuer", "", self._check_filled),
            ("obtained", session.today, self._check_day),
            ("route", "", self._check_filled),
        ):
            asked = AskLine(session, self.words(f"list-preview.{name}"), value, check=check)
            line = await self.app.push_screen_wait(asked)
            if line is None:
                return None
            given.append(line)
        options = [(_MIXED, self.words("list-preview.mixed"))]
        field = BY_KEY["category"]
        options += [(name, session.say(option_id("category", field, name))) for name in CATEGORIES]
        category = await self.app.push_screen_wait(
            AskChoice(session, self.words("list-preview.category"), options)
        )
        if category is None:
            return None
        return given[0], given[1], given[2], "" if category == _MIXED else category

    async def _replaces(self, before: TakenList) -> TakenList | None:
        """The list that this is a newer version of, if people say so."""
        title = self.words("list-preview.replaces", list=before.label)
        options = [(_YES, self.words("list-preview.newer")), (_NO, self.words("list-preview.another"))]
        chosen = await self.app.push_screen_wait(AskChoice(self.session, title, options))
        return before if chosen == _YES else None

    def _mapped(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.hush()
        self.redraw()

    def _check_row(self, line: str) -> str:
        good = line.isascii() and line.isdigit() and 0 < int(line) <= len(self.table.rows)
        return "" if good else self.words("list-preview.first.wrong")

    def _check_filled(self, line: str) -> str:
        return "" if line else self.words("list-preview.filled.wrong")

    def _check_day(self, line: str) -> str:
        try:
            is_good = check_day(line) <= self.session.today
        except EncodingError:
            is_good = False
        return "" if is_good else self.words("import.fetched.wrong")
