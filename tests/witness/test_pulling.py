"""Cosigning from cron: `tracker witness cosign` on folders, archives and addresses; list and evidence."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crypto.cosignature import cosigned_at
from crypto.errors import CheckpointOrigin, TileMissing, WitnessForked, WitnessLogUnknown, WitnessProof
from crypto.note import VerifierKey, parse_note
from tests.simulators.growing_log import GrowingLog
from tests.simulators.hostile_server import Reply, Request, refusal, serving
from tests.simulators.quick_passwords import quick_passwords
from tests.simulators.running_witness import PASSWORD, Witness, at, bare_folder, witness
from tests.vectors.cast import NOW, WITNESSES, signing, witness_key
from tracker.records.errors import ServerUnreachable, WitnessLogOlder
from tracker.witness.cosigner import Cosigner
from tracker.witness.evidence import Kind, records
from tracker.witness.folder import Folder
from tracker.witness.pulling import Pulled, pull
from tracker.witness.source import FolderSource, opened

LOG = GrowingLog("keys", capacity=70_000)
KEY = witness_key(WITNESSES[0])


class Scene:
    """A witness that was told of a log, and the log in a folder."""

    def __init__(self, path: Path) -> None:
        self.folder = bare_folder(path / "witness")
        self.known = self.folder.add_log(LOG.key, None)
        self.cosigner = Cosigner(self.folder, signing(WITNESSES[0]))
        self.site = path / "site"

    def pull(self, log: GrowingLog, size: int, now: int = NOW) -> Pulled:
        """Writes the log as it is at this size, and cosigns it."""
        return pull(self.folder, self.cosigner, FolderSource(log.write(self.site, size)), at(now))

    @property
    def size(self) -> int:
        """What was seen last."""
        return self.cosigner.recall(self.known).seen.size


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A witness that has seen nothing yet."""
    return Scene(tmp_path)


def test_a_log_that_grows_through_three_levels_of_tiles_is_cosigned(scene: Scene) -> None:
    for size in (0, 1, 255, 256, 257, 65_535, 65_537, 65_537, 70_000):
        pulled = scene.pull(LOG, size, NOW + size)
        assert (pulled.checkpoint.size, scene.size) == (size, size)
        note = parse_note(LOG.note(size) + pulled.line.encode().encode())
        assert cosigned_at(note, KEY) == NOW + size


def test_a_log_may_grow_between_its_checkpoint_and_its_tiles(scene: Scene) -> None:
    class Late(FolderSource):
        """Grows, and removes its partial tiles, once its checkpoint was read."""

        def checkpoint(self) -> bytes:
            note = super().checkpoint()
            LOG.write(scene.site, 1000)
            return note

    scene.pull(LOG, 200)
    LOG.write(scene.site, 250)
    assert pull(scene.folder, scene.cosigner, Late(scene.site), at(NOW)).checkpoint.size == 250


def test_what_a_log_must_not_do_is_refused_and_kept(scene: Scene, tmp_path: Path) -> None:
    scene.pull(LOG, 300)
    fork = GrowingLog("keys", capacity=400, branch="other", shared=100)
    with pytest.raises(WitnessForked):
        pull(scene.folder, scene.cosigner, FolderSource(fork.write(tmp_path / "fork", 300)), at(NOW))
    with pytest.raises(WitnessProof):
        pull(scene.folder, scene.cosigner, FolderSource(fork.write(tmp_path / "fork", 400)), at(NOW))
    assert [record.kind for record in records(scene.folder.path, scene.known)] == [Kind.FORK, Kind.UNPROVEN]
    with pytest.raises(WitnessLogOlder) as refused:
        pull(scene.folder, scene.cosigner, FolderSource(LOG.write(tmp_path / "older", 200)), at(NOW))
    assert refused.value.facts == {"size": 200, "seen": 300}
    assert scene.size == 300


