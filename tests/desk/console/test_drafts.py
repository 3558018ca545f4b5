"""An answer that was begun outlives a lock, for whoever began it alone."""

import asyncio
import random
from dataclasses import replace
from pathlib import Path

from textual.widgets import TextArea

from tests.desk.console.screens_world import session_of
from tests.desk.console.shell_world import Clock, FilledDesk, playing
from tests.desk.world import DeskInTest
from tracker.desk.console.drafts import open_drafts, seal_drafts
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.unlock import UnlockScreen

BEGUN = {1: {"work": "waiting", "knowledge": {"value": "none"}, "text": "Почато, ще не все."}}


def test_it_is_there_again_after_a_lock(session: ConsoleSession) -> None:
    session.drafts |= BEGUN
    kept = seal_drafts(session)
    assert "Почато".encode() not in b"".join(kept.values())
    assert open_drafts(session_of(session.vault), kept) == BEGUN


def test_what_was_finished_meanwhile_is_not(session: ConsoleSession) -> None:
    session.drafts |= BEGUN
    kept = seal_drafts(session)
    session.drafts.clear()
    assert open_drafts(session, kept | seal_drafts(session)) == {}


def test_a_colleague_at_the_same_console_does_not_see_it(
    session: ConsoleSession, filled_desk: DeskInTest
) -> None:
    session.drafts |= BEGUN
    kept = seal_drafts(session)
    session.vault.identity = filled_desk.world.workers["borys"]
    assert open_drafts(session, kept) == {}
    (own,) = kept.values()
    assert open_drafts(session, {session.vault.identity.recipient.id: own}) == {}


def test_nor_is_it_of_another_vault(session: ConsoleSession) -> None:
    session.drafts |= BEGUN
    kept = seal_drafts(session)
    session.vault.name = replace(session.vault.name, id=bytes(16))
    assert open_drafts(session, kept) == {}


def test_a_console_that_locks_by_itself_loses_no_word(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        clock = Clock()
        async with playing(FilledDesk(tmp_path, rng), ticks=clock, idle=600) as play:
            await play.keys("enter", "r")
            await play.write("begun")
            clock.now += 600
            await play.app._look_at_clock()
            await play.pilot.pause()
            assert isinstance(play.app.screen, UnlockScreen)
            await play.unlock()
            await play.keys("enter", "r")
            assert play.app.screen.query_one(TextArea).text == "begun"

    asyncio.run(story())
