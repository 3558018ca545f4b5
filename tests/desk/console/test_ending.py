"""A console ends when it is told to, whatever its terminal does: nothing of a vault stays in memory."""

import random
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto import keyfile
from tests.desk.console.screens_world import PEOPLE
from tests.desk.console.shell_world import PASSWORD, FilledDesk
from tests.simulators.terminal import Terminal

PROGRAM = """
from crypto import keyfile
from tracker.cli import main
from tracker.desk.console import ending
keyfile.TIME_COST, keyfile.MEMORY_KIB = 1, 64
ending.IDLE_SECONDS = 1.0
main()
"""


@pytest.fixture
def console(tmp_path: Path, rng: random.Random, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """An unlocked console in a terminal, which begins to look for matches."""
    monkeypatch.setattr(keyfile, "TIME_COST", 1)
    monkeypatch.setattr(keyfile, "MEMORY_KIB", 64)
    filled, identity = FilledDesk(tmp_path, rng, list(PEOPLE.values())), tmp_path / "anna.identity"
    randomness = keyfile.KeyfileRandomness(rng.randbytes(16), rng.randbytes(24))
    seed = filled.world.workers["anna"].seed
    identity.write_bytes(keyfile.seal_keyfile(keyfile.SeedUse.CASEWORKER, seed, PASSWORD, randomness))
    typed = ["console", "--vault", str(filled.desk.path), "--identity", str(identity), "--language", "en"]
    with Terminal([sys.executable, "-c", PROGRAM, *typed], 160, 50) as terminal:
        terminal.until("Ctrl+Q")
        terminal.type(PASSWORD + "\r")
        terminal.until("cases:")
        yield terminal


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["term", "hup"])
def test_a_signal_ends_it_under_a_question_and_leaves_a_clean_screen(
    console: Terminal, number: signal.Signals
) -> None:
    console.press("c")
    console.until("Note for colleagues")
    console.process.send_signal(number)
    assert console.ended() == 0
    assert not console.text.strip()


def test_it_does_not_outlive_its_terminal(console: Terminal) -> None:
    console.hang_up()
    assert console.process.wait(30) is not None


def test_a_terminal_that_takes_nothing_does_not_keep_it(console: Terminal) -> None:
    console.clog("?")
    console.process.terminate()
    assert console.process.wait(30) is not None
