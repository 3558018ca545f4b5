"""A second signer's look at an outbox that is made already: what it tells anew, then the signature."""

from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType

from tracker.desk import display
from tracker.desk.console.publication import drafted_text
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.working import WorkingScreen
from tracker.desk.events import Drafted
from tracker.desk.signing import sign_outbox

_PATH_COLUMNS = 200


class SignScreen(WorkingScreen):
    """Gives True if it was signed. The file was checked to be, byte for byte, what this vault made."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("S", "sign", "console.key.sign")]

    def __init__(
        self, session: ConsoleSession, draft: Drafted, waiting: Path, outbox: Path, signed_by: tuple[str, ...]
    ) -> None:
        super().__init__(session)
        self.draft, self._waiting, self._outbox = draft, waiting, outbox
        self._signed_by = signed_by

    def heading(self) -> Text:
        """Which outbox, and who signed it so far."""
        text = Text(self.words("sign.title", number=self.draft.sequence), "bold")
        names = ", ".join(display.line(name, _PATH_COLUMNS) for name in sorted(set(self._signed_by)))
        text.append(f"\n{self.words('sign.by', names=names or '–')}", "not bold")
        return text

    def reading(self) -> Text:
        """What families read for the first time."""
        return drafted_text(self.session, self.session.desk, self.draft)

    @work
    async def action_sign(self) -> None:
        """Asks for the number, and signs."""
        if self.session.me in self._signed_by:
            self.complain(self.words("export.signed-already"))
            return
        if not self.is_read:
            self.complain(self.words("proof.read-on"))
            return
        number = self.draft.sequence
        if await self.agreed(self.words("sign.ask", number=number), str(number)):
            session = self.session
            self.start(
                lambda: sign_outbox(session.vault, self._waiting, self._outbox, session.now), self._signed
            )

    def _signed(self, result: tuple[int, int]) -> None:
        signed, needed = result
        path = self._outbox if signed >= needed else self._waiting
        file = display.line(str(path), _PATH_COLUMNS)
        self._signed_by = (*self._signed_by, self.session.me)
        self.redraw()
        done = "sign.complete" if signed >= needed else "sign.more"
        self.tell(self.words(done, file=file, signed=signed, needed=needed))
