"""Roll-calls and shares that answer at a recovery, as holders type them before an archive."""

from dataclasses import replace
from pathlib import Path

import pytest

from crypto.attendance import share_line, shares_called
from crypto.ceremony import RollCallEntry, decode_entry
from crypto.checkpoint import Checkpoint
from crypto.errors import RosterMismatch
from crypto.note import parse_note
from crypto.roster import Roster
from tests.ceremony.conftest import World, day
from tests.ceremony.terminal import Terminal, code, done, type_in
from tests.vectors import cast
from tests.vectors.cast import seed
from tracker.auditor.finding import Result
from tracker.auditor.source import FolderSource
from tracker.auditor.verify import verify
from tracker.ceremony import folder
from tracker.ceremony.keeping import log_entry
from tracker.ceremony.logs import read_log
from tracker.ceremony.recovery import make_recovery
from tracker.ceremony.roll_call import read_published
from tracker.ceremony.shares import Share
from tracker.records.archive import Log
from tracker.rehearsal.witnesses import cosigned_by

OLD_CARD, OLD_SHARES = make_recovery(seed("recovery"), 2, 3)
CARD, SHARES = make_recovery(seed("next recovery"), 2, 3)
DAY = "2026-03-04"
RECOVERY_DAY = ("--day", DAY)


class Archive:
    """The part of an archive that a roll-call reads: two rosters, and the ceremony log's checkpoint."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.roster = replace(cast.roster(1), recovery=CARD.entry)
        for epoch, roster in enumerate((replace(cast.roster(0), recovery=OLD_CARD.entry), self.roster)):
            self.write(f"rosters/{epoch}", roster.encode())
        self.write("keyring/roster", self.roster.encode())
        self.grow(7)

    def grow(self, size: int, origin: str = cast.ORIGIN) -> bytes:
        """The ceremony log gets this size, and a root of its own."""
        root = seed(f"root of {size}")
        note = Checkpoint(f"{origin}/ceremony", size, root).sign(cast.log_signer("ceremony", origin))
        self.write("log/ceremony/checkpoint", note.encode())
        return root

    def write(self, path: str, data: bytes) -> None:
        """Puts a file into it."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(data)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An archive in its second epoch."""
    return Archive(tmp_path / "archive")


def held(folder: Path, *shares: Share) -> Path:
    """A file with these shares."""
    path = folder / "held"
    path.write_bytes(b"".join(share.text + b"\n" for share in shares))
    return path


def call(archive: Archive, *shares: Share) -> tuple[object, ...]:
    """The arguments of a roll-call at which these shares answer."""
    folder = archive.root.parent
    options = ("--out", folder / "call", "--holders", max(1, len(shares)), *RECOVERY_DAY)
    return ("recovery", "roll-call", archive.root, *options, "--shares-file", held(folder, *shares))


def entry_of(archive: Archive) -> RollCallEntry:
    """What was written."""
    entry = decode_entry((archive.root.parent / "call").read_bytes())
    assert isinstance(entry, RollCallEntry)
    return entry


def check(entry: RollCallEntry, roster: Roster) -> None:
    """As an auditor checks it."""
    entry.call.check(entry.answers, roster.recovery)


def test_holders_answer_one_by_one_and_the_key_is_not_rebuilt(archive: Archive) -> None:
    done(*call(archive, SHARES[2]))
    assert len(entry_of(archive).answers) == 1
    assert "3 of 3" in done(*call(archive, SHARES[0], SHARES[1]))
    entry = entry_of(archive)
    assert (entry.origin, entry.epoch, entry.day) == (cast.ORIGIN, 1, DAY)
    assert entry.nonce == seed("root of 7")
    assert [answer.commitment for answer in entry.answers] == [*CARD.commitments]
    check(entry, archive.roster)


@pytest.mark.parametrize(
    ("shares", "refused"),
    [
        ([SHARES[0]], "share-twice"),
        ([SHARES[1], SHARES[1]], "share-twice"),
        ([OLD_SHARES[1]], "share-retired"),
        ([make_recovery(seed("recovery of others"), 2, 2)[1][0]], "commitment-mismatch"),
        ([], "shares-missing"),
    ],
)
def test_what_does_not_count_changes_nothing(archive: Archive, shares: list[Share], refused: str) -> None:
    done(*call(archive, SHARES[0]))
    before = entry_of(archive)
    assert code(*call(archive, *shares)) == refused
    assert entry_of(archive) == before


