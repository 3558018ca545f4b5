"""Letters sealed elsewhere are posted, files for an offline page are fetched: verified, without any words."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from crypto.envelope import SIZES
from crypto.errors import EnvelopeSize, IndexMalformed, ReceiptInvalid, RosterMismatch, SliceMalformed
from tests.family.conftest import Family, refused
from tests.simulators.hostile_server import DAY, HostileServer
from tests.simulators.pocket_service import PUBLISHER
from tests.vectors import cast
from tracker.records.carried import decode_keyring_file, decode_mailbox_file
from tracker.records.errors import LetterInDoubt
from tracker.records.language import translate

ON_TIME = 1_773_000_000
SLICE = f"/mailbox/{PUBLISHER}/7/slice/1"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, server: HostileServer) -> None:
    """The time of day, when something is published."""
    monkeypatch.setattr("tracker.family.service.time.time", lambda: ON_TIME)
    server.published = server.service.publish([], 7, "2026-03-02", "2026-03-09")


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """What a page saved: whoever posts it cannot look inside."""
    path = tmp_path / "data.bin"
    path.write_bytes(cast.stream("a sealed letter", SIZES[0]))
    return path


def test_a_letter_is_posted_as_it_is_and_its_receipt_kept(
    family: Family, server: HostileServer, letter: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "receipt"
    result = family("post", letter, "--receipt-out", kept, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["day"] == DAY
    assert server.letters == [letter.read_bytes()]
    assert kept.read_bytes() == server.service.receipt(letter.read_bytes(), DAY)
    assert server.story == ["GET /keyring/0", "POST /intake"]


def test_a_receipt_for_another_letter_is_none(
    family: Family, server: HostileServer, letter: Path, tmp_path: Path
) -> None:
    other = server.service.receipt(b"another", DAY)
    server.alter["/intake"] = lambda reply: replace(reply, body=other)
    kept = tmp_path / "receipt"
    assert refused(family("post", letter, "--receipt-out", kept)) == ReceiptInvalid.code
    assert not kept.exists()


def test_a_broken_line_leaves_the_letter_in_doubt(
    family: Family, server: HostileServer, letter: Path
) -> None:
    server.alter["/intake"] = lambda reply: replace(reply, drop=True)
    assert refused(family("post", letter)) == LetterInDoubt.code


@pytest.mark.parametrize("size", [0, SIZES[0] - 1, SIZES[0] + 1, SIZES[-1] + 1])
def test_what_is_no_letter_is_not_sent(
    family: Family, server: HostileServer, tmp_path: Path, size: int
) -> None:
    path = tmp_path / "other"
    path.write_bytes(bytes(size))
    assert refused(family("post", path)) == EnvelopeSize.code
    assert server.requests == []


def test_files_are_fetched_as_the_server_answers(
    family: Family, server: HostileServer, tmp_path: Path
) -> None:
    out = tmp_path / "carried"
    for _ in range(2):
        result = family("fetch", "--out", out, "--slice", SLICE, "--json")
        assert result.exit_code == 0, result.output
    assert server.published is not None
    names = ["keyring", f"mailbox-{PUBLISHER}", f"slice-{PUBLISHER}-7-1"]
    assert json.loads(result.stdout)["files"] == names
    assert sorted(path.name for path in out.iterdir()) == names
    keyring = decode_keyring_file((out / names[0]).read_bytes())
    assert (keyring.keyring, keyring.roster) == (server.service.keyring(), server.service.rosters[-1])
    mailbox = decode_mailbox_file((out / names[1]).read_bytes())
    assert (mailbox.publisher, mailbox.index) == (PUBLISHER, server.published.index())
    assert mailbox.manifest == server.published.signed_manifest()
    assert (out / names[2]).read_bytes() == server.published.slice(1)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/keyring/roster", RosterMismatch.code),
        (f"/mailbox/{PUBLISHER}/7/index", IndexMalformed.code),
        (SLICE, SliceMalformed.code),
    ],
)
def test_what_does_not_verify_is_not_written(
    family: Family, server: HostileServer, tmp_path: Path, path: str, code: str
) -> None:
    server.alter[path] = lambda reply: replace(reply, body=reply.body[:-1])
    out = tmp_path / "carried"
    assert refused(family("fetch", "--out", out, "--slice", SLICE)) == code
    assert not out.exists()


@pytest.mark.parametrize("path", ["1", "/mailbox/desk/7/slice/01", "/keyring/0", f"{SLICE}/x", SLICE[1:]])
def test_only_the_path_of_a_slice_is_taken(
    family: Family, server: HostileServer, tmp_path: Path, path: str
) -> None:
    assert family("fetch", "--out", tmp_path / "carried", "--slice", path).exit_code == 2
    assert server.requests == []


def test_a_rehearsal_says_so(family: Family, letter: Path, tmp_path: Path) -> None:
    warning = translate("en", "reading.rehearsal")
    for command in (("post", letter), ("fetch", "--out", tmp_path / "files")):
        assert warning in family(*command, "--language", "en").output
