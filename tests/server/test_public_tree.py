"""What a ceremony hands over is served whole, at its paths, and nothing beside it; the rest is refused."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crypto.checkpoint import parse_checkpoint
from crypto.errors import TrackerError
from crypto.note import parse_note
from tests.simulators.archive import Rehearsal, write
from tests.simulators.archived_server import empty_server, hand_over, rehearsed
from tests.simulators.deployment import Deployment
from tests.vectors.cast import WITNESSES
from tracker.records.archive import Log, check_log_path
from tracker.server.installation import install, read_offer
from tracker.server.office import clock
from tracker.server.services import public_tree
from tracker.server.services.public_tree import PublicTree

NOT_SERVED = [
    "notes.txt", "ceremony/0/notes", "ceremony/00/transcript", "rosters/2", "rosters/01", "rosters//1",
    "log/keys/", "ceremony/0", "ceremony/0/possession/", "rosters/../newest", "public/newest",
    "log/keys/tile/0/.new-000", "ceremony/0/possession/../transcript",
]  # fmt: skip
HANDED_OVER = ("log/keys/", "log/ceremony/", "ceremony/", "rosters/")


@pytest.fixture
def server(tmp_path: Path) -> Deployment:
    """A server that waits for its first keyring."""
    return empty_server(tmp_path / "state")


@pytest.fixture
def rehearsal() -> Rehearsal:
    """Two epochs."""
    return rehearsed()


def public_files(rehearsal: Rehearsal) -> dict[str, bytes]:
    """What of the archive is to be served out of it."""
    return {path: data for path, data in rehearsal.archive().items() if path.startswith(HANDED_OVER)}


def served_files(server: Deployment) -> dict[str, bytes]:
    """What lies in the folder that is served."""
    with server.office() as office:
        folder = office.public.served()
    if folder is None:
        return {}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def refused(server: Deployment, archive: Path, trust: Path) -> str:
    """The code by which an archive is refused; nothing that is served may change."""
    before = served_files(server)
    with server.office() as office, pytest.raises(TrackerError) as raised:
        install(office, read_offer(archive, trust, None, office), clock())
    assert served_files(server) == before
    assert [path.name for path in (server.folder / "public").glob(".new-*")] == []
    return raised.value.code


def test_an_archive_is_served_at_its_paths_and_nothing_beside_it(
    server: Deployment, rehearsal: Rehearsal, tmp_path: Path
) -> None:
    archive = write(rehearsal.archive(), tmp_path / "archive")
    (archive / "notes.txt").write_text("not for the public")
    (archive / "ceremony/0/notes").write_text("neither")
    (archive / "log/keys/tile/0/.new-000").write_bytes(b"half")
    assert hand_over(server, rehearsal) == 1
    expected = public_files(rehearsal)
    assert served_files(server) == expected
    server.start()
    try:
        for path, data in expected.items():
            answer = server.get(f"/{path}")
            assert (answer.status, answer.body) == (200, data), path
        assert server.get("/keyring/0").body == rehearsal.archive()["keyring/0"]
        assert server.get("/keyring/roster").body == rehearsal.archive()["keyring/roster"]
        for path in NOT_SERVED:
            assert server.get(f"/{path}").status == 404, path
    finally:
        server.kill()


def test_the_command_installs_an_archive_and_asks_for_a_trust_root_from_elsewhere(
    server: Deployment, rehearsal: Rehearsal, tmp_path: Path
) -> None:
    archive = write(rehearsal.archive(), tmp_path / "archive")
    (archive / "trust").write_bytes(rehearsal.trust().encode())
    ran = server.tracker("keyring", str(archive), "--json", check=False)
    assert json.loads(ran.stdout)["error"] == "keyring-missing"
    (tmp_path / "trust").write_bytes(rehearsal.trust().encode())
    ran = server.tracker("keyring", str(archive), "--trust", str(tmp_path / "trust"), "--json")
    assert json.loads(ran.stdout) == {"epoch": 1, "pages": True}
    assert served_files(server) == public_files(rehearsal)


def test_a_later_archive_takes_the_place_of_the_one_before(server: Deployment, rehearsal: Rehearsal) -> None:
    hand_over(server, rehearsal)
    rehearsal.roll_call("2026-03-20")
    rehearsal.now = clock()
    hand_over(server, rehearsal)
    assert served_files(server) == public_files(rehearsal)
    trees = [path for path in (server.folder / "public").iterdir() if path.is_dir()]
    assert len(trees) == 2


def without(path: str) -> Callable[[Path], None]:
    """Loses a file."""
    return lambda archive: (archive / path).unlink()


def altered(path: str) -> Callable[[Path], None]:
    """Alters a file's last byte."""
    return lambda archive: _alter(archive / path)


