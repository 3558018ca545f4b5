"""The last look before an answer is written: exactly what the family will read, in its language."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from tracker.desk.console.answer_text import reading_text
from tracker.desk.console.findings_text import weighed_text
from tracker.desk.console.frame import DeskScreen, Result
from tracker.desk.console.session import ConsoleSession
from tracker.desk.replies.door import findings_of
from tracker.records.answer import needs_second


class ReadingScreen(DeskScreen[Result]):
    """Something that must be read to its end before it is agreed to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,pagedown", "page(1)", "console.key.page"),
        Binding("b,pageup", "page(-1)", "console.key.page-back", show=False),
        Binding("j,down", "scroll_lines(1)", "console.key.down", show=False),
        Binding("k,up", "scroll_lines(-1)", "console.key.up", show=False),
    ]
    DEFAULT_CSS = """
    ReadingScreen #paper { height: 1fr; margin: 0 1; padding: 0 1; border: round $accent; }
    ReadingScreen #reading { height: auto; max-width: 76; }
    """

    _agreed_to: str | None = None

    def reading(self) -> Text:
        """What is to be read."""
        return Text()

    def meaning(self) -> str:
        """What of it must be read again when it is another."""
        return self.reading().plain

    def body(self) -> Iterable[Widget]:
        """One sheet of paper."""
        yield VerticalScroll(Static(self.reading(), id="reading", markup=False), id="paper")

    def on_mount(self) -> None:
        """Begins at the top."""
        self.query_one("#paper").focus()

    @property
    def is_read(self) -> bool:
        """Whether its end is on the screen, or was when something was last done about it."""
        paper = self.query_one("#paper")
        return paper.scroll_offset.y >= paper.max_scroll_y or self.meaning() == self._agreed_to

    def keep_read(self) -> None:
        """What was read to its end stays so: words that come up may hide the end."""
        if self.is_read:
            self._agreed_to = self.meaning()

    def redraw(self) -> None:
        """Shows what is true now."""
        self.query_one("#heading", Static).update(self.heading())
        self.query_one("#reading", Static).update(self.reading())

    def action_page(self, pages: int) -> None:
        """Turns a page; whoever reads on was told to often enough."""
        self.hush()
        paper = self.query_one("#paper")
        paper.scroll_relative(y=pages * max(1, paper.size.height - 1), animate=False)

    def action_scroll_lines(self, lines: int) -> None:
        """Moves by some lines."""
        self.hush()
        self.query_one("#paper").scroll_relative(y=lines, animate=False)


class ProofScreen(ReadingScreen[bool]):
    """Gives True if the answer is to be written."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("Y", "agree", "console.key.write")]

    def __init__(
        self,
        session: ConsoleSession,
        case_number: int,
        content: Mapping[str, Any],
        justified: Mapping[str, str],
    ) -> None:
        super().__init__(session)
        self.number, self.content, self.justified = case_number, dict(content), dict(justified)

    def heading(self) -> Text:
        """Whose answer it is, and what happens then."""
        case = self.session.case(self.number)
        language = self.words(f"reply.language.{self.content['language']}")
        text = Text(self.words("proof.title", case=case.label, tongue=language), "bold")
        second = needs_second(self.content) or self.justified
        text.append(f"\n{self.words('proof.second' if second else 'proof.goes-out')}", "not bold")
        return text

    def reading(self) -> Text:
        """The five sections, and what was justified."""
        case = self.session.case(self.number)
        found = findings_of(self.content, self.session.desk, case)
        weighed = [(item, self.justified.get(item.key, "")) for item in found]
        return reading_text(self.content) + weighed_text(self.session, weighed)

    def action_agree(self) -> None:
        """Write it, if it was read to the end."""
        if self.is_read:
            self.dismiss(True)
        else:
            self.complain(self.words("proof.read-on"))

    def action_leave(self) -> None:
        """Back to the text."""
        self.dismiss(False)
