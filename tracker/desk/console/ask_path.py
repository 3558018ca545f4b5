"""Asks for a file, or the name of a new one."""

from collections.abc import Sequence
from pathlib import Path

from rich.text import Text
from textual import on
from textual.widget import Widget
from textual.widgets import Static

from tracker.desk import display
from tracker.desk.console.dialogs import Dialog
from tracker.desk.console.path_field import PathField, is_file, is_folder
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.wording import say

_NAME_COLUMNS = 60


class AskPath(Dialog[Path]):
    """``new_name``: a new file, so named unless one writes another name; ``folders``: a folder is chosen."""

    DEFAULT_CSS = """
    AskPath PathField { height: 14; max-height: 50vh; }
    """

    def __init__(
        self,
        session: ConsoleSession,
        title: str,
        start: Path | None = None,
        new_name: str = "",
        folders: bool = False,
    ) -> None:
        super().__init__(session, title)
        self._field = PathField(start, new_name, folders)
        self._is_new = bool(new_name)

    def asked(self) -> Sequence[Widget]:
        """The line and what is there."""
        return (self._field, Static("", id="wrong", markup=False))

    def hint(self) -> str:
        """How to find one's way."""
        return say(self.session, "dialog.path-hint")

    def on_mount(self) -> None:
        """Begins in the line."""
        self._field.begin()

    @on(PathField.Chosen)
    def _chosen(self, event: PathField.Chosen) -> None:
        if self._is_new and (is_file(event.path) or is_folder(event.path)):
            self._wrong(
                say(self.session, "dialog.path-taken", name=display.line(event.path.name, _NAME_COLUMNS))
            )
            return
        self.dismiss(event.path)

    @on(PathField.Absent)
    def _absent(self) -> None:
        self._wrong(say(self.session, "error.medium.gone"))

    def _wrong(self, words: str) -> None:
        self.query_one("#wrong", Static).update(Text(f"‼ {words}"))
