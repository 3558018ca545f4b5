"""Many slow uploads leave room for those who check; a stalled one is given up."""

import select
import socket
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.simulators.deployment import Answer, Deployment, deployed
from tests.simulators.outboxes import make_outbox
from tracker.server.worker import Patience

UPLOADS, BYTES_PER_TENTH = 24, 1024
CHECKS = 40
ATTEMPTS = 50


def trickle(deployment: Deployment, letter: bytes, stop: threading.Event) -> None:
    """Sends a letter at 10 KB a second, again and again, until told to stop or refused."""
    head = f"POST /intake HTTP/1.1\r\nHost: x\r\nContent-Length: {len(letter)}\r\n\r\n".encode()
    while not stop.is_set():
        try:
            with socket.create_connection(("127.0.0.1", deployment.port), timeout=30) as connection:
                connection.sendall(head)
                for start in range(0, len(letter), BYTES_PER_TENTH):
                    connection.sendall(letter[start : start + BYTES_PER_TENTH])
                    if stop.wait(0.1):
                        return
        except OSError:
            stop.wait(0.1)


def only_place_taken(deployment: Deployment, letter: bytes) -> tuple[socket.socket, Answer]:
    """An upload that has begun and keeps the only place, and what the next one is told.

    Of two that come at once either may get the place; who was told to come back does so.
    """
    slow = begun(deployment, letter)
    for _ in range(ATTEMPTS):
        answer = deployment.post_letter(letter)
        if answer.status != 201:
            return slow, answer
        if select.select([slow], [], [], 0)[0]:
            slow.close()
            slow = begun(deployment, letter)
    slow.close()
    raise AssertionError(f"{ATTEMPTS} others found a place beside the one that was begun")


def begun(deployment: Deployment, letter: bytes) -> socket.socket:
    """The beginning of an upload."""
    connection = socket.create_connection(("127.0.0.1", deployment.port), timeout=30)
    head = f"POST /intake HTTP/1.1\r\nHost: x\r\nContent-Length: {len(letter)}\r\n\r\n".encode()
    connection.sendall(head + letter[:1000])
    return connection


def test_checks_stay_quick_while_uploads_trickle(tmp_path: Path) -> None:
    stop = threading.Event()
    with deployed(tmp_path / "state") as deployment, ThreadPoolExecutor(UPLOADS) as people:
        deployment.exchange(make_outbox(deployment.keys, 0).encode())
        for letter in deployment.quick_letters(UPLOADS):
            people.submit(trickle, deployment, letter, stop)
        stop.wait(1)
        taken = []
        for _ in range(CHECKS):
            started = time.monotonic()
            assert deployment.get("/mailbox/desk/0/slice/0").status == 200
            taken.append(time.monotonic() - started)
        stop.set()
    p95 = statistics.quantiles(taken, n=20)[-1]
    print(f"{UPLOADS} uploads at 10 KB/s: checks at p95 {1000 * p95:.0f} ms")
    assert p95 <= 1.0


def test_idle_and_half_open_connections_take_no_thread(tmp_path: Path) -> None:
    with deployed(tmp_path / "state", threads=4, reserved_threads=2) as deployment:
        idle = [socket.create_connection(("127.0.0.1", deployment.port), timeout=30) for _ in range(32)]
        started = time.monotonic()
        assert deployment.get("/healthz").status == 200
        assert time.monotonic() - started < 3
        for connection in idle:
            connection.close()


def test_more_uploads_than_places_are_told_to_come_back(tmp_path: Path) -> None:
    with deployed(tmp_path / "state", threads=4, reserved_threads=3) as deployment:
        letter = deployment.letter()
        slow, answer = only_place_taken(deployment, letter)
        with slow:
            assert (answer.status, answer.code, answer.headers["Retry-After"]) == (503, "busy", "5")
            slow.sendall(letter[1000:])
            assert slow.recv(100).startswith(b"HTTP/1.1 201")
        assert deployment.post_letter(letter).status == 201


def test_a_reader_gives_up_on_who_is_too_slow() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        patience = Patience(ours, bytes_per_second=100)
        patience.expect_head()
        theirs.sendall(b"x" * 50)
        assert patience.recv(100) == b"x" * 50
        patience._deadline = time.monotonic() + 0.01
        with pytest.raises(ConnectionResetError):
            patience.recv(100)
