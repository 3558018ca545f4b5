"""What is published, and what is taken in, was verified before anything was replaced."""

import shutil
from pathlib import Path

import pytest

from crypto.ceremony import Kind
from crypto.errors import TrackerError
from crypto.keyring import decode_served_keyring, verify_keyring
from crypto.trust import decode_trust
from tests.ceremony.conftest import World, snapshot
from tracker.ceremony import folder
from tracker.ceremony.course import advance
from tracker.ceremony.publishing import publish
from tracker.ceremony.taking_in import take_in
from tracker.ceremony.turn import NeedKind, Turn


def refused(world: World, root: Path) -> str:
    """The code with which publishing is refused; the archive is as it was."""
    before = snapshot(world.archive)
    with pytest.raises(TrackerError) as caught:
        world.publish(root)
    assert snapshot(world.archive) == before
    return caught.value.code


def taking_refused(world: World, root: Path, archive: Path) -> str:
    """The code with which an archive is not taken in; the folder is as it was."""
    before = snapshot(root)
    with pytest.raises(TrackerError) as caught:
        take_in(root, archive, world.trust)
    assert snapshot(root) == before
    return caught.value.code


@pytest.mark.parametrize("until", [NeedKind.KEY, NeedKind.LOG_KEY, NeedKind.COSIGNATURES])
def test_nothing_is_published_before_the_announcement_is_witnessed(settled: World, until: NeedKind) -> None:
    root = settled.begin(Kind.ADD)
    settled.players.hold(root, Kind.ADD, until=until)
    assert refused(settled, root) == "ceremony-not-ready"


def test_nothing_is_published_while_a_ceremony_is_being_logged(settled: World) -> None:
    root = settled.begin(Kind.REVOKE)
    settled.players.hold(root, Kind.REVOKE, until=NeedKind.SIGNATURE)
    settled.players.hold(root, Kind.REVOKE, until=NeedKind.LOG_KEY)
    assert refused(settled, root) == "ceremony-not-ready"
    advance(root, Kind.REVOKE, settled.players.supplies(brought=True))
    assert refused(settled, root) == "ceremony-not-ready"
    settled.players.hold(root, Kind.REVOKE)
    settled.publish(root)


def test_nobody_goes_on_between_the_judging_and_the_publishing(settled: World) -> None:
    """Else a keyring would go out that nobody verified: it was not there when it was judged."""
    root = settled.begin(Kind.REVOKE)
    settled.players.hold(root, Kind.REVOKE, until=NeedKind.SIGNATURE)
    refusals = []

    def look(files: folder.Files) -> Turn:
        turn = settled.judge(files)
        with pytest.raises(TrackerError) as caught:
            settled.players.hold(root, Kind.REVOKE)
        refusals.append(caught.value.code)
        return turn

    publish(root, settled.archive, look, settled.players.now)
    assert refusals == ["ceremony-busy"]
    assert not settled.look(root).finished


def test_nothing_is_published_before_a_run_has_used_what_was_brought(settled: World) -> None:
    root = settled.begin(Kind.REVOKE)
    settled.players.fulfil(root, settled.players.hold(root, Kind.REVOKE, until=NeedKind.STEP))
    turn = settled.look(root)
    assert (turn.announced, turn.needs, turn.finished) == (True, (), False)
    assert refused(settled, root) == "ceremony-not-ready"


def test_a_refused_publishing_makes_no_archive(settled: World, tmp_path: Path) -> None:
    root = settled.begin(Kind.ADD)
    for target in (tmp_path / "new", tmp_path / "above/new"):
        with pytest.raises(TrackerError) as caught:
            publish(root, target, settled.judge, settled.players.now)
        assert caught.value.code == "ceremony-not-ready"
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "above").exists()


def test_what_the_witnesses_saw_long_ago_is_not_published(settled: World) -> None:
    root = settled.begin(Kind.REVOKE)
    settled.players.hold(root, Kind.REVOKE)
    settled.players.now += 4 * 24 * 3600
    assert refused(settled, root) == "quorum-missing"


def test_an_archive_that_grew_meanwhile_is_not_overwritten(settled: World) -> None:
    late = settled.begin(Kind.REVOKE)
    settled.hold(Kind.REPLACE_OFFICER)
    # Without witnesses' word from elsewhere this folder knows nothing of that; here they refuse a fork.
    for witness in settled.players.witnesses:
        witness.seen.clear()
    settled.players.hold(late, Kind.REVOKE)
    assert refused(settled, late) == "archive-forked"
    assert taking_refused(settled, late, settled.archive) == "archive-forked"


def test_what_is_published_is_what_clients_and_later_ceremonies_take(settled: World) -> None:
    settled.hold(Kind.REVOKE)
    trust = decode_trust(settled.trust.read_bytes())
    served = decode_served_keyring((settled.archive / "keyring/0").read_bytes())
    assert verify_keyring(trust, served, settled.players.now).head.epoch == 1
    before = snapshot(settled.archive)
    settled.publish(settled.root / settled.names[-1])
    assert snapshot(settled.archive) == before


def test_a_newer_archive_is_taken_in_before_the_opening(settled: World) -> None:
    """Fresh cosignatures, or an announcement of others: the ceremony goes on with both."""
    late = settled.begin(Kind.RELEASE)
    other = settled.begin(Kind.REVOKE)
    settled.players.hold(other, Kind.REVOKE, until=NeedKind.OPENING)
    settled.publish(other)
    take_in(late, settled.archive, None)
    assert settled.players.hold(late, Kind.RELEASE).finished


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("keyring/0", "folder-incomplete"),
        ("rosters/0", "roster-mismatch"),
        ("log/keys/tile/entries/000.p/1", "tile-missing"),
    ],
)
def test_an_archive_that_lacks_a_file_is_not_taken_in(
    settled: World, tmp_path: Path, path: str, code: str
) -> None:
    (settled.archive / path).unlink()
    root = tmp_path / "new"
    root.mkdir()
    assert taking_refused(settled, root, settled.archive) == code


def test_an_archive_of_another_genesis_is_not_taken_in(settled: World, world: World, tmp_path: Path) -> None:
    other = World(tmp_path / "other", world.players)
    other.root.mkdir()
    other.hold(Kind.GENESIS)
    root = tmp_path / "new"
    root.mkdir()
    assert taking_refused(settled, root, other.archive) == "keyring-genesis"


def test_an_older_archive_takes_nothing_away(settled: World, tmp_path: Path) -> None:
    old = Path(shutil.copytree(settled.archive, tmp_path / "old"))
    settled.hold(Kind.REVOKE)
    root = settled.begin(Kind.RELEASE)
    before = snapshot(root)
    take_in(root, old, None)
    assert snapshot(root) == before
