"""Row 13: from a fresh clone and an empty home to a served page, by the first command of the README."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import Row
from benchmarks.plan import Plan
from benchmarks.processes import ROOT, free_port

MOST_SECONDS = 180
_GIVEN_UP_SECONDS = 900
_POLL_SECONDS = 0.2


def install_rows(plan: Plan) -> list[Row]:
    """Row 13: once, since it fetches packages; what is committed is what is installed."""
    clone, home, port = plan.folder / "clone", plan.folder / "home", free_port()
    home.mkdir()
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, clone], check=True)
    started = time.perf_counter()
    with _demo(clone, home, port) as process:
        _wait_for_page(process, port, plan.folder / "demo.log")
        seconds = time.perf_counter() - started
    return [
        Row(
            "13", "fresh clone to a served page (make demo, packages fetched)", "s", seconds, None,
            f"{seconds:.0f} s", f"≤ {MOST_SECONDS} s", seconds <= MOST_SECONDS,
        )
    ]  # fmt: skip


@contextmanager
def _demo(clone: Path, home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """``make demo`` as a newcomer runs it: no cache, no environment of ours."""
    ours = {"VIRTUAL_ENV", "PYTHONPATH", "PIP_CACHE_DIR", "XDG_CACHE_HOME", "MAKEFLAGS", "MAKELEVEL"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    python = Path(sys.base_prefix) / "bin" / "python3"
    with (home.parent / "demo.log").open("wb") as log:
        process = subprocess.Popen(
            ["make", "demo", f"PORT={port}", f"PYTHON={python}"], cwd=clone,
            env={**environment, "HOME": str(home)}, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


def _wait_for_page(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _GIVEN_UP_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(_POLL_SECONDS)
    raise RuntimeError(f"make demo gave no page:\n{log.read_text(errors='replace')[-3000:]}")