def _alter(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b"~")


def linked(archive: Path) -> None:
    """Has a link where the script should be."""
    (archive / "ceremony/0/script").unlink()
    (archive / "ceremony/0/script").symlink_to("/etc/hostname")


def link_folder(archive: Path) -> None:
    """Has a link where a folder of the log should be."""
    shutil.move(archive / "log", archive / "elsewhere")
    (archive / "log").symlink_to(archive / "elsewhere")


def too_long(archive: Path) -> None:
    """Has a script that fills disks."""
    with (archive / "ceremony/0/script").open("wb") as file:
        file.truncate(public_tree.DOCUMENT_MAX + 1)


SPOILT: dict[str, Callable[[Path], None]] = {
    "no key log": lambda archive: shutil.rmtree(archive / "log/keys"),
    "no ceremony log": lambda archive: shutil.rmtree(archive / "log/ceremony"),
    "a lost tile": without("log/ceremony/tile/0/000.p/4"),
    "a lost bundle": without("log/keys/tile/entries/000.p/2"),
    "a lost checkpoint": without("log/keys/checkpoint"),
    "another head in the log": altered("log/keys/tile/entries/000.p/2"),
    "another entry in the ceremony log": altered("log/ceremony/tile/entries/000.p/4"),
    "an altered tile": altered("log/ceremony/tile/0/000.p/4"),
    "a lost roster": without("rosters/0"),
    "an altered roster": altered("rosters/1"),
    "a link": linked,
    "a linked folder": link_folder,
    "a file that is too long": too_long,
}


@pytest.mark.parametrize("how", SPOILT)
def test_half_an_archive_is_refused_whole(
    server: Deployment, rehearsal: Rehearsal, tmp_path: Path, how: str
) -> None:
    archive = write(rehearsal.archive(), tmp_path / "spoilt")
    SPOILT[how](archive)
    trust = tmp_path / "trust"
    trust.write_bytes(rehearsal.trust().encode())
    assert refused(server, archive, trust) == "public-tree-refused"
    with server.office() as office, office.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM epochs").scalar() == 0


def test_an_older_or_another_ceremony_log_is_refused(
    server: Deployment, rehearsal: Rehearsal, tmp_path: Path
) -> None:
    older = write(rehearsal.archive(), tmp_path / "older")
    rehearsal.roll_call("2026-03-20")
    hand_over(server, rehearsal)
    trust = tmp_path / "trust"
    assert refused(server, older, trust) == "public-tree-refused"
    rehearsal.ceremonies.entries.pop()
    rehearsal.roll_call("2026-03-21")
    other = write(rehearsal.archive(), tmp_path / "other")
    assert refused(server, other, trust) == "public-tree-refused"


def test_a_missing_ceremony_key_is_refused(server: Deployment, tmp_path: Path) -> None:
    rehearsal = Rehearsal()
    rehearsal.genesis(head={"policy_lines": rehearsal.policy()[:1] + rehearsal.policy()[2:]})
    rehearsal.now = clock()
    archive = write(rehearsal.archive(), tmp_path / "archive")
    (tmp_path / "trust").write_bytes(rehearsal.trust().encode())
    assert refused(server, archive, tmp_path / "trust") == "public-tree-refused"


def times(note: bytes) -> list[int]:
    """When each of the witnesses cosigned."""
    lines = parse_note(note).lines
    return [int.from_bytes(line.signature[:8]) for line in lines if line.name in WITNESSES]


def test_fresher_cosignatures_survive_the_same_archive_again(
    server: Deployment, rehearsal: Rehearsal
) -> None:
    before, now = rehearsal.now - 3600, rehearsal.now
    rehearsal.now = before
    hand_over(server, rehearsal)
    rehearsal.now = now
    hand_over(server, rehearsal)
    rehearsal.now = before
    hand_over(server, rehearsal)
    for log in (Log.KEYS, Log.CEREMONY):
        assert set(times(served_files(server)[log.checkpoint])) == {now}
    with server.office() as office:
        proof = office.keyrings.current(0.0).stored.proof
    assert set(times(proof.partition(b"\n\n")[2])) == {now}


