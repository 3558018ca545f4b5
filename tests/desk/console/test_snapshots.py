"""Pictures of the console, kept: who changes what it looks like sees it, and runs `--snapshot-update`."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.desk.console.shell_world import PASSWORD, SMALL, WIDE, DoorInTest, FilledDesk
from tracker.desk.console.app import Console
from tracker.desk.console.theme import DESK, PLAIN

Compare = Callable[..., bool]


def console(folder: Path, rng: random.Random, language: str, theme: str) -> Console:
    """A console over the fictional desk."""
    door = DoorInTest(FilledDesk(folder, rng), language)
    return Console(door, theme, finds_matches=False)  # type: ignore[arg-type]


def after(*keys: str) -> Callable[[Pilot[Any]], Any]:
    """Unlocks, and presses keys."""

    async def story(pilot: Pilot[Any]) -> None:
        await pilot.press(*("space" if char == " " else char for char in PASSWORD), "enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()

    return story


@pytest.mark.parametrize(
    ("language", "size", "theme", "keys"),
    [
        pytest.param("uk", WIDE, DESK.name, ("j", "x", "j"), id="list-wide"),
        pytest.param("ru", SMALL, DESK.name, ("j",), id="list-small"),
        pytest.param("en", SMALL, PLAIN, ("g",), id="go-to-sixteen-colours"),
        pytest.param("en", WIDE, DESK.name, ("question_mark",), id="help"),
    ],
)
def test_it_looks_as_before(
    language: str,
    size: tuple[int, int],
    theme: str,
    keys: tuple[str, ...],
    snap_compare: Compare,
    tmp_path: Path,
    rng: random.Random,
) -> None:
    app = console(tmp_path, rng, language, theme)
    assert snap_compare(app, terminal_size=size, run_before=after(*keys))
