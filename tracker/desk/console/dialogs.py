"""Small questions over a screen: a line, a text, a choice, a case number typed, something to be told.

Each gives its answer, or None when it is left with Escape. None of them does anything by itself.
"""

from collections.abc import Callable, Collection, Sequence
from typing import ClassVar, TypeVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static, TextArea
from textual.widgets.option_list import Option

from tracker.desk.case import case_number
from tracker.desk.console.mark_list import MarkList
from tracker.desk.console.screen import ConsoleDialog
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.wording import say

Answer = TypeVar("Answer")
LINE_LIMIT = 200
_KEEP, _THROW = "keep", "throw"
# Gives what is wrong with a line, in words; an empty text if nothing is.
Check = Callable[[str], str]


def too_long(session: ConsoleSession, text: str, most: int) -> str:
    """That a text has too many characters, in words; an empty text if it has not."""
    return say(session, "dialog.too-long", count=len(text), most=most) if len(text) > most else ""


class Dialog(ConsoleDialog[Answer | None]):
    """A box with a title; Escape leaves it without an answer."""

    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > #box { width: 72; max-width: 96%; height: auto; max-height: 92%; border: round $accent;
        padding: 0 1; background: $surface; }
    Dialog #title { text-style: bold; height: auto; margin-bottom: 1; }
    Dialog #hint { height: auto; color: $text-muted; }
    Dialog #wrong { height: auto; color: $error; text-style: bold; }
    """

    def __init__(self, session: ConsoleSession, title: str) -> None:
        super().__init__(session)
        self.title_text = title

    def compose(self) -> ComposeResult:
        """Title, what is asked, how it is answered."""
        with Vertical(id="box"):
            yield Static(Text(self.title_text), id="title", markup=False)
            yield from self.asked()
            yield Static(Text(self.hint()), id="hint", markup=False)

    def asked(self) -> Sequence[Widget]:
        """The widgets between title and hint."""
        return ()

    def hint(self) -> str:
        """How to answer."""
        return say(self.session, "dialog.hint")


class AskLine(Dialog[str]):
    """One line of text. ``check`` may refuse it, in words."""

    def __init__(
        self, session: ConsoleSession, title: str, value: str = "", hint: str = "", check: Check | None = None
    ) -> None:
        super().__init__(session, title)
        self._value, self._hint, self._check = value, hint, check

    def asked(self) -> Sequence[Widget]:
        """A line, and what is wrong with it."""
        wrong = Static("", id="wrong", markup=False)
        return (Input(self._value, max_length=LINE_LIMIT, id="line"), wrong)

    def hint(self) -> str:
        """The caller's hint before the usual one."""
        return "\n".join(filter(None, (self._hint, super().hint())))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        line = event.value.strip()
        if self._check is not None and (wrong := self._check(line)):
            self.query_one("#wrong", Static).update(Text(f"‼ {wrong}"))
            return
        self.dismiss(line)


