"""Making something in steps: only what is missing, in order."""

from pathlib import Path

import pytest

from tracker.demo.steps import Step, take_steps


def touching(path: Path, log: list[str]) -> Step:
    """A step that leaves a file and notes that it was taken."""

    def make() -> None:
        log.append(path.name)
        path.write_text("made", encoding="utf-8")

    return Step(path.name, path, make, together="pair" if path.name in "bc" else "")


def test_only_what_is_missing_is_made_in_order(tmp_path: Path) -> None:
    made: list[str] = []
    (tmp_path / "b").write_text("there", encoding="utf-8")
    steps = [touching(tmp_path / name, made) for name in "abcd"]
    said: list[str] = []
    assert take_steps(steps, said.append) == 3
    assert made == said == ["a", "c", "d"]
    assert (tmp_path / "b").read_text(encoding="utf-8") == "there"
    assert take_steps(steps, said.append) == 0


def test_what_fails_stops_the_rest(tmp_path: Path) -> None:
    made: list[str] = []

    def fail() -> None:
        raise FileNotFoundError("gone")

    steps = [touching(tmp_path / "a", made), Step("x", tmp_path / "x", fail), touching(tmp_path / "d", made)]
    with pytest.raises(FileNotFoundError):
        take_steps(steps, made.append)
    assert not (tmp_path / "d").exists()
