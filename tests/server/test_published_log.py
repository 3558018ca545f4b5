"""The intake log as tiles: they follow the database, prove what they must, and are mended after any loss."""

import io
import os
import shutil
import tracemalloc
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from crypto.checkpoint import Checkpoint, open_checkpoint
from crypto.envelope import envelope_hash
from crypto.errors import TrackerError
from crypto.intake import intake_leaf
from crypto.merkle import verify_consistency, verify_inclusion
from crypto.tile_audit import verified_entries
from crypto.tiles import prove_consistency, prove_inclusion
from tests.simulators.deployment import Deployment, prepared
from tracker.records.errors import IntakeLogForked, NotFound
from tracker.server.checkup import examine
from tracker.server.config import load_config
from tracker.server.locks import FileLock
from tracker.server.office import Office, clock
from tracker.server.store import log
from tracker.server.store.log import OpenBatch
from tracker.tile_folder import TileFolder

NOW = 1_780_000_000


@pytest.fixture
def quiet(tmp_path: Path, database_url: str) -> Deployment:
    """A server that is set up and does not run."""
    return prepared(tmp_path / "state", database_url)


def files_of(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def close_with(office: Office, count: int) -> None:
    """Closes a batch of so many letters, of which nothing but the hash counts here."""
    for _ in range(count):
        office.letters.deposit(os.urandom(32), b"sealed")
    assert office.batches.close(NOW) == count


def published(deployment: Deployment) -> tuple[TileFolder, Checkpoint]:
    """The log as anybody reads it."""
    folder = TileFolder(deployment.folder / "log" / "intake")
    assert folder.note is not None
    return folder, open_checkpoint(folder.note, deployment.keys.intake)


def failing(deployment: Deployment) -> list[str]:
    """The lines of the check that do not pass."""
    return [item.name for item in examine(load_config(deployment.config), clock()) if not item.passed]


def test_tiles_follow_every_closing_and_prove_what_they_must(quiet: Deployment) -> None:
    letter = quiet.letter()
    with quiet.office() as office:
        office.batches.close(NOW)
        assert published(quiet)[1].size == 0
        for count in (1, 3, 250, 2, 300):
            close_with(office, count)
        office.intake.take(len(letter), io.BytesIO(letter))
        office.batches.close(NOW)
        with office.database.read() as connection:
            hashes = list(log.hashes_between(connection, 0, log.size_of(connection)))
            notes = [batch.checkpoint for batch in log.between(connection, 0, len(hashes))]
    folder, newest = published(quiet)
    entries = [entry for batch in verified_entries(folder, newest.size, newest.root) for entry in batch]
    assert entries == hashes
    index = entries.index(envelope_hash(letter))
    proof = prove_inclusion(folder, index, newest.size)
    verify_inclusion(intake_leaf(envelope_hash(letter)), index, newest.size, proof, newest.root)
    for note in notes:
        older = open_checkpoint(note, quiet.keys.intake)
        steps = prove_consistency(folder, older.size, newest.size)
        verify_consistency(older.size, older.root, newest.size, newest.root, steps)


def test_an_older_server_gets_its_tiles_at_the_upgrade_and_at_the_start(quiet: Deployment) -> None:
    with quiet.office() as office:
        close_with(office, 300)
        close_with(office, 7)
    log_folder = quiet.folder / "log"
    before = files_of(log_folder)
    shutil.rmtree(log_folder)
    assert "published log" in failing(quiet)
    quiet.tracker("upgrade")
    after = files_of(log_folder)
    assert after["intake/checkpoint"] == before["intake/checkpoint"]
    # Partial tiles of sizes before are nobody's need any more.
    assert after.items() <= before.items()
    assert "published log" not in failing(quiet)
    shutil.rmtree(log_folder)
    quiet.start()
    try:
        assert quiet.get("/log/intake/checkpoint").body == before["intake/checkpoint"]
        assert files_of(log_folder) == after
    finally:
        quiet.kill()


@pytest.mark.parametrize("lost", ["checkpoint", "the newest tile", "everything but the checkpoint"])
def test_what_is_lost_or_spoilt_is_seen(quiet: Deployment, lost: str) -> None:
    with quiet.office() as office:
        close_with(office, 300)
    folder = quiet.folder / "log" / "intake"
    if lost == "checkpoint":
        (folder / "checkpoint").unlink()
    elif lost == "the newest tile":
        (folder / "tile/0/001.p/44").write_bytes(os.urandom(44 * 32))
    else:
        shutil.rmtree(folder / "tile")
    assert "published log" in failing(quiet)
    shutil.rmtree(folder)
    with quiet.office() as office:
        office.batches.settle()
    assert "published log" not in failing(quiet)


def forked(deployment: Deployment) -> str:
    """What closing says, with a letter in the open batch; nothing may change."""
    before = files_of(deployment.folder / "log")
    with deployment.office() as office:
        office.letters.deposit(os.urandom(32), b"sealed")
        with office.database.read() as connection:
            size = log.size_of(connection)
        with pytest.raises(IntakeLogForked) as refused:
            office.batches.close(NOW)
        with office.database.read() as connection:
            assert log.size_of(connection) == size
    assert files_of(deployment.folder / "log") == before
    return refused.value.code


def test_a_database_older_than_the_published_log_closes_nothing_and_does_not_start(tmp_path: Path) -> None:
    deployment = prepared(tmp_path / "state")
    with deployment.office() as office:
        close_with(office, 2)
    old = {path.name: path.read_bytes() for path in deployment.folder.glob("*.sqlite")}
    with deployment.office() as office:
        close_with(office, 2)
    for path in deployment.folder.glob("*.sqlite"):
        path.unlink()
    for name, data in old.items():
        (deployment.folder / name).write_bytes(data)
    assert forked(deployment) == "intake-log-forked"
    ran = deployment.tracker("serve", check=False)
    assert (ran.returncode, "intake-log-forked" in ran.stderr) == (1, True)
    assert "published log" in failing(deployment)


def test_another_history_than_the_published_one_closes_nothing(tmp_path: Path) -> None:
    one, other = prepared(tmp_path / "one"), prepared(tmp_path / "other")
    for deployment in (one, other):
        with deployment.office() as office:
            close_with(office, 2)
    shutil.rmtree(one.folder / "log")
    shutil.copytree(other.folder / "log", one.folder / "log")
    assert forked(one) == "intake-log-forked"


def test_the_monitor_is_told_that_the_log_is_forked(on_sqlite: Deployment) -> None:
    assert on_sqlite.get("/healthz").status == 200
    with on_sqlite.office() as office:
        close_with(office, 1)
        signer = office.state.intake_signer(office.config.origin)
    folder = TileFolder(on_sqlite.folder / "log" / "intake")
    grown = folder.append([bytes(32)])
    folder.publish(Checkpoint(signer.name, grown.size, grown.root).sign(signer).encode())
    answer = on_sqlite.get("/healthz")
    assert (answer.status, answer.code) == (503, "intake-log-forked")


def fill(office: Office, count: int) -> None:
    """A log of so many leaves, as closed batches of earlier years left it."""
    for start in range(0, count, 50_000):
        hashes = sorted(os.urandom(32) for _ in range(min(50_000, count - start)))
        with office.database.write() as connection:
            batch = log.current(connection)
            frontier = log.append(connection, hashes)
            state = office.state
            signer = state.intake_signer(office.config.origin)
            note = Checkpoint(signer.name, frontier.size, frontier.root()).sign(signer).encode()
            log.record(connection, batch, len(hashes), frontier, note)
            log.set_state(connection, batch.number, log.DESTROYED)
            office.letters.prepare(connection, batch.number + 1)
            log.move_on(connection, OpenBatch(batch.number + 1, batch.day))


def grow(deployment: Deployment, count: int) -> int:
    """Publishes a long log and one letter more; gives the most bytes that took, in memory."""
    with deployment.office() as office:
        fill(office, count)
        tracemalloc.start()
        office.batches.settle()
        close_with(office, 1)
        office.tiles.check_whole()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    folder, newest = published(deployment)
    assert newest.size == count + 1
    proof = prove_inclusion(folder, count // 2, newest.size)
    (entry,) = folder.entries(count // 2, count // 2 + 1)
    verify_inclusion(intake_leaf(entry), count // 2, newest.size, proof, newest.root)
    return peak


def test_a_long_log_is_published_in_bounded_memory(quiet: Deployment) -> None:
    assert grow(quiet, 10_000) < 6 * 1024**2


@pytest.mark.endurance
def test_a_log_of_a_million_is_published_in_bounded_memory(quiet: Deployment) -> None:
    assert grow(quiet, 1_000_000) < 6 * 1024**2


PATHS = [
    "log/intake/checkpoint", "log/intake/tile/0/000", "log/intake/tile/0/001.p/44",
    "log/intake/tile/1/000.p/1", "log/intake/tile/entries/000", "log/intake/tile/entries/001.p/44",
]  # fmt: skip
NO_PATHS = [
    "log", "log/", "log/intake", "log/intake/", "log/intake/checkpoint/", "log/intake/Checkpoint",
    "log/intake/./checkpoint", "log/intake//checkpoint", "log//intake/checkpoint", "/log/intake/checkpoint",
    "log/keys/../intake/checkpoint", "log/intake/%2e%2e/intake/checkpoint", "log/intake/tile/0/0",
    "log/intake/tile/00/000", "log/intake/tile/0/x000/000", "log/intake/tile/0/000.p/256",
    "log/intake/tile/0/000.p/0", "log/intake/tile/0/000.p/044", "log/intake/tile/0/001",
    "log/intake/tile/0/002.p/1", "log/intake/tile/0/001.p/45", "log/intake/tile/7/000",
    "log/intake/tile/0/.new-000", "log/other/checkpoint", "log/intake/tile/0/000%00",
    "log/intake/../../intake.key",
    "log/intake/..%2f..%2fintake.key", "log/intake/tile/entries/001", "intake.key", "log/intake/tile/-1/000",
]  # fmt: skip


def test_only_canonical_paths_are_served(on_sqlite: Deployment) -> None:
    with on_sqlite.office() as office:
        close_with(office, 300)
    folder = on_sqlite.folder
    for path in PATHS:
        answer = on_sqlite.get(f"/{path}")
        assert (answer.status, answer.body) == (200, (folder / path).read_bytes()), path
        assert answer.headers["Content-Type"] == "application/octet-stream"
    assert on_sqlite.get("/intake/checkpoint").body == on_sqlite.get("/log/intake/checkpoint").body
    (folder / "log/intake/tile/0/.new-000").write_bytes(b"half")
    for path in NO_PATHS:
        assert on_sqlite.get(f"/{path}").status == 404, path


def test_one_process_at_a_time_writes_the_log(quiet: Deployment) -> None:
    with quiet.office() as office, ThreadPoolExecutor(1) as people:
        shutil.rmtree(quiet.folder / "log" / "intake")
        with FileLock(office.state.lock("tiles")).held():
            mending = people.submit(office.tiles.mend)
            assert wait([mending], timeout=0.3).done == set()
            assert not (quiet.folder / "log" / "intake").exists()
        mending.result()
    assert published(quiet)[1].size == 0


def test_tiles_of_no_published_checkpoint_are_not_served_yet(quiet: Deployment) -> None:
    with quiet.office() as office:
        close_with(office, 300)
        folder = TileFolder(quiet.folder / "log" / "intake")
        folder.append([bytes(32)] * 300)
        written = ["tile/0/001", "tile/entries/001", "tile/0/002.p/88", "tile/entries/002.p/88"]
        for path in written:
            assert (folder.path / path).is_file()
            with pytest.raises(NotFound):
                office.tiles.read(path)
        assert len(office.tiles.read("tile/0/001.p/44")) == 44 * 32


def test_no_link_no_folder_and_no_pipe_is_served(on_sqlite: Deployment) -> None:
    with on_sqlite.office() as office:
        close_with(office, 300)
    tile = on_sqlite.folder / "log/intake/tile/0/000"
    for spoil in (
        lambda: tile.symlink_to(on_sqlite.folder / "intake.key"),
        tile.mkdir,
        lambda: os.mkfifo(tile),
        lambda: tile.write_bytes(bytes(32 * 1024**2)),
    ):
        tile.rmdir() if tile.is_dir() and not tile.is_symlink() else tile.unlink()
        spoil()
        assert on_sqlite.get("/log/intake/tile/0/000").status == 404


def test_an_error_in_the_folder_is_an_error_of_ours(quiet: Deployment) -> None:
    with quiet.office() as office:
        close_with(office, 3)
        shutil.rmtree(quiet.folder / "log/intake/tile")
        with pytest.raises(TrackerError) as refused:
            close_with(office, 1)
    assert refused.value.code == "tile-missing"
