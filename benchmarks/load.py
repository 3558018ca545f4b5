"""A plain HTTP/1.1 load generator: many kept-alive connections, little work of its own.

Run as ``python -m benchmarks.load`` it takes one job as JSON on stdin and gives the outcome as JSON on
stdout: a process of its own, so that its CPU is not counted as the server's.
"""

import json
import os
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

_RECEIVE_BYTES = 1024 * 1024
_UNIQUE_BYTES = 16
_BUSY = 503
_BUSY_MAX = 200
_BUSY_PAUSE_SECONDS = 0.01


@dataclass(frozen=True)
class Job:
    """So many requests over so many connections at once.

    With ``body``, a file, each is a POST of that file, whose last 16 bytes are fresh unless all are to be the
    ``same``; else a GET. ``paths`` are taken in turn.
    """

    port: int
    paths: list[str]
    count: int
    connections: int
    body: str = ""
    same: bool = False


@dataclass(frozen=True)
class Outcome:
    """Wall seconds from the first request to the last answer; how often each status; seconds of each.

    ``busy`` counts requests that were refused with 503 and sent again, as clients do.
    """

    seconds: float
    statuses: dict[str, int]
    latencies: list[float]
    busy: int


class Connection:
    """One connection, kept alive as long as the server likes."""

    def __init__(self, port: int) -> None:
        self.busy = 0
        self._port = port
        self._socket: socket.socket | None = None

    def request(self, message: bytes) -> int:
        """Sends one request, again if the server is busy; gives the status."""
        status = self._once(message)
        while status == _BUSY and self.busy < _BUSY_MAX:
            self.busy += 1
            # A refused body was not read, so the connection ends.
            self.close()
            time.sleep(_BUSY_PAUSE_SECONDS)
            status = self._once(message)
        return status

    def _once(self, message: bytes) -> int:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(message)
        received = bytearray()
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._receive(self._socket)
        headers = bytes(received[:end]).lower()
        length = int(headers.split(b"\r\ncontent-length:", 1)[1].split(b"\r\n", 1)[0])
        missing = end + 4 + length - len(received)
        while missing > 0:
            missing -= len(self._receive(self._socket))
        if b"\r\nconnection: close" in headers:
            self.close()
        return int(received[9:12])

    def close(self) -> None:
        """Closes the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    @staticmethod
    def _receive(connection: socket.socket) -> bytes:
        data = connection.recv(_RECEIVE_BYTES)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data


def messages(job: Job) -> Iterator[bytes]:
    """Every request of a job, as it goes over the wire."""
    body = Path(job.body).read_bytes() if job.body else b""
    start = body[:-_UNIQUE_BYTES]
    for number in range(job.count):
        path = job.paths[number % len(job.paths)]
        if body and job.same:
            yield _head("POST", path, f"Content-Length: {len(body)}\r\n") + body
        elif body:
            yield _head("POST", path, f"Content-Length: {len(body)}\r\n") + start + os.urandom(_UNIQUE_BYTES)
        else:
            yield _head("GET", path, "")


def _head(method: str, path: str, more: str) -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n".encode()


def run(job: Job) -> Outcome:
    """Does a job. Raises OSError if the server goes away."""
    queue, lock = messages(job), threading.Lock()
    done: list[tuple[int, float]] = []
    failures: list[OSError] = []
    connections = [Connection(job.port) for _ in range(job.connections)]

    def work(connection: Connection) -> None:
        try:
            while True:
                with lock:
                    message = next(queue, None)
                if message is None:
                    break
                started = time.perf_counter()
                status = connection.request(message)
                done.append((status, time.perf_counter() - started))
        except OSError as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(connection,)) for connection in connections]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - started
    if failures:
        raise failures[0]
    statuses = Counter(str(status) for status, _ in done)
    busy = sum(connection.busy for connection in connections)
    return Outcome(elapsed, dict(statuses), [took for _, took in done], busy)


if __name__ == "__main__":
    print(json.dumps(asdict(run(Job(**json.load(sys.stdin))))))
