"""Which epochs' letters are taken, on both databases."""

import threading
from pathlib import Path

from crypto.keyring import decode_served_keyring, verify_keyring
from crypto.roster import decode_roster
from tests.simulators.deployment import Deployment, prepared
from tests.simulators.snapshot import snapshot
from tracker.server.services.keyring import GRACE_DAYS
from tracker.server.store import calendar

ROTATED = ("caseworker-a", "caseworker-c")


def wait_for_epoch(deployment: Deployment, epoch: int) -> None:
    """Until the running server serves this epoch: it looks at most once a second."""
    pause = threading.Event()
    while deployment.get(f"/keyring/{epoch}").status != 200:
        pause.wait(0.05)


def test_the_keyring_is_served_from_any_epoch_and_verifies(deployment: Deployment) -> None:
    deployment.new_epoch(ROTATED)
    wait_for_epoch(deployment, 1)
    served = decode_served_keyring(deployment.get("/keyring/0").body)
    verified = verify_keyring(deployment.keys.trust, served, 0)
    assert verified.head == deployment.keys.newest
    assert len(decode_served_keyring(deployment.get("/keyring/1").body).heads) == 1
    assert decode_roster(deployment.get("/keyring/roster").body) == deployment.keys.rosters[-1]
    answer = deployment.get("/keyring/2")
    assert (answer.status, answer.code) == (404, "epoch-unknown")


def test_a_superseded_epoch_has_grace_and_then_none(deployment: Deployment) -> None:
    old = deployment.letter()
    deployment.new_epoch(ROTATED)
    wait_for_epoch(deployment, 1)
    assert deployment.post_letter(old).status == 201
    assert deployment.post_letter(deployment.letter()).status == 201
    late = deployment.letter()
    deployment.new_epoch(grace=False)
    wait_for_epoch(deployment, 2)
    before = snapshot(deployment)
    answer = deployment.post_letter(late)
    assert (answer.status, answer.code) == (409, "epoch-superseded")
    assert snapshot(deployment) == before
    assert deployment.post_letter(deployment.letter()).status == 201


def test_grace_ends_after_fourteen_counted_days(tmp_path: Path, database_url: str) -> None:
    deployment = prepared(tmp_path / "state", database_url)
    superseded = deployment.keys.newest.epoch
    deployment.new_epoch(ROTATED)
    with deployment.office() as office:
        for day in range(1, GRACE_DAYS + 3):
            with office.database.write() as connection:
                calendar.see(connection, f"2030-01-{day:02}")
            accepted = office.keyrings.current(10.0 * day).accepted
            assert (accepted[superseded].recipients is not None) == (day <= GRACE_DAYS)
            assert accepted[superseded + 1].recipients is not None


def test_a_keyring_that_does_not_hold_is_not_installed(tmp_path: Path) -> None:
    deployment = prepared(tmp_path / "state")
    offered = deployment.keys.write(tmp_path / "offered")
    before = snapshot(deployment)
    deployment.keys.next_epoch()
    codes = {}
    for name in ("keyring", "roster", "trust"):
        deployment.keys.write(offered)
        path = offered / name
        path.write_bytes(path.read_bytes()[:-2] + b"x\n")
        arguments = ["--trust", str(offered / "trust"), "--json"]
        ran = deployment.tracker("keyring", str(offered), *arguments, check=False)
        codes[name] = ran.stdout
        assert ran.returncode == 1
    assert '"roster-mismatch"' in codes["roster"]
    assert '"trust-malformed"' in codes["trust"]
    assert snapshot(deployment) == before


def test_a_keyring_for_another_intake_key_or_another_history_is_refused(tmp_path: Path) -> None:
    one, two = prepared(tmp_path / "one"), prepared(tmp_path / "two", seed="another")
    offered = two.keys.write(tmp_path / "offered")
    ran = one.tracker("keyring", str(offered), "--trust", str(offered / "trust"), "--json", check=False)
    assert '"intake-key-mismatch"' in ran.stdout
    one.keys.heads.clear(), one.keys.signed.clear(), one.keys.rosters.clear()
    one.keys.next_epoch(ROTATED)
    forked = one.keys.write(tmp_path / "forked")
    ran = one.tracker("keyring", str(forked), "--trust", str(forked / "trust"), "--json", check=False)
    assert '"keyring-forked"' in ran.stdout