def test_a_tile_that_is_missing_or_altered_proves_nothing(scene: Scene) -> None:
    scene.pull(LOG, 300)
    LOG.write(scene.site, 600)
    tile = scene.site / "tile/0/001"
    whole = tile.read_bytes()
    tile.write_bytes(whole[:-1] + b"x")
    with pytest.raises(WitnessProof):
        pull(scene.folder, scene.cosigner, FolderSource(scene.site), at(NOW))
    tile.unlink()
    with pytest.raises(TileMissing):
        pull(scene.folder, scene.cosigner, FolderSource(scene.site), at(NOW))
    tile.write_bytes(whole)
    assert pull(scene.folder, scene.cosigner, FolderSource(scene.site), at(NOW)).checkpoint.size == 600


def test_only_the_log_that_was_asked_for_is_taken(scene: Scene, tmp_path: Path) -> None:
    source = FolderSource(LOG.write(scene.site, 9))
    with pytest.raises(CheckpointOrigin):
        pull(scene.folder, scene.cosigner, source, at(NOW), "rehearsal/test/ceremony")
    other = FolderSource(GrowingLog("ceremony").write(tmp_path / "other", 3))
    with pytest.raises(WitnessLogUnknown):
        pull(scene.folder, scene.cosigner, other, at(NOW))
    with pytest.raises(TileMissing):
        pull(scene.folder, scene.cosigner, FolderSource(tmp_path / "nothing"), at(NOW))
    assert pull(scene.folder, scene.cosigner, source, at(NOW), LOG.key.name).checkpoint.size == 9


def files_of(folder: Path) -> Any:
    """Answers with the files of a folder, as a static site does."""

    def answer(request: Request) -> Reply:
        path = folder / request.path.removeprefix("/log/")
        return Reply(path.read_bytes()) if path.is_file() else refusal("not-found", 404)

    return answer


def test_an_address_is_as_good_as_a_folder(scene: Scene) -> None:
    with serving(files_of(scene.site)) as url:
        for size in (3, 300, 700):
            LOG.write(scene.site, size)
            with opened(f"{url}/log/", None) as source:
                assert pull(scene.folder, scene.cosigner, source, at(NOW)).checkpoint.size == size


def test_a_site_that_lies_or_breaks_off_gets_nothing(scene: Scene) -> None:
    scene.pull(LOG, 300)
    LOG.write(scene.site, 700)
    honest = files_of(scene.site)

    def lying(request: Request) -> Reply:
        true = honest(request)
        return Reply(true.body[::-1]) if "tile" in request.path and true.status == 200 else true

    def broken(request: Request) -> Reply:
        return Reply(b"broken off", drop=True)

    with serving(lying) as url, opened(f"{url}/log", None) as source, pytest.raises(WitnessProof):
        pull(scene.folder, scene.cosigner, source, at(NOW))
    with serving(broken) as url, opened(f"{url}/log", None) as source, pytest.raises(ServerUnreachable):
        pull(scene.folder, scene.cosigner, source, at(NOW))
    assert scene.size == 300


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Witness]:
    """A witness with a key file, for the commands."""
    with witness(tmp_path_factory.mktemp("commands") / "witness") as folder:
        yield folder


def cosign(made: Witness, *arguments: str) -> tuple[int, dict[str, Any], str]:
    """Exit code, the JSON report, and standard error of `tracker witness cosign`."""
    ran = made.tracker("cosign", "--json", *arguments, password=True)
    return ran.returncode, json.loads(ran.stdout), ran.stderr


def test_a_whole_archive_is_cosigned_by_one_command(made: Witness, tmp_path: Path) -> None:
    logs = [GrowingLog(name) for name in ("archive-keys", "archive-ceremony")]
    for log in logs:
        made.know(log.key)
        log.write(tmp_path / "log" / log.key.name.rpartition("-")[2], 5)
    code, report, _ = cosign(made, str(tmp_path))
    assert (code, [item["size"] for item in report["logs"]]) == (0, [5, 5])
    stranger = GrowingLog("archive-strangers").write(tmp_path / "log" / "intake", 5)
    logs[1].write(tmp_path / "log" / "ceremony", 9)
    code, report, said = cosign(made, str(tmp_path))
    assert code == 1
    assert [item.get("error", item.get("size")) for item in report["logs"]] == [9, "witness-log-unknown", 5]
    assert said.startswith(f"{stranger}: error witness-log-unknown: ")


