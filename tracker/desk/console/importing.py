"""Taking an inbox in: which file, each step of its verification, how long it takes, what came of it."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from crypto.encoding import check_day
from crypto.errors import EncodingError, TrackerError
from tracker.desk import display
from tracker.desk.console.dialogs import AskLine
from tracker.desk.console.frame import DeskScreen
from tracker.desk.console.header import DeskHeader
from tracker.desk.console.import_report import report_text
from tracker.desk.console.pace import Pace
from tracker.desk.console.path_field import PathField
from tracker.desk.console.screen import CameIn
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.steps import Steps
from tracker.desk.console.wording import say
from tracker.desk.days import add_days, day_of
from tracker.desk.importing import ImportResult, import_inbox

_DRAW_SECONDS, _PATH_COLUMNS = 0.1, 200


class ImportScreen(DeskScreen[bool]):
    """Gives True if something was taken in. While it works nothing else can be done, and Escape waits."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "console.key.leave")]
    DEFAULT_CSS = """
    ImportScreen #work { height: 1fr; padding: 0 1; display: none; }
    ImportScreen #work Static { height: auto; }
    ImportScreen.-working #work { display: block; }
    ImportScreen #hint { height: auto; padding: 0 1; color: $text-muted; }
    ImportScreen.-working PathField, ImportScreen.-working #hint { display: none; }
    """

    def __init__(self, session: ConsoleSession, processes: int | None = None) -> None:
        super().__init__(session)
        self._processes = processes
        self._steps, self._pace = Steps(), Pace()
        self._drawn_at = 0.0
        self._letters_before = session.desk.size
        self.has_worked = False
        self.is_working = False

    def heading(self) -> Text:
        """What to do here."""
        return Text(self.words("import.title"))

    def body(self) -> Iterable[Widget]:
        """First the file; then the steps, the pace, the report."""
        yield PathField(self.session.medium)
        yield Static(Text(say(self.session, "dialog.path-hint")), id="hint", markup=False)
        parts = [Static(id=name, markup=False) for name in ("file", "steps", "pace", "report")]
        yield VerticalScroll(*parts, id="work")

    def on_mount(self) -> None:
        """Begins with the path."""
        self.query_one(PathField).begin()

    def action_leave(self) -> None:
        """Back, unless letters are being stored."""
        if self.is_working:
            self.complain(self.words("import.wait"))
            return
        self.dismiss(self.has_worked)

    @on(PathField.Absent)
    def _absent(self) -> None:
        self.complain(self.words("error.medium.gone"))

    @on(PathField.Chosen)
    @work
    async def _chosen(self, event: PathField.Chosen) -> None:
        """Asks on which day the courier took it, and begins."""
        if self.is_working:
            return
        try:
            day = min(day_of(int(event.path.stat().st_mtime)), self.session.today)
        except OSError as error:
            self.complain(error)
            return
        title = self.words("import.fetched", file=display.line(event.path.name, _PATH_COLUMNS))
        hint = self.words("import.fetched.hint")
        fetched = await self.app.push_screen_wait(
            AskLine(self.session, title, day, hint, check=self._check_day)
        )
        if fetched is not None:
            self._begin(event.path, fetched)

    def _check_day(self, line: str) -> str:
        is_day = line <= self.session.today and _is_day(line)
        return "" if is_day else self.words("import.fetched.wrong")

    def _begin(self, path: Path, fetched: str) -> None:
        self.hush()
        self.is_working, self._letters_before = True, self.session.desk.size
        self.add_class("-working")
        self.query_one("#file", Static).update(Text(display.line(str(path), _PATH_COLUMNS), "bold"))
        self.query_one("#report", Static).update("")
        self._steps, self._pace = Steps(), Pace()
        self._draw()
        # The day before: batches of the day itself may have closed after the courier left.
        self._import(path, add_days(fetched, -1))

    @work(thread=True, exclusive=True, group="vault")
    def _import(self, path: Path, read_up_to: str) -> None:
        """In a thread, so that the screen goes on being drawn; nothing else works on the vault meanwhile."""
        session = self.session
        with session.working():
            try:
                result = import_inbox(
                    session.vault, path, session.now, read_up_to, self._progress, processes=self._processes
                )
            except (TrackerError, OSError) as error:
                self.app.call_from_thread(self._refused, error)
                return
        self.app.call_from_thread(self._finished, result)

    def _progress(self, phase: str, done: int, total: int) -> None:
        """Called in the thread, once a letter: draws ten times a second."""
        clock = time.monotonic()
        self._pace.note(phase, done, total, clock)
        if clock - self._drawn_at >= _DRAW_SECONDS:
            self._drawn_at = clock
            self.app.call_from_thread(self._draw)

    def _draw(self) -> None:
        if self._pace.phase == "verify":
            self._steps = Steps.verifying()
        elif self._pace.phase == "store":
            self._steps = Steps.storing()
        self.query_one("#steps", Static).update(self._steps.text(self.session))
        self.query_one("#pace", Static).update(Text(self._pace.line(self.session)))

    def _refused(self, error: TrackerError | OSError) -> None:
        self._draw()
        self.is_working = False
        self._steps = self._steps.refused(error)
        self.query_one("#steps", Static).update(self._steps.text(self.session))
        self.query_one("#pace", Static).update("")
        self.query_one("#report", Static).update(Text(self.words("import.nothing-stored")))
        # What was stored before it was refused stays.
        self._take_up(came_in=self.session.desk.size > self._letters_before)
        self.complain(error)

    def _finished(self, result: ImportResult) -> None:
        self.is_working = False
        codes = {alarm.code for alarm in result.alarms}
        self._steps = Steps.finished("not-cosigned" not in codes)
        self.query_one("#steps", Static).update(self._steps.text(self.session))
        self.query_one("#pace", Static).update("")
        self.query_one("#report", Static).update(report_text(self.session, result))
        self.has_worked = True
        self._take_up(came_in=result.fates.total() + result.reopened > 0)
        self.tell(self.words("import.done", count=result.to_size - result.from_size))

    def _take_up(self, came_in: bool) -> None:
        """Counts anew; with letters that came in, matches are found anew as well."""
        self.session.refresh()
        self.query_one(DeskHeader).refresh()
        if came_in:
            self.has_worked = True
            self.app.post_message(CameIn())


def _is_day(line: str) -> bool:
    try:
        return bool(check_day(line))
    except EncodingError:
        return False
