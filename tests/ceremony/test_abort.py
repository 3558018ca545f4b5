"""A ceremony aborted at any stage ends cleanly: in the log, with a transcript of those who were there."""

from pathlib import Path

import pytest

from crypto.ceremony import Kind, Outcome, decode_entry
from crypto.errors import TrackerError
from crypto.sshsig import split_signed
from crypto.transcript import decode_transcript
from tests.ceremony.conftest import World, snapshot
from tracker.auditor.source import FolderSource
from tracker.auditor.verify import verify
from tracker.ceremony import folder
from tracker.ceremony.course import advance
from tracker.ceremony.logs import read_log
from tracker.ceremony.recording import record_abort, record_step
from tracker.ceremony.taking_in import take_in
from tracker.ceremony.turn import NeedKind
from tracker.records.archive import Log

PRESENT = ("officer-one", "officer-two")
# Where it may be stopped once it is announced, in the order of the ceremony.
STAGES = (
    NeedKind.COSIGNATURES, NeedKind.DAY, NeedKind.OPENING, NeedKind.CHECKIN, NeedKind.STEP, NeedKind.PROOF,
    NeedKind.SIGNATURE, NeedKind.LOG_KEY,
)  # fmt: skip


def failed_rules(world: World) -> list[tuple[int, str | None]]:
    """The rules of the auditor that do not hold for what was published."""
    audit = verify(world.trust.read_bytes(), FolderSource(world.archive), world.players.now)
    return [(item.number, item.code) for item in audit.findings if item.code is not None]


def stopped(world: World, kind: Kind, stage: NeedKind) -> Path:
    """A ceremony that came so far. Logs' keys are waited for twice: the second time is meant."""
    root = world.begin(kind)
    if stage is NeedKind.LOG_KEY:
        world.players.hold(root, kind, until=NeedKind.SIGNATURE)
        world.players.fulfil(root, world.look(root))
    elif stage is NeedKind.COSIGNATURES:
        world.players.hold(root, kind, until=NeedKind.LOG_KEY)
        advance(root, kind, world.players.supplies(brought=True))
        return root
    world.players.hold(root, kind, until=stage)
    return root


def abort(world: World, root: Path, kind: Kind) -> None:
    """Those present end it."""
    record_abort(root, "a pipe burst", "RH", PRESENT, world.players.supplies())
    turn = world.players.hold(root, kind)
    assert turn.finished
    assert turn.aborted
    world.publish(root)


@pytest.mark.parametrize("stage", STAGES)
def test_an_addition_aborted_at_any_stage_is_what_an_auditor_accepts(settled: World, stage: NeedKind) -> None:
    root = stopped(settled, Kind.ADD, stage)
    before = (settled.archive / "keyring/0").read_bytes()
    abort(settled, root, Kind.ADD)
    log = read_log(folder.read_folder(root), Log.CEREMONY)
    outcome = decode_entry(log.entries[-1])
    assert isinstance(outcome, Outcome)
    assert (outcome.sealed, outcome.head) == (False, None)
    assert len(read_log(folder.read_folder(root), Log.KEYS).entries) == 1
    came = STAGES.index(stage) > STAGES.index(NeedKind.CHECKIN)
    assert (outcome.transcript is not None) == came
    if came:
        signed = (settled.archive / f"ceremony/{outcome.announcement.index}/aborted").read_bytes()
        transcript = decode_transcript(split_signed(signed)[0])
        assert [item.name for item in transcript.participants] == list(PRESENT)
        assert (transcript.steps[-1].outcome, transcript.steps[-1].text) == ("aborted", "a pipe burst")
    assert failed_rules(settled) == []
    assert (settled.archive / "keyring/0").read_bytes() == before
    settled.hold(Kind.REVOKE)
    assert failed_rules(settled) == []


def test_keys_that_were_brought_are_burnt(settled: World) -> None:
    root = stopped(settled, Kind.ADD, NeedKind.SIGNATURE)
    card = (root / folder.card("caseworker-three")).read_bytes()
    abort(settled, root, Kind.ADD)
    again = settled.begin(Kind.ADD)
    (again / "cards").mkdir()
    (again / folder.card("caseworker-three")).write_bytes(card)
    with pytest.raises(TrackerError) as caught:
        settled.players.hold(again, Kind.ADD)
    assert caught.value.code == "key-seen"


def test_before_its_announcement_a_ceremony_simply_ends(settled: World) -> None:
    root = settled.begin(Kind.ADD)
    settled.players.hold(root, Kind.ADD, until=NeedKind.LOG_KEY)
    record_abort(root, "never mind", "-", (), settled.players.supplies())
    turn = advance(root, Kind.ADD, settled.players.supplies(brought=True))
    assert turn.finished
    assert turn.aborted
    assert len(read_log(folder.read_folder(root), Log.CEREMONY).entries) == 2


def test_a_genesis_is_aborted_like_any_other(world: World) -> None:
    root = world.begin(Kind.GENESIS)
    world.players.hold(root, Kind.GENESIS, until=NeedKind.PROOF)
    record_abort(root, "the wrong origin", "RH", PRESENT, world.players.supplies())
    turn = world.players.hold(root, Kind.GENESIS)
    assert turn.finished
    assert turn.aborted
    assert not (root / folder.TRUST).exists()
    assert (root / "archive/ceremony/0/aborted").exists()


def test_what_is_logged_is_not_aborted(settled: World) -> None:
    root = settled.begin(Kind.REVOKE)
    settled.players.hold(root, Kind.REVOKE, until=NeedKind.SIGNATURE)
    settled.players.hold(root, Kind.REVOKE, until=NeedKind.LOG_KEY)
    advance(root, Kind.REVOKE, settled.players.supplies(brought=True))
    before = snapshot(root)
    with pytest.raises(TrackerError) as caught:
        record_abort(root, "too late", "-", PRESENT, settled.players.supplies())
    assert caught.value.code == "ceremony-ended"
    assert snapshot(root) == before
    assert settled.players.hold(root, Kind.REVOKE).finished


def test_an_aborted_ceremony_does_not_go_on(settled: World) -> None:
    root = stopped(settled, Kind.ADD, NeedKind.STEP)
    abort(settled, root, Kind.ADD)
    supplies = settled.players.supplies()
    with pytest.raises(TrackerError) as caught:
        record_step(root, 1, "done", "RH", "")
    assert caught.value.code == "ceremony-ended"
    with pytest.raises(TrackerError) as caught:
        record_abort(root, "for another reason", "-", PRESENT, supplies)
    assert caught.value.code == "ceremony-ended"
    before = snapshot(root)
    assert advance(root, Kind.ADD, settled.players.supplies(brought=True)).finished
    assert snapshot(root) == before


def test_strangers_do_not_end_a_ceremony(settled: World) -> None:
    root = stopped(settled, Kind.ADD, NeedKind.STEP)
    before = snapshot(root)
    with pytest.raises(TrackerError) as caught:
        record_abort(root, "says who?", "-", ("stranger",), settled.players.supplies())
    assert caught.value.code == "participant-unknown"
    assert snapshot(root) == before


def test_a_ceremony_that_was_overtaken_is_aborted(settled: World) -> None:
    root = stopped(settled, Kind.ADD, NeedKind.DAY)
    settled.publish(root)
    settled.hold(Kind.REVOKE)
    take_in(root, settled.archive, None)
    abort(settled, root, Kind.ADD)
    assert failed_rules(settled) == []
