"""The door, the lock, and what is left behind them."""

import asyncio
import gc
import os
import random
import signal
import threading
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from crypto import keyfile
from tests.desk.console.shell_world import PASSWORD, SMALL, Clock, FilledDesk, playing
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.triage_screen import TriageScreen
from tracker.desk.console.unlock import UnlockScreen
from tracker.desk.console.unlocking import Door
from tracker.desk.matching.naming import name_of
from tracker.desk.practice.making import PracticeFiles


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


def test_another_caseworker_takes_over_with_their_own_key(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng)) as play:
            assert play.session.me == "anna"
            await play.keys("Q")
            await play.write("half a word")
            await play.keys("tab")
            assert "▸ borys.identity" in play.drawn
            assert play.app.screen.query_one(Input).value == ""
            await play.unlock()
            assert play.session.me == "borys"
            await play.keys("Q")
            assert "▸ borys.identity" in play.drawn
            await play.keys("up")
            await play.unlock()
            assert play.session.me == "anna"

    asyncio.run(story())


def opened(folder: Path, rng: random.Random, monkeypatch: pytest.MonkeyPatch) -> ConsoleSession:
    """A session behind the console's own door; the caller closes it."""
    monkeypatch.setattr(keyfile, "TIME_COST", 1)
    monkeypatch.setattr(keyfile, "MEMORY_KIB", 64)
    filled, identity = FilledDesk(folder, rng), folder / "anna.identity"
    randomness = keyfile.KeyfileRandomness(rng.randbytes(16), rng.randbytes(24))
    seed = filled.world.workers["anna"].seed
    identity.write_bytes(keyfile.seal_keyfile(keyfile.SeedUse.CASEWORKER, seed, PASSWORD, randomness))
    files = PracticeFiles(folder)
    door = Door(files.vault, identity, "uk", lambda: filled.now, rng.randbytes, medium=files.medium)
    return door.by(identity).open(PASSWORD, lambda _: None)


def test_what_is_practised_on_begins_at_its_own_medium(
    tmp_path: Path, rng: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(tmp_path, rng, monkeypatch)
    assert session.medium == tmp_path / "medium"
    session.close()


def test_the_collector_does_not_come_between_two_keys(
    tmp_path: Path, rng: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key makes a few thousand objects: looking after each seven hundred takes long."""
    before = gc.get_threshold()
    session = opened(tmp_path, rng, monkeypatch)
    try:
        collected = gc.get_stats()[0]["collections"]
        drawn = [[place] for place in range(7_000)]
        assert gc.get_stats()[0]["collections"] - collected <= 1, len(drawn)
    finally:
        session.close()
        gc.set_threshold(*before)


def test_a_key_file_is_also_taken_by_its_path(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        (tmp_path / "borys.identity").write_bytes(b"")
        async with playing(FilledDesk(tmp_path, rng), unlocked=False) as play:
            await play.keys("ctrl+f")
            for absent in (str(tmp_path / "nobody"), "~nobody-of-this-name/anna.identity"):
                play.app.screen.query_one("#path", Input).value = absent
                await play.keys("enter")
                assert "Такого файлу немає" in play.drawn
            play.app.screen.query_one("#path", Input).value = str(tmp_path / "borys.identity")
            await play.keys("enter")
            assert not play.app.screen.query("#path")
            await play.unlock()
            assert play.session.me == "borys"

    asyncio.run(story())


def test_a_password_typed_while_another_is_checked_is_tried_next(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng), unlocked=False) as play:
            door, checks = play.app._door, threading.Event()

            class Slow(type(door)):  # type: ignore[misc]
                """Checks only when it is told to."""

                def open(self, password: str, tell: Callable[[str], None]) -> ConsoleSession:
                    checks.wait(30)
                    return super().open(password, tell)

            play.app.screen._door = Slow(door.filled)  # type: ignore[attr-defined]
            await play.write("wrong")
            await play.pilot.press("enter")
            await play.write(PASSWORD)
            await play.pilot.press("enter")
            checks.set()
            while play.app.session is None:
                await play.pilot.pause()
            assert isinstance(play.app.screen, TriageScreen)

    asyncio.run(story())


def test_a_wrong_password_in_the_other_layout_is_told_of_and_not_shown(
    tmp_path: Path, rng: random.Random
) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng), unlocked=False) as play:
            await play.unlock("latin")
            assert "розкладку" not in play.drawn
            await play.unlock("ф дщтп зфіі")
            assert "розкладку" in play.drawn
            assert "дщтп" not in play.drawn

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
            name_of("Вигаданко Іван")
            await play.keys("Q")
            assert isinstance(play.app.screen, UnlockScreen)
            assert name_of.cache_info().currsize == 0
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
