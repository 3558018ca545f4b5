"""One inquiry: its letters, what was answered, who did what, with whom it may be linked."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer, VerticalScroll
from textual.events import Resize, ScreenResume
from textual.widget import Widget
from textual.widgets import Static

from crypto.errors import TrackerError
from tracker.desk.case import Case
from tracker.desk.console.act_keys import ACT_BINDINGS, ActingScreen
from tracker.desk.console.answer_text import answers_text
from tracker.desk.console.asking import told
from tracker.desk.console.history import history_text, newest_own, newest_undo
from tracker.desk.console.inquiry_head import head_text
from tracker.desk.console.letter_text import letters_text
from tracker.desk.console.opening import open_case
from tracker.desk.console.related import related_text
from tracker.desk.console.reply import ReplyScreen
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.triage_screen import TriageScreen
from tracker.desk.console.undoing import take_back
from tracker.records.errors import CaseClosed

_PARTS = ("letters", "answers", "related", "history")


class InquiryScreen(ActingScreen[None]):
    """Letters on the left, the desk's side on the right; on a narrow screen below each other."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "open('reply')", "console.key.reply"),
        Binding("s", "open('reply')", "console.key.status", show=False),
        Binding("t", "template", "console.key.template"),
        Binding("equals_sign", "open('compare')", "console.key.compare"),
        Binding("v", "open('confirm')", "console.key.second"),
        *ACT_BINDINGS,
        Binding("J", "go(1)", "console.key.next-inquiry"),
        Binding("K", "go(-1)", "console.key.previous-inquiry", show=False),
        Binding("n", "next", "console.key.next-mine"),
        Binding("u", "undo", "console.key.undo"),
        Binding("U", "redo", "console.key.redo", show=False),
        Binding("o", "open('attachments')", "console.key.attachments"),
        Binding("e", "open('evidence')", "console.key.evidence"),
        Binding("F", "open('referral')", "console.key.referral"),
        Binding("j,down", "scroll_lines(1)", "console.key.down", show=False),
        Binding("k,up", "scroll_lines(-1)", "console.key.up", show=False),
        *(Binding(str(n), f"part({n})", "console.key.part", show=False) for n in range(1, 5)),
    ]
    DEFAULT_CSS = """
    InquiryScreen #columns { height: 1fr; }
    InquiryScreen .part { height: auto; }
    InquiryScreen.-wide #columns { layout: horizontal; overflow: hidden; }
    InquiryScreen.-wide #left { width: 3fr; height: 1fr; padding: 0 1; }
    InquiryScreen.-wide #right { width: 2fr; height: 1fr; padding: 0 1; border-left: vkey $panel; }
    InquiryScreen.-narrow #columns { layout: vertical; overflow-y: auto; }
    InquiryScreen.-narrow #left { height: auto; overflow: hidden; padding: 0 1; }
    InquiryScreen.-narrow #right { height: auto; overflow: hidden; padding: 0 1; }
    """

    def __init__(self, session: ConsoleSession, case_number: int) -> None:
        super().__init__(session)
        self.number = case_number
        # The list as it was when this was opened: what is answered leaves queues, and nobody is skipped.
        self._order = list(session.listing)

    @property
    def case(self) -> Case:
        """The inquiry as it stands. Raises CaseUnknown if it was erased meanwhile."""
        return self.session.case(self.number)

    def heading(self) -> Text:
        """Number, name, and what counts at a glance."""
        return head_text(self.session, self.number, self.app.size.width)

    def body(self) -> Iterable[Widget]:
        """Two columns of parts."""
        letters = Static(id="letters", classes="part", markup=False)
        side = [Static(id=part, classes="part", markup=False) for part in _PARTS[1:]]
        left, right = VerticalScroll(letters, id="left"), VerticalScroll(*side, id="right")
        yield ScrollableContainer(left, right, id="columns")

    def on_mount(self) -> None:
        """Shows it."""
        self.show()

    def on_screen_resume(self, _: ScreenResume) -> None:
        """Something may have been done on another screen."""
        if self.is_mounted:
            self.show()

    def on_resize(self, _: Resize) -> None:
        """Another width shows more of the name, or less."""
        self.query_one("#heading", Static).update(self.heading())

    def show(self) -> None:
        """Draws all parts anew."""
        try:
            case = self.case
        except TrackerError as error:
            self.complain(error)
            return
        session = self.session
        parts = {
            "letters": letters_text(case, session.language),
            "answers": answers_text(case, session.desk, session.language),
            "related": related_text(session, case),
            "history": history_text(session, case),
        }
        for name, text in parts.items():
            title = Text.assemble((f"{self.words(f'part.{name}')}\n", "bold underline"))
            self.query_one(f"#{name}", Static).update(title + text)
        self.query_one("#heading", Static).update(self.heading())

    def act_on(self) -> Sequence[int]:
        """This inquiry."""
        return (self.number,)

    def acted(self) -> None:
        """Shows it."""
        self.show()

    def action_open(self, what: str) -> None:
        """Opens a screen about this inquiry: a reply, a comparison, the second caseworker's look, …"""
        open_case(self.app, self.session, what, self.number, self.complain)

    def action_go(self, step: int) -> None:
        """To the next inquiry of the list, or the one before, without going back to it."""
        places = [place for place, number in enumerate(self._order) if number == self.number]
        place = places[0] + step if places else -1
        if 0 <= place < len(self._order):
            self._show_other(self._order[place])
        else:
            self.complain(self.words("inquiry.last"))

    def action_next(self) -> None:
        """To the case that needs this caseworker next, in whatever queue it is."""
        number = self.session.board.next_for_me(self.number)
        if number is None:
            self.tell(self.words("next.none"))
        else:
            self._show_other(number)

    def _show_other(self, number: int) -> None:
        self.number = number
        for below in self.app.screen_stack:
            if isinstance(below, TriageScreen):
                below.follow(number)
        self.hush()
        self.show()
        for part in ("#columns", "#left", "#right"):
            self.query_one(part).scroll_home(animate=False)

    def action_template(self) -> None:
        """Begins a reply with a template."""
        case = self.case
        if case.is_withdrawn or not case.keys:
            self.complain(CaseClosed("a withdrawn or unreadable case takes no answer"))
            return
        self.app.push_screen(ReplyScreen(self.session, self.number, with_template=True))

    def action_undo(self) -> None:
        """Takes back the newest thing that this caseworker did to this inquiry."""
        self._again(is_redo=False)

    def action_redo(self) -> None:
        """Does again what they took back of it last."""
        self._again(is_redo=True)

    @work(exclusive=True, group="undo")
    async def _again(self, is_redo: bool) -> None:
        kind = "redo" if is_redo else "undo"
        try:
            find = newest_undo if is_redo else newest_own
            target = find(self.session, self.case)
            if target is None:
                self.complain(self.words(f"{kind}.nothing"))
                return
            cases = await take_back(self, target, (self.number,), is_redo)
        except (TrackerError, OSError) as error:
            self.complain(error)
            return
        if cases:
            self.session.refresh()
            self.show()
            self.tell(self.words("redo.done", cases=told(cases)) if is_redo else self.words("undo.done"))

    def action_scroll_lines(self, lines: int) -> None:
        """Moves by some lines: the column that has the focus, or all on a narrow screen."""
        self._scrolled().scroll_relative(y=lines, animate=False)

    def action_part(self, number: int) -> None:
        """To the letters, the answers, who may be the same person, the history."""
        self.query_one(f"#{_PARTS[number - 1]}").scroll_visible(top=True, animate=False)

    def _scrolled(self) -> Widget:
        if not self.has_class("-wide"):
            return self.query_one("#columns")
        right = self.query_one("#right")
        return right if self.focused is right else self.query_one("#left")
