"""`tracker server …` as the operator types it, on both databases; and a restore that was rehearsed."""

import json
import socket
import subprocess
from dataclasses import replace
from pathlib import Path

from crypto.envelope import envelope_hash
from tests.simulators.deployment import TRACKER, Deployment, deployed, prepared
from tests.simulators.outboxes import make_outbox
from tests.simulators.postgres import Postgres, binaries
from tests.simulators.snapshot import snapshot
from tests.simulators.throwaway_keys import ORIGIN
from tracker.server.release import PATHS, make_release
from tracker.server.state import read_secret

LINES = [
    "configuration",
    "permissions",
    "database",
    "keyring",
    "intake log",
    "published log",
    "cosignatures",
    "mailbox",
    "pages",
    "disk",
    "clock",
]


def failed(deployment: Deployment) -> list[str]:
    """The lines of the check that do not pass."""
    ran = deployment.tracker("check", "--json", check=False)
    checks = json.loads(ran.stdout)["checks"]
    assert [item["check"] for item in checks] == LINES
    bad = [item["check"] for item in checks if not item["passed"]]
    assert ran.returncode == int(bool(bad))
    return bad


def test_from_nothing_to_a_checked_server(tmp_path: Path, database_url: str) -> None:
    deployment = prepared(tmp_path / "state", database_url)
    assert failed(deployment) == ["pages"]
    assert deployment.tracker("pages").stdout.count("\n") == len(PATHS) + 1
    assert failed(deployment) == []
    assert deployment.tracker("close-batch").stdout == "Closed a batch of 0 letters.\n"
    assert deployment.tracker("upgrade", "--json").returncode == 0
    offered = deployment.keys.write(tmp_path / "offered")
    assert deployment.tracker("keyring", str(offered), "--json").stdout == '{"epoch": 0, "pages": true}\n'


