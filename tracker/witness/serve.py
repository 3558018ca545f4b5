"""Runs gunicorn: a few processes of a few threads, which share the folder and take turns by its locks."""

import errno
import selectors
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import gunicorn.http.wsgi
from gunicorn.app.base import BaseApplication
from gunicorn.util import parse_address
from gunicorn.workers.gthread import TConn, ThreadWorker

from crypto.keys import SigningKey
from tracker.records.errors import ConfigInvalid, PortTaken
from tracker.witness.application import Application
from tracker.witness.cosigner import Cosigner
from tracker.witness.folder import Folder

WORKERS, THREADS = 2, 16
CONNECTIONS_MAX = 1000
KEEPALIVE_SECONDS = 30
# For a whole request, which is at most 134 KB, however slowly it drips.
REQUEST_SECONDS = 20.0
SEND_SECONDS = 20.0
# What the Server header says: no product, no version.
gunicorn.http.wsgi.SERVER = "witness"


class HurriedSocket:
    """What requests are read from: gives up on a client that takes too long for one."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._deadline = 0.0

    def begin(self) -> None:
        """A request begins."""
        self._deadline = time.monotonic() + REQUEST_SECONDS

    def recv(self, size: int) -> bytes:
        """What has come. Raises ConnectionResetError if the time is over."""
        remaining = self._deadline - time.monotonic()
        try:
            if remaining <= 0:
                raise TimeoutError
            self._socket.settimeout(remaining)
            return self._socket.recv(size)
        except TimeoutError as error:
            raise ConnectionResetError(errno.ECONNRESET, "too slow") from error
        finally:
            self._socket.settimeout(SEND_SECONDS)


class HurriedWorker(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's threaded worker: an idle client costs no thread, a slow one a thread for some seconds."""

    def accept(self, listener: socket.socket) -> None:
        """Takes a connection into the poller; a thread sees it when it says something."""
        try:
            sock, client = listener.accept()
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                return
            raise
        self.nr_conns += 1
        connection = TConn(self.cfg, sock, client, listener.getsockname())
        connection.set_timeout()
        self.pending_conns.append(connection)
        self.poller.register(sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, connection))

    def handle(self, conn: TConn) -> Any:
        """Handles a request whose first bytes are there."""
        if not conn.initialized:
            conn.init()
            conn.parser.unreader.sock = HurriedSocket(conn.sock)
        conn.parser.unreader.sock.begin()
        return super().handle(conn)


class WitnessServer(BaseApplication):  # type: ignore[misc]
    """Gunicorn's application; each worker makes its own after the fork."""

    def __init__(self, folder: Folder, key: SigningKey, listen: str, workers: int) -> None:
        self._witness = folder, key
        self._listen = listen
        self._workers = workers
        super().__init__()

    def load_config(self) -> None:
        """Sets gunicorn's settings; neither its files nor its environment variables are read."""
        settings = {
            "bind": self._listen,
            "workers": self._workers,
            "threads": THREADS,
            "worker_class": HurriedWorker,
            "worker_connections": CONNECTIONS_MAX,
            "keepalive": KEEPALIVE_SECONDS,
            "accesslog": None,
            "loglevel": "error",
            "control_socket_disable": True,
            "forwarded_allow_ips": "",
            "proc_name": "witness",
            "limit_request_fields": 64,
            "limit_request_field_size": 4096,
            "graceful_timeout": 10,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """Runs in each worker."""
        return Application(Cosigner(*self._witness), lambda: int(time.time()), report)


def report(line: str) -> None:
    """A line for the operator: what a log did, or what the disk will not; never who asked."""
    sys.stderr.write(f"witness {line}\n")
    sys.stderr.flush()


def serve(folder: Folder, key: SigningKey, listen: str, workers: int = WORKERS) -> None:
    """Serves until stopped. Raises PortTaken, ConfigInvalid, WitnessFolder."""
    check_listen(listen)
    logs = folder.logs()
    for log in logs:
        Cosigner(folder, key).recall(log)
    report(f"{folder.key.name} listens on {listen}; logs that are known: {len(logs)}")
    WitnessServer(folder, key, listen, workers).run()


def check_listen(listen: str) -> None:
    """Sees that HOST:PORT can be listened on, before gunicorn tries for long.

    Raises PortTaken, ConfigInvalid.
    """
    address = parse_address(listen)
    if not isinstance(address, tuple):
        raise ConfigInvalid("listens on HOST:PORT", key="listen")
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(f"another program listens on {listen}", port=address[1]) from error
        raise ConfigInvalid(f"{listen} cannot be listened on: {error.strerror}", key="listen") from error
    except OverflowError as error:
        raise ConfigInvalid(
            f"{listen} cannot be listened on: a port is at most 65535", key="listen"
        ) from error
