"""keys/README.md, played: its blocks of commands typed at a terminal, whoever asks is answered.

Behind `sh` or `toml` a block's fence names the ceremonies that it is of; without names it is of all seven.

A line is typed into a shell. One that is a command of this program and nothing else needs none, and is run by
a fork of this process, at a terminal of its own: to start Python each time would take most of the time.
"""

import importlib
import os
import pty
import re
import runpy
import select
import shlex
import signal
import string
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import pytest

from crypto.ceremony import Kind
from tracker.cli import main

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "keys" / "README.md"
PATIENCE = 120.0
PASSWORD = "a password of the guide"
NOON = 12 * 3600
_BLOCK = re.compile(r"^(### [^\n]+)$|^```(\w+)((?: [a-z-]+)*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# For every Python program that the shell starts the machine's clock is moved, and passwords stretched less.
_CLOCK = """
import os, time
_true = time.time
def _moved():
    with open(os.environ["GUIDE_CLOCK"]) as clock:
        return _true() + float(clock.read() or 0)
time.time = _moved
from crypto import keyfile
keyfile.TIME_COST, keyfile.MEMORY_KIB = 1, 64
"""
# What is played; imported once, and so by no fork again.
_ROLES = ("ceremony", "rehearsal", "witness", "auditor", "desk")
_CLOCK_FILE = "sitecustomize.py"
# What a line must not have to mean to a program what it says: expansions are done, quotes are understood.
_SHELL_ONLY = frozenset("$`|<>&;*?()")
_SHOWN_WORD = re.compile(r"(?<!\w)(\d\d?) ([a-z]{4,8})(?!\w)")
_ALL_KINDS = tuple(kind.value for kind in Kind)
_SCREEN = r"(?s)nobody else can see the screen.*?> $"
_COPIED = r"(?s)compare them number by number.*?> $"
_RETYPE = r"(?s)word number (\d+)\..*?> $"
_SHARE_LINE = r"(?:^|\s)(\d\d?)> $"


@dataclass(frozen=True)
class Block:
    """One fenced block: the heading that it stands under, its language, the ceremonies that it is of."""

    heading: str
    language: str
    kinds: tuple[str, ...]
    text: str

    def is_of(self, kind: str) -> bool:
        """Whether it is played in this ceremony."""
        return kind in (self.kinds or _ALL_KINDS)


def blocks() -> Iterator[Block]:
    """All blocks of the guide, in order."""
    heading = ""
    for found in _BLOCK.finditer(GUIDE.read_text(encoding="utf-8")):
        if found[1]:
            heading = found[1]
        else:
            yield Block(heading, found[2], tuple(found[3].split()), found[4])


@dataclass
class Shell:
    """A folder in which the guide is followed, at a terminal; shares that were shown are remembered."""

    folder: Path
    day: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    shares: list[list[str]] = field(default_factory=list)
    to_type: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for role in _ROLES:
            importlib.import_module(f"tracker.{role}.commands")
        python = self.folder / "python"
        python.mkdir()
        (python / _CLOCK_FILE).write_text(_CLOCK, encoding="ascii")
        self.clock.write_text("0", encoding="ascii")

    @property
    def clock(self) -> Path:
        """How many seconds the machine's clock is wrong."""
        return self.folder / "python" / "clock"

    @property
    def environment(self) -> dict[str, str]:
        """What the shell is started with."""
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        moved = {"PYTHONPATH": str(self.folder / "python"), "GUIDE_CLOCK": str(self.clock)}
        return {**os.environ, **moved, "PATH": path, "LANG": "C.UTF-8"}

    def set_day(self, day: str) -> None:
        """Moves the clock to noon of a day, unless it is that day: witnesses sign nothing that is older."""
        if day == self.day:
            return
        self.day = day
        noon = datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() + NOON
        self.clock.write_text(str(noon - time.time()), encoding="ascii")

    def play(self, script: str) -> str:
        """Types a block; returns all that was shown. Fails if a command does."""
        if found := re.match(r"F=(\S+)\n", script):
            self.variables["F"] = found[1]
        lines = [line for line in script.replace("\\\n", " ").splitlines() if line.strip()]
        return "".join(self._run(_alone(line, self.variables) or self._in_shell(line)) for line in lines)

    def _in_shell(self, line: str) -> list[str]:
        begin = "".join(f"{name}={value}\n" for name, value in self.variables.items())
        return ["bash", "-ec", begin + line]

    def _run(self, command: list[str]) -> str:
        process, terminal = pty.fork()
        if process == 0:
            self._become(command)
        try:
            shown = self._converse(terminal)
            # Not before it has ended: whose terminal goes away is hung up on.
            status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        except BaseException:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            raise
        finally:
            os.close(terminal)
        assert status == 0, f"{command}\n{shown}\nstatus {status}"
        return shown

    def _become(self, command: list[str]) -> NoReturn:
        """In the fork: the command itself, and never again a test."""
        status = 70
        try:
            os.chdir(self.folder)
            os.environ.update(self.environment)
            if command[0] == "tracker":
                status = self._obey(command[1:])
            else:
                status = subprocess.run(command, check=False).returncode
        finally:
            os._exit(status)

    def _obey(self, arguments: list[str]) -> int:
        runpy.run_path(str(self.clock.with_name(_CLOCK_FILE)))
        with (
            open(0, encoding="utf-8", closefd=False) as sys.stdin,
            open(1, "w", 1, "utf-8", closefd=False) as sys.stdout,
            open(2, "w", 1, "utf-8", closefd=False) as sys.stderr,
            pytest.raises(SystemExit) as ended,
        ):
            main(arguments)
        return int(ended.value.code or 0)

    def _converse(self, terminal: int) -> str:
        shown, answered = "", 0
        while True:
            ready, _, _ = select.select([terminal], [], [], PATIENCE)
            assert ready, f"nothing came in {PATIENCE} s after {shown[-500:]!r}"
            try:
                shown += os.read(terminal, 65536).decode(errors="replace").replace("\r", "")
            except OSError:
                return shown
            answer = self._answer(re.sub(r"\x1b\[[?0-9;]*[a-zA-Z]", "", shown[answered:]))
            if answer is not None:
                answered = len(shown)
                os.write(terminal, answer.encode() + b"\r")

    def _answer(self, shown: str) -> str | None:
        """What a person types when this was the last that was shown; None if nothing is asked."""
        fixed = (
            (r"[Ee]nter (?:same )?passphrase.*: $", ""),
            (r"(?:[Pp]assword.*|[Rr]epeat for confirmation): $", PASSWORD),
            (r"\[[yY]/[nN]\]: $", "y"),
            (r"Initials.*: $", "AB"),
            (r"English\n> $", "3"),
        )
        for pattern, answer in fixed:
            if re.search(pattern, shown):
                return answer
        return self._answer_about_shares(shown)

    def _answer_about_shares(self, shown: str) -> str | None:
        if found := re.search(_RETYPE, shown):
            return self.shares[-1][int(found[1]) - 1][:4]
        if re.search(_COPIED, shown):
            words = dict(_SHOWN_WORD.findall(shown))
            self.shares.append([words[str(number)] for number in range(1, 34)])
            return ""
        if re.search(_SCREEN, shown):
            return ""
        if found := re.search(_SHARE_LINE, shown):
            return " ".join(self.to_type.pop(0))
        return None


def _alone(line: str, variables: Mapping[str, str]) -> list[str] | None:
    """The words of a line that is a command of this program alone; None if it takes a shell."""
    expanded = string.Template(line).safe_substitute(variables)
    if not expanded.startswith("tracker ") or _SHELL_ONLY & set(expanded):
        return None
    return shlex.split(expanded, comments=True)


def chosen(kind: str, language: Sequence[str] = ("sh", "toml")) -> list[Block]:
    """The blocks of one ceremony, in order."""
    return [block for block in blocks() if block.language in language and block.is_of(kind)]
