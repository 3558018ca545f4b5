"""A whole server as an operator runs it: its own processes, a throwaway genesis, either database."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crypto.envelope import HEADER_MAX, SIZES, EnvelopeRandomness, seal_envelope
from crypto.letter import Attachment, Kind, Letter
from crypto.note import VerifierKey
from tests.simulators.released_pages import lay_pages
from tests.simulators.throwaway_keys import ORIGIN, ThrowawayKeys
from tests.vectors import cast
from tracker.server.config import load_config, make_config
from tracker.server.installation import create
from tracker.server.office import Office, clock, open_office

TRACKER = [str(Path(sys.executable).with_name("tracker"))]
# A run of tests that is killed leaves no server behind: it ends with the thread that started it.
LEASH = ["setpriv", "--pdeathsig", "KILL"]
READY_SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    """A response: status, headers, body."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def code(self) -> str:
        """The stable code of a refusal."""
        return str(json.loads(self.body)["error"])


@dataclass
class Deployment:
    """A server's folder, its keys, and its processes while it runs."""

    folder: Path
    keys: ThrowawayKeys
    port: int
    database_url: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def config(self) -> Path:
        """Its configuration file."""
        return self.folder / "server.toml"

    @property
    def log(self) -> str:
        """What it logged so far, over all its starts."""
        return (self.folder.parent / f"{self.folder.name}.log").read_text(encoding="utf-8")

    def tracker(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs `tracker server …` on this deployment."""
        return _tracker(*arguments, "--config", str(self.config), check=check, settings=self.settings)

    def install_keyring(self) -> None:
        """Installs the newest keyring as an operator does."""
        offered = self.keys.write(self.folder.parent / f"{self.folder.name}.ceremony")
        parts = [(offered / name).read_bytes() for name in ("trust", "keyring", "roster")]
        with self.office() as office:
            office.keyrings.install(*parts, clock())

    @contextmanager
    def office(self) -> Iterator[Office]:
        """The services over its state, in this process; the server's own may run meanwhile."""
        environment = {f"TRACKER_SERVER_{key.upper()}": value for key, value in self.settings.items()}
        office = open_office(load_config(self.config, environment))
        try:
            yield office
        finally:
            office.close()

    def start(self) -> "Deployment":
        """Starts the server and waits until it answers."""
        log = (self.folder.parent / f"{self.folder.name}.log").open("ab")
        environment = _environment(self.settings | {"bind": f"127.0.0.1:{self.port}"})
        command = [*LEASH, *TRACKER, "server", "serve", "--config", str(self.config)]
        with log:
            self.process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self._wait_until_ready(self.process)
        return self

    def kill(self) -> None:
        """Kills all its processes at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Stops it in good order."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(READY_SECONDS)
            self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            with _gone():
                os.killpg(self.process.pid, how)
            self.process.wait(READY_SECONDS)
            self.process = None
            self._wait_until_gone()

    def _wait_until_gone(self) -> None:
        """A worker may outlive its parent by a moment, and would still take connections."""
        deadline, pause = time.monotonic() + READY_SECONDS, threading.Event()
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                return
            pause.wait(0.01)
        raise RuntimeError("the server did not end")

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline, pause = time.monotonic() + READY_SECONDS, threading.Event()
        while process.poll() is None and time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                pause.wait(0.02)
            else:
                return
        raise RuntimeError(f"the server did not start:\n{self.log}")

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, path: str) -> Answer:
        """A GET request."""
        return self.request("GET", path)

    def post_letter(self, envelope: bytes) -> Answer:
        """Submits an envelope."""
        return self.request("POST", "/intake", envelope)

    def close_batch(self) -> int:
        """Closes the open batch; gives the number of its letters."""
        with self.office() as office:
            return office.batches.close(clock())

    def exchange(self, outbox: bytes) -> Answer:
        """Hands in an outbox."""
        return self.request("POST", "/courier/exchange", outbox)

    def letter(self, note: str = "", size: int = SIZES[0]) -> bytes:
        """An envelope that a desk can open, of the least size unless told."""
        filling = {SIZES[0]: 0, SIZES[1]: SIZES[0], SIZES[2]: SIZES[1]}[size]
        attached = (Attachment("image/png", os.urandom(filling)),) if filling else ()
        form = {"note": note or os.urandom(8).hex()}
        content = Letter(Kind.INQUIRY, cast.DAY, cast.family().public, form, attached)
        randomness = EnvelopeRandomness(os.urandom(32), os.urandom(24))
        return seal_envelope(content, cast.family().author, self.keys.sealing, randomness)

    def quick_letters(self, count: int) -> list[bytes]:
        """Many envelopes that the server cannot tell from real ones: one header, other random bytes."""
        header = self.letter()[:HEADER_MAX]
        return [header + os.urandom(SIZES[0] - HEADER_MAX) for _ in range(count)]

    def new_epoch(self, caseworkers: tuple[str, ...] | None = None, **changes: Any) -> None:
        """Makes and installs one more epoch."""
        self.keys.next_epoch(caseworkers, **changes)
        self.install_keyring()


@contextmanager
def deployed(folder: Path, database_url: str = "", **settings: object) -> Iterator[Deployment]:
    """A running server in this new folder, with a keyring; SQLite unless a URL is given."""
    deployment = prepared(folder, database_url, **settings)
    with deployment.office() as office:
        lay_pages(office)
    try:
        yield deployment.start()
    finally:
        deployment.kill()


def prepared(
    folder: Path, database_url: str = "", *, seed: str = "throwaway server", **settings: object
) -> Deployment:
    """A server that is set up and not yet started; all that draw from one seed have one trust root."""
    chosen = {"workers": 1, "disk_reserve_bytes": 0, "housekeeping_seconds": 3600} | settings
    texts = {key: str(value).lower() for key, value in chosen.items()}
    config = make_config(folder.resolve(), {"origin": ORIGIN, "database_url": database_url})
    intake = VerifierKey.decode(create(config, clock(), random.Random(seed).randbytes))
    deployment = Deployment(folder, ThrowawayKeys(intake), free_port(), database_url, texts)
    deployment.install_keyring()
    return deployment


def free_port() -> int:
    """A port of the loopback interface that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(settings: dict[str, str]) -> dict[str, str]:
    return os.environ | {f"TRACKER_SERVER_{key.upper()}": value for key, value in settings.items()}


def _tracker(
    *arguments: str, check: bool = True, settings: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    ran = subprocess.run(
        [*TRACKER, "server", *arguments],
        env=_environment(settings or {}),
        check=False,
        capture_output=True,
        text=True,
    )
    if check and ran.returncode != 0:
        raise RuntimeError(f"tracker server {arguments[0]} failed:\n{ran.stdout}{ran.stderr}")
    return ran


@contextmanager
def _gone() -> Iterator[None]:
    """A process group may have ended by itself."""
    try:
        yield
    except ProcessLookupError:
        return
