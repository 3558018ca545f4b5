"""Matches are looked for beside the work: they wait while keys are pressed, and end when nobody waits."""

import threading
from collections.abc import Iterator

from tests.desk.console.shell_world import Clock
from tracker.desk.console.giving_way import KEY_SECONDS, GivingWay
from tracker.desk.console.session import ConsoleSession


def cancelled_after(times: int) -> Iterator[bool]:
    """No, so many times; then yes."""
    yield from [False] * times
    while True:
        yield True


def test_work_waits_until_the_keys_rest() -> None:
    clock, asked, done = Clock(), threading.Event(), threading.Event()
    keys = GivingWay(clock)
    keys.pressed()

    def is_cancelled() -> bool:
        asked.set()
        return False

    def work() -> None:
        assert not keys.is_over(is_cancelled)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert asked.wait(10)
    assert not done.is_set()
    clock.now += KEY_SECONDS
    assert done.wait(10)
    thread.join()


def test_work_that_nobody_waits_for_ends_while_keys_are_pressed() -> None:
    keys, answers = GivingWay(Clock()), cancelled_after(1)
    keys.pressed()
    assert keys.is_over(lambda: next(answers))


def test_a_book_is_given_up_at_every_step_of_making_it(session: ConsoleSession) -> None:
    whole = 0

    def count() -> bool:
        nonlocal whole
        whole += 1
        return False

    assert session.made_book(count) is not None
    # Of the three inquiries two may be compared: each is put into the book, and looked up in it.
    assert whole == 4
    for step in range(whole):
        answers = cancelled_after(step)
        assert session.made_book(lambda answers=answers: next(answers)) is None  # type: ignore[misc]
