"""What came with letters: size, type by content, what would betray the sender. Nothing is opened here."""

from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType

from tracker.desk import display
from tracker.desk.attachments.listing import Examined, attachments_of, examine, lines_of
from tracker.desk.attachments.quarantine import TakenOut, take_out
from tracker.desk.case import Case
from tracker.desk.console.ask_path import AskPath
from tracker.desk.console.dialogs import AskCaseNumber, AskChoice
from tracker.desk.console.inquiry_head import title_text
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.working import WorkingScreen

_PATH_COLUMNS, _TYPE_COLUMNS = 200, 60


class AttachmentsScreen(WorkingScreen):
    """Gives True if one was taken out, into a folder from which it goes to another machine."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "examine", "console.key.examine"),
        Binding("X", "take_out", "console.key.take-out"),
    ]

    def __init__(self, session: ConsoleSession, case_number: int) -> None:
        super().__init__(session)
        self.number = case_number
        self.examined: list[Examined] = []

    @property
    def case(self) -> Case:
        """The inquiry as it stands."""
        return self.session.case(self.number)

    def heading(self) -> Text:
        """Whose letters they came with."""
        text = title_text(self.session, self.number, self.app.size.width)
        text.append(f"\n{self.words('attachments.title')}", "bold")
        return text

    def reading(self) -> Text:
        """Each attachment as far as it was examined; before, only what its sender said of it."""
        items = attachments_of(self.case)
        if not items:
            return Text(self.words("attachments.none"))
        if self.examined:
            lines = [line for each in self.examined for line in lines_of(each, self.session.language)]
        else:
            lines = [self._unexamined(item.number, item.declared, item.size) for item in items]
            lines.append(self.words("attachments.not-examined"))
        return Text("\n".join(display.line(line) for line in lines))

    def action_examine(self) -> None:
        """Has them examined, each in a process of its own that may do nothing else."""
        items, vault = attachments_of(self.case), self.session.vault
        if not items:
            self.complain(self.words("attachments.none"))
            return
        self.start(lambda: [examine(vault, item) for item in items], self._examined)

    @work
    async def action_take_out(self) -> None:
        """Asks which, where to, and for the case number; then writes it under a name of ours."""
        case, session = self.case, self.session
        items = attachments_of(case)
        if not items:
            self.complain(self.words("attachments.none"))
            return
        options = [
            (str(item.number), self._unexamined(item.number, item.declared, item.size)) for item in items
        ]
        chosen = await self.app.push_screen_wait(AskChoice(session, self.words("attachments.which"), options))
        if chosen is None:
            return
        folder = await self.app.push_screen_wait(
            AskPath(session, self.words("attachments.where"), session.medium, folders=True)
        )
        if folder is None:
            return
        asked = AskCaseNumber(session, case.label, self.words("attachments.ask", number=chosen))
        if await self.app.push_screen_wait(asked):
            self.start(
                lambda: take_out(
                    session.vault, case, int(chosen), case.label, folder, session.now, session.language
                ),
                self._taken_out,
            )

    def _unexamined(self, number: int, declared: str, size: int) -> str:
        kind = display.line(declared, _TYPE_COLUMNS)
        return self.words("letter.attachment", number=number, kind=kind, size=size)

    def _examined(self, examined: list[Examined]) -> None:
        self.examined, self.has_worked = examined, False
        self.redraw()
        self.tell(self.words("attachments.examined", count=len(examined)))

    def _taken_out(self, done: TakenOut) -> None:
        self.tell(self.words("attachments.done", file=display.line(str(done.file), _PATH_COLUMNS)))
