"""Cosignatures: asked for beside everything else, taken in where they belong, fresh, never waited for."""

import json
import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from crypto.checkpoint import open_checkpoint
from crypto.cosignature import cosign, cosigned_at
from crypto.errors import QuorumMissing
from crypto.keyring import decode_served_keyring, verify_keyring
from crypto.merkle import EMPTY_ROOT
from crypto.note import parse_note
from tests.simulators.archive import Rehearsal
from tests.simulators.archived_server import empty_server, hand_over, rehearsed
from tests.simulators.deployment import READY_SECONDS, Deployment
from tests.simulators.local_witnesses import LocalWitness, local_witnesses, silent_witness
from tests.simulators.socks_proxy import proxying
from tests.vectors.cast import seed, signing, witness_key
from tracker.cosigning import connecting
from tracker.records.archive import Log
from tracker.records.errors import Busy
from tracker.records.outbox import Ticket
from tracker.server.checkup import examine
from tracker.server.config import load_config
from tracker.server.locks import FileLock
from tracker.server.office import Office, clock
from tracker.server.services.heartbeat import RENEW_SECONDS, Heartbeat
from tracker.transport import Transport

HOUR = 3600


@pytest.fixture
def rehearsal() -> Rehearsal:
    """Two epochs, cosigned two days and two hours ago: valid still, and overdue."""
    made = rehearsed()
    made.now -= 50 * HOUR
    return made


@pytest.fixture
def witnesses(tmp_path: Path, rehearsal: Rehearsal) -> Iterator[list[LocalWitness]]:
    """The three of the rehearsal's policy, who know its three logs."""
    with local_witnesses(tmp_path, [log.signer.verifier for log in rehearsal.logs.values()]) as made:
        yield made


def server_of(
    folder: Path, rehearsal: Rehearsal, asked: Sequence[LocalWitness], **more: object
) -> Deployment:
    """A server that was handed the rehearsal's archive, and is told of these witnesses."""
    server = empty_server(folder, witness=" ".join(item.setting for item in asked), **more)
    hand_over(server, rehearsal)
    return server


@pytest.fixture
def server(tmp_path: Path, rehearsal: Rehearsal, witnesses: list[LocalWitness]) -> Deployment:
    """With all three witnesses."""
    return server_of(tmp_path / "state", rehearsal, witnesses)


def notes_of(office: Office) -> dict[Log, bytes]:
    """The checkpoints of all three logs as they are served."""
    public = {log: office.public.read(log.checkpoint) for log in (Log.KEYS, Log.CEREMONY)}
    return {Log.INTAKE: office.tiles.read("checkpoint"), **public}


