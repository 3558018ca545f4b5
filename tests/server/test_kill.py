"""Killed at any instant under load: what was acknowledged is there once; the rest is absent or there once."""

import http.client
import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from crypto.envelope import envelope_hash
from crypto.intake import check_receipt
from tests.simulators.deployment import Deployment, deployed
from tracker.server.checkup import examine
from tracker.server.config import load_config
from tracker.server.office import clock
from tracker.server.store import log

CLIENTS = 8
FEW = {"sqlite": 12, "postgres": 6}
MANY = {"sqlite": 200, "postgres": 30}


def post_until_killed(deployment: Deployment, letters: list[bytes], acknowledged: set[bytes]) -> None:
    """One client: posts letter after letter on one connection until the server is gone."""
    connection = http.client.HTTPConnection("127.0.0.1", deployment.port, timeout=20)
    with suppress(OSError, http.client.HTTPException):
        for letter in letters:
            connection.request("POST", "/intake", letter)
            answer = connection.getresponse()
            receipt = answer.read()
            if answer.status == 201:
                check_receipt(receipt, envelope_hash(letter), deployment.keys.intake)
                acknowledged.add(envelope_hash(letter))
    connection.close()


def close_batches_until_killed(deployment: Deployment, stop: threading.Event) -> None:
    """Another process of the operator's closes batches meanwhile."""
    while not stop.is_set():
        deployment.close_batch()


def one_round(deployment: Deployment, rng: random.Random, acknowledged: set[bytes]) -> set[bytes]:
    """Starts, posts from eight clients, kills at random; gives all that was posted."""
    header = deployment.letter()[:40960]
    batches = [
        [header + rng.randbytes(16) + bytes(65536 - 40960 - 16) for _ in range(40)] for _ in range(CLIENTS)
    ]
    stop = threading.Event()
    with ThreadPoolExecutor(CLIENTS + 1) as people:
        for letters in batches:
            people.submit(post_until_killed, deployment, letters, acknowledged)
        closer = people.submit(close_batches_until_killed, deployment, stop)
        threading.Event().wait(rng.uniform(0.05, 0.4))
        deployment.kill()
        stop.set()
    closer.result()
    return {envelope_hash(letter) for letters in batches for letter in letters}


def logged(deployment: Deployment) -> list[bytes]:
    """All envelope hashes in the log, after the open batch was closed."""
    deployment.close_batch()
    with deployment.office() as office, office.database.read() as connection:
        return list(log.hashes_between(connection, 0, log.size_of(connection)))


def survive(deployment: Deployment, rounds: int, rng: random.Random) -> None:
    """So many rounds; then every line of the check passes and the log holds what it must, once."""
    acknowledged: set[bytes] = set()
    posted: set[bytes] = set()
    deployment.kill()
    for _ in range(rounds):
        deployment.start()
        posted |= one_round(deployment, rng, acknowledged)
    found = logged(deployment)
    print(f"{rounds} rounds: {len(acknowledged)} acknowledged, {len(found)} logged, {len(posted)} posted")
    assert len(found) == len(set(found))
    assert acknowledged <= set(found) <= posted
    assert [result for result in examine(load_config(deployment.config), clock()) if not result.passed] == []


def test_kills_under_load(deployment: Deployment, rng: random.Random) -> None:
    kind = "postgres" if deployment.database_url else "sqlite"
    survive(deployment, int(os.environ.get("TRACKER_KILL_ROUNDS", FEW[kind])), rng)


@pytest.mark.endurance
def test_many_kills_under_load(tmp_path: Path, database_url: str, rng: random.Random) -> None:
    with deployed(tmp_path / "state", database_url, workers=2) as deployment:
        survive(deployment, MANY["postgres" if database_url else "sqlite"], rng)
