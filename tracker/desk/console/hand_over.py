"""Between caseworkers: the note of a shift, notes between vaults, a copy of the vault for somebody else."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType

from crypto.hand_over import HandOver
from tracker.desk import display
from tracker.desk.console.dialogs import AskChoice
from tracker.desk.console.import_report import alarm_words
from tracker.desk.console.working import WorkingScreen
from tracker.desk.days import day_of
from tracker.desk.events import Alarm
from tracker.desk.handing_over import give
from tracker.desk.notes import Written, write_notes
from tracker.desk.notes_reading import SEQUENCE_TWICE, NotesResult, read_notes
from tracker.desk.shift import SHIFT_SECONDS, note_lines, shift_note
from tracker.files import write_new_file

_NAME_COLUMNS, _PATH_COLUMNS, _LABELS = 40, 200, 12


class HandOverScreen(WorkingScreen):
    """Shows the shift's note; its keys write and read notes, and hand over a copy of the vault."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("N", "write_notes", "console.key.write-notes"),
        Binding("R", "read_notes", "console.key.read-notes"),
        Binding("P", "write_shift", "console.key.write-shift"),
        Binding("G", "give", "console.key.give"),
    ]

    def heading(self) -> Text:
        """What this screen is for, and from which vault outboxes go out."""
        text = Text(self.words("hand-over.title"), "bold")
        desk = self.session.desk
        owner = display.line(desk.sequence_owner, _NAME_COLUMNS)
        here = self.words("hand-over.sequence-here")
        text.append("\n")
        text.append(here if desk.owns_sequence else self.words("export.elsewhere", name=owner), "not bold")
        return text

    def reading(self) -> Text:
        """The note of this shift."""
        return Text("\n".join(self._shift_lines()))

    @work
    async def action_write_notes(self) -> None:
        """Writes everything that was done here, for the desk's other vaults."""
        path = await self.new_path(self.words("notes.where"), f"notes-{self.session.today}")
        if path is not None:
            session = self.session
            self.start(lambda: write_notes(session.vault, path, session.now), self._notes_written)

    @work
    async def action_read_notes(self) -> None:
        """Adds what a colleague did in another vault."""
        path = await self.old_path(self.words("notes.which"))
        if path is not None:
            session = self.session
            self.start(lambda: read_notes(session.vault, path, session.now, self.progress), self._notes_read)

    @work
    async def action_write_shift(self) -> None:
        """Writes the shift's note to a file, to be printed; it names no family and nobody who is sought."""
        path = await self.new_path(self.words("shift.where"), f"shift-{self.session.today}.txt")
        if path is not None:
            self.start(lambda: self._write_shift(path), self._shift_written)

    @work
    async def action_give(self) -> None:
        """Hands a copy of the vault to another caseworker, who alone can open it."""
        session, me = self.session, self.session.vault.identity.recipient.id
        others = sorted(item.name for item in session.desk.store.members if item.recipient.id != me)
        options = [(name, display.line(name, _NAME_COLUMNS)) for name in others]
        name = await self.app.push_screen_wait(AskChoice(session, self.words("give.to"), options))
        if name is None:
            return
        shown = display.line(name, _NAME_COLUMNS)
        with_sequence = await self._asks_sequence(shown)
        if with_sequence is None:
            return
        path = await self.new_path(self.words("give.where", name=shown), f"for-{name}")
        asked = self.words("give.ask.sequence" if with_sequence else "give.ask", name=shown)
        if path and await self.agreed(asked, name):
            self.start(lambda: give(session.vault, name, path, session.now, with_sequence), self._given)

    async def _asks_sequence(self, name: str) -> bool | None:
        """Whether outboxes are made from the copy from then on; None if that was left."""
        if not self.session.desk.owns_sequence:
            return False
        options = [
            ("no", self.words("give.sequence.no")),
            ("yes", self.words("give.sequence.yes", name=name)),
        ]
        chosen = await self.app.push_screen_wait(
            AskChoice(self.session, self.words("give.sequence"), options)
        )
        return None if chosen is None else chosen == "yes"

    def _shift_lines(self) -> list[str]:
        session = self.session
        note = shift_note(session.desk, session.now - SHIFT_SECONDS, session.now)
        return [display.line(line) for line in note_lines(note, session.language, _LABELS)]

    def _write_shift(self, path: Path) -> Path:
        write_new_file(path, ("\n".join(self._shift_lines()) + "\n").encode())
        return path

    def _shift_written(self, path: Path) -> None:
        self.tell(self.words("shift.written", file=display.line(str(path), _PATH_COLUMNS)))

    def _notes_written(self, written: Written) -> None:
        lines = [self.words("notes.written", count=written.acts, bytes=written.bytes)]
        if written.unsigned:
            lines.append(self.words("notes.unsigned", count=written.unsigned))
        (self.complain if written.unsigned else self.tell)(" ".join(lines))

    def _notes_read(self, result: NotesResult) -> None:
        who = display.line(result.writer, _NAME_COLUMNS)
        facts = {"name": who, "day": day_of(result.at), "new": result.new, "known": result.known}
        lines = [self.words("notes.read", **facts)]
        if result.waiting:
            lines.append(self.words("notes.waiting", count=result.waiting))
        if result.refused:
            refused = ", ".join(f"{code} {count}" for code, count in sorted(result.refused.items()))
            lines.append(self.words("notes.refused", codes=refused))
        if result.erased:
            lines.append(self.words("notes.erased", cases=_some(result.erased)))
        if result.both_own_sequence:
            lines.append(alarm_words(self.session, Alarm(SEQUENCE_TWICE, 0)))
        if result.retracted:
            lines.append(self.words("notes.retracted", cases=_some(result.retracted)))
        grave = result.refused or result.both_own_sequence or result.retracted
        (self.complain if grave else self.tell)(" ".join(lines))

    def _given(self, document: HandOver) -> None:
        self.tell(self.words("give.done", name=display.line(document.taker, _NAME_COLUMNS)))


def _some(labels: Sequence[str]) -> str:
    """The first labels, and how many more there are."""
    more = f" +{len(labels) - _LABELS}" if len(labels) > _LABELS else ""
    return ", ".join(labels[:_LABELS]) + more