def test_of_an_archive_one_log_can_be_cosigned_as_a_whole_note(made: Witness, tmp_path: Path) -> None:
    logs = [GrowingLog(name) for name in ("whole-keys", "whole-ceremony")]
    for log in logs:
        made.know(log.key)
        log.write(tmp_path / "log" / log.key.name.rpartition("-")[2], 5)
    out = tmp_path / "note"
    ran = made.tracker(
        "cosign", "--log", logs[0].key.name, "--whole", "--out", str(out), str(tmp_path), password=True
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    note = parse_note(out.read_bytes())
    assert note.text == parse_note(logs[0].note(5)).text
    assert [line.name for line in note.lines] == [logs[0].key.name, Folder(made.folder).key.name]
    assert made.tracker("cosign", "--out", str(out), str(tmp_path), password=True).returncode == 2


def test_without_places_the_known_addresses_are_asked(made: Witness, tmp_path: Path) -> None:
    log = GrowingLog("address")
    with serving(files_of(log.write(tmp_path / "site", 9))) as url:
        added = made.tracker("log add", "--url", f"{url}/log", log.key.encode())
        assert (added.returncode, added.stderr) == (0, "")
        out = tmp_path / "line"
        ran = made.tracker("cosign", "--log", log.key.name, "--out", str(out), password=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    listed = json.loads(made.tracker("list", "--json").stdout)
    key = VerifierKey.decode(listed["vkey"])
    assert cosigned_at(parse_note(log.note(9) + out.read_bytes()), key) is not None
    (told,) = [item for item in listed["logs"] if item["log"] == log.key.name]
    assert (told["size"], told["forks"], told["unproven"]) == (9, 0, 0)
    away = made.tracker("cosign", "--log", log.key.name, password=True)
    assert (away.returncode, "error server-unreachable" in away.stderr) == (1, True)


def test_nothing_to_cosign_is_an_error(made: Witness, tmp_path: Path) -> None:
    """A job of cron that signs nothing must not look like one that signed all."""
    for arguments in (["--log", "rehearsal/test/typo"], ["--log", "rehearsal/test/typo", str(tmp_path)]):
        LOG.write(tmp_path / "log/keys", 3)
        ran = made.tracker("cosign", *arguments, password=True)
        assert (ran.returncode, ran.stderr.split(":")[0]) == (1, "error witness-log-unknown")
    with witness(tmp_path / "another") as bare:
        assert bare.tracker("cosign", password=True).stderr.startswith("error witness-log-unknown")


def test_a_place_that_is_neither_an_address_nor_a_folder(made: Witness) -> None:
    code, report, _ = cosign(made, "ftp://example.org/log", "no/such/folder")
    assert (code, [item["error"] for item in report["logs"]]) == (1, ["server-address", "tile-missing"])


def test_a_clock_that_ran_ahead_is_mended_by_a_person_alone(made: Witness, tmp_path: Path) -> None:
    log = GrowingLog("ahead")
    made.know(log.key)
    folder = Folder(made.folder)
    site = log.write(tmp_path / "site", 9)
    with quick_passwords():
        key = folder.signing_key(PASSWORD)
    Cosigner(folder, key).add(log.request(0, 9), at(int(time.time()) + 10**8))
    code, report, _ = cosign(made, str(site))
    assert (code, report["logs"][0]["error"]) == (1, "witness-clock")
    assert cosign(made, "--clock-was-wrong", str(site))[0] == 0
    assert cosign(made, str(site))[0] == 0


def test_the_line_alone_is_printed_for_people_and_pipes(made: Witness, tmp_path: Path) -> None:
    log = GrowingLog("printed")
    made.know(log.key)
    ran = made.tracker("cosign", str(log.write(tmp_path / "site", 9)), password=True)
    assert ran.returncode == 0
    assert len(parse_note(log.note(9) + ran.stdout.encode()).lines) == 2


def test_evidence_of_a_fork_is_listed_and_ends_with_an_error(tmp_path: Path) -> None:
    log, fork = GrowingLog("keys"), GrowingLog("keys", branch="other")
    with witness(tmp_path / "witness") as made:
        made.know(log.key)
        assert made.tracker("evidence").returncode == 0
        cosign(made, str(log.write(tmp_path / "site", 9)))
        code, report, said = cosign(made, str(fork.write(tmp_path / "fork", 9)))
        assert (code, report["logs"][0]["error"]) == (1, "witness-forked")
        assert "witness-forked" in said
        ran = made.tracker("evidence")
        assert (ran.returncode, ran.stderr.split(":")[0]) == (1, "error witness-evidence")
        kind, origin, size, place = ran.stdout.split()
        assert (kind, origin, size) == ("fork", log.key.name, "9")
        assert sorted(path.name for path in Path(place).iterdir()) == ["cosigned", "offered", "request"]
        ran = made.tracker("evidence", "--json")
        assert (ran.returncode, len(json.loads(ran.stdout)["evidence"])) == (1, 1)
        assert "forks     1" in made.tracker("list").stdout


def test_init_makes_a_key_once(tmp_path: Path) -> None:
    with witness(tmp_path / "witness", "witness.example/w1") as made:
        again = made.tracker("init", "--name", "witness.example/w2", password=True)
        assert (again.returncode, again.stderr.split(":")[0]) == (1, "error file")
        listed = json.loads(made.tracker("list", "--json").stdout)
        assert listed["vkey"].startswith("witness.example/w1+")
        assert oct((tmp_path / "witness").stat().st_mode & 0o777) == "0o700"
        assert {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "witness").glob("*key")} == {"0o600"}


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\tb", "x" * 129])
def test_a_name_is_one_that_notes_can_carry(tmp_path: Path, name: str) -> None:
    made = Witness(tmp_path / "witness")
    made.password_file.write_text("password\n", encoding="utf-8")
    ran = made.tracker("init", "--name", name, password=True)
    assert (ran.returncode, ran.stderr.split(":")[0]) == (1, "error encoding")
    assert not made.folder.exists()


@pytest.mark.parametrize("first_line", ["", "\npassword", "\r\n"], ids=["none", "second-line", "return"])
def test_a_key_is_made_under_no_empty_password(tmp_path: Path, first_line: str) -> None:
    """A script's file may be empty, or begin with an empty line; at a terminal Enter alone asks again."""
    made = Witness(tmp_path / "witness")
    made.password_file.write_text(first_line, encoding="utf-8")
    ran = made.tracker("init", "--name", "witness.example/w1", password=True)
    assert (ran.returncode, ran.stderr.split(":")[0]) == (1, "error password-empty")
    assert not made.folder.exists()


def test_a_witness_needs_a_folder_a_logs_key_and_its_own_key(tmp_path: Path) -> None:
    missing = Witness(tmp_path / "missing")
    assert missing.tracker("list").stderr.startswith("error witness-folder")
    with witness(tmp_path / "witness") as made:
        ours = json.loads(made.tracker("list", "--json").stdout)["vkey"]
        assert made.tracker("log add", ours).stderr.startswith("error witness-log-key")
        assert made.tracker("log add", "nonsense").stderr.startswith("error vkey-malformed")
        assert made.tracker("log add", "--url", "ftp://x", LOG.key.encode()).stderr.startswith(
            "error server-address"
        )
        (made.folder / "vkey").write_text(KEY.encode() + "\n", encoding="utf-8")
        ran = made.tracker("cosign", str(tmp_path), password=True)
        assert ran.stderr.startswith("error witness-folder")
