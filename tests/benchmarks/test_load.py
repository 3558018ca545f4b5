"""The load generator against a small server: everything is asked, answered and counted."""

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from benchmarks.load import Job, run
from benchmarks.publications import SparsePublication, same_slices


class Clerk(BaseHTTPRequestHandler):
    """Answers every visit; is busy for each second letter at first."""

    protocol_version = "HTTP/1.1"
    visits: ClassVar[Counter[str]] = Counter()
    bodies: ClassVar[set[bytes]] = set()
    turned_away = 0

    def do_GET(self) -> None:
        """A visit."""
        self.visits[self.path] += 1
        self._answer(200, b"x" * 100_000)

    def do_POST(self) -> None:
        """A letter."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if Clerk.turned_away < 3:
            Clerk.turned_away += 1
            self._answer(503, b"busy")
        else:
            self.bodies.add(body)
            self._answer(201, b"")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """Where the clerk sits."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Clerk)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_visits_go_to_all_paths_in_turn(port: int) -> None:
    outcome = run(Job(port, ["/a", "/b"], 10, 3))
    assert outcome.statuses == {"200": 10}
    assert len(outcome.latencies) == 10
    assert Clerk.visits == {"/a": 5, "/b": 5}


def test_each_letter_is_another_and_is_sent_again_to_a_busy_server(port: int, tmp_path: Path) -> None:
    body = tmp_path / "body"
    body.write_bytes(bytes(1000))
    outcome = run(Job(port, ["/intake"], 8, 2, str(body)))
    assert (outcome.statuses, outcome.busy) == ({"201": 8}, 3)
    assert len(Clerk.bodies) == 8
    assert {len(item) for item in Clerk.bodies} == {1000}


def test_a_sparse_publication_is_cut_like_a_real_one() -> None:
    assert same_slices(0, 1_000).slices == 32
    assert same_slices(0, 1_000_000).seats == 32
    designed = SparsePublication.as_designed(0, 1_000_000)
    assert (designed.slices, designed.seats) == (16_384, 64)
    assert len(set(designed.paths(256))) == 256