def test_who_answered_already_is_told_before_others_type(archive: Archive) -> None:
    done(*call(archive, SHARES[0]))
    arguments = [*call(archive)[:-2], "--language", "en"]
    arguments[arguments.index("--holders") + 1] = 2
    with Terminal(("ceremony", *arguments)) as terminal:
        for typed, answer in (
            (SHARES[0], "entered already"),
            (SHARES[1], "accepted"),
            (SHARES[2], "accepted"),
        ):
            if typed is not SHARES[1]:
                terminal.read_until("nobody else can see the screen")
            terminal.type("")
            terminal.read_until(" 1> ")
            terminal.type(typed.text.decode())
            terminal.read_until(answer)
        assert terminal.end() == 0
    assert len(entry_of(archive).answers) == 3


def test_a_roll_call_does_not_outlive_the_next_entry_of_the_log(archive: Archive) -> None:
    done(*call(archive, SHARES[0]))
    archive.grow(8)
    assert code(*call(archive, SHARES[1])) == "roll-call-stale"
    (archive.root.parent / "call").write_bytes(b"something else\n")
    assert code(*call(archive, SHARES[1])) == "ceremony-entry-malformed"


def test_the_log_of_another_origin_gives_no_nonce(archive: Archive) -> None:
    archive.grow(7, "rehearsal/elsewhere")
    assert code(*call(archive, SHARES[0])) == "checkpoint-origin"


def test_a_day_is_a_day(archive: Archive) -> None:
    arguments = [argument if argument != DAY else "yesterday" for argument in call(archive, SHARES[0])]
    assert type_in(*arguments).exit_code == 2


def test_commitments_that_are_still_in_force_are_not_retired(archive: Archive) -> None:
    published = read_published(archive.root)
    assert published.retired == set(OLD_CARD.commitments)
    archive.write("rosters/0", archive.roster.encode())
    assert read_published(archive.root).retired == frozenset()


def test_a_share_takes_part_in_a_recovery(archive: Archive) -> None:
    folder = archive.root.parent
    (folder / "checkin").write_bytes(b"what all sign on entering\n")
    arguments = ("recovery", "answer", "--folder", folder, "--name", "holder-one")
    done(*arguments, "--shares-file", held(folder, SHARES[1]))
    line = (folder / "shares" / "holder-one.answer").read_bytes()
    asked = shares_called(cast.ORIGIN, 1, b"what all sign on entering\n")
    answer = asked.answer(SHARES[1].text)
    assert line == share_line(answer).encode() + b"\n"
    asked.check([answer], CARD.entry)
    assert code(*arguments, "--shares-file", held(folder, OLD_SHARES[1])) == "share-retired"
    assert type_in(*arguments[:-1], "Holder One").exit_code == 2


def test_an_entered_roll_call_is_what_an_auditor_accepts(settled: World) -> None:
    world, players = settled, settled.players
    out = world.root / "roll-call"
    options = ("--out", out, "--holders", 3, "--day", day(1))
    shares = held(world.root, *players.shares[-1])
    done("recovery", "roll-call", world.archive, *options, "--shares-file", shares)
    index = log_entry(world.archive, out.read_bytes(), world.trust, lambda: list(players.logs.values()))
    log = read_log(prefixed(world.archive), Log.CEREMONY)
    assert log.entries[index] == out.read_bytes()
    key = players.log_signer(Log.CEREMONY).verifier
    note = log.cosigned(parse_note(cosigned_by(players.witnesses, log, key, players.now)))
    (world.archive / Log.CEREMONY.checkpoint).write_bytes(note)
    audit = verify(world.trust.read_bytes(), FolderSource(world.archive), players.now)
    results = {item.title: item.result for item in audit.findings}
    assert [(item.number, item.code) for item in audit.findings if item.code] == []
    assert results["Each answer at a roll-call is by another share"] is Result.HOLDS
    with pytest.raises(RosterMismatch):
        log_entry(world.archive, out.read_bytes(), world.trust, lambda: list(players.logs.values()))


def prefixed(archive: Path) -> dict[str, bytes]:
    """An archive's files as a ceremony's folder has them."""
    return {f"{folder.ARCHIVE}/{path}": data for path, data in folder.read_archive(archive).items()}
