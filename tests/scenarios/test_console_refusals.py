"""What goes wrong on an ordinary day, at the console: each has a clear word, and nothing is lost."""

import time
from pathlib import Path

import pytest

from tests.desk.world import quiet
from tests.simulators.quick_passwords import TRACKER, quick_passwords
from tests.simulators.terminal import Terminal
from tracker.desk.practice.making import PASSWORD, PracticeFiles, make_practice


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> tuple[PracticeFiles, PracticeFiles]:
    """Two small practice desks that have nothing to do with each other."""
    folder, now = tmp_path_factory.mktemp("desks"), int(time.time())
    with quick_passwords():
        made = [make_practice(folder / str(seed), seed, now, quiet, inquiries=8) for seed in (1, 2)]
    return made[0], made[1]


def console(files: PracticeFiles) -> Terminal:
    """The console, at its door."""
    typed = [*TRACKER, "console", "--practice", str(files.folder), "--language", "en"]
    terminal = Terminal(typed, 100, 32)
    terminal.until("Ctrl+Q")
    return terminal


def unlock(terminal: Terminal) -> None:
    """Types the password."""
    terminal.type(PASSWORD + "\r")
    terminal.until("C-0000")


def take(terminal: Terminal, inbox: Path) -> None:
    """Takes an inbox in, as far as it lets itself be taken."""
    terminal.press("i")
    terminal.until("which file")
    terminal.press("ctrl+u")
    terminal.type(str(inbox))
    terminal.press("enter")
    terminal.until("On which day")
    terminal.press("enter")


def back(terminal: Terminal) -> None:
    """To the list again."""
    terminal.press("escape")
    terminal.until("cases:")


def test_wrong_media_are_refused_and_the_right_one_is_taken_once(
    desks: tuple[PracticeFiles, PracticeFiles],
) -> None:
    ours, theirs = desks
    cut = ours.inbox.with_name("inbox-one-byte-short")
    cut.write_bytes(ours.inbox.read_bytes()[:-1])
    with console(ours) as terminal:
        unlock(terminal)
        for medium, code in ((ours.damaged, "inbox-malformed"), (cut, "inbox-malformed")):
            take(terminal, medium)
            terminal.until(code)
            back(terminal)
        take(terminal, theirs.inbox)
        terminal.until("inbox-checkpoint")
        back(terminal)
        take(terminal, ours.inbox)
        terminal.until("New entries of the log: 17")
        back(terminal)
        take(terminal, ours.inbox)
        terminal.until("New entries of the log: 0")


def test_a_second_console_on_one_vault_and_a_wrong_password(
    desks: tuple[PracticeFiles, PracticeFiles],
) -> None:
    _, files = desks
    with console(files) as first:
        unlock(first)
        with console(files) as second:
            second.type("not the password\r")
            second.until("password-wrong")
            second.type(PASSWORD + "\r")
            second.until("vault-busy")
        first.press("Q")
        first.until("Ctrl+Q")
        with console(files) as second:
            unlock(second)
