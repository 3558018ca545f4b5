"""Screens as they are drawn, kept as text. To keep a new drawing: delete the old one, run, look, commit.

Without header and keys, which belong to the whole console.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from tests.desk.console.screens_world import SMALL, WIDE, drawn, played
from tests.desk.world import NOW, DeskInTest
from tracker.desk.acting import act
from tracker.desk.acts import Assign, Escalate, Note, Wait
from tracker.desk.answering import write_answer
from tracker.desk.console.compare import CompareScreen
from tracker.desk.console.confirm import ConfirmScreen
from tracker.desk.console.exporting import ExportScreen
from tracker.desk.console.inquiry import InquiryScreen
from tracker.desk.console.key_line import KeyLine
from tracker.desk.console.reply import ReplyScreen
from tracker.desk.console.session import ConsoleSession
from tracker.desk.references import reference_of

KEPT = Path(__file__).parent / "drawn"
LOCATED: dict[str, Any] = {
    "work": "answered",
    "knowledge": {"value": "located", "source": "icrc", "date": "2026-08", "confidence": "high"},
    "text": "Він у Х.",
}
SCREENS: dict[str, Callable[[ConsoleSession], Screen[Any]]] = {
    "inquiry": lambda session: InquiryScreen(session, 1),
    "compare": lambda session: CompareScreen(session, 1, reference_of(session.case(2))),
    "reply": lambda session: ReplyScreen(session, 1),
    "confirm": lambda session: ConfirmScreen(session, 1),
    "export": lambda session: ExportScreen(session, processes=1),
}


@pytest.fixture
def busy(session: ConsoleSession, filled_desk: DeskInTest) -> ConsoleSession:
    """An inquiry on which something was done; borys sits there, in English."""
    case = session.case(1)
    for number, what in enumerate(
        (Assign("borys"), Note("called"), Wait("2026-10-01", "court"), Escalate(True, "medicine"))
    ):
        act(session.vault, case, what, NOW + 60 * number)
    write_answer(session.vault, session.case(1), LOCATED, NOW + 600)
    session.vault.identity = filled_desk.world.workers["borys"]
    session.language = "en"
    session.refresh()
    return session


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["small", "wide"])
@pytest.mark.parametrize("name", SCREENS)
def test_it_is_drawn_as_it_was(busy: ConsoleSession, name: str, size: tuple[int, int]) -> None:
    seen: list[str] = []

    async def story(pilot: Pilot[None]) -> None:
        screen = pilot.app.screen
        top, bottom = screen.query_one("#heading").region.y, screen.query_one(KeyLine).region.y
        seen.extend(line.rstrip() for line in drawn(pilot).split("\n")[top:bottom])

    played(lambda: SCREENS[name](busy), story, size)
    kept = KEPT / f"{name}-{size[0]}x{size[1]}.txt"
    now = "\n".join(seen).rstrip() + "\n"
    if not kept.exists():
        kept.write_text(now, encoding="utf-8")
        raise AssertionError(f"{kept} is new: look at it, and keep it")
    assert now == kept.read_text(encoding="utf-8")
