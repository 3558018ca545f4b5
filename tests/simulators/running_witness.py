"""The real witness: a folder, and the real command that serves it, in processes that may be killed.

Its password is stretched less.
"""

import json
import os
import random
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil

from crypto.note import VerifierKey
from tests.simulators.quick_passwords import TRACKER, quick_passwords
from tests.vectors.cast import WITNESSES, witness_key
from tracker.witness.cosigner import Clock
from tracker.witness.folder import EVIDENCE, LOGS, VKEY, Folder, make_folder

# A run of tests that is killed leaves no witness behind: it ends with the thread that started it.
LEASH = ["setpriv", "--pdeathsig", "KILL"]
PASSWORD = "a password of the tests"
READY_SECONDS = 60.0
_SECONDS = 60


@dataclass(frozen=True)
class Answered:
    """A response: status, media type, body."""

    status: int
    kind: str
    body: bytes

    @property
    def code(self) -> str:
        """The stable code of a refusal."""
        return str(json.loads(self.body)["error"])


@dataclass
class Witness:
    """A folder with its password beside it, served by any number of processes."""

    folder: Path
    serving: list["Serving"] = field(default_factory=list)

    @property
    def password_file(self) -> Path:
        """Where the password is kept for the command."""
        return self.folder.parent / f"{self.folder.name}.password"

    def tracker(
        self, command: str, *arguments: str, password: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Runs `tracker witness …` on this folder to its end."""
        more = ["--password-file", str(self.password_file)] if password else []
        words = [*TRACKER, "witness", *command.split(), "--folder", str(self.folder), *more, *arguments]
        return subprocess.run(words, capture_output=True, text=True, timeout=_SECONDS, check=False)

    def know(self, log: VerifierKey) -> None:
        """Makes a log known, as `tracker witness log add` does."""
        Folder(self.folder).add_log(log, None)

    def start(self) -> "Serving":
        """One more server of the folder, once it answers."""
        started = Serving(self)
        self.serving.append(started)
        started.wait_until_ready()
        return started

    def stop(self) -> None:
        """Ends all servers."""
        for server in self.serving:
            server.kill()
        self.serving.clear()


class Serving:
    """One `tracker witness serve` with its workers."""

    def __init__(self, witness: Witness) -> None:
        self.port = _free_port()
        self.log = witness.folder.parent / f"{witness.folder.name}.{self.port}.log"
        command = [
            *LEASH, *TRACKER, "witness", "serve", "--folder", str(witness.folder),
            "--listen", f"127.0.0.1:{self.port}", "--password-file", str(witness.password_file),
        ]  # fmt: skip
        with self.log.open("wb") as output:
            self._process = subprocess.Popen(command, stderr=output, start_new_session=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def post(self, body: bytes, path: str = "/add-checkpoint") -> Answered:
        """The answer to a body."""
        return self.ask("POST", path, body)

    def ask(self, method: str, path: str, body: bytes | None = None) -> Answered:
        """The answer to any request."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_SECONDS)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return Answered(answer.status, answer.headers["Content-Type"], answer.read())
        finally:
            connection.close()

    def wait_until_ready(self) -> None:
        """Waits for the first answer."""
        deadline, pause = time.monotonic() + READY_SECONDS, threading.Event()
        while self._process.poll() is None and time.monotonic() < deadline:
            with suppress(OSError, HTTPException):
                self.ask("GET", "/")
                return
            pause.wait(0.02)
        raise AssertionError(f"no witness came up:\n{self.log.read_text(errors='replace')[-2000:]}")

    def kill_worker(self, rng: random.Random) -> None:
        """Kills one of the workers, if there is one at this moment."""
        with suppress(psutil.NoSuchProcess):
            workers = psutil.Process(self._process.pid).children()
            if workers:
                rng.choice(workers).kill()

    def kill(self) -> None:
        """Kills all its processes at once."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(_SECONDS)


def at(time: int) -> Clock:
    """A clock that stands still."""
    return lambda: time


def bare_folder(path: Path, name: str = WITNESSES[0]) -> Folder:
    """A witness's folder whose key is that of the cast, without a key file: nothing is stretched."""
    for folder in (path, path / LOGS, path / EVIDENCE):
        folder.mkdir()
    (path / VKEY).write_text(witness_key(name).encode() + "\n", encoding="utf-8")
    return Folder(path)


@contextmanager
def witness(path: Path, name: str = "witness.example/w1") -> Iterator[Witness]:
    """A witness as `tracker witness init` makes it; its servers end with the block."""
    made = Witness(path)
    made.password_file.write_text(PASSWORD + "\n", encoding="utf-8")
    with quick_passwords():
        make_folder(path, name, PASSWORD)
    try:
        yield made
    finally:
        made.stop()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
