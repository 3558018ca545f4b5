"""The keys with which a caseworker acts on one inquiry or many: assign, wait, note, escalate, link, tag."""

from collections.abc import Sequence
from typing import TypeVar

from textual import work
from textual.binding import Binding

from crypto.errors import TrackerError
from tracker.desk import acts
from tracker.desk.acting import act_on_all, link
from tracker.desk.case import Case
from tracker.desk.console import asking
from tracker.desk.console.asking import told
from tracker.desk.console.frame import DeskScreen
from tracker.desk.console.hearing import ask_heard

Result = TypeVar("Result")

ACT_BINDINGS = [
    Binding("a", "assign", "console.key.assign"),
    Binding("w", "wait", "console.key.wait"),
    Binding("c", "note", "console.key.note"),
    Binding("exclamation_mark", "escalate", "console.key.escalate"),
    Binding("L", "link", "console.key.link"),
    Binding("T", "tag", "console.key.tag"),
    Binding("A", "alarms", "console.key.alarms"),
]


class ActingScreen(DeskScreen[Result]):
    """A screen whose keys act on ``act_on()``. Each act can be undone; none tells a family anything."""

    def act_on(self) -> Sequence[int]:
        """The numbers of the cases that the next act is about."""
        return ()

    def acted(self) -> None:
        """Something was done: shows it."""

    def act(self, cases: Sequence[Case], act: acts.Act, done: str) -> bool:
        """Does it to all cases, or to none, and says so; ``done`` is the msgid of what was done."""
        session = self.session
        try:
            if isinstance(act, acts.Link):
                # A link is told to both inquiries, so that each side shows it.
                for case in cases:
                    link(session.vault, case, act.other, act.on, session.now)
            else:
                act_on_all(session.vault, cases, act, session.now)
        except (TrackerError, OSError) as error:
            self.complain(error)
            return False
        session.refresh()
        self.acted()
        self.tell(self.words(done, cases=told(cases)))
        return True

    @work
    async def action_assign(self) -> None:
        """To whom the cases belong."""
        if (cases := self._cases()) and (act := await asking.ask_assign(self, cases)):
            self.act(cases, act, "assign.done" if act.to else "assign.nobody.done")

    @work
    async def action_wait(self) -> None:
        """Puts the cases aside until a day."""
        if (cases := self._cases()) and (act := await asking.ask_wait(self, cases)):
            self.act(cases, act, "wait.done" if act.until else "wait.over")

    @work
    async def action_note(self) -> None:
        """Adds a note."""
        cases = self._cases()
        act = await asking.ask_note(self, cases) if cases else None
        if act is not None and not self.act(cases, act, "note.done"):
            # A note that could not be stored stays begun.
            self.session.texts[asking.note_title(self.session, cases)] = act.text

    @work
    async def action_escalate(self) -> None:
        """Escalates, or no longer."""
        if (cases := self._cases()) and (act := await asking.ask_escalate(self, cases)):
            self.act(cases, act, "escalate.done" if act.on else "escalate.over")

    @work
    async def action_link(self) -> None:
        """Links with another inquiry about the same person, or no longer."""
        if (cases := self._cases()) and (act := await asking.ask_link(self, cases)):
            self.act(cases, act, "link.done" if act.on else "link.over")

    @work
    async def action_tag(self) -> None:
        """Puts a tag on, or takes it off."""
        if (cases := self._cases()) and (act := await asking.ask_tag(self, cases)):
            self.act(cases, act, "tag.done" if act.on else "tag.over")

    @work
    async def action_alarms(self) -> None:
        """Says of an alarm that rings that it was dealt with, or puts it off; one inquiry at a time."""
        cases = self._cases()
        if len(cases) > 1:
            self.complain(self.words("alarms.one"))
            return
        try:
            act = await ask_heard(self, cases[0]) if cases else None
        except TrackerError as error:
            self.complain(error)
            return
        if act is not None:
            self.act(cases, act, "alarms.later" if "~" in act.alarm else "alarms.done")

    def _cases(self) -> list[Case]:
        try:
            return [self.session.case(number) for number in self.act_on()]
        except TrackerError as error:
            self.complain(error)
            return []
