"""A disk that is really full: refused before anything is acknowledged, and checks go on.

The state folder lies on a file system of a few megabytes, mounted for this test alone.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.envelope import envelope_hash
from tests.simulators.deployment import Deployment, deployed
from tests.simulators.outboxes import make_outbox
from tests.simulators.small_disk import fill as fill_up
from tests.simulators.small_disk import small_disk as mounted
from tracker.server.store import log

SIZE, RESERVE = "6m", 2 * 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder with room for 6 MB, mounted by root."""
    with mounted(tmp_path / "disk", SIZE) as folder:
        yield folder


def fill(deployment: Deployment) -> tuple[set[bytes], str]:
    """Posts until refused; gives what was acknowledged, and the refusal's code."""
    acknowledged = set()
    letters = deployment.quick_letters(200)
    for letter in letters:
        answer = deployment.post_letter(letter)
        if answer.status != 201:
            assert answer.status == 507
            # What is there has its receipt: the first one may have been lost on the way.
            assert deployment.post_letter(letters[0]).status == 201
            return acknowledged, answer.code
        acknowledged.add(envelope_hash(letter))
    raise AssertionError("the disk was never full")


def logged(deployment: Deployment) -> set[bytes]:
    """What is in the log."""
    with deployment.office() as office, office.database.read() as connection:
        return set(log.hashes_between(connection, 0, log.size_of(connection)))


def test_the_reserve_is_kept_and_the_batch_can_close(small_disk: Path) -> None:
    with deployed(small_disk / "state", disk_reserve_bytes=RESERVE) as deployment:
        acknowledged, code = fill(deployment)
        assert code == "storage-full"
        assert len(acknowledged) > 5
        assert deployment.exchange(make_outbox(deployment.keys, 0).encode()).status == 200
        assert deployment.get("/mailbox/desk/0/slice/0").status == 200
        assert deployment.close_batch() == len(acknowledged)
        assert logged(deployment) == acknowledged


def test_without_any_reserve_a_full_disk_loses_nothing(small_disk: Path) -> None:
    with deployed(small_disk / "state") as deployment:
        deployment.exchange(make_outbox(deployment.keys, 0).encode())
        ballast = small_disk / "one more megabyte"
        ballast.write_bytes(bytes(1024 * 1024))
        first, _ = fill(deployment)
        more = fill_up(small_disk)
        letter = deployment.quick_letters(1)[0]
        answer = deployment.post_letter(letter)
        assert (answer.status, answer.code) == (507, "storage-full")
        assert deployment.exchange(make_outbox(deployment.keys, 1).encode()).code == "storage-full"
        assert deployment.get("/mailbox/desk/0/slice/0").status == 200
        more.unlink()
        ballast.unlink()
        assert deployment.close_batch() == len(first)
        assert logged(deployment) == first
        assert deployment.post_letter(letter).status == 201


def test_sqlites_own_word_for_full_is_understood(small_disk: Path) -> None:
    with deployed(small_disk / "state") as deployment, deployment.office() as office:
        letters = deployment.quick_letters(200)
        codes = set()
        for letter in letters:
            try:
                office.letters.deposit(envelope_hash(letter), letter)
            except Exception as error:  # noqa: BLE001 - whatever it is, its code is looked at
                codes.add(getattr(error, "code", type(error).__name__))
    assert codes == {"storage-full"}
