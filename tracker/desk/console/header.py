"""The line above every screen: whether the machine is offline, whose key, how old the inbox, what presses."""

from datetime import UTC, datetime
from typing import ClassVar

from rich.text import Text
from textual.app import RenderResult
from textual.events import Mount
from textual.widget import Widget

from tracker.desk import display
from tracker.desk.console.session import ConsoleSession
from tracker.desk.days import day_of, days_between
from tracker.speaking import rehearsal_banner

_CLOCK_SECONDS = 5.0
_GAP = "  "


class DeskHeader(Widget):
    """Draws itself anew every few seconds, and whenever the board changed and ``refresh`` is called."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"header--{name}" for name in ("online", "offline", "pressing", "banner")
    }
    DEFAULT_CSS = """
    DeskHeader { dock: top; height: auto; max-height: 3; padding: 0 1; background: $panel; }
    DeskHeader .header--offline { color: $success; text-style: bold; }
    DeskHeader .header--online { color: $error; text-style: bold reverse; }
    DeskHeader .header--pressing { color: $error; text-style: bold; }
    DeskHeader .header--banner { color: $warning; text-style: bold reverse; }
    """

    def __init__(self, session: ConsoleSession) -> None:
        super().__init__()
        self.session = session

    def _on_mount(self, event: Mount) -> None:
        super()._on_mount(event)
        self.set_interval(_CLOCK_SECONDS, self.refresh)

    def render(self) -> RenderResult:
        """One line, or two where it is narrow; a rehearsal has its banner above."""
        text = Text(no_wrap=False, overflow="fold")
        if banner := self._banner():
            text.append(f" {banner} ", self._style("banner"))
            text.append("\n")
        facts = self._facts()
        room = self.content_size.width - sum(len(fact) + len(_GAP) for fact, _ in facts)
        for place, (fact, style) in enumerate(facts):
            # What presses stands at the right end where there is room.
            gap = _GAP + " " * max(0, room) if place == self._first_count else _GAP
            text.append(gap if place else "").append(
                fact.replace(" ", "\u00a0"), self._style(style) if style else ""
            )
        return text

    def _facts(self) -> list[tuple[str, str]]:
        session, counts = self.session, self.session.board.counts
        online = ", ".join(session.interfaces)
        link = (
            session.say("console.header.online", names=online)
            if online
            else session.say("console.header.offline")
        )
        desk = session.vault.name
        facts = [
            (link, "online" if online else "offline"),
            (f"{display.line(session.me, 24)} · {display.line(desk.publisher, 24)}", ""),
            (self._inbox(), ""),
            (f"{datetime.fromtimestamp(session.now, UTC):%d.%m %H:%M} UTC", ""),
        ]
        self._first_count = len(facts)
        for name in ("unanswered", "overdue", "urgent"):
            pressing = "pressing" if counts[name] and name != "unanswered" else ""
            facts.append((f"{session.say(f'console.header.{name}')} {counts[name]}", pressing))
        return facts

    def _inbox(self) -> str:
        desk = self.session.desk
        if desk.imported is None or desk.imported_at is None:
            return self.session.say("console.header.no-inbox")
        days = days_between(day_of(desk.imported_at), self.session.today)
        return self.session.say("console.header.inbox", number=desk.size, days=max(0, days))

    def _banner(self) -> str:
        origin = self.session.vault.name.origin
        return (
            self.session.say("console.header.rehearsal", origin=display.line(origin, 40))
            if rehearsal_banner(origin)
            else ""
        )

    def _style(self, name: str):  # type: ignore[no-untyped-def]
        return self.get_component_rich_style(f"header--{name}", partial=True)
