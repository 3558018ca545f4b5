"""Servers under measurement: starting and stopping them, loading them, their CPU and memory."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from benchmarks.load import Job, Outcome

ROOT = Path(__file__).parent.parent
START_SECONDS = 60
_POLL_SECONDS = 0.05
_PSS = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)


@dataclass(frozen=True)
class Loaded:
    """One load: what the generator saw, and the CPU seconds (user and system) of all server processes."""

    outcome: Outcome
    cpu: float

    @property
    def requests(self) -> int:
        """How many were answered."""
        return len(self.outcome.latencies)

    @property
    def cpu_ms(self) -> float:
        """Server CPU per request in milliseconds."""
        return self.cpu / self.requests * 1000

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return self.requests / self.outcome.seconds


class Server:
    """A running server: the process that was started and all below it."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self._process = psutil.Process(process.pid)

    def load(
        self,
        paths: Sequence[str],
        count: int,
        connections: int,
        body: Path | None,
        status: int,
        same: bool = False,
    ) -> Loaded:
        """Sends so many requests, all of which must be answered with ``status``."""
        job = Job(self.port, list(paths), count, connections, str(body or ""), same)
        before = self._cpu()
        ran = subprocess.run(
            [sys.executable, "-m", "benchmarks.load"], cwd=ROOT, input=json.dumps(asdict(job)).encode(),
            check=True, stdout=subprocess.PIPE,
        )  # fmt: skip
        cpu = self._cpu() - before
        outcome = Outcome(**json.loads(ran.stdout))
        if outcome.statuses != {str(status): count}:
            raise RuntimeError(f"{job.paths[0]} was answered {outcome.statuses}, {status} wanted")
        return Loaded(outcome, cpu)

    def worker_memory(self) -> list[int]:
        """Proportional set size of each process that has no children, in bytes."""
        leaves = [child for child in self._family() if not child.children()]
        return [proportional_bytes(child.pid) for child in leaves]

    def _family(self) -> list[psutil.Process]:
        return [self._process, *self._process.children(recursive=True)]

    def _cpu(self) -> float:
        times = [process.cpu_times() for process in self._family()]
        return sum(item.user + item.system + item.children_user + item.children_system for item in times)


def proportional_bytes(pid: int) -> int:
    """The proportional set size of a process: what it shares is divided among those who share it."""
    found = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii"))
    if found is None:
        raise RuntimeError("the kernel tells no proportional set size")
    return int(found[1]) * 1024


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running(command: Sequence[str], port: int, log: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """A server from its first accepted connection until the block ends; what it says goes to ``log``."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=output, stderr=output
        )
    try:
        _wait_for_port(process, port, log)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _wait_for_port(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(_POLL_SECONDS)
    raise RuntimeError(f"no server came up:\n{log.read_text(errors='replace')[-2000:]}")
