"""Evidence leaves the desk: of which inquiries, what their families allowed, to which medium."""

from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType

from tracker.desk import display
from tracker.desk.case import Case
from tracker.desk.console.dialogs import AskCaseNumber
from tracker.desk.console.inquiry_head import title_text
from tracker.desk.console.letter_text import short_label
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.working import WorkingScreen
from tracker.desk.evidence.exporting import Exported, export_evidence, linked_cases
from tracker.desk.sharing import permissions_of

_PATH_COLUMNS = 200


class EvidenceScreen(WorkingScreen):
    """Gives True if a folder was written. It is not encrypted, and that it left cannot be taken back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("L", "linked", "console.key.with-linked"),
        Binding("X", "write", "console.key.write-out"),
    ]

    def __init__(self, session: ConsoleSession, case_number: int) -> None:
        super().__init__(session)
        self.number, self.with_linked = case_number, False

    @property
    def cases(self) -> list[Case]:
        """This inquiry, and those that are linked to it if that is wished; this one first."""
        own = self.session.case(self.number)
        if not self.with_linked:
            return [own]
        return sorted(linked_cases(self.session.desk, own), key=lambda case: case.number != own.number)

    def heading(self) -> Text:
        """Whose evidence."""
        text = Text(self.words("evidence.title"), "bold")
        text.append("\n")
        return text + title_text(self.session, self.number, self.app.size.width)

    def reading(self) -> Text:
        """What the folder will hold, and what each family allowed."""
        text = Text(f"{self.words('evidence.holds')}\n", "not bold")
        text.append(f"‼ {self.words('evidence.open')}\n", "bold")
        for case in self.cases:
            text.append(f"\n── {case.label}: {self.words('evidence.allowed')}\n", "bold")
            for permission in permissions_of(case):
                sign = "✓" if permission.given else "✗"
                label = short_label(f"sharing.{permission.name}", self.session.language)
                text.append(f"{sign} {label}\n", "not bold" if permission.given else "dim")
        return text

    def action_linked(self) -> None:
        """With, or without, the linked inquiries."""
        if self.is_working:
            return
        self.with_linked = not self.with_linked
        self.redraw()
        labels = ", ".join(case.label for case in self.cases)
        self.tell(self.words("evidence.cases", cases=labels))

    @work
    async def action_write(self) -> None:
        """Asks where, and for the case number; then writes a new folder."""
        if not self.is_read:
            self.complain(self.words("proof.read-on"))
            return
        cases, session = self.cases, self.session
        label = cases[0].label
        path = await self.new_path(self.words("evidence.where"), f"evidence-{label}")
        if path is None:
            return
        asked = AskCaseNumber(session, label, self.words("evidence.ask"))
        if await self.app.push_screen_wait(asked):
            self.start(
                lambda: export_evidence(session.vault, cases, label, path, session.now, session.language),
                self._written,
            )

    def _written(self, done: Exported) -> None:
        folder = display.line(str(done.folder), _PATH_COLUMNS)
        lines = [self.words("evidence.done", folder=folder, reference=done.reference)]
        left = [display.line(str(path), _PATH_COLUMNS) for path in done.unfinished]
        lines += [self.words("evidence.unfinished", folder=name) for name in left]
        (self.complain if done.unfinished else self.tell)("\n".join(lines))