def sizes_while(server: Deployment, work: Callable[[], None]) -> Iterator[tuple[int, set[str]]]:
    """What a reader sees, again and again, while something is done: size of the log, and paths."""
    with ThreadPoolExecutor(1) as people, server.office() as office:
        done = people.submit(work)
        while not done.done():
            folder = office.public.served()
            if folder is not None:
                checkpoint = parse_checkpoint(parse_note(office.public.read(Log.CEREMONY.checkpoint)).text)
                paths = {item.relative_to(folder).as_posix() for item in folder.rglob("*") if item.is_file()}
                # Whoever is still served the same tree saw all of it.
                yield checkpoint.size, paths if office.public.served() == folder else set()
        done.result()


def test_a_reader_never_sees_half_of_an_archive(server: Deployment, rehearsal: Rehearsal) -> None:
    hand_over(server, rehearsal)
    whole = {len(rehearsal.ceremonies.entries): set(public_files(rehearsal))}
    grown: list[Rehearsal] = []

    def hand_over_often() -> None:
        for day in range(20, 26):
            rehearsal.roll_call(f"2026-03-{day}")
            whole[len(rehearsal.ceremonies.entries)] = set(public_files(rehearsal))
            hand_over(server, rehearsal)
            grown.append(rehearsal)

    seen = list(sizes_while(server, hand_over_often))
    assert len(grown) == 6
    assert len(seen) > 1
    assert {size for size, _ in seen} <= whole.keys()
    assert all(paths in whole.values() for _, paths in seen if paths)


def test_a_program_that_was_killed_left_nothing_that_is_served(
    server: Deployment, rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cut(BaseException):
        """The power went."""

    def cut(*_arguments: object) -> None:
        raise Cut

    for step in ("_sync", "write_file"):
        with monkeypatch.context() as patch:
            patch.setattr(public_tree, step, cut)
            with pytest.raises(Cut):
                hand_over(server, rehearsal)
        assert served_files(server) == {}
    with monkeypatch.context() as patch:
        patch.setattr(PublicTree, "publish", cut)
        with pytest.raises(Cut):
            hand_over(server, rehearsal)
    hand_over(server, rehearsal)
    assert served_files(server) == public_files(rehearsal)
    assert len([path for path in (server.folder / "public").iterdir() if path.is_dir()]) == 1


def test_an_old_folder_of_three_files_still_installs(server: Deployment, rehearsal: Rehearsal) -> None:
    folder = server.folder.parent / "genesis"
    folder.mkdir()
    files = rehearsal.archive()
    (folder / "keyring").write_bytes(files["keyring/0"])
    (folder / "roster").write_bytes(files["keyring/roster"])
    (folder / "trust").write_bytes(rehearsal.trust().encode())
    ran = server.tracker("keyring", str(folder), "--json")
    assert json.loads(ran.stdout) == {"epoch": 1, "pages": True}
    assert served_files(server) == {}


def test_every_path_of_an_archive_is_one_that_the_server_takes(rehearsal: Rehearsal) -> None:
    for path in public_files(rehearsal):
        assert check_log_path(path) == path
        assert public_tree.is_handed_over(path)
    assert not public_tree.is_handed_over(Log.INTAKE.checkpoint)
    assert not public_tree.is_handed_over("keyring/0")


@pytest.mark.parametrize("kind", ["folder", "pipe", "link"])
def test_only_files_are_served(server: Deployment, rehearsal: Rehearsal, kind: str) -> None:
    hand_over(server, rehearsal)
    with server.office() as office:
        folder = office.public.served()
        assert folder is not None
        path = folder / "rosters/0"
        path.unlink()
        {
            "folder": path.mkdir,
            "pipe": lambda: os.mkfifo(path),
            "link": lambda: path.symlink_to(server.folder / "intake.key"),
        }[kind]()
        with pytest.raises(TrackerError) as raised:
            office.public.read("rosters/0")
    assert raised.value.code == "not-found"
