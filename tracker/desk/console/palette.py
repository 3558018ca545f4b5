"""The palette: everything that can be done here, found by typing a part of its name in any order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tracker.desk.console.screen import ConsoleDialog
from tracker.desk.console.session import ConsoleSession

_SHOWN = 60


@dataclass(frozen=True)
class Command:
    """One entry: its words, the key that does the same (``""`` if none), what it does."""

    words: str
    key: str
    run: Callable[[], object]


class Palette(ConsoleDialog[Command | None]):
    """Gives the chosen command; the caller runs it once the palette is gone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "console.key.down", show=False),
        Binding("up", "move(-1)", "console.key.up", show=False),
    ]
    DEFAULT_CSS = """
    Palette { align: center top; }
    Palette > Vertical { width: 72; max-width: 98%; height: auto; max-height: 90%; border: solid $accent;
        background: $surface; }
    Palette Input { border: none; height: 1; padding: 0 1; background: $surface; }
    Palette OptionList { height: auto; max-height: 18; border: none; background: $surface; }
    """

    def __init__(
        self, session: ConsoleSession, commands: list[Command], otherwise: Callable[[str], Command | None]
    ) -> None:
        super().__init__(session)
        self._commands, self._otherwise = commands, otherwise
        self._found: list[Command] = []
        self._options = OptionList(markup=False)

    def compose(self) -> ComposeResult:
        """What is typed, and what it may mean."""
        with Vertical():
            yield Input(placeholder=self.say("console.palette.hint"), compact=True)
            yield self._options

    def on_mount(self) -> None:
        """All commands."""
        self._options.can_focus = False
        self._show("")
        self.query_one(Input).focus()

    def action_move(self, step: int) -> None:
        """Another command."""
        if step > 0:
            self._options.action_cursor_down()
        else:
            self._options.action_cursor_up()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        place = self._options.highlighted
        if place is not None and place < len(self._found):
            self.dismiss(self._found[place])

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._found[event.option_index])

    def _show(self, typed: str) -> None:
        parts = typed.casefold().split()
        found = [item for item in self._commands if all(part in item.words.casefold() for part in parts)]
        direct = self._otherwise(typed.strip())
        self._found = [*([direct] if direct else []), *found][:_SHOWN]
        self._options.clear_options()
        for item in self._found:
            line = Text(item.words, no_wrap=True, overflow="ellipsis")
            self._options.add_option(Option(line.append(f"  {item.key}", "dim") if item.key else line))
        if not self._found:
            self._options.add_option(Option(Text(self.say("console.palette.none"), "dim"), disabled=True))
        self._options.highlighted = 0 if self._found else None
