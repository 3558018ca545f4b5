"""Between ceremonies: fresh cosignatures on both logs, roll-calls entered, a look at the entries."""

import json
from pathlib import Path

import pytest

from crypto.ceremony import Kind, RollCallEntry
from crypto.errors import TrackerError
from crypto.keyring import decode_served_keyring
from crypto.keys import SigningKey
from crypto.note import parse_note
from crypto.recovery import RollCall
from crypto.tlog_proof import parse_tlog_proof
from tests.ceremony.conftest import ORIGIN, World, new_world, snapshot
from tests.ceremony.terminal import code, type_in
from tests.simulators.local_witnesses import LocalWitness, local_witnesses
from tests.vectors.cast import witness_key
from tracker.auditor.source import FolderSource
from tracker.auditor.verify import verify
from tracker.ceremony.keeping import cosign_logs, log_entry, print_log
from tracker.cosigning import WitnessAddress, connecting
from tracker.records.archive import Log


def addresses(witnesses: list[LocalWitness]) -> list[WitnessAddress]:
    """Where the witnesses are asked."""
    return [WitnessAddress(item.name, witness_key(item.name), item.url) for item in witnesses]


def notes(archive: Path) -> dict[str, bytes]:
    """The checkpoints of both logs, and the one in the served keyring."""
    served = decode_served_keyring((archive / "keyring/0").read_bytes())
    found = {log: (archive / Log(log).checkpoint).read_bytes() for log in ("keys", "ceremony")}
    return {**found, "keyring": parse_tlog_proof(served.proof).checkpoint}


def unwitnessed(folder: Path, ssh_keys: Path) -> World:
    """A genesis was held without witnesses of the logs."""
    world = new_world(folder / "world", ssh_keys, witnesses=0)
    world.root.mkdir()
    world.hold(Kind.GENESIS)
    return world


def test_any_witness_is_asked_and_the_keyring_gets_what_it_said(tmp_path: Path, ssh_keys: Path) -> None:
    world = unwitnessed(tmp_path, ssh_keys)
    world.hold(Kind.REVOKE)
    before = notes(world.archive)
    logs = [world.players.log_signer(log).verifier for log in (Log.KEYS, Log.CEREMONY)]
    with local_witnesses(tmp_path / "witnesses", logs) as witnesses:
        assert cosign_logs(world.archive, addresses(witnesses), connecting()) == []
    after = notes(world.archive)
    for name, note in after.items():
        assert parse_note(note).text == parse_note(before[name]).text
        assert len(parse_note(note).lines) == len(parse_note(before[name]).lines) + 3
    assert after["keys"] == after["keyring"]


def test_a_witness_that_is_away_hinders_no_other(tmp_path: Path, ssh_keys: Path) -> None:
    world = unwitnessed(tmp_path, ssh_keys)
    logs = [world.players.log_signer(Log.KEYS).verifier]
    with local_witnesses(tmp_path / "witnesses", logs) as witnesses:
        failures = cosign_logs(world.archive, addresses(witnesses), connecting())
    assert [(log, error.code) for log, _, error in failures] == [(Log.CEREMONY, "witness-refused")] * 3
    assert len(parse_note(notes(world.archive)["keys"]).lines) == 4


def test_the_command_says_who_has_cosigned_what(tmp_path: Path, ssh_keys: Path) -> None:
    world = unwitnessed(tmp_path, ssh_keys)
    logs = [world.players.log_signer(Log.KEYS).verifier]
    with local_witnesses(tmp_path / "witnesses", logs) as witnesses:
        asked = addresses(witnesses)
        listed = tmp_path / "listed"
        listed.write_text("".join(f"witness {at.name} {at.key.encode()} {at.url}\n" for at in asked), "utf-8")
        ran = type_in("log", "cosign", world.archive, "--witnesses", listed, "--json")
    told = json.loads(ran.stdout)
    assert told["cosigned"] == [{"log": "keys", "size": 1, "witness": at.name} for at in asked]
    assert {(item["log"], item["error"]) for item in told["failures"]} == {("ceremony", "witness-refused")}


def test_a_job_that_asks_nobody_or_of_nothing_is_refused(settled: World) -> None:
    (listed := settled.root / "listed").write_text("# none yet\n", "utf-8")
    assert code("log", "cosign", settled.archive, "--witnesses", listed) == "witness-address"
    key = settled.players.witnesses[0].verifier.encode()
    listed.write_text(f"witness {key.split('+')[0]} {key} http://127.0.0.1:9\n", "utf-8")
    (nothing := settled.root / "nothing").mkdir()
    assert code("log", "cosign", nothing, "--witnesses", listed) == "archive-missing"


def roll_call(world: World, nonce: bytes | None = None) -> bytes:
    """Two holders answer."""
    root = world.look(world.root / world.names[0]).ground
    assert root is not None
    call = RollCall(ORIGIN, 0, nonce or root.ceremony_log.root)
    answers = tuple(call.answer(share.text) for share in world.players.shares[0][:2])
    return RollCallEntry(ORIGIN, 0, "2026-01-02", call.nonce, answers).encode()


def test_a_roll_call_is_entered_and_an_auditor_counts_the_holders(settled: World) -> None:
    keys = tuple(settled.players.logs.values())
    index = log_entry(settled.archive, roll_call(settled), settled.trust, lambda: keys)
    assert index == 2
    assert "inquiry-roll-call/v1" in print_log(settled.archive)[-1]
    audit = verify(settled.trust.read_bytes(), FolderSource(settled.archive), settled.players.now)
    codes = {item.code for item in audit.findings if item.code}
    # Its witnesses have yet to see the new checkpoint.
    assert codes == {"quorum-missing"}


def test_an_archive_may_be_cosigned_while_the_password_of_a_logs_key_is_typed(settled: World) -> None:
    def typed() -> tuple[SigningKey, ...]:
        assert cosign_logs(settled.archive, [], connecting()) == []
        return tuple(settled.players.logs.values())

    assert log_entry(settled.archive, roll_call(settled), settled.trust, typed) == 2


@pytest.mark.parametrize(
    ("entry", "keys", "code"),
    [
        ("nonce", "ours", "roster-mismatch"),
        ("share", "ours", "commitment-mismatch"),
        ("other", "ours", "roster-mismatch"),
        ("good", "none", "log-key-mismatch"),
        ("good", "wrong", "log-key-mismatch"),
    ],
)
def test_a_roll_call_that_is_wrong_is_not_entered(settled: World, entry: str, keys: str, code: str) -> None:
    before = snapshot(settled.archive)
    call = RollCall(ORIGIN, 0, bytes(32))
    entries = {
        "good": roll_call(settled),
        "nonce": roll_call(settled, b"n" * 32),
        "share": RollCallEntry(
            ORIGIN, 0, "2026-01-02", settled_root(settled), (call.answer(b"nobody's share"),)
        ).encode(),
        "other": (settled.root / settled.names[0] / "announcement").read_bytes(),
    }
    brought = {"ours": tuple(settled.players.logs.values()), "none": (), "wrong": (SigningKey(b"?" * 32),)}
    with pytest.raises(TrackerError) as caught:
        log_entry(settled.archive, entries[entry], settled.trust, lambda: brought[keys])
    assert caught.value.code == code
    assert snapshot(settled.archive) == before


def settled_root(world: World) -> bytes:
    """The root of the ceremony log."""
    ground = world.look(world.root / world.names[0]).ground
    assert ground is not None
    return ground.ceremony_log.root
