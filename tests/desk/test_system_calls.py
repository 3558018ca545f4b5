"""A day at the desk, watched from outside: no network, no plaintext in a file, nothing others may read."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from crypto import keyfile
from tests.desk.world import NOW, quiet
from tests.scenarios.test_canary import traces_of_text
from tests.simulators.system_calls import SystemCalls, strace
from tests.simulators.terminal import Terminal
from tracker.desk.practice.making import PASSWORD, make_practice

ROOT = Path(__file__).parents[2]
# No sockets but those between processes of one machine.
LOCAL = {"AF_UNIX"}
# What a program may open for writing besides files of the folder that it was given.
NO_FILES = {Path("/dev/null"), Path("/dev/tty")}
# The command line, with passwords stretched less.
PROGRAM = """
from crypto import keyfile
from tracker.cli import main
keyfile.TIME_COST, keyfile.MEMORY_KIB = 1, 64
main()
"""
# Of worker processes, in memory: a number each, under a name that is gone at once.
SEMAPHORE = re.compile(r"/dev/shm/sem\.[\w-]+")  # noqa: S108 - named by the library
SECRET = "Таємне слово відповіді 7Ж"


class Day:
    """A practice desk, and what its commands asked of the system."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = make_practice(folder / "desk", 11, NOW, quiet, inquiries=8)
        self.home, self.temporary = folder / "home", folder / "tmp"
        for made in (self.home, self.temporary):
            made.mkdir()
        self.calls: list[SystemCalls] = []
        self.names: list[str] = []

    def typed(self, *arguments: str, given: str = "", who: tuple[str, ...] = ("anna",)) -> str:
        """Runs a command of the desk under strace; gives what it printed."""
        keys = [word for name in who for word in ("--identity", str(self.files.identity(name)))]
        keys += [word for _ in who for word in ("--password-file", str(self.files.password))]
        log = self.folder / f"calls-{len(self.calls)}"
        program = [sys.executable, "-c", PROGRAM, "desk", arguments[0]]
        command = [*strace(log), *program, "--vault", str(self.files.vault), *keys, *arguments[1:]]
        ran = subprocess.run(
            command, input=given, capture_output=True, text=True, check=False, env=self.environment()
        )
        assert ran.returncode == 0, ran.stderr
        self.calls.append(SystemCalls(log))
        return ran.stdout

    def environment(self) -> dict[str, str]:
        """Where a program may leave something behind, to be looked at."""
        return os.environ | {
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """Everything that happens on a day."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keyfile, "TIME_COST", 1)
        patched.setattr(keyfile, "MEMORY_KIB", 64)
        day = Day(tmp_path_factory.mktemp("day"))
    day.typed("import", str(day.files.inbox))
    listed = json.loads(day.typed("list", "--json"))
    case = next(item["case"] for item in listed["cases"] if item["work"] == "received")
    day.names = [item["name"] for item in listed["cases"]]
    day.typed("show", case)
    day.typed("answer", "--work", "being-traced", "--text-file", "-", case, given=SECRET)
    day.typed("export", str(day.folder / "desk" / "outbox"), who=("anna", "borys"))
    day.typed("hand-over", "--to", "borys", str(day.folder / "desk" / "copy"))
    return day


def test_no_socket_leaves_the_machine(day: Day) -> None:
    assert set().union(*(calls.families for calls in day.calls)) <= LOCAL


def test_nothing_is_written_outside_the_given_folder(day: Day) -> None:
    written = {path for calls in day.calls for path in calls.written()} - NO_FILES
    assert {path for path in written if not path.is_relative_to(day.files.folder)} == set()
    assert any(path.name == "vault" for path in written)
    assert [*day.home.rglob("*"), *day.temporary.rglob("*")] == []
    # A file without a name is memory that processes share: for envelopes, which are sealed, alone.
    nameless = [line for calls in day.calls for line in calls.lines if "memfd_create(" in line]
    assert [line for line in nameless if 'memfd_create("envelopes"' not in line] == []


def test_no_file_holds_a_word_in_clear(day: Day) -> None:
    assert len(day.names) > 8
    for path in sorted(day.folder.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        for secret in (SECRET, *day.names):
            assert not any(trace in data for trace in traces_of_text(secret)), (path, secret)


def test_only_the_owner_may_read_what_was_made(day: Day) -> None:
    modes = {path: path.stat().st_mode & 0o077 for path in day.files.folder.rglob("*")}
    assert {path: mode for path, mode in modes.items() if mode} == {}
    assert {path.name for path in modes} >= {"vault", "outbox", "copy"}


def test_the_watch_sees_a_socket_and_a_file(tmp_path: Path) -> None:
    log = tmp_path / "calls"
    program = "import socket; socket.socket(); open('out', 'w').write('x')"
    subprocess.run([*strace(log), sys.executable, "-c", program], cwd=tmp_path, check=True)
    calls = SystemCalls(log)
    assert "AF_INET" in calls.families
    assert Path("out") in set(calls.written())


def test_the_console_is_watched_too(day: Day) -> None:
    log = day.folder / "calls-console"
    typed = [
        sys.executable,
        "-c",
        PROGRAM,
        "console",
        "--practice",
        str(day.files.folder),
        "--language",
        "en",
    ]
    with Terminal([*strace(log), *typed], 100, 32, day.environment()) as terminal:
        terminal.until("Ctrl+Q")
        terminal.type(PASSWORD + "\r")
        terminal.until("C-0000")
        terminal.press("j", "enter", "escape")
        while terminal.process.poll() is None:
            terminal.press("ctrl+q")
        assert terminal.ended() == 0
    calls = SystemCalls(log)
    assert calls.families <= LOCAL
    written = set(calls.written()) - NO_FILES
    outside = {str(path) for path in written if not path.is_relative_to(day.files.folder)}
    assert {path for path in outside if not SEMAPHORE.fullmatch(path)} == set()
    assert [*day.home.rglob("*"), *day.temporary.rglob("*")] == []
