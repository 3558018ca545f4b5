"""What goes out: what an outbox will tell, who must sign it, making and signing it, the backup before it."""

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType

from crypto.errors import TrackerError
from tracker.desk import display
from tracker.desk.backup import BackupResult, back_up
from tracker.desk.console.publication import planned, planned_text
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.signing_screen import SignScreen
from tracker.desk.console.working import WorkingScreen
from tracker.desk.exporting import ExportResult, draft_path, export_outbox
from tracker.desk.signing import check_draft

_PATH_COLUMNS, _NAME_COLUMNS = 200, 40
_WAITING = draft_path(Path("x")).name[1:]


class ExportScreen(WorkingScreen):
    """Gives True if something went out. Making and signing ask for the outbox's number to be typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("M", "make", "console.key.make-outbox"),
        Binding("S", "sign", "console.key.sign"),
        Binding("B", "back_up", "console.key.backup"),
    ]

    DEFAULT_CSS = """
    ExportScreen #reading { max-width: 100%; }
    """

    def __init__(self, session: ConsoleSession, processes: int | None = None) -> None:
        super().__init__(session)
        self._processes = processes

    def heading(self) -> Text:
        """What stands: an outbox that waits for a signature, or the next one."""
        desk, text = self.session.desk, Text(self.words("export.title"), "bold")
        if desk.newest_draft is not None and desk.newest_draft.sequence not in desk.exported:
            text.append(f"\n▶ {self.words('export.waits', number=desk.newest_draft.sequence)}")
        if not desk.owns_sequence:
            owner = display.line(desk.sequence_owner, _NAME_COLUMNS)
            text.append(f"\n‼ {self.words('export.elsewhere', name=owner)}")
        return text

    def reading(self) -> Text:
        """What an outbox made now would tell."""
        return planned_text(self.session, planned(self.session.desk, self.session.now))

    def meaning(self) -> str:
        """All of it but the number: an outbox that could not be written may have taken one."""
        plan = replace(planned(self.session.desk, self.session.now), sequence=0)
        return planned_text(self.session, plan).plain

    @work
    async def action_make(self) -> None:
        """Makes the outbox that was read to its end."""
        if not self.is_read:
            self.complain(self.words("proof.read-on"))
            return
        number = self.session.desk.next_sequence
        path = await self.new_path(self.words("export.where", number=number), f"outbox-{number}")
        if path and await self.agreed(self.words("export.ask", number=number), str(number)):
            self.start(lambda: self._export(path), self._made)

    @work
    async def action_sign(self) -> None:
        """Shows the outbox that waits for a signature, to be signed after it was read."""
        if self.is_working:
            return
        chosen = await self.old_path(self.words("export.which"))
        if chosen is None:
            return
        waiting, outbox = _both_paths(chosen)
        try:
            draft, _, signatures = check_draft(self.session.vault, waiting)
        except (TrackerError, OSError) as error:
            self.complain(error)
            return
        names = tuple(self.session.desk.store.name_of(item.public) for item in signatures)
        signed = await self.app.push_screen_wait(SignScreen(self.session, draft, waiting, outbox, names))
        self.redraw()
        if signed:
            self.has_worked = True

    @work
    async def action_back_up(self) -> None:
        """Copies the vault to a second medium; only then are letters acknowledged to the server."""
        path = await self.new_path(self.words("backup.where"), f"vault-{self.session.today}")
        if path is not None:
            self.start(lambda: back_up(self.session.vault, path, self.session.now), self._backed_up)

    def _export(self, path: Path) -> ExportResult:
        session = self.session
        signers = [session.vault.identity]
        return export_outbox(
            session.vault, path, signers, session.now, self.progress, processes=self._processes
        )

    def _made(self, result: ExportResult) -> None:
        facts = {"file": display.line(str(result.path), _PATH_COLUMNS), "number": result.draft.sequence}
        done = "export.complete" if result.is_complete else "export.needs-signature"
        self.tell(self.words(done, signed=result.signed, needed=result.threshold, **facts))

    def _backed_up(self, result: BackupResult) -> None:
        self.tell(self.words("backup.done", bytes=result.bytes, size=result.size))


def _both_paths(chosen: Path) -> tuple[Path, Path]:
    """The waiting file and the finished one, whichever of the two was chosen."""
    if chosen.name.endswith(_WAITING):
        return chosen, chosen.with_name(chosen.name.removesuffix(_WAITING))
    return draft_path(chosen), chosen
