"""The second caseworker's word: sees exactly what will be read, and who wrote it, before it may go out."""

from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType

from crypto.errors import TrackerError
from tracker.desk.answering import confirm_answer
from tracker.desk.case import Case, WrittenAnswer
from tracker.desk.console.answer_text import by_whom, fields_text, reading_text
from tracker.desk.console.dialogs import AskCaseNumber
from tracker.desk.console.findings_text import weighed_text
from tracker.desk.console.inquiry_head import title_text
from tracker.desk.console.proof import ReadingScreen
from tracker.desk.console.session import ConsoleSession
from tracker.desk.days import day_of
from tracker.desk.replies.confirming import SecondLook, for_second


class ConfirmScreen(ReadingScreen[bool]):
    """Gives True if the answer was confirmed. Only another caseworker than its author can."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("Y", "confirm", "console.key.confirm"),
        Binding("enter", "open", "console.key.letters"),
    ]

    def __init__(self, session: ConsoleSession, case_number: int) -> None:
        super().__init__(session)
        self.number = case_number
        waiting = self.case.waiting_answer
        self._shown = None if waiting is None else waiting.id

    @property
    def case(self) -> Case:
        """The inquiry as it stands."""
        return self.session.case(self.number)

    @property
    def waiting(self) -> WrittenAnswer | None:
        """The answer that waits, if it is still the one that was shown."""
        waiting = self.case.waiting_answer
        return waiting if waiting is not None and waiting.id == self._shown else None

    @property
    def is_own(self) -> bool:
        """Whether the one who sits here wrote it."""
        waiting, me = self.waiting, self.session.vault.identity.signing_key.public
        return waiting is not None and self.session.desk.is_same_person(waiting.actor, me)

    def heading(self) -> Text:
        """Who wrote it, when, and why it needs a second."""
        text, waiting = title_text(self.session, self.number, self.app.size.width), self.waiting
        if waiting is None:
            return text
        who = by_whom(self.session.desk, waiting.actor)
        text.append(f"\n{self.words('confirm.title', name=who, day=day_of(waiting.at))}", "bold")
        why = " ".join(self.words(f"confirm.why.{reason}") for reason in self._look().why)
        text.append(f" {why}", "not bold")
        return text

    def reading(self) -> Text:
        """What the family will read; beneath it what the desk has beside it."""
        waiting = self.waiting
        if waiting is None:
            return Text(self.words("confirm.nothing"))
        language = self.words(f"reply.language.{waiting.content['language']}")
        text = Text.assemble((f"── {self.words('confirm.reads', tongue=language)}\n\n", "bold"))
        text.append_text(reading_text(waiting.content))
        text.append_text(self._findings())
        text.append(f"── {self.words('confirm.fields')}\n", "bold")
        text.append_text(fields_text(waiting.content, self.session.language))
        text.append(f"── {self.words('confirm.now')}\n", "bold")
        return text + self._published()

    def on_mount(self) -> None:
        """Says at once who may not confirm."""
        super().on_mount()
        if self.is_own:
            self.complain(self.words("confirm.own"))

    @work
    async def action_confirm(self) -> None:
        """Asks for the case number, and confirms the answer that was shown."""
        if self.waiting is None:
            self.complain(self.words("confirm.nothing"))
            return
        if self.is_own:
            self.complain(self.words("confirm.own"))
            return
        if not self.is_read:
            self.complain(self.words("proof.read-on"))
            return
        what = self.words("confirm.ask", case=self.case.label)
        if not await self.app.push_screen_wait(AskCaseNumber(self.session, self.case.label, what)):
            return
        self._confirm()

    def _confirm(self) -> None:
        if self.waiting is None:
            self.complain(self.words("confirm.other"))
            return
        try:
            confirm_answer(self.session.vault, self.case, self.session.now)
        except (TrackerError, OSError) as error:
            self.complain(error)
            return
        self.session.refresh()
        self.dismiss(True)
        self.app.notify(self.words("confirm.done", case=self.case.label), markup=False)

    def action_open(self) -> None:
        """The letters that it answers."""
        from tracker.desk.console.inquiry import InquiryScreen

        self.app.push_screen(InquiryScreen(self.session, self.number))

    def action_leave(self) -> None:
        """Nothing is confirmed."""
        self.dismiss(False)

    def _findings(self) -> Text:
        """What the outgoing check says of the text, and why its author let it stand."""
        weighed = [(item.finding, item.reason) for item in self._look().findings]
        return weighed_text(self.session, weighed)

    def _look(self) -> SecondLook:
        return for_second(self.session.desk, self.case)

    def _published(self) -> Text:
        told = self._look().told_now
        if told is None:
            return Text(self.words("confirm.now.nothing"))
        return fields_text(told, self.session.language)
