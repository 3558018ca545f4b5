"""Options of which any may be marked, with a sign that needs no colour."""

from collections.abc import Collection, Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList


class MarkList(OptionList):
    """``options`` are pairs of a value and its words; ``marked`` are so from the beginning."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", "console.key.mark"),
        Binding("j", "cursor_down", "console.key.down", show=False),
        Binding("k", "cursor_up", "console.key.up", show=False),
    ]

    class Changed(Message):
        """Something was marked, or is so no longer."""

    def __init__(
        self, options: Sequence[tuple[str, str]], marked: Collection[str], name: str, compact: bool = False
    ) -> None:
        self._values, self._marked = dict(options), {value for value, _ in options if value in marked}
        super().__init__(*map(self._line, self._values), id=name, markup=False, compact=compact)
        self.highlighted = 0 if options else None

    @property
    def marked(self) -> list[str]:
        """The values that are marked, in the order of the options."""
        return [value for value in self._values if value in self._marked]

    @on(OptionList.OptionSelected)
    def _turned(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        value = list(self._values)[event.option_index]
        self._marked ^= {value}
        self.replace_option_prompt_at_index(event.option_index, self._line(value))
        self.post_message(self.Changed())

    def _line(self, value: str) -> Text:
        return Text(f"[{'x' if value in self._marked else ' '}] {self._values[value]}")
