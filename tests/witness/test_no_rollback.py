"""Ten thousand checkpoints at once, two servers on one folder, kills at any instant: no rollback, ever.

The log's keeper is dishonest: two histories are signed, and both are offered from the start. Whatever dies,
all that was ever cosigned is of one of them, and nobody who asks later is shown less than was shown before.
"""

import random
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from crypto.cosignature import cosigned_at
from crypto.note import VerifierKey, parse_note
from tests.simulators.growing_log import GrowingLog
from tests.simulators.running_witness import Serving, Witness, witness
from tracker.witness.evidence import KEPT_MAX, Kind, records
from tracker.witness.folder import Folder, KnownLog
from tracker.witness.memory import Memory

CLIENTS = 8
CAPACITY = 8000
PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Shown:
    """What one answer showed: a size, at some instant between two; and whose history, if it was cosigned."""

    begun: float
    ended: float
    size: int
    branch: int | None


@dataclass
class Crowd:
    """Clients that ask together, of two histories, until so many answers have come."""

    key: VerifierKey
    histories: Sequence[GrowingLog]
    servers: list[Serving]
    wanted: int
    seed: float
    shown: list[Shown] = field(default_factory=list)
    broken: int = 0
    _change: threading.Condition = field(default_factory=threading.Condition)

    def ask(self, number: int) -> None:
        """One client: each request is a step on from the size that it believes in, in either history."""
        rng = random.Random(f"{self.seed} {number}")
        believed = 0
        while len(self.shown) < self.wanted:
            server = rng.choice(self.servers)
            connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)
            try:
                for _ in range(20):
                    believed = self._once(connection, rng, believed)
            except (OSError, HTTPException):
                # A worker or a whole server was killed, perhaps with this request in its hands.
                self.broken += 1
            finally:
                connection.close()

    def _once(self, connection: HTTPConnection, rng: random.Random, believed: int) -> int:
        branch = rng.randrange(2)
        size = min(believed + rng.choice((0, 1, 1, 2, 5)), CAPACITY)
        body = self.histories[branch].request(believed, size).encode()
        begun = time.monotonic()
        connection.request("POST", "/add-checkpoint", body)
        answer = connection.getresponse()
        said = answer.read()
        ended = time.monotonic()
        if answer.status == 422:
            return believed
        if answer.status == 409:
            return self._tell(Shown(begun, ended, int(said), None))
        assert answer.status == 200, said
        note = parse_note(self.histories[branch].note(size) + said)
        assert cosigned_at(note, self.key) is not None
        return self._tell(Shown(begun, ended, size, branch))

    def _tell(self, shown: Shown) -> int:
        with self._change:
            self.shown.append(shown)
            self._change.notify_all()
        return shown.size

    def wait_for(self, count: int) -> None:
        """Until so many answers have come."""
        with self._change:
            came = self._change.wait_for(lambda: len(self.shown) >= count, PATIENCE_SECONDS)
        assert came, f"no answers came any more after {len(self.shown)}"


def assert_nobody_was_shown_less(shown: Sequence[Shown]) -> None:
    """Whoever began to ask after an answer had come was shown at least as much."""
    by_end = sorted(shown, key=lambda item: item.ended)
    most, at = 0, 0
    for item in sorted(shown, key=lambda item: item.begun):
        while by_end[at].ended < item.begun:
            most = max(most, by_end[at].size)
            at += 1
        assert item.size >= most, f"{item.size} was shown after {most}"


def assert_one_history(shown: Sequence[Shown]) -> None:
    """All that was cosigned is of one history; of nothing at all both are."""
    assert len({item.branch for item in shown if item.branch is not None and item.size > 0}) == 1


def seen_on_disk(folder: Folder, log: KnownLog) -> int:
    """What any process would find now, verified."""
    return Memory(folder.key).recall(log).seen.size


def kill_meanwhile(made: Witness, crowd: Crowd, rng: random.Random, between: int) -> None:
    """Kills a worker after every so many answers, each fifth time a whole server, which another follows."""
    for kill in range(1, crowd.wanted // between):
        crowd.wait_for(kill * between)
        victim = rng.randrange(len(crowd.servers))
        if kill % 5:
            crowd.servers[victim].kill_worker(rng)
        else:
            crowd.servers[victim].kill()
            crowd.servers[victim] = made.start()


def rolls_back_never(path: Path, rng: random.Random, answers: int, between_kills: int) -> Crowd:
    """The whole story, with a kill after every so many answers; each fifth is of a whole server."""
    histories = [GrowingLog("keys", CAPACITY, branch) for branch in ("main", "other")]
    with witness(path) as made, ThreadPoolExecutor(CLIENTS) as people:
        made.know(histories[0].key)
        folder = Folder(path)
        (log,) = folder.logs()
        servers = [made.start(), made.start()]
        crowd = Crowd(folder.key, histories, servers, answers, rng.random())
        clients = [people.submit(crowd.ask, number) for number in range(CLIENTS)]
        try:
            kill_meanwhile(made, crowd, rng, between_kills)
            for client in clients:
                client.result()
        finally:
            # Else they would go on asking for ever after a failure.
            crowd.wanted = 0
        made.stop()
        assert seen_on_disk(folder, log) >= max(item.size for item in crowd.shown)
        kinds = [record.kind for record in records(path, log)]
        assert kinds.count(Kind.UNPROVEN) <= KEPT_MAX
    assert_nobody_was_shown_less(crowd.shown)
    assert_one_history(crowd.shown)
    return crowd


def test_a_hundred_checkpoints_with_kills_between_are_never_rolled_back(
    tmp_path: Path, rng: random.Random
) -> None:
    crowd = rolls_back_never(tmp_path / "witness", rng, answers=100, between_kills=12)
    assert len(crowd.shown) >= 100


@pytest.mark.endurance
def test_ten_thousand_checkpoints_with_kills_between_are_never_rolled_back(
    tmp_path: Path, rng: random.Random
) -> None:
    crowd = rolls_back_never(tmp_path / "witness", rng, answers=10_000, between_kills=100)
    assert len(crowd.shown) >= 10_000
    assert crowd.broken > 0
    assert max(item.size for item in crowd.shown) > 100


def test_a_rollback_would_be_seen() -> None:
    before, after = Shown(0.0, 1.0, 7, 0), Shown(2.0, 3.0, 6, None)
    with pytest.raises(AssertionError):
        assert_nobody_was_shown_less([after, before])
    assert_nobody_was_shown_less([before, Shown(0.5, 3.0, 6, None), Shown(1.5, 2.5, 7, 0)])
    with pytest.raises(AssertionError):
        assert_one_history([before, Shown(4.0, 5.0, 8, 1)])
