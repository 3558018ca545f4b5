"""Several servers and closers on one folder, killed again and again under load: one log, never a fork."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.client import HTTPException
from pathlib import Path

import pytest

from crypto.checkpoint import open_checkpoint
from crypto.envelope import envelope_hash
from crypto.merkle import verify_consistency
from crypto.tile_audit import verified_entries
from crypto.tiles import prove_consistency
from tests.server.test_closing import assert_one_chain
from tests.server.test_kill import post_until_killed
from tests.simulators.deployment import Deployment, free_port, prepared
from tracker.server.checkup import examine
from tracker.server.config import load_config
from tracker.server.office import clock
from tracker.server.store import log
from tracker.tile_folder import TileFolder

CLIENTS, CLOSERS = 3, 3
ROUNDS = {"sqlite": 4, "postgres": 3}
# Closes batch after batch at once; says so when it begins.
CLOSE_FOR_EVER = """
import sys, pathlib
from tracker.server.config import load_config
from tracker.server.office import clock, open_office
office = open_office(load_config(pathlib.Path(sys.argv[1])))
print("ready", flush=True)
while True:
    office.batches.close(clock())
"""


@contextmanager
def closers(deployment: Deployment) -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that do nothing but close batches, at the same moments."""
    command = [sys.executable, "-c", CLOSE_FOR_EVER, str(deployment.config)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(CLOSERS)]
    try:
        for process in running:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        yield running
    finally:
        for process in running:
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert process.stdout is not None
            process.stdout.close()


def watch(deployment: Deployment, stop: threading.Event, notes: list[bytes]) -> None:
    """Somebody who keeps every checkpoint that a server shows."""
    while not stop.is_set():
        with suppress(OSError, HTTPException):
            answer = deployment.get("/log/intake/checkpoint")
            if answer.status == 200 and answer.body not in notes[-1:]:
                notes.append(answer.body)


def one_round(
    servers: list[Deployment], rng: random.Random, acknowledged: set[bytes], notes: list[bytes]
) -> None:
    """Two servers take letters, three processes close; all are killed at random moments."""
    header, stop = servers[0].letter()[:40960], threading.Event()
    tail = 65536 - 40960 - 16
    with ThreadPoolExecutor(2 * CLIENTS + 2) as people, closers(servers[0]) as closing:
        for server in servers:
            server.start()
            for _ in range(CLIENTS):
                letters = [header + rng.randbytes(16) + bytes(tail) for _ in range(60)]
                people.submit(post_until_killed, server, letters, acknowledged)
            people.submit(watch, server, stop, notes)
        threading.Event().wait(rng.uniform(0.2, 0.8))
        # None of them stumbled over another.
        ended = [process.poll() for process in closing]
        for process in rng.sample(closing, 2):
            process.send_signal(signal.SIGKILL)
        threading.Event().wait(rng.uniform(0.0, 0.3))
        for server in rng.sample(servers, 2):
            server.kill()
        stop.set()
    assert ended == [None] * CLOSERS


def assert_one_log(deployment: Deployment, acknowledged: set[bytes], seen: list[bytes]) -> None:
    """Every checkpoint, of the database or shown to anybody, is a prefix of the one whole log."""
    folder = TileFolder(deployment.folder / "log" / "intake")
    assert folder.note is not None
    newest = open_checkpoint(folder.note, deployment.keys.intake)
    entries = [entry for batch in verified_entries(folder, newest.size, newest.root) for entry in batch]
    with deployment.office() as office, office.database.read() as connection:
        batches = log.between(connection, 0, newest.size)
        assert list(log.hashes_between(connection, 0, log.size_of(connection))) == entries
    assert_one_chain(batches)
    for note in [*(batch.checkpoint for batch in batches), *seen]:
        older = open_checkpoint(note, deployment.keys.intake)
        proof = prove_consistency(folder, older.size, newest.size)
        verify_consistency(older.size, older.root, newest.size, newest.root, proof)
    assert len(entries) == len(set(entries))
    assert acknowledged <= set(entries)
    print(f"{len(batches)} batches, {len(entries)} leaves, {len(seen)} checkpoints seen")


def test_servers_and_closers_on_one_folder_never_fork_the_log(
    tmp_path: Path, database_url: str, rng: random.Random
) -> None:
    first = prepared(tmp_path / "state", database_url, workers=2, housekeeping_seconds=1)
    servers = [first, replace(first, port=free_port(), process=None)]
    acknowledged: set[bytes] = set()
    notes: list[bytes] = []
    usual = ROUNDS["postgres" if database_url else "sqlite"]
    try:
        for _ in range(int(os.environ.get("TRACKER_KILL_ROUNDS", usual))):
            one_round(servers, rng, acknowledged, notes)
    finally:
        for server in servers:
            server.kill()
    first.close_batch()
    assert_one_log(first, acknowledged, notes)
    first.tracker("pages")
    assert [item for item in examine(load_config(first.config), clock()) if not item.passed] == []
    assert acknowledged
    assert len(notes) > 1


def test_two_servers_serve_what_either_took(tmp_path: Path, database_url: str) -> None:
    first = prepared(tmp_path / "state", database_url)
    servers = [first, replace(first, port=free_port(), process=None)]
    letters = first.quick_letters(6)
    try:
        for server in servers:
            server.start()
        for number, letter in enumerate(letters):
            assert servers[number % 2].post_letter(letter).status == 201
        receipts = [server.post_letter(letters[0]).body for server in servers]
        assert receipts[0] == receipts[1]
        assert first.close_batch() == len(letters)
        notes = {server.get("/log/intake/checkpoint").body for server in servers}
        bundles = {server.get("/log/intake/tile/entries/000.p/6").body for server in servers}
    finally:
        for server in servers:
            server.kill()
    assert (len(notes), len(bundles)) == (1, 1)
    (bundle,) = bundles
    assert all(envelope_hash(letter) in bundle for letter in letters)


@pytest.mark.endurance
def test_many_rounds_on_one_folder(tmp_path: Path, database_url: str, rng: random.Random) -> None:
    first = prepared(tmp_path / "state", database_url, workers=2, housekeeping_seconds=1)
    servers = [first, replace(first, port=free_port(), process=None)]
    acknowledged: set[bytes] = set()
    notes: list[bytes] = []
    try:
        for _ in range(60):
            one_round(servers, rng, acknowledged, notes)
    finally:
        for server in servers:
            server.kill()
    first.close_batch()
    assert_one_log(first, acknowledged, notes)
