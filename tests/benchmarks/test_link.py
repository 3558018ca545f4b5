"""The Tor-like link: late by half a round trip each way, no faster than its rate, and every byte counted."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks.bare_pages import bare_path, bare_server
from benchmarks.link import Exchange, Traffic, tor_like

ROUND_TRIP, RATE, BODY = 0.1, 200_000, 40_000
QUICK = 1e9


class Teller(BaseHTTPRequestHandler):
    """Answers with 40,000 bytes, or with how many came."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """A page."""
        self._answer(bytes(BODY))

    def do_POST(self) -> None:
        """A letter."""
        self._answer(str(len(self.rfile.read(int(self.headers["Content-Length"])))).encode())

    def _answer(self, body: bytes) -> None:
        self.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """Where the teller sits."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Teller) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def fetched(port: int, count: int = 1) -> float:
    """Seconds for so many visits at once, each on a connection of its own."""

    def visit() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/page")
        assert len(connection.getresponse().read()) == BODY
        connection.close()

    started = time.monotonic()
    visits = [threading.Thread(target=visit) for _ in range(count)]
    for thread in visits:
        thread.start()
    for thread in visits:
        thread.join()
    return time.monotonic() - started


def test_an_answer_takes_a_round_trip(port: int) -> None:
    with tor_like(port, ROUND_TRIP, QUICK) as link:
        assert fetched(link.port) >= ROUND_TRIP
        assert fetched(link.port, 5) >= ROUND_TRIP


def test_all_connections_share_one_rate(port: int) -> None:
    with tor_like(port, 0, RATE) as link:
        assert fetched(link.port) >= BODY / RATE
        assert fetched(link.port, 3) >= 3 * BODY / RATE


def test_every_byte_of_every_request_is_counted(port: int) -> None:
    head = b"POST /intake HTTP/1.1\r\nHost: x\r\nContent-Length: 30000\r\n\r\n"
    next_head = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    with tor_like(port, 0, QUICK) as link, socket.create_connection(("127.0.0.1", link.port)) as client:
        # The second begins in the middle of what is sent at once, and its head comes in two parts.
        client.sendall(head + bytes(30_000))
        assert client.recv(1000).endswith(b"\r\n\r\n30000")
        client.sendall(next_head[:7])
        client.sendall(next_head[7:])
        got = 0
        while got < BODY:
            got += len(client.recv(65536))
        posted, asked = link.traffic.exchanges
    assert (posted.method, posted.path, posted.up) == ("POST", "/intake", len(head) + 30_000)
    assert posted.down == len(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n30000")
    assert (asked.method, asked.path, asked.up, asked.down) == ("GET", "/", len(next_head), got)
    assert link.traffic.connections == 1
    assert link.traffic.bytes == posted.bytes + asked.bytes


def exchange(path: str, started: float, answered: float, ended: float) -> Exchange:
    """One that crossed then."""
    return Exchange("GET", path, 1, started, 400, 5000, answered, ended)


def test_round_trips_follow_from_one_another() -> None:
    page = exchange("/uk/", 0, 1, 3)
    early, script = exchange("/early.js", 1.5, 2.5, 3.5), exchange("/page.js", 1.2, 2.2, 2.4)
    late = exchange("/keyring", 2.5, 4, 4.1)
    traffic = Traffic([late, page, early, script])
    assert traffic.rounds == [[page], [script, early], [late]]


def test_the_bare_page_asks_for_as_many_bytes() -> None:
    traffic = Traffic([exchange("/uk/", 0, 1, 3), exchange("/a", 4, 5, 6), exchange("/b", 4, 5, 6)])
    assert bare_path(traffic) == "/page/5000/[[5000,5000]]"
    with bare_server() as port:
        for path in (bare_path(traffic), "/bytes/1/5000"):
            with socket.create_connection(("127.0.0.1", port)) as client:
                client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
                assert sum(map(len, iter(lambda: client.recv(65536), b""))) == 5000
