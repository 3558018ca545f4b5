"""At a terminal the administrator is asked for what only they can say; secrets are typed and never shown."""

import shutil
import subprocess
import time
from pathlib import Path

from crypto.ceremony import Kind
from crypto.keyfile import SeedUse, open_keyfile
from crypto.transcript import decode_transcript
from tests.ceremony.conftest import World, plan_of_today, snapshot
from tests.ceremony.terminal import Terminal
from tracker.ceremony import folder
from tracker.ceremony.course import next_turn
from tracker.ceremony.turn import NeedKind, Supplies, Turn

PASSWORD = "correct horse, of a rehearsal"


def now(root: Path) -> Turn:
    """How the folder stands by this machine's clock."""
    return next_turn(folder.read_folder(root), Kind.GENESIS, Supplies(lambda: bytes(32), int(time.time())))


def test_the_opening_and_every_step_are_asked_for(today: World) -> None:
    root = today.begin(Kind.GENESIS, plan_of_today(today))
    today.players.hold(root, Kind.GENESIS, until=NeedKind.OPENING)
    with Terminal(["ceremony", "resume", root]) as terminal:
        terminal.read_until("Is everybody in the room")
        terminal.type("y")
        terminal.read_until("sign that you are here")
        assert terminal.end() == 0
    today.players.fulfil(root, now(root))
    with Terminal(["ceremony", "resume", root]) as terminal:
        terminal.read_until("Step 1: The plan was read aloud")
        terminal.read_until("Was it done so")
        terminal.type("y")
        terminal.read_until("Initials")
        terminal.type("AB")
        terminal.read_until("Step 2: ")
        terminal.type("n")
        terminal.read_until("instead")
        terminal.type("by telephone")
        terminal.read_until("Initials")
        terminal.type("AB")
        terminal.read_until("Step 3: ")
        terminal.kill()
    assert [need.who for need in now(root).needs] == ["3"]
    today.players.hold(root, Kind.GENESIS)
    steps = decode_transcript((root / folder.TRANSCRIPT).read_bytes()).steps
    assert [(step.outcome, step.initials) for step in steps[:3]] == [
        ("done", "AB"),
        ("deviated", "AB"),
        ("done", "RH"),
    ]


def test_who_does_not_open_has_not_opened(today: World) -> None:
    root = today.begin(Kind.GENESIS, plan_of_today(today))
    today.players.hold(root, Kind.GENESIS, until=NeedKind.OPENING)
    before = snapshot(root)
    with Terminal(["ceremony", "resume", root]) as terminal:
        terminal.read_until("Is everybody in the room")
        terminal.type("n")
        assert terminal.end() == 0
    assert snapshot(root) == before


def test_a_logs_key_and_its_password_are_seen_nowhere(today: World, tmp_path: Path) -> None:
    root = today.begin(Kind.GENESIS, plan_of_today(today))
    out = tmp_path / "keeper" / "keys.key"
    out.parent.mkdir()
    with Terminal(["ceremony", "log-key", "new", "keys", "--folder", root, "--out", out]) as terminal:
        for _ in range(2):
            terminal.read_until("(?i)password|repeat")
            assert PASSWORD.encode() not in terminal.seen_from_outside
            terminal.type(PASSWORD)
        assert terminal.end() == 0
    assert PASSWORD not in terminal.written
    seed = open_keyfile(SeedUse.LOG, out.read_bytes(), PASSWORD)
    everywhere = b"".join(snapshot(tmp_path).values()) + terminal.written.encode()
    assert [form for form in (seed, seed.hex().encode()) if form in everywhere] == []
    assert PASSWORD.encode() not in everywhere
    written = [path for path in terminal.written.rpartition("WRITTEN")[2].split() if path.startswith("/")]
    assert {Path(path).parent for path in written} <= {out.parent, root, Path("/dev")}


def test_signing_with_a_key_under_a_password_shows_it_nowhere(today: World, tmp_path: Path) -> None:
    """ssh-keygen asks for the password of an officer's key itself, at the same terminal."""
    root = today.begin(Kind.GENESIS, plan_of_today(today))
    today.players.hold(root, Kind.GENESIS, until=NeedKind.CHECKIN)
    key = Path(shutil.copy(today.players.openssh("officer-one"), tmp_path / "officer-one"))
    lock = ["ssh-keygen", "-q", "-p", "-f", str(key), "-P", "", "-N", PASSWORD]
    subprocess.run(lock, check=True, capture_output=True)
    with Terminal(["ceremony", "sign", root, "--key", key]) as terminal:
        terminal.read_until("agree to it")
        terminal.type("y")
        terminal.read_until("(?i)passphrase")
        assert PASSWORD.encode() not in terminal.seen_from_outside
        terminal.type(PASSWORD)
        assert terminal.end() == 0
    assert PASSWORD not in terminal.written
    assert (root / folder.signature("officer-one", folder.CHECKIN)).exists()
