"""Thousands of payloads through the running console: nothing but its own drawing reaches the terminal."""

from pathlib import Path

import pytest

from tests.conftest import SEED
from tests.simulators.control_bytes import sequences, unlisted
from tests.simulators.hostile_desk import PASSWORD, HostileDesk, make_hostile_desk
from tests.simulators.payloads import MARK, payloads
from tests.simulators.quick_passwords import TRACKER
from tests.simulators.terminal import KEYS, Terminal

LETTERS = 60
# Each inquiry whole, a page at a time; of some also every screen that an inquiry has.
SCREENS = ("r", "v", "=", "o", "F", "e")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> HostileDesk:
    """A desk full of payloads."""
    return make_hostile_desk(tmp_path_factory.mktemp("hostile"), f"{SEED} console", LETTERS)


def started(desk: HostileDesk, columns: int, rows: int, **environment: str) -> Terminal:
    """The console on a terminal of this size, unlocked."""
    keys = ["--vault", str(desk.vault), "--identity", str(desk.identity), "--language", "en"]
    terminal = Terminal([*TRACKER, "console", *keys], columns, rows, environment)
    terminal.until("Ctrl+Q")
    terminal.type(PASSWORD + "\r")
    terminal.until("C-0000")
    return terminal


def walk(terminal: Terminal, cases: int) -> None:
    """Looks at every inquiry beside the list, into every sixth, and at some through every screen."""
    terminal.press("g", "t")
    for number in range(cases):
        if number % 6 == 0:
            terminal.press("enter")
            terminal.type(3 * KEYS["pagedown"])
            for key in SCREENS if number % 42 == 0 else ():
                terminal.press(key, "escape")
            while "Esc" in terminal.text.splitlines()[-1] + terminal.text.splitlines()[-2]:
                terminal.press("escape")
        terminal.press("j")


def look_around(terminal: Terminal, medium: Path) -> None:
    """Goes through the files of a medium, and chooses one."""
    terminal.press("i", "ctrl+u")
    terminal.type(f"{medium}/")
    terminal.press("down")
    terminal.type(3 * KEYS["pagedown"])
    # The last ones are files: the title of the question that follows names it.
    terminal.press("enter")
    terminal.until("On which day")
    terminal.press("escape", "escape")


def test_no_byte_of_a_payload_acts_on_the_terminal(hostile: HostileDesk) -> None:
    with started(hostile, 160, 50) as terminal:
        walk(terminal, len(hostile.cases))
        terminal.press("/")
        terminal.type("Іван")
        terminal.press("enter", "escape", "?", "escape", ":")
        terminal.type("lists")
        terminal.press("enter", "enter", "j", "j", "escape", "escape")
        look_around(terminal, hostile.medium)
        locked(terminal)
        terminal.press("ctrl+q")
        assert terminal.ended() == 0, terminal.text
        raw = bytes(terminal.raw)
    print(f"seed {SEED}: {hostile.payloads} payloads of {len(payloads())} kinds in {LETTERS} inquiries")
    print("sequences of the console's own:", sorted(sequences(raw)))
    assert hostile.payloads > 3500
    assert list(unlisted(raw)) == []
    assert f"\x1b[{MARK}".encode() not in raw
    assert MARK.encode() in raw


def locked(terminal: Terminal) -> None:
    """Locks; a console that still looks for matches asks for a moment first."""
    for _ in range(20):
        terminal.press("Q")
        if "Ctrl+Q" in terminal.text:
            break
    terminal.until("Ctrl+Q", 5)


def test_nothing_is_left_at_lock_and_at_exit(hostile: HostileDesk) -> None:
    with started(hostile, 80, 24) as terminal:
        assert "Іван" in terminal.text or "C-0000" in terminal.text
        locked(terminal)
        assert "C-0000" not in terminal.text
        terminal.press("ctrl+q")
        assert terminal.ended() == 0
        assert terminal.text.strip() == ""
        assert terminal.screen.title == ""
        assert b"\x1b[3J" in bytes(terminal.raw)
        assert Path(hostile.folder / "vault-journal").stat().st_size == 0
