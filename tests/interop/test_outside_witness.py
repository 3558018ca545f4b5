"""The package aics-witness as a witness of our logs, and its client as a log that asks our witness.

Both speak C2SP tlog-witness; that package is of version 1.1, where a second root of one size is a 422.
"""

import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crypto.cosignature import cosigned_at
from crypto.note import VerifierKey, parse_note
from crypto.policy import parse_policy
from tests.interop.outside_tools import OUTSIDE_PYTHON
from tests.simulators.growing_log import GrowingLog
from tests.simulators.running_witness import LEASH, witness
from tracker.cosigning import Cosigned, WitnessAddress, connecting, refresh, request_cosignatures
from tracker.records.errors import WitnessAhead, WitnessDisagrees, WitnessRefused

PROGRAM = [*LEASH, str(OUTSIDE_PYTHON), "-m", "aics_witness"]
CLIENT = Path(__file__).with_name("aics_client.py")
# Nothing of ours may help it along.
ENVIRONMENT = {"PATH": os.environ["PATH"]}
READY_SECONDS = 60


@dataclass
class Outside:
    """An aics-witness in a folder, and how to reach it."""

    folder: Path
    key: VerifierKey
    port: int

    @property
    def address(self) -> WitnessAddress:
        """Its address, for us."""
        return WitnessAddress("outside", self.key, f"http://127.0.0.1:{self.port}")

    def ask(self, log: GrowingLog, size: int, note: bytes | None = None) -> Cosigned:
        """Asks it for a cosignature."""
        signed = note or log.note(size)
        return request_cosignatures(
            connecting(), [self.address], log.key, signed, lambda old: log.proof(old, size)
        )


def command(folder: Path, *words: str) -> str:
    """What one of its commands prints."""
    ran = subprocess.run(
        [*PROGRAM, words[0], "--config", str(folder / "witness.json"), *words[1:]],
        check=True, capture_output=True, text=True, env=ENVIRONMENT,
    )  # fmt: skip
    return ran.stdout.strip()


@contextmanager
def outside_witness(folder: Path, *logs: GrowingLog) -> Iterator[Outside]:
    """It, made and served by its own commands."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    listen = ("--listen", f"127.0.0.1:{port}")
    vkey = command(folder, "init", "--name", "outside.example/w1", *listen)
    for log in logs:
        command(folder, "add-log", "--origin", log.key.name, "--vkey", log.key.encode())
    process = subprocess.Popen(
        [*PROGRAM, "serve", "--config", str(folder / "witness.json")],
        stderr=subprocess.DEVNULL, env=ENVIRONMENT,
    )  # fmt: skip
    try:
        wait_for(process, port)
        yield Outside(folder, VerifierKey.decode(vkey), port)
    finally:
        process.kill()
        process.wait(READY_SECONDS)


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Until it listens."""
    deadline, pause = time.monotonic() + READY_SECONDS, threading.Event()
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        pause.wait(0.02)
    raise AssertionError("aics-witness does not listen")


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """One aics-witness for all tests here; it knows a log for each."""
    assert OUTSIDE_PYTHON.exists(), ".venv-outside is missing: `make .venv-outside/.installed`"
    logs = [GrowingLog(name) for name in ("grows", "forks", "heartbeat", "ahead")]
    with outside_witness(tmp_path_factory.mktemp("outside"), *logs) as made:
        yield made


def test_it_cosigns_our_growing_log(outside: Outside) -> None:
    log = GrowingLog("grows", capacity=600)
    policy = parse_policy([f"witness outside {outside.key.encode()}", "quorum outside"])
    for size in (1, 2, 255, 256, 257, 600):
        done = outside.ask(log, size)
        assert done.failures == {}
        policy.check(parse_note(done.note), int(time.time()), 60)


def test_it_is_refreshed_without_a_proof(outside: Outside) -> None:
    log = GrowingLog("heartbeat")
    note = outside.ask(log, 9).note
    again = refresh(connecting(), [outside.address], log.key, note)
    assert again.failures == {}
    assert len(parse_note(again.note).lines) == 2
    assert cosigned_at(parse_note(again.note), outside.key) >= cosigned_at(parse_note(note), outside.key)


def test_it_sees_our_fork_and_we_understand_that_it_does(outside: Outside) -> None:
    log, fork = GrowingLog("forks"), GrowingLog("forks", branch="other", shared=3)
    outside.ask(log, 9)
    assert isinstance(outside.ask(fork, 9).failures["outside"], WitnessDisagrees)
    refused = outside.ask(fork, 20).failures["outside"]
    assert isinstance(refused, WitnessRefused)
    assert refused.facts["status"] == 422
    kept = json.loads(command(outside.folder, "evidence", "--origin", log.key.name))
    assert len(kept) >= 2


def test_it_says_that_it_is_ahead_and_which_log_it_does_not_know(outside: Outside) -> None:
    log = GrowingLog("ahead")
    outside.ask(log, 20)
    assert isinstance(outside.ask(log, 9).failures["outside"], WitnessAhead)
    unknown = outside.ask(GrowingLog("unheard-of"), 9).failures["outside"]
    assert unknown.facts["status"] == 404


def asked_by_it(url: str, vkey: str, log: GrowingLog, sizes: list[int]) -> list[dict[str, Any]]:
    """What its client makes of our witness: for each size a line, or the kind of its error."""
    notes = [log.note(size).decode() for size in sizes]
    entries = [entry.hex() for entry in log.entries]
    given = json.dumps({"url": url, "vkey": vkey, "entries": entries, "notes": notes})
    ran = subprocess.run(
        [str(OUTSIDE_PYTHON), str(CLIENT)],
        input=given, check=True, capture_output=True, text=True, env=ENVIRONMENT,
    )  # fmt: skip
    return list(json.loads(ran.stdout))


def test_its_client_understands_our_witness(tmp_path: Path) -> None:
    assert OUTSIDE_PYTHON.exists(), ".venv-outside is missing: `make .venv-outside/.installed`"
    log, fork = GrowingLog("keys", capacity=300), GrowingLog("keys", capacity=300, branch="other")
    with witness(tmp_path / "witness") as made:
        made.know(log.key)
        vkey = json.loads(made.tracker("list", "--json").stdout)["vkey"]
        url = made.start().url
        said = asked_by_it(url, vkey, log, [1, 7, 7, 256, 300, 7])
        for size, answer in zip([1, 7, 7, 256, 300], said[:5], strict=True):
            note = parse_note(log.note(size) + answer["lines"].encode())
            assert cosigned_at(note, VerifierKey.decode(vkey)) is not None
        assert said[5] == {"error": "WitnessAhead"}
        assert asked_by_it(url, vkey, fork, [300]) == [{"error": "WitnessRejected", "status": 409}]
        (unknown,) = asked_by_it(url, vkey, GrowingLog("unheard-of"), [9])
        assert unknown == {"error": "WitnessRejected", "status": 404}
