"""The line at the foot of the list for a search or a filter; what is typed shows in the list at once."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

_MOST = 400


class TypedLine(Horizontal):
    """Posts ``Typed`` at every change, ``Kept`` at Enter, ``Left`` at Escape. ``kind``: search or filter."""

    BINDINGS = [Binding("escape", "leave", "console.key.leave")]  # noqa: RUF012
    DEFAULT_CSS = """
    TypedLine { height: 1; display: none; background: $surface; }
    TypedLine.-open { display: block; }
    TypedLine Static { width: auto; padding: 0 1; text-style: bold; }
    TypedLine Input { width: 1fr; border: none; height: 1; padding: 0; background: $surface; }
    TypedLine Input:focus { border: none; }
    """

    class Typed(Message):
        """The text changed."""

        def __init__(self, kind: str, text: str) -> None:
            super().__init__()
            self.kind, self.text = kind, text

    class Kept(Typed):
        """It is as it should be."""

    class Left(Message):
        """Everything stays as it was before."""

    def __init__(self) -> None:
        super().__init__()
        self.kind = ""
        self._label = Static("", markup=False)
        self._input = Input(max_length=_MOST, compact=True)

    def compose(self) -> ComposeResult:
        """What is typed, and where."""
        yield self._label
        yield self._input

    def open(self, kind: str, label: str, hint: str, text: str) -> None:
        """Begins to ask."""
        self.kind = kind
        self._label.update(label)
        self._input.placeholder = hint
        with self.prevent(Input.Changed):
            self._input.value = text
        self._input.cursor_position = len(text)
        self.add_class("-open")
        self._input.focus()

    def close(self) -> None:
        """Ends asking."""
        self.kind = ""
        self.remove_class("-open")

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.kind:
            self.post_message(self.Typed(self.kind, event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Kept(self.kind, event.value))

    def action_leave(self) -> None:
        """Escape."""
        self.post_message(self.Left())
