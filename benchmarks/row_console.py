"""Row 9: the console over ten thousand and a hundred thousand inquiries, in a real terminal."""

import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil

from benchmarks.bare_list import READY
from benchmarks.full_vault import PASSWORD, FullVault, fill
from benchmarks.measure import Row, median
from benchmarks.plan import Plan
from benchmarks.terminal import Terminal

UNLOCK_SECONDS, KEY_SECONDS, SEARCH_SECONDS, FRAME_SECONDS = 5.0, 0.050, 0.100, 0.016
_JUDGED = 10_000
_SEARCHES = ("вигад", "синьогір", "Zhytohrad", "лікар", "олександр")
_LETTERS_OF_KEYS = "jjjjjjjkkkxjn"
# So much CPU in so many seconds is rest; longer than this nobody waits for it.
_IDLE_CPU, _LOOK_SECONDS, _REST_SECONDS = 0.01, 0.5, 60.0


def console_rows(plan: Plan) -> list[Row]:
    """Unlock, keys, search and scrolling at 10,000; the same, stated, at 100,000."""
    rows: list[Row] = []
    for count in (plan.pick(_JUDGED, 1_000), plan.pick(10 * _JUDGED, 2_000)):
        folder = plan.folder / str(count)
        folder.mkdir()
        rows += _measured(fill(folder, count, plan.seed), count, plan, is_judged=not rows)
    return rows


def _measured(made: FullVault, count: int, plan: Plan, is_judged: bool) -> list[Row]:
    rounds = plan.pick(20, 3)
    with Terminal([sys.executable, "-m", "benchmarks.bare_list", str(count)], Path.cwd()) as bare:
        bare.wait_for(READY)
        floor_keys = _presses(bare, "jk", rounds)
        bare_before = _cpu_of(bare.pid)
        floor_frames = _presses(bare, ["\x1b[6~"], 3 * rounds)
        bare_drawing = (_cpu_of(bare.pid) - bare_before) / len(floor_frames)
    # From their own folder: a long path is folded on the screen, and could not be waited for.
    with Terminal(_command(made), made.vault.parent) as console:
        unlock, unlock_cpu = _unlock(console)
        console.settle()
        keys = _presses(console, _LETTERS_OF_KEYS, rounds)
        _rest(console.pid)
        before = _cpu_of(console.pid)
        frames = _presses(console, ["\x1b[6~"], 3 * rounds)
        drawing = (_cpu_of(console.pid) - before) / len(frames)
        searches = [spent for text in _SEARCHES for spent in _search(console, text)]
    figures: list[tuple[str, str, list[float], list[float] | None, float | None]] = [
        ("unlock, from the password on", "s", [unlock], None, UNLOCK_SECONDS),
        ("key press to screen, p95", "ms", keys, floor_keys, KEY_SECONDS),
        ("a letter of a search to its result, p95", "ms", searches, None, SEARCH_SECONDS),
        ("a frame of scrolling, CPU", "ms", [drawing], [bare_drawing], FRAME_SECONDS),
        ("a page down, from the key to the last byte, median", "ms", frames, floor_frames, None),
    ]
    rows = [
        _row(f"console at {count:,}: {what}", unit, ours, floor, goal, is_judged)
        for what, unit, ours, floor, goal in figures
    ]
    # On a machine that others use too, the time on the wall says little.
    return [replace(rows[0], judged=f"{unlock_cpu:.1f} s of CPU"), *rows[1:]]


def _command(made: FullVault) -> list[str]:
    return [
        sys.executable, "-c", "from tracker.cli import main; main()", "console",
        "--vault", made.vault.name, "--identity", made.identity.name, "--without-matches",
    ]  # fmt: skip


def _unlock(console: Terminal) -> tuple[float, float]:
    """Wall and CPU seconds from the password on until cases are shown."""
    console.wait_for("caseworker.identity")
    console.settle()
    console.type(PASSWORD)
    console.settle()
    before = _cpu_of(console.pid)
    console.type("\r")
    wall = console.wait_for("C-0")
    return wall, _cpu_of(console.pid) - before


def _rest(pid: int) -> None:
    """Waits until the console does nothing: what it still does beside the keys is no frame's CPU."""
    end = time.monotonic() + _REST_SECONDS
    while time.monotonic() < end:
        before = _cpu_of(pid)
        time.sleep(_LOOK_SECONDS)
        if _cpu_of(pid) - before <= _IDLE_CPU:
            return


def _cpu_of(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def _presses(terminal: Terminal, keys: str | list[str], rounds: int) -> list[float]:
    return [terminal.press(key) for _ in range(rounds) for key in keys]


def _search(console: Terminal, text: str) -> list[float]:
    console.press("/")
    spent = [console.press(letter) for letter in text]
    console.press("\x1b")
    return spent


def _row(
    what: str,
    unit: str,
    ours: list[float],
    floor: list[float] | None,
    goal: float | None,
    is_judged: bool,
) -> Row:
    """Judged by the 95th percentile where the text says p95, else by the median."""
    factor = 1_000 if unit == "ms" else 1
    value = _percentile(ours) if "p95" in what else median(ours)
    bare = None if floor is None else (_percentile(floor) if "p95" in what else median(floor))
    told = f"median {median(ours) * factor:.1f}, p95 {_percentile(ours) * factor:.1f} {unit}"
    bound = goal if is_judged else None
    return Row(
        "9", what, unit, value * factor, None if bare is None else bare * factor, told,
        "told" if bound is None else f"≤ {bound * factor:g} {unit}", bound is None or value <= bound,
        {"ours": ours, "floor": floor or []},
    )  # fmt: skip


def _percentile(figures: list[float]) -> float:
    return sorted(figures)[int(0.95 * (len(figures) - 1))]
