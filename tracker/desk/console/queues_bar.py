"""The queues with their counts: a column where it is wide, one line where it is not."""

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import RenderResult
from textual.message import Message
from textual.widget import Widget

from tracker.desk.console.session import ConsoleSession

# The letter after ``g``, and the queue; those that a day's work goes through come first.
LETTERS: dict[str, str] = {
    "n": "new", "u": "urgent", "m": "mine", "d": "needs-dedupe", "l": "list-hit", "w": "waiting-until",
    "s": "stale", "o": "overdue", "e": "escalated", "a": "alarms", "c": "needs-second", "i": "unanswered",
    "r": "answered", "p": "open", "f": "flagged", "x": "exposed", "b": "unreadable", "z": "closed",
    "y": "withdrawn", "t": "all",
}  # fmt: skip
LETTER_OF = {queue: letter for letter, queue in LETTERS.items()}
COLUMN = 23


class QueuesBar(Widget):
    """Which queue is shown, and how many cases each has. A click goes to a queue."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "queues--here",
        "queues--letter",
        "queues--pressing",
        "queues--none",
    }
    DEFAULT_CSS = """
    QueuesBar { height: 1; padding: 0 1; }
    QueuesBar .queues--here { text-style: reverse bold; }
    QueuesBar .queues--letter { color: $primary; }
    QueuesBar .queues--pressing { color: $error; text-style: bold; }
    QueuesBar .queues--none { text-style: dim; }
    """

    class Chosen(Message):
        """A queue was clicked."""

        def __init__(self, queue: str) -> None:
            super().__init__()
            self.queue = queue

    def __init__(self, session: ConsoleSession) -> None:
        super().__init__()
        self.session = session
        self._spans: list[tuple[int, int, str]] = []

    @property
    def is_column(self) -> bool:
        """Whether the queues stand below each other."""
        return self.size.height > 1

    def render(self) -> RenderResult:
        """All queues in a column, or as many as fit in a line, the one that is shown first."""
        return self._column() if self.is_column else self._line()

    def on_click(self, event: events.Click) -> None:
        """Goes to the queue that was clicked."""
        for place, (first, end, queue) in enumerate(self._spans):
            hit = place == event.y if self.is_column else first <= event.x - 1 < end
            if hit:
                self.post_message(self.Chosen(queue))

    def _column(self) -> Text:
        text, self._spans = Text(no_wrap=True), []
        width = COLUMN - 2
        for letter, queue in LETTERS.items():
            count = str(self._count(queue))
            name = self._words_of(queue)[: width - len(count) - 3]
            style = self._style(queue)
            text.append(f"{letter} ", self._rich("letter"))
            text.append(f"{name:<{width - len(count) - 2}}{count}\n", style)
            self._spans.append((0, width, queue))
        return text

    def _line(self) -> Text:
        text, self._spans, here = Text(no_wrap=True), [], self.session.listing.view.scope
        others = [queue for queue in LETTERS.values() if queue != here and self._count(queue)]
        for queue in [here, *others]:
            start, words = len(text), f"{self._words_of(queue)} {self._count(queue)}"
            if start + len(words) > self.content_size.width:
                break
            text.append(words, self._style(queue)).append("  ")
            self._spans.append((start, start + len(words), queue))
        return text

    def _count(self, queue: str) -> int:
        return self.session.board.counts[queue]

    def _words_of(self, queue: str) -> str:
        return self.session.say(f"console.queue.{queue}")

    def _style(self, queue: str):  # type: ignore[no-untyped-def]
        if queue == self.session.listing.view.scope:
            return self._rich("here")
        if not self._count(queue):
            return self._rich("none")
        return self._rich("pressing") if queue in ("urgent", "overdue", "alarms", "escalated") else ""

    def _rich(self, name: str):  # type: ignore[no-untyped-def]
        return self.get_component_rich_style(f"queues--{name}", partial=True)
