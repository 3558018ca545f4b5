"""Two programs at one ceremony's folder, or at one archive: the second is refused, and nothing is lost."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from crypto.ceremony import Kind
from crypto.errors import TrackerError
from crypto.keys import SigningKey
from tests.ceremony.conftest import World, plan_of_today, snapshot
from tests.ceremony.terminal import ROOT, Terminal, code, done
from tracker.ceremony.course import advance
from tracker.ceremony.folder import ABORT
from tracker.ceremony.keeping import cosign_logs, log_entry, merge_cosignatures
from tracker.ceremony.locking import locked
from tracker.ceremony.recording import record_abort
from tracker.ceremony.taking_in import take_in
from tracker.ceremony.turn import NeedKind
from tracker.cosigning import connecting
from tracker.records.archive import Log


def busy(work: Callable[[], object]) -> bool:
    """Whether some work is refused because another is under way."""
    with pytest.raises(TrackerError) as caught:
        work()
    return caught.value.code == "ceremony-busy"


HOLDER = """
import sys
from pathlib import Path
from tracker.ceremony.locking import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_who_comes_second_is_refused_and_a_killed_first_holds_nobody_up(today: World) -> None:
    root = today.begin(Kind.GENESIS, plan_of_today(today))
    today.players.hold(root, Kind.GENESIS, until=NeedKind.LOG_KEY)
    before, pipe = snapshot(root), subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", HOLDER, root], cwd=ROOT, stdin=pipe, stdout=pipe) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"held\n"
        for command in (
            ("resume", root),
            ("genesis", root),
            ("step", root, 1, "--initials", "AB"),
            ("abort", root, "--reason", "a test"),
            ("publish", root, today.archive),
        ):
            assert code(*command) == "ceremony-busy", command
        assert snapshot(root) == before
        first.kill()
    assert "log-key" in done("resume", root)


def test_nobody_is_held_up_while_a_password_is_typed(today: World) -> None:
    root = today.begin(Kind.GENESIS, plan_of_today(today))
    today.players.hold(root, Kind.GENESIS, until=NeedKind.LOG_KEY)
    (key := today.root / "log.key").write_bytes(b"its password is asked for first")
    with Terminal(["ceremony", "resume", root, "--log-key", key]) as first:
        first.read_until("Password of")
        assert "log-key" in done("resume", root)
        first.kill()


def test_what_others_did_while_a_password_was_typed_is_judged_anew(today: World) -> None:
    root = today.begin(Kind.GENESIS, plan_of_today(today))
    today.players.hold(root, Kind.GENESIS, until=NeedKind.LOG_KEY)
    supplies, asked = today.players.supplies(), []

    def typed() -> tuple[SigningKey, ...]:
        """The keys of the logs, while somebody ends the ceremony."""
        asked.append(snapshot(root))
        record_abort(root, "a test", "AB", (), supplies)
        return tuple(today.players.logs.values())

    turn = advance(root, Kind.GENESIS, replace(supplies, log_keys=typed))
    assert (turn.aborted, turn.announced, len(asked)) == (True, False, 1)
    assert snapshot(root).keys() - asked[0].keys() == {ABORT}


def test_an_archive_is_changed_by_one_program_at_a_time(settled: World) -> None:
    root, entry = settled.begin(Kind.REVOKE), b""
    settled.players.hold(root, Kind.REVOKE, until=NeedKind.OPENING)
    before = snapshot(settled.archive)
    for held in (settled.archive, root / "archive"):
        with locked(held):
            assert busy(lambda: settled.publish(root))
            assert busy(lambda held=held: cosign_logs(held, [], connecting()))
            assert busy(lambda held=held: log_entry(held, entry, settled.trust, None))
    note = (root / "archive" / Log.CEREMONY.checkpoint).read_bytes()
    with locked(root):
        assert busy(lambda: merge_cosignatures(root, note))
        assert busy(lambda: take_in(root, settled.archive, settled.trust))
    assert snapshot(settled.archive) == before
    settled.publish(root)


def test_one_folder_under_two_names_is_locked_once(tmp_path: Path) -> None:
    (tmp_path / "other").symlink_to(tmp_path / "archive")
    with locked(tmp_path, tmp_path / "archive"), pytest.raises(TrackerError), locked(tmp_path / "other"):
        raise AssertionError
