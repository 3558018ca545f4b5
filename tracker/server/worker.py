"""Gunicorn's threaded worker, made patient: slow or idle clients cost a socket, not a thread.

Differs from ThreadWorker in three ways. A new connection waits for its first bytes in the poller. Reading a
request has a deadline that grows with what arrives, so that a body must keep a least speed. And a connection
that is closed while its client still sends is drained in the poller, so that the answer arrives.
"""

import errno
import selectors
import socket
import time
from collections import deque
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

HEAD_SECONDS = 10.0
BODY_GRACE_SECONDS = 30.0
SEND_SECONDS = 60.0
LINGER_SECONDS = 10.0
LINGERING_MAX = 512
_DRAIN_BYTES = 64 * 1024


class Patience:
    """A socket whose reader gives up on a client that is too slow."""

    def __init__(self, sock: socket.socket, bytes_per_second: int) -> None:
        self._socket = sock
        self._bytes_per_second = bytes_per_second
        self._deadline = 0.0

    def expect_head(self) -> None:
        """The head of a request must come within a few seconds."""
        self._deadline = time.monotonic() + HEAD_SECONDS

    def expect_body(self) -> None:
        """From now on each byte that comes buys time for the next ones."""
        self._deadline = time.monotonic() + BODY_GRACE_SECONDS

    def recv(self, size: int) -> bytes:
        """What has come. Raises ConnectionResetError if the time is over."""
        remaining = self._deadline - time.monotonic()
        try:
            if remaining <= 0:
                raise TimeoutError
            self._socket.settimeout(remaining)
            data = self._socket.recv(size)
        except TimeoutError as error:
            raise ConnectionResetError(errno.ECONNRESET, "too slow") from error
        finally:
            self._socket.settimeout(SEND_SECONDS)
        self._deadline += len(data) / self._bytes_per_second
        return data


class PatientConnection(TConn):  # type: ignore[misc]
    """A connection that reads with patience, and closes without keeping a thread."""

    def __init__(self, worker: "PatientWorker", sock: socket.socket, client: Any, server: Any) -> None:
        super().__init__(worker.cfg, sock, client, server)
        self._worker = worker
        self.patience = Patience(sock, worker.bytes_per_second)

    def init(self) -> None:
        """Gives the parser the patient socket to read from."""
        if not self.initialized:
            super().init()
            self.parser.unreader.sock = self.patience
        self.patience.expect_head()

    def close(self, graceful: bool = False) -> None:
        """Closes; gracefully by lingering in the worker's poller."""
        if graceful:
            self._worker.linger(self.sock)
        else:
            super().close()


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """The worker class that ``tracker server serve`` uses."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bytes_per_second: int = self.app.office_config.upload_bytes_per_second
        self.lingering: deque[tuple[float, socket.socket]] = deque()

    def accept(self, listener: socket.socket) -> None:
        """Takes a connection into the poller; a thread sees it when it says something."""
        try:
            sock, client = listener.accept()
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                return
            raise
        self.nr_conns += 1
        connection = PatientConnection(self, sock, client, listener.getsockname())
        connection.timeout = time.monotonic() + HEAD_SECONDS
        self.pending_conns.append(connection)
        self.poller.register(sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, connection))

    def handle(self, conn: PatientConnection) -> Any:
        """Handles a request whose first bytes are there."""
        conn.init()
        return super().handle(conn)

    def handle_request(self, req: Any, conn: PatientConnection) -> Any:
        """Handles a request whose head is complete."""
        conn.patience.expect_body()
        conn.sock.settimeout(SEND_SECONDS)
        return super().handle_request(req, conn)

    def _keepalive_after(self, conn: PatientConnection, keepalive: bool) -> bool:
        """A connection whose body was left unread is closed: no thread waits for the rest."""
        unread = getattr(getattr(conn.parser.mesg.body, "reader", None), "length", 0)
        return bool(keepalive) and not unread and super()._keepalive_after(conn, keepalive)

    def linger(self, sock: socket.socket) -> None:
        """Says that we are done, and drops what still comes, for a while."""
        try:
            sock.shutdown(socket.SHUT_WR)
        except OSError:
            sock.close()
            return
        if len(self.lingering) >= LINGERING_MAX:
            sock.close()
            return
        sock.setblocking(False)
        self.lingering.append((time.monotonic() + LINGER_SECONDS, sock))
        self.poller.register(sock, selectors.EVENT_READ, self._drain)

    def _drain(self, sock: socket.socket) -> None:
        try:
            ended = not sock.recv(_DRAIN_BYTES)
        except BlockingIOError:
            return
        except OSError:
            ended = True
        if ended:
            self._drop(sock)
            self.lingering = deque(item for item in self.lingering if item[1] is not sock)

    def murder_pending(self) -> None:
        """Closes what has been waiting or lingering for too long."""
        super().murder_pending()
        while self.lingering and self.lingering[0][0] < time.monotonic():
            self._drop(self.lingering.popleft()[1])

    def _drop(self, sock: socket.socket) -> None:
        self.poller.unregister(sock)
        sock.close()
