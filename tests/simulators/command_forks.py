"""Commands run in forks of one process that lives apart: starting Python for each takes most of the time.

What the process lacks (packages, a network) every fork lacks too; each is a process of its own, and ends.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn, Self

from crypto import keyfile
from tracker.cli import main

ROOT = Path(__file__).parents[2]
_CRASHED = 70
_BEGIN = """
import sys
for name in sys.argv[1].split(","):
    sys.modules[name] = None
from tests.simulators.command_forks import obey
import {imports}
obey()
"""


class CommandForks:
    """The process that forks, begun with ``apart`` before it, such as ``unshare --net``.

    ``lacking`` are packages that it cannot import, ``imports`` is what commands need.
    """

    def __init__(self, apart: list[str], lacking: tuple[str, ...], imports: str) -> None:
        command = [*apart, sys.executable, "-c", _BEGIN.format(imports=imports), ",".join(lacking)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._process.communicate()

    def run(self, arguments: list[str], folder: Path, given: str = "") -> "subprocess.CompletedProcess[str]":
        """`tracker` with these arguments, typed in a folder; ``given`` is its standard input."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"arguments": arguments, "folder": str(folder), "given": given}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return subprocess.CompletedProcess(arguments, **json.loads(self._process.stdout.readline()))


def obey() -> None:
    """In the process that forks: one command after the other, until nobody asks any more."""
    keyfile.TIME_COST, keyfile.MEMORY_KIB = 1, 64
    for line in sys.stdin:
        order = json.loads(line)
        files = [os.memfd_create(name) for name in ("stdin", "stdout", "stderr")]
        os.pwrite(files[0], order["given"].encode(), 0)
        child = os.fork()
        if child == 0:
            _become(order, files)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        stdout, stderr = (_read(file) for file in files[1:])
        for file in files:
            os.close(file)
        print(json.dumps({"returncode": status, "stdout": stdout, "stderr": stderr}), flush=True)


def _become(order: dict[str, Any], files: list[int]) -> NoReturn:
    status = _CRASHED
    try:
        os.chdir(order["folder"])
        for place, file in enumerate(files):
            os.dup2(file, place)
        with (
            open(0, encoding="utf-8", closefd=False) as sys.stdin,
            open(1, "w", 1, "utf-8", closefd=False) as sys.stdout,
            open(2, "w", 1, "utf-8", closefd=False) as sys.stderr,
        ):
            status = _status(order["arguments"])
    finally:
        os._exit(status)


def _status(arguments: list[str]) -> int:
    try:
        main(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def _read(file: int) -> str:
    size = os.fstat(file).st_size
    return os.pread(file, size, 0).decode()
