"""Why what the outgoing check stops may stand: one line for each place, all at once."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from tracker.desk.console.dialogs import LINE_LIMIT, Check, Dialog
from tracker.desk.console.findings_text import finding_words, found_words
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.wording import say
from tracker.desk.replies.findings import Finding


class AskReasons(Dialog[dict[str, str]]):
    """Gives a reason for each finding, by its key; ``check`` may refuse one, in words.

    ``given`` is what was typed before. It takes up what is typed now, so that Escape loses nothing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "give", "console.key.save", priority=True),
        Binding("down", "app.focus_next", "console.key.down", show=False),
        Binding("up", "app.focus_previous", "console.key.up", show=False),
    ]
    DEFAULT_CSS = """
    AskReasons #reasons { height: auto; max-height: 60vh; }
    AskReasons #reasons Static { height: auto; }
    AskReasons Input { padding: 0 2; }
    """

    def __init__(
        self, session: ConsoleSession, findings: Sequence[Finding], given: dict[str, str], check: Check
    ) -> None:
        super().__init__(session, say(session, "reply.justify.title", count=len(findings)))
        self._findings, self._given, self._check = findings, given, check

    def asked(self) -> Sequence[Widget]:
        """A question and a line for each; below them what is wrong."""
        asked: list[Widget] = []
        for place, finding in enumerate(self._findings):
            asked.append(Static(Text(reason_question(self.session, finding)), markup=False))
            value = self._given.get(finding.key, "")
            asked.append(Input(value, "…", id=f"reason-{place}", max_length=LINE_LIMIT, compact=True))
        # The lines themselves take the focus, not what they scroll in.
        return (VerticalScroll(*asked, id="reasons", can_focus=False), Static("", id="wrong", markup=False))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._given[self._finding_of(event.input).key] = event.value

    @on(Input.Submitted)
    def action_give(self) -> None:
        """All reasons, or to the first that is missing."""
        reasons: dict[str, str] = {}
        for line in self.query(Input):
            reason = line.value.strip()
            if wrong := self._check(reason):
                # Those that were not come to yet are no mistake.
                here = self.focused is line
                self.query_one("#wrong", Static).update(Text(f"‼ {wrong}" if here else ""))
                line.focus()
                return
            reasons[self._finding_of(line).key] = reason
        self.dismiss(reasons)

    def _finding_of(self, line: Input) -> Finding:
        return self._findings[int((line.id or "").removeprefix("reason-"))]


def reason_question(session: ConsoleSession, finding: Finding) -> str:
    """What was found, and what is asked of it; a finding about the whole text names no place."""
    what = f"{finding_words(session, finding)}."
    if not finding.found:
        return say(session, "reply.justify.whole", what=what)
    return say(session, "reply.justify", found=found_words(finding), what=what)
