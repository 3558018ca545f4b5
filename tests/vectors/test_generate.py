"""What is committed is what the generator makes, byte by byte."""

from tests.vectors import attempt, attempts
from tests.vectors.generate import committed, make_all


def test_the_committed_vectors_are_what_the_generator_makes() -> None:
    workshop = make_all()
    made = {file.path: file.text() for file in workshop.files}
    assert sorted(made) == committed()
    stale = [str(path) for path, text in made.items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run `make vectors`, and look at what changed"
    assert workshop.boxes.unused == set()


def test_the_committed_attempts_are_what_the_generator_makes() -> None:
    made, there = attempt.made(attempts.everything()), attempt.committed()
    assert sorted(made) == sorted(there)
    assert [path for path in made if made[path] != there[path]] == [], "run `make vectors`, and look"