def test_init_makes_secrets_of_its_own_and_never_overwrites(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    command = ["init", "--folder", str(folder), "--origin", ORIGIN, "--json"]
    deployment = prepared(tmp_path / "other")
    made = subprocess.run([*TRACKER, "server", *command], check=True, capture_output=True, text=True)
    assert json.loads(made.stdout)["intake"].startswith(f"{ORIGIN}/intake+")
    assert read_secret(folder / "intake.key") != read_secret(deployment.folder / "intake.key")
    again = subprocess.run([*TRACKER, "server", *command], check=False, capture_output=True, text=True)
    assert json.loads(again.stdout)["error"] == "config-exists"


def test_the_check_sees_what_is_wrong(tmp_path: Path) -> None:
    with deployed(tmp_path / "state") as deployment:
        deployment.post_letter(deployment.letter())
        deployment.close_batch()
        deployment.exchange(make_outbox(deployment.keys, 0).encode())
        deployment.stop()
    assert failed(deployment) == []
    (deployment.folder / "csrf.key").chmod(0o644)
    slices = deployment.folder / "mailbox/desk/0/slices"
    slices.write_bytes(slices.read_bytes()[:-1] + b"x")
    (page,) = deployment.folder.glob("pages/*/uk.html.br")
    page.write_bytes(page.read_bytes() + b"x")
    deployment.settings["disk_reserve_bytes"] = str(1024**4)
    with deployment.office() as office, office.database.write() as connection:
        connection.exec_driver_sql("UPDATE leaves SET hash = zeroblob(32)")
        connection.exec_driver_sql("UPDATE calendar SET day = '2999-01-01'")
        connection.exec_driver_sql("UPDATE keyring SET proof = x'00'")
    wrong = ["permissions", "keyring", "intake log", "cosignatures", "mailbox", "pages", "disk", "clock"]
    assert failed(deployment) == wrong


def test_the_check_sees_pages_that_another_program_released(tmp_path: Path) -> None:
    deployment = prepared(tmp_path / "state")
    release = make_release(deployment.keys.trust.encode())
    altered = {**release, "/uk/": replace(release["/uk/"], body=b"<p>another page")}
    with deployment.office() as office:
        assert office.pages.publish(altered)
    assert failed(deployment) == ["pages"]
    deployment.tracker("pages")
    assert failed(deployment) == []


def test_a_server_without_a_keyring_says_so(tmp_path: Path) -> None:
    deployment = prepared(tmp_path / "state")
    with deployment.office() as office, office.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM keyring")
    deployment.start()
    try:
        for answer in (deployment.get("/healthz"), deployment.post_letter(deployment.letter())):
            assert (answer.status, answer.code) == (503, "keyring-missing")
    finally:
        deployment.kill()


def test_secrets_that_others_may_read_stop_the_server(tmp_path: Path) -> None:
    deployment = prepared(tmp_path / "state")
    (deployment.folder / "intake.key").chmod(0o640)
    ran = deployment.tracker("serve", check=False)
    assert (ran.returncode, "state-unsafe" in ran.stderr) == (1, True)


def test_a_taken_port_and_a_bind_of_nowhere_stop_the_server_at_once(tmp_path: Path) -> None:
    deployment = prepared(tmp_path / "state")
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.socket(socket.AF_UNIX) as named:
        named.bind(str(tmp_path / "s"))
        named.listen()
        port = taken.getsockname()[1]
        for bind, code in {
            f"127.0.0.1:{port}": "port-taken",
            f"unix:{tmp_path}/s": "port-taken",
            "host.invalid:8000": "config-invalid",
            "192.0.2.1:8000": "config-invalid",
        }.items():
            deployment.settings["bind"] = bind
            ran = deployment.tracker("serve", check=False)
            assert (ran.returncode, ran.stderr.partition(":")[0]) == (1, f"error {code}")
            assert bind in ran.stderr


def test_the_check_reads_the_bind(tmp_path: Path) -> None:
    deployment = prepared(tmp_path / "state")
    for bind in ("8000", "127.0.0.1:http", "127.0.0.1:65536", "unix:"):
        deployment.settings["bind"] = bind
        told = json.loads(deployment.tracker("check", "--json", check=False).stdout)
        assert told["error"] == "config-invalid"
    for bind in ("[::1]:8000", "localhost:8000", "unix:/run/tracker"):
        deployment.settings["bind"] = bind
        assert failed(deployment) == ["pages"]


def used(deployment: Deployment) -> bytes:
    """A letter in the log, one in the open batch, a publication; gives the open one."""
    deployment.post_letter(deployment.letter())
    deployment.close_batch()
    deployment.exchange(make_outbox(deployment.keys, 0).encode())
    letter = deployment.letter()
    deployment.post_letter(letter)
    return letter


def test_a_restored_folder_has_everything(tmp_path: Path) -> None:
    with deployed(tmp_path / "state") as deployment:
        letter = used(deployment)
        deployment.stop()
        before = snapshot(deployment)
        archive = tmp_path / "backup.tar"
        _run("tar", "-C", str(tmp_path), "-cf", str(archive), "state")
        _run("rm", "-r", str(deployment.folder))
        _run("tar", "-C", str(tmp_path), "-xpf", str(archive))
        assert failed(deployment) == []
        assert snapshot(deployment) == before
        deployment.start()
        deployment.post_letter(letter)
        assert deployment.close_batch() == 1


def test_a_restored_dump_has_everything(tmp_path: Path, postgres: Postgres) -> None:
    with deployed(tmp_path / "state", postgres.new_database()) as deployment:
        letter = used(deployment)
        deployment.stop()
        archive = tmp_path / "tracker.dump"
        tool = str(binaries() / "pg_dump")
        _run(tool, "-Fc", f"--file={archive}", f"--dbname={deployment.database_url}")
        other = postgres.new_database()
        _run(str(binaries() / "pg_restore"), "--no-owner", f"--dbname={other}", str(archive))
        deployment.settings["database_url"] = other
        assert failed(deployment) == []
        deployment.start()
        receipt = deployment.post_letter(letter)
        assert receipt.status == 201
        assert deployment.close_batch() == 1
        with deployment.office() as office, office.database.read() as connection:
            found = connection.exec_driver_sql("SELECT hash FROM leaves").scalars().all()
        assert envelope_hash(letter) in {bytes(item) for item in found}


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
