"""Writing an answer: pickers, the text, what the outgoing check says while one types, what room is left."""

from collections.abc import Iterable
from typing import Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static, TextArea

from crypto.errors import TrackerError
from tracker.desk.answering import check_draft, complete_answer, write_answer
from tracker.desk.case import Case
from tracker.desk.console.dialogs import AskChoice, AskSeveral, Tell
from tracker.desk.console.findings_text import finding_words, findings_text
from tracker.desk.console.frame import DeskScreen
from tracker.desk.console.inquiry_head import title_text
from tracker.desk.console.letter_text import letters_text
from tracker.desk.console.pickers import AnswerPickers
from tracker.desk.console.proof import ProofScreen
from tracker.desk.console.reasons import AskReasons
from tracker.desk.console.session import ConsoleSession
from tracker.desk.replies.door import is_reason
from tracker.desk.replies.findings import Finding, Weight
from tracker.desk.replies.outgoing_check import check_wording
from tracker.desk.replies.room import room_of
from tracker.desk.replies.templates import QUESTIONS, fill, fitting
from tracker.records.answer import check_answer

_SHOWN = 6
_REASONS = "reasons"
_FIRST = ("work", "knowledge")
_KEEP, _THROW = "keep", "throw"


class ReplyScreen(DeskScreen[bool]):
    """Gives True if an answer was written. What was typed stays until it is saved, or lost on purpose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "save", "console.key.proof", priority=True),
        Binding("ctrl+t,f3", "template", "console.key.template", priority=True),
        Binding("ctrl+l,f4", "letters", "console.key.letters", priority=True),
    ]
    DEFAULT_CSS = """
    ReplyScreen #desk { height: 1fr; padding: 0 1; }
    ReplyScreen TextArea { height: 1fr; min-height: 5; }
    ReplyScreen #findings { height: auto; max-height: 6; }
    ReplyScreen #room { height: 1; }
    ReplyScreen #left { width: 38; height: 1fr; }
    ReplyScreen #beside { display: none; height: 1fr; margin-top: 1; padding: 0 1 0 0; }
    ReplyScreen #beside Static { height: auto; }
    ReplyScreen.-wide #left { width: 2fr; }
    ReplyScreen.-wide #beside { display: block; }
    ReplyScreen.-wide AnswerPickers { height: auto; max-height: 14; }
    ReplyScreen.-wide #desk > Vertical { width: 3fr; }
    ReplyScreen.-wide .name { width: 20; }
    """

    def __init__(self, session: ConsoleSession, case_number: int, with_template: bool = False) -> None:
        super().__init__(session)
        self.number, self._with_template = case_number, with_template
        self._start = session.drafts.get(case_number) or self._first()
        self._reasons: dict[str, str] = dict(self._start.get(_REASONS, {}))
        self._checked: dict[str, Any] = {}

    @property
    def case(self) -> Case:
        """The inquiry as it stands."""
        return self.session.case(self.number)

    def heading(self) -> Text:
        """Whom it is about, and in which language the family reads."""
        text = title_text(self.session, self.number, self.app.size.width)
        language = self.words(f"reply.language.{self.case.language}")
        text.append(f"\n{self.words('reply.title', tongue=language)}", "bold")
        if self.case.waiting_answer is not None:
            text.append(f"\n2 {self.words('reply.replaces')}", "bold")
        return text

    def body(self) -> Iterable[Widget]:
        """Pickers on the left, the text on the right."""
        text = TextArea(str(self._start.get("text", "")), id="text", tab_behavior="focus")
        check = Static(id="findings", markup=False)
        room = Static(id="room", markup=False)
        letters = Static(letters_text(self.case, self.session.language), markup=False)
        beside = Vertical(
            AnswerPickers(self.session, self._start), VerticalScroll(letters, id="beside"), id="left"
        )
        yield Horizontal(beside, Vertical(text, check, room), id="desk")

    def on_mount(self) -> None:
        """Begins in the text; with a template if one was asked for."""
        self.query_one(TextArea).focus()
        self._check()
        if self._with_template:
            self.action_template()

    def content(self) -> dict[str, Any]:
        """The answer as it would be written now, complete."""
        return complete_answer(self.case, self._given(), self.session.now)

    def _given(self) -> dict[str, Any]:
        """What was picked and typed."""
        return {**self.query_one(AnswerPickers).content(), "text": self.query_one(TextArea).text.strip()}

    def findings(self) -> list[Finding]:
        """What the outgoing check says of the text."""
        text = self.query_one(TextArea).text
        return check_wording(text, self.session.desk, self.case, self.case.language)

    @on(TextArea.Changed)
    @on(AnswerPickers.Changed)
    def _check(self) -> None:
        """What the check says now, and the room that is left."""
        content, given = self.content(), self._given()
        if self._checked and given != self._checked:
            # A refusal was about the text as it was.
            self.hush()
        self._checked = given
        if self._is_begun(content):
            self._keep()
        self.query_one("#findings", Static).update(self._findings_text())
        room = room_of(content)
        words = self.words("reply.room", left=room.left, cells=room.cells)
        self.query_one("#room", Static).update(Text(words, "bold" if room.left < 0 else "dim"))

    @work(exclusive=True)
    async def action_save(self) -> None:
        """Checks the answer, shows it as the family will read it, and only then writes it."""
        try:
            content = self.content()
            check_answer(content)
            justified = await self._justified()
            if justified is None:
                return
            check_draft(self.session.desk, self.case, content, self.session.now, justified)
            proof = ProofScreen(self.session, self.number, content, justified)
            if not await self.app.push_screen_wait(proof):
                return
            written = write_answer(self.session.vault, self.case, content, self.session.now, justified)
        except (TrackerError, OSError) as error:
            self.complain(error)
            return
        self.session.drafts.pop(self.number, None)
        self.session.refresh()
        self.dismiss(True)
        waits = "waits" if written.waits_for_second else "goes-out"
        self.app.notify(self.words(f"reply.done.{waits}", case=self.case.label), markup=False)

    def action_letters(self) -> None:
        """The letters that it answers, over the text."""
        title = self.words("part.letters")
        self.app.push_screen(Tell(self.session, title, letters_text(self.case, self.session.language)))

    @work(exclusive=True)
    async def action_template(self) -> None:
        """Puts a template's text below what is there."""
        content = self.content()
        found = {item.id: item for item in fitting(content, self.case)}
        if not found:
            self.complain(self.words("reply.no-template"))
            return
        options = [(name, self.say(f"template.name.{name}")) for name in found]
        title = self.words("reply.template.title")
        chosen = await self.app.push_screen_wait(AskChoice(self.session, title, options))
        if chosen is None:
            return
        asked = await self._questions() if found[chosen].asks else []
        try:
            text = fill(found[chosen], content, self.case.language, asked)
        except TrackerError as error:
            self.complain(error)
            return
        self._append(text)

    async def _questions(self) -> list[str]:
        """What the family is asked."""
        options = [(name, self.say(f"template.question.{name}")) for name in QUESTIONS]
        dialog = AskSeveral(self.session, self.words("reply.questions.title"), options)
        return await self.app.push_screen_wait(dialog) or []

    def action_leave(self) -> None:
        """Back. What was begun is kept until the program ends, unless it is thrown away on purpose."""
        if self.number in self.session.drafts:
            self._ask_about_draft()
        else:
            self.dismiss(False)

    @work(exclusive=True)
    async def _ask_about_draft(self) -> None:
        options = [(name, self.words(f"reply.leave.{name}")) for name in (_KEEP, _THROW)]
        title = self.words("reply.leave", case=self.case.label)
        chosen = await self.app.push_screen_wait(AskChoice(self.session, title, options))
        if chosen is None:
            return
        if chosen == _THROW:
            self.session.drafts.pop(self.number, None)
        self.dismiss(False)

    async def _justified(self) -> dict[str, str] | None:
        """A reason for each place that stops the answer; None if one has none, or none would count."""
        findings = self.findings()
        if never := [finding for finding in findings if finding.weight is Weight.NEVER]:
            advice = self.say(f"check.{never[0].code}.advice")
            self.complain(f"{finding_words(self.session, never[0])}. {advice}")
            return None
        stopped = list({item.key: item for item in findings if item.weight is Weight.STOP}.values())
        if not stopped:
            return {}
        dialog = AskReasons(self.session, stopped, self._reasons, self._reason)
        justified = await self.app.push_screen_wait(dialog)
        self._keep()
        return justified

    def _keep(self) -> None:
        """Keeps what was typed, and why what the check stops is to stand."""
        # The same dictionary, so that a lock keeps what is typed into it later.
        self.session.drafts[self.number] = self._given() | {_REASONS: self._reasons}

    def _append(self, text: str) -> None:
        """Puts words below those that are there."""
        editor = self.query_one(TextArea)
        editor.move_cursor(editor.document.end)
        editor.insert(f"\n\n{text}" if editor.text.strip() else text)
        editor.focus()

    def _reason(self, line: str) -> str:
        return "" if is_reason(line) else self.words("reply.justify.wrong")

    def _findings_text(self) -> Text:
        columns = self.query_one("#findings", Static).content_size.width or self.app.size.width // 2

        def height(text: Text) -> int:
            return len(text.wrap(self.app.console, columns)) - text.plain.endswith("\n")

        return findings_text(self.session, self.findings(), _SHOWN, height)

    def _is_begun(self, content: dict[str, Any]) -> bool:
        """Whether something would be lost."""
        kept = self.number in self.session.drafts
        return kept or bool(content["text"]) or any(content[key] != self._start[key] for key in _FIRST)

    def _first(self) -> dict[str, Any]:
        """What an answer begins with: what was said last, without its text and days."""
        answers = self.case.answers
        if not answers:
            return {"work": "being-traced", "knowledge": {"value": "none"}}
        last = answers[-1].content
        return {name: last[name] for name in (*_FIRST, "why") if name in last}