def ages(office: Office, witnesses: Sequence[LocalWitness]) -> set[int | None]:
    """How many hours ago each of them cosigned each log; None where one did not."""
    times = [
        cosigned_at(parse_note(note), witness_key(witness.name))
        for note in notes_of(office).values()
        for witness in witnesses
    ]
    return {None if time is None else (clock() - time) // HOUR for time in times}


def close_with(office: Office, count: int) -> None:
    """A batch of so many letters more."""
    for _ in range(count):
        office.letters.deposit(os.urandom(32), b"sealed")
    office.batches.close(clock())


def cosignatures_pass(server: Deployment) -> bool:
    """The line of the check."""
    (line,) = [i for i in examine(load_config(server.config), clock()) if i.name == "cosignatures"]
    return line.passed


def test_a_heartbeat_refreshes_all_three_logs(
    server: Deployment, rehearsal: Rehearsal, witnesses: list[LocalWitness]
) -> None:
    with server.office() as office:
        close_with(office, 3)
        assert ages(office, witnesses) == {None, 50}
        assert not cosignatures_pass(server)
        assert office.heartbeat.due(clock())
        beats = office.heartbeat.run()
        assert [(beat.log, beat.taken, dict(beat.failures)) for beat in beats] == [
            (Log.INTAKE, True, {}), (Log.KEYS, True, {}), (Log.CEREMONY, True, {}),
        ]  # fmt: skip
        assert ages(office, witnesses) == {0}
        assert cosignatures_pass(server)
        assert not office.heartbeat.due(clock())
        assert office.heartbeat.due(clock() + RENEW_SECONDS + 60)
        later = clock() + 60 * HOUR
        served = decode_served_keyring(office.keyrings.current(0.0).served_from(0).identity)
        with pytest.raises(QuorumMissing):
            verify_keyring(rehearsal.trust(), rehearsal.served(), later)
        assert verify_keyring(rehearsal.trust(), served, later).head.epoch == 1
        assert notes_of(office)[Log.KEYS] == served.proof.partition(b"\n\n")[2]
    assert [witness.heard for witness in witnesses] == [[], [], []]


def test_the_log_may_grow_between_two_heartbeats(server: Deployment, witnesses: list[LocalWitness]) -> None:
    with server.office() as office:
        for count in (0, 1, 300, 5):
            close_with(office, count)
            assert office.heartbeat.due(clock())
            assert all(beat.taken and not beat.failures for beat in office.heartbeat.run())
            assert ages(office, witnesses) == {0}
            assert not office.heartbeat.due(clock())


def test_a_witness_that_is_away_hinders_no_other(
    tmp_path: Path, rehearsal: Rehearsal, witnesses: list[LocalWitness]
) -> None:
    away = replace(witnesses[0], url="http://127.0.0.1:9")
    server = server_of(tmp_path / "state", rehearsal, [away, *witnesses[1:]])
    ran = server.tracker("heartbeat", "--json", check=False)
    told = json.loads(ran.stdout)
    assert (ran.returncode, told["logs"]) == (1, ["intake", "keys", "ceremony"])
    assert {(item["witness"], item["error"]) for item in told["failures"]} == {
        (away.name, "server-unreachable")
    }
    with server.office() as office:
        assert ages(office, witnesses[1:]) == {0}
        asked = [witness.asked for witness in witnesses]
        assert office.heartbeat.due(clock())
        assert all(set(beat.failures) == {away.name} for beat in office.heartbeat.run(clock()))
        # Whose word is fresh, is not asked again because somebody else is away.
        assert [witness.asked for witness in witnesses] == asked
    assert cosignatures_pass(server)
    said = server.tracker("heartbeat", check=False).stdout
    assert f"intake: {away.name} did not cosign: server-unreachable" in said


def test_a_witness_that_was_not_told_of_a_log_is_named(
    tmp_path: Path, rehearsal: Rehearsal, witnesses: list[LocalWitness]
) -> None:
    with local_witnesses(tmp_path / "strangers", [rehearsal.keys.signer.verifier]) as strangers:
        server = server_of(tmp_path / "state", rehearsal, [strangers[0], *witnesses[1:]])
        ran = server.tracker("heartbeat", "--json", check=False)
    failures = {(item["log"], item["error"]) for item in json.loads(ran.stdout)["failures"]}
    assert failures == {("intake", "witness-refused"), ("ceremony", "witness-refused")}


def test_a_log_that_grew_while_witnesses_were_asked_keeps_its_own_note(
    server: Deployment, witnesses: list[LocalWitness]
) -> None:
    with server.office() as office:
        close_with(office, 1)
        config = load_config(server.config, {"TRACKER_SERVER_WITNESS": server.settings["witness"]})
        grown: list[int] = []

        def connect(url: str) -> Transport:
            if not grown:
                close_with(office, 1)
                grown.append(1)
            return connecting()(url)

        lock = FileLock(office.state.lock("heartbeat"))
        heart = Heartbeat(
            config.witness, connect, office.database, office.tiles, office.public, office.keyrings, lock
        )
        first, *rest = heart.run()
        assert (first.log, first.taken, dict(first.failures)) == (Log.INTAKE, False, {})
        assert all(beat.taken for beat in rest)
        note = office.tiles.checkpoint()
        assert open_checkpoint(note, office.tiles.key).size == 2
        assert len(parse_note(note).lines) == 1
        assert heart.run()[0].taken
        assert ages(office, witnesses) == {0}


def test_the_inbox_carries_the_cosigned_checkpoint(server: Deployment, witnesses: list[LocalWitness]) -> None:
    with server.office() as office:
        close_with(office, 2)
        office.heartbeat.run()
        start = office.inboxes.prepare(Ticket(0, EMPTY_ROOT, "2999-01-01")).start
        note = start.partition(b"end -\n")[2]
        assert note == office.tiles.checkpoint()
    assert all(cosigned_at(parse_note(note), witness_key(item.name)) for item in witnesses)


def test_without_witnesses_nothing_is_due_and_nobody_is_asked(tmp_path: Path, rehearsal: Rehearsal) -> None:
    server = server_of(tmp_path / "state", rehearsal, [])
    with server.office() as office:
        close_with(office, 1)
        assert not office.heartbeat.due(clock())
        assert [beat.failures for beat in office.heartbeat.run()] == [{}, {}, {}]


def test_a_note_of_ours_that_is_at_fault_does_not_keep_the_others_from_being_asked(
    server: Deployment,
) -> None:
    (server.folder / "intake.key").write_bytes(seed("another key"))
    with server.office() as office:
        first, *rest = office.heartbeat.run()
    assert {name: error.code for name, error in first.failures.items()} == {"-": "note-signature"}
    assert all(beat.taken and not beat.failures for beat in rest)


def test_lines_that_a_witness_handed_over_are_taken_in(
    tmp_path: Path, rehearsal: Rehearsal, witnesses: list[LocalWitness]
) -> None:
    server = server_of(tmp_path / "state", rehearsal, [])
    now, name = clock(), witnesses[0].name
    with server.office() as office:
        texts = {log: parse_note(note).text for log, note in notes_of(office).items()}
    for log, text in texts.items():
        path = tmp_path / f"{log}.lines"
        path.write_text(cosign(text, name, signing(name), now).encode())
        told = json.loads(server.tracker("heartbeat", "--lines", str(path), "--json").stdout)
        assert told == {"logs": [log], "failures": []}
    with server.office() as office:
        assert ages(office, witnesses[:1]) == {0}
    stranger = tmp_path / "stranger.lines"
    stranger.write_text(cosign(texts[Log.INTAKE], "stranger.example", signing("stranger"), now).encode())
    assert server.tracker("heartbeat", "--lines", str(stranger), check=False).returncode == 1
    forged = tmp_path / "forged.lines"
    forged.write_text(cosign(texts[Log.KEYS], name, signing("stranger"), now).encode())
    assert server.tracker("heartbeat", "--lines", str(forged), check=False).returncode == 1
    garbage = tmp_path / "garbage"
    garbage.write_text("no line\n")
    ran = server.tracker("heartbeat", "--lines", str(garbage), "--json", check=False)
    assert json.loads(ran.stdout)["error"] == "note-malformed"


def test_two_heartbeats_do_not_run_at_once(server: Deployment) -> None:
    with server.office() as office, FileLock(office.state.lock("heartbeat")).held(), pytest.raises(Busy):
        office.heartbeat.run()


def test_a_running_server_has_each_batch_cosigned_by_itself(
    tmp_path: Path, rehearsal: Rehearsal, witnesses: list[LocalWitness]
) -> None:
    server = server_of(tmp_path / "state", rehearsal, witnesses, housekeeping_seconds=1, workers=2)
    pause = threading.Event()
    try:
        server.start()
        for size in (1, 2):
            with server.office() as office:
                close_with(office, 1)
                deadline = time.monotonic() + READY_SECONDS
                while ages(office, witnesses) != {0} and time.monotonic() < deadline:
                    pause.wait(0.05)
                assert ages(office, witnesses) == {0}
                assert open_checkpoint(office.tiles.checkpoint(), office.tiles.key).size == size
    finally:
        server.kill()
    assert "heartbeat" not in server.log


def test_a_silent_witness_holds_up_nothing_and_the_log_says_its_code_alone(
    tmp_path: Path, rehearsal: Rehearsal, witnesses: list[LocalWitness]
) -> None:
    with silent_witness() as silent:
        server = server_of(tmp_path / "state", rehearsal, [silent], housekeeping_seconds=1)
        with server.office() as office, ThreadPoolExecutor(1) as people:
            asking = people.submit(office.heartbeat.run)
            close_with(office, 1)
            assert office.tiles.check_whole() == 1
            hand_over(server, rehearsal)
            assert not asking.done()
            silent.hang_up()
            assert {error.code for beat in asking.result() for error in beat.failures.values()} == {
                "server-unreachable"
            }
    away = replace(witnesses[0], url="http://127.0.0.1:9")
    other = server_of(tmp_path / "other", rehearsal, [away], housekeeping_seconds=1)
    pause = threading.Event()
    try:
        other.start()
        deadline = time.monotonic() + READY_SECONDS
        while "heartbeat server-unreachable" not in other.log and time.monotonic() < deadline:
            pause.wait(0.05)
        assert "heartbeat server-unreachable" in other.log
        assert away.name not in other.log
        assert "127.0.0.1" not in other.log
    finally:
        other.kill()


def test_witnesses_are_asked_through_the_proxy(
    tmp_path: Path, rehearsal: Rehearsal, witnesses: list[LocalWitness]
) -> None:
    port = int(witnesses[0].url.rpartition(":")[2])
    hidden = replace(witnesses[0], url="http://witness.onion")
    with proxying({"witness.onion": port}) as proxy:
        server = server_of(tmp_path / "state", rehearsal, [hidden], witness_proxy=proxy.url)
        with server.office() as office:
            assert [dict(beat.failures) for beat in office.heartbeat.run()] == [{}, {}, {}]
            assert ages(office, witnesses[:1]) == {0}
        assert {asked.host for asked in proxy.asked} == {"witness.onion"}


def test_a_server_with_an_old_folder_keeps_its_keyring_fresh(
    tmp_path: Path, rehearsal: Rehearsal, witnesses: list[LocalWitness]
) -> None:
    folder, files = tmp_path / "genesis", rehearsal.archive()
    folder.mkdir()
    (folder / "keyring").write_bytes(files["keyring/0"])
    (folder / "roster").write_bytes(files["keyring/roster"])
    (folder / "trust").write_bytes(rehearsal.trust().encode())
    server = empty_server(tmp_path / "state")
    server.settings["witness"] = " ".join(item.setting for item in witnesses)
    server.tracker("keyring", str(folder))
    ran = json.loads(server.tracker("heartbeat", "--json").stdout)
    assert ran == {"logs": ["intake", "keys"], "failures": []}
    with server.office() as office:
        served = decode_served_keyring(office.keyrings.current(0.0).served_from(0).identity)
    assert verify_keyring(rehearsal.trust(), served, clock() + 70 * HOUR).head.epoch == 1