class AskText(Dialog[str]):
    """Several lines, at most ``most`` characters; Ctrl+S gives them. What was begun is kept."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "give", "console.key.save", priority=True)]
    DEFAULT_CSS = """
    AskText TextArea { height: 10; }
    """

    def __init__(self, session: ConsoleSession, title: str, most: int) -> None:
        super().__init__(session, title)
        self._most = most

    def asked(self) -> Sequence[Widget]:
        """An editor, and what is wrong with its text."""
        wrong = Static("", id="wrong", markup=False)
        return (TextArea(self.session.texts.get(self.title_text, ""), id="text"), wrong)

    def hint(self) -> str:
        """That Enter begins a line here."""
        return say(self.session, "dialog.text-hint")

    def action_give(self) -> None:
        """The text, unless it is empty or too long."""
        text = self.query_one(TextArea).text.strip()
        if wrong := too_long(self.session, text, self._most):
            self.query_one("#wrong", Static).update(Text(f"‼ {wrong}"))
        elif text:
            self.session.texts.pop(self.title_text, None)
            self.dismiss(text)

    @on(TextArea.Changed)
    def _changed(self) -> None:
        self.session.texts.pop(self.title_text, None)
        if (text := self.query_one(TextArea).text).strip():
            self.session.texts[self.title_text] = text

    def action_leave(self) -> None:
        """Asks, if there is something to lose, whether it is to be kept for the next time."""
        if not self.query_one(TextArea).text.strip():
            self.dismiss(None)
            return
        options = [(name, say(self.session, f"reply.leave.{name}")) for name in (_KEEP, _THROW)]
        question = AskChoice(self.session, say(self.session, "text.leave"), options)
        self.app.push_screen(question, self._left)

    def _left(self, chosen: str | None) -> None:
        if chosen == _THROW:
            self.session.texts.pop(self.title_text, None)
        if chosen is not None:
            self.dismiss(None)


class AskChoice(Dialog[str]):
    """One of ``options``: pairs of a value and its words."""

    def __init__(self, session: ConsoleSession, title: str, options: Sequence[tuple[str, str]]) -> None:
        super().__init__(session, title)
        self._options = options

    def asked(self) -> Sequence[Widget]:
        """The options, the first one marked."""
        listed = OptionList(*(Option(Text(words)) for _, words in self._options), id="options", markup=False)
        listed.highlighted = 0 if self._options else None
        return (listed,)

    def key_j(self) -> None:
        """Down."""
        self.query_one(OptionList).action_cursor_down()

    def key_k(self) -> None:
        """Up."""
        self.query_one(OptionList).action_cursor_up()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._options[event.option_index][0])


class AskSeveral(Dialog[list[str]]):
    """Any of ``options``: the space bar marks, Enter gives those that are marked."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "give", "console.key.save", priority=True)]

    def __init__(
        self,
        session: ConsoleSession,
        title: str,
        options: Sequence[tuple[str, str]],
        marked: Collection[str] = (),
    ) -> None:
        super().__init__(session, title)
        self._list = MarkList(options, marked, "options")

    def asked(self) -> Sequence[Widget]:
        """The options; ``marked`` are so from the beginning."""
        return (self._list,)

    def hint(self) -> str:
        """How to mark."""
        return say(self.session, "dialog.several-hint")

    def action_give(self) -> None:
        """Those that are marked, in their order."""
        self.dismiss(self._list.marked)


class AskWord(Dialog[bool]):
    """Asks for a word or number to be typed before something that cannot be taken back, or goes out.

    Gives True for that word alone; Escape, and anything else, do nothing.
    """

    def __init__(self, session: ConsoleSession, title: str, word: str) -> None:
        super().__init__(session, title)
        self._word = word

    def asked(self) -> Sequence[Widget]:
        """A line, and what is wrong with it."""
        wanted = say(self.session, "dialog.word", word=self._word)
        return (
            Static(Text(wanted), markup=False),
            Input(max_length=LINE_LIMIT, id="line"),
            Static("", id="wrong", markup=False),
        )

    def is_meant(self, typed: str) -> bool:
        """Whether it is the word, exactly."""
        return typed.strip() == self._word

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if self.is_meant(event.value):
            self.dismiss(True)
            return
        wrong = say(self.session, "dialog.word.wrong", word=self._word)
        self.query_one("#wrong", Static).update(Text(f"‼ {wrong}"))


class AskCaseNumber(AskWord):
    """Asks for the number of a case, however it is written: ``C-000012``, ``12``."""

    def __init__(self, session: ConsoleSession, label: str, what: str) -> None:
        super().__init__(session, what, label)

    def is_meant(self, typed: str) -> bool:
        """Whether it is that number."""
        number = case_number(typed)
        return number is not None and number == case_number(self._word)


class Tell(Dialog[None]):
    """Something to be read; Escape or Enter leaves it."""

    DEFAULT_CSS = """
    Tell > #box { width: 96%; }
    Tell #told { height: auto; max-height: 1fr; }
    Tell #told Static { height: auto; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "leave", "console.key.back")]

    def __init__(self, session: ConsoleSession, title: str, text: str | Text) -> None:
        super().__init__(session, title)
        self._text = Text(text) if isinstance(text, str) else text

    def asked(self) -> Sequence[Widget]:
        """The text, with a scroll bar if it is long."""
        return (VerticalScroll(Static(self._text, markup=False), id="told"),)
