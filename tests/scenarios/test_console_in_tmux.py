"""A day in a real terminal: tmux around the console, two caseworkers one after the other, by keys alone."""

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from crypto.keyfile import SeedUse
from crypto.recipient import Identity
from tests.desk.world import quiet
from tests.simulators.quick_passwords import TRACKER, quick_passwords
from tests.simulators.terminal import Terminal
from tracker.desk.practice.making import PASSWORD, PracticeFiles, make_practice
from tracker.desk.vault import Vault
from tracker.secrets_input import load_seed

COLUMNS, ROWS = 100, 32


@pytest.fixture
def files(tmp_path: Path) -> Iterator[PracticeFiles]:
    """A small practice desk; its passwords are stretched less, as in TRACKER."""
    with quick_passwords():
        yield make_practice(tmp_path / "desk", 4, int(time.time()), quiet, inquiries=16)


Tmux = Callable[[str], list[str]]


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    """A tmux server of each caseworker's own."""
    settings = tmp_path / "tmux.conf"
    # As the guide says: otherwise tmux waits half a second after each Escape.
    settings.write_text("set -g escape-time 20\nset -g status off\n")
    started: list[list[str]] = []

    def server(who: str) -> list[str]:
        started.append(["tmux", "-S", str(tmp_path / f"{who}.socket"), "-f", str(settings)])
        return started[-1]

    yield server
    for command in started:
        subprocess.run([*command, "kill-server"], capture_output=True, check=False)


def console(tmux: Tmux, files: PracticeFiles, who: str) -> Terminal:
    """The console of a caseworker in a window of tmux, unlocked."""
    typed = [*TRACKER, "console", "--practice", str(files.folder), "--as", who]
    terminal = Terminal([*tmux(who), "new-session", *typed, "--language", "en"], COLUMNS, ROWS)
    terminal.until("Ctrl+Q")
    terminal.type(PASSWORD + "\r")
    terminal.until("C-0000")
    return terminal


def leave(terminal: Terminal) -> None:
    """Out of the console, which says no while it still looks for matches."""
    while terminal.process.poll() is None:
        terminal.press("ctrl+q")
    assert terminal.ended() == 0


def read_to_the_end(terminal: Terminal) -> None:
    """What must be read before it can be signed is read."""
    before = ""
    while terminal.text != before:
        before = terminal.text
        terminal.press("space")


def name_file(terminal: Terminal, path: Path) -> None:
    """Types a path into the line that asks for one."""
    terminal.press("ctrl+u")
    terminal.type(str(path))
    terminal.until(path.name)
    terminal.press("enter")


def take_letters_in(terminal: Terminal, inbox: Path) -> None:
    """Imports the next inbox."""
    terminal.press("i")
    terminal.until("which file")
    name_file(terminal, inbox)
    terminal.until("On which day")
    terminal.press("enter")
    terminal.until("17  stored")
    terminal.press("escape")
    terminal.until("cases:")


def answer_the_first(terminal: Terminal) -> str:
    """Takes the first new inquiry and answers it from a template; gives its number."""
    terminal.press("g", "n")
    terminal.until("new  cases:")
    terminal.press("enter")
    terminal.until("1 Letters")
    number = next(word for word in terminal.text.split() if word.startswith("C-0"))
    terminal.press("r")
    terminal.until("show and save")
    terminal.press("ctrl+t")
    terminal.until("Which template?")
    terminal.press("enter", "ctrl+s")
    terminal.until("this is what the family will read")
    read_to_the_end(terminal)
    terminal.press("Y")
    terminal.until("answered: 20")
    terminal.press("escape")
    terminal.until("cases:")
    return number


def confirm_a_colleague(terminal: Terminal) -> str:
    """Gives the second word on the first answer that somebody else wrote; gives the inquiry's number."""
    terminal.press("g", "c")
    terminal.until("needs a second  cases:")
    terminal.press("v")
    terminal.until("Two people confirm")
    while "Written by anna" in terminal.text:
        terminal.press("escape", "j", "v")
        terminal.until("Two people confirm")
    number = next(word for word in terminal.text.split() if word.startswith("C-0"))
    read_to_the_end(terminal)
    terminal.press("Y")
    terminal.until("Type C-")
    terminal.type(number)
    terminal.press("enter")
    terminal.until("needs a second  cases: 5")
    return number


def make_outbox(terminal: Terminal, outbox: Path) -> None:
    """Makes the outbox and signs it first."""
    terminal.press("e")
    terminal.until("make the outbox")
    read_to_the_end(terminal)
    terminal.press("M")
    terminal.until("Where shall outbox 0")
    name_file(terminal, outbox)
    terminal.until("Make outbox 0?")
    terminal.press("0", "enter")
    terminal.until("1 of 2 signatures")


def sign_outbox(terminal: Terminal, outbox: Path) -> None:
    """Reads what another made, and signs it too."""
    terminal.press("e")
    terminal.until("waits for a signature")
    terminal.press("S")
    terminal.until("Which outbox")
    name_file(terminal, outbox.with_name(f"{outbox.name}.needs-signature"))
    terminal.until("read it, then sign")
    read_to_the_end(terminal)
    terminal.press("S")
    terminal.until("Sign outbox 0?")
    terminal.press("0", "enter")
    terminal.until("The outbox is complete")


def test_unlock_import_triage_answer_confirm_export(tmux: Tmux, files: PracticeFiles) -> None:
    outbox, began = files.inbox.with_name("outbox-0"), int(time.time()) - 1
    with console(tmux, files, "anna") as terminal:
        take_letters_in(terminal, files.inbox)
        answered = answer_the_first(terminal)
        confirmed = confirm_a_colleague(terminal)
        make_outbox(terminal, outbox)
        leave(terminal)
    assert not outbox.exists()
    with console(tmux, files, "borys") as terminal:
        sign_outbox(terminal, outbox)
        leave(terminal)
        assert "C-0000" not in terminal.text
    identity = Identity(load_seed(files.identity("anna"), SeedUse.CASEWORKER, PASSWORD))
    with Vault.unlock(files.vault, identity, Random(1).randbytes) as vault:
        cases = {case.label: case for case in vault.desk.cases.values()}
        assert cases[answered].answers[-1].at > began
        assert cases[confirmed].published_answer is not None
        assert vault.desk.exported == {0}
    assert outbox.stat().st_size > 0
