"""The door, the lock, and what is left behind them."""

import asyncio
import gc
import os
import random
import signal
import weakref
from pathlib import Path

from textual.widgets import Input, Static

from tests.desk.console.shell_world import SMALL, Clock, FilledDesk, playing
from tracker.desk.console.triage_screen import TriageScreen
from tracker.desk.console.unlock import UnlockScreen


def test_a_wrong_password_is_told_and_the_right_one_opens(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng), unlocked=False) as play:
            await play.unlock("wrong")
            assert isinstance(play.app.screen, UnlockScreen)
            assert "[password-wrong]" in str(play.app.screen.query_one("#wrong", Static).render())
            assert play.app.screen.query_one(Input).value == ""
            await play.unlock()
            assert isinstance(play.app.screen, TriageScreen)

    asyncio.run(story())


def test_the_password_is_never_drawn(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng), SMALL, unlocked=False) as play:
            await play.write("secret")
            assert "secret" not in play.drawn
            assert "••••••" in play.drawn

    asyncio.run(story())


def test_q_locks_at_once_from_any_screen_and_leaves_nothing(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        filled = FilledDesk(tmp_path, rng)
        async with playing(filled) as play:
            await play.keys("enter")
            assert len(play.app.screen_stack) == 3
            kept = weakref.ref(play.session.desk)
            await play.keys("Q")
            assert isinstance(play.app.screen, UnlockScreen)
            assert len(play.app.screen_stack) == 2
            assert play.app.session is None
            assert "Вигаданко" not in play.drawn
            # Another process may open the vault now.
            filled.unlock("borys").close()
            await play.pilot.pause()
            gc.collect()
            assert kept() is None
            await play.unlock()
            assert isinstance(play.app.screen, TriageScreen)

    asyncio.run(story())


def test_an_idle_console_locks_and_a_key_keeps_it_open(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        clock = Clock()
        async with playing(FilledDesk(tmp_path, rng), ticks=clock, idle=600) as play:
            clock.now += 599
            await play.keys("j")
            clock.now += 599
            await play.app._look_at_clock()
            assert isinstance(play.app.screen, TriageScreen)
            clock.now += 1
            await play.app._look_at_clock()
            await play.pilot.pause()
            assert isinstance(play.app.screen, UnlockScreen)

    asyncio.run(story())


def test_it_does_not_lock_under_a_thread_that_works_on_the_vault(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        clock = Clock()
        async with playing(FilledDesk(tmp_path, rng), ticks=clock, idle=600) as play:
            with play.session.working():
                clock.now += 10_000
                await play.app._look_at_clock()
                await play.keys("Q")
                assert isinstance(play.app.screen, TriageScreen)
            clock.now += 600
            await play.app._look_at_clock()
            await play.pilot.pause()
            assert isinstance(play.app.screen, UnlockScreen)

    asyncio.run(story())


def test_a_program_that_is_told_to_end_closes_the_vault_and_leaves_signals_as_they_were(
    tmp_path: Path, rng: random.Random
) -> None:
    async def story() -> None:
        filled = FilledDesk(tmp_path, rng)
        async with playing(filled) as play:
            os.kill(os.getpid(), signal.SIGTERM)
            while play.app.session is not None:
                await play.pilot.pause()
            filled.unlock("borys").close()

    before = signal.getsignal(signal.SIGTERM)
    asyncio.run(story())
    assert signal.getsignal(signal.SIGTERM) is before


def test_leaving_closes_the_vault(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        filled = FilledDesk(tmp_path, rng)
        async with playing(filled) as play:
            await play.keys("ctrl+c")
            assert play.app.session is not None
            await play.keys("ctrl+q")
            assert play.app.session is None
            filled.unlock("borys").close()

    asyncio.run(story())


def test_a_vault_that_another_program_works_on_says_so_and_opens_later(
    tmp_path: Path, rng: random.Random
) -> None:
    async def story() -> None:
        filled = FilledDesk(tmp_path, rng)
        async with playing(filled, unlocked=False) as play:
            with filled.unlock("borys"):
                await play.unlock()
                assert "[vault-busy]" in str(play.app.screen.query_one("#wrong", Static).render())
            await play.unlock()
            assert isinstance(play.app.screen, TriageScreen)

    asyncio.run(story())
