"""Running the real commands, and the real server, as people do."""

import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tracker.records.errors import DemoCommandFailed, DemoPortTaken, DemoServerFailed

STARTS_WITHIN_SECONDS = 20
_MAIN = "import tracker.cli; tracker.cli.main()"


@dataclass(frozen=True)
class Ran:
    """A command that ran: what was typed, its exit status, and what it wrote."""

    typed: str
    status: int
    out: str
    err: str


def program() -> str:
    """How a person calls this program: the path of the installed script, as short as it can be."""
    script = Path(sys.executable).parent / "tracker"
    if not script.exists():
        return "tracker"
    relative = os.path.relpath(script)
    return relative if not relative.startswith("..") else str(script)


def run(*arguments: str | Path, cwd: Path | None = None, stdin: str = "") -> Ran:
    """Runs `tracker` with these arguments in a process of its own and returns what came of it."""
    command = [sys.executable, "-c", _MAIN, *map(str, arguments)]
    ran = subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, text=True, check=False)
    return Ran("tracker " + shlex.join(map(str, arguments)), ran.returncode, ran.stdout, ran.stderr)


def must(*arguments: str | Path, cwd: Path | None = None, stdin: str = "") -> Ran:
    """The same for a command that has to succeed. Raises DemoCommandFailed."""
    ran = run(*arguments, cwd=cwd, stdin=stdin)
    if ran.status != 0:
        raise DemoCommandFailed(f"{ran.typed}\n{ran.out}{ran.err}", status=ran.status)
    return ran


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def check_port(port: int) -> None:
    """Nobody listens on this port. Raises DemoPortTaken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            text = f"port {port} cannot be used: {error.strerror}. Choose another: PORT=8080 make demo"
            raise DemoPortTaken(text, port=port) from error


@contextmanager
def serving(config: Path, log: Path) -> Iterator[str]:
    """The real server on a free port, while the block lasts; gives its URL. Raises DemoServerFailed."""
    port = free_port()
    environment = {**os.environ, "TRACKER_SERVER_BIND": f"127.0.0.1:{port}"}
    command = [sys.executable, "-c", _MAIN, "server", "serve", "--config", str(config)]
    with log.open("wb") as written:
        server = subprocess.Popen(command, env=environment, stdout=written, stderr=subprocess.STDOUT)
    try:
        _wait(server, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(STARTS_WITHIN_SECONDS)


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < until and server.poll() is None:
        if _healthy(port):
            return
        time.sleep(0.05)
    raise DemoServerFailed(f"the server did not start:\n{log.read_text(errors='replace')}")


def _healthy(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
