"""What happens by itself, on both databases, with the clock as an argument."""

import io
from pathlib import Path

import pytest

from crypto.merkle import Frontier
from tests.simulators.deployment import Deployment, prepared
from tests.simulators.outboxes import FAR_DAY, make_outbox
from tests.simulators.snapshot import all_bytes
from tests.simulators.throwaway_keys import ORIGIN
from tracker.records.inbox import InboxReader, verify_inbox
from tracker.records.outbox import Ticket
from tracker.server.office import Office
from tracker.server.services.housekeeping import DAYS_UNTIL_DESTROYED, DAYS_UNTIL_REMOVED
from tracker.server.store import log, publications

DAY = 86_400
NOON = 1_780_000_000 // DAY * DAY + DAY // 2


@pytest.fixture
def quiet(tmp_path: Path, database_url: str) -> Deployment:
    """A server that is set up and does not run."""
    return prepared(tmp_path / "state", database_url)


def deposit(office: Office, letters: list[bytes]) -> None:
    """Stores letters as a request would."""
    for letter in letters:
        office.intake.take(len(letter), io.BytesIO(letter))


def apply(office: Office, deployment: Deployment, sequence: int, size: int, now: int) -> None:
    """An outbox that acknowledges so many letters."""
    with office.database.read() as connection:
        root = log.root_at(connection, size)
    outbox = make_outbox(deployment.keys, sequence, Ticket(size, root, FAR_DAY), acknowledged=size)
    office.exchange.run(io.BytesIO(outbox.encode()), now)


def states(office: Office) -> dict[str, int]:
    """How many batches are in which state."""
    with office.database.read() as connection:
        every = (log.MOVING, log.KEPT, log.DESTROYED)
        return {state: len(log.in_state(connection, state)) for state in every}


def test_letters_go_seven_counted_days_after_all_desks_have_them(quiet: Deployment) -> None:
    letters = quiet.quick_letters(3)
    with quiet.office() as office:
        office.housekeeping.run(NOON)
        deposit(office, letters)
        office.batches.close(NOON)
        apply(office, quiet, 0, 3, NOON)
        for day in range(1, DAYS_UNTIL_DESTROYED + 1):
            assert states(office)[log.KEPT] == 1
            office.housekeeping.run(NOON + day * DAY)
        assert states(office) == {log.MOVING: 0, log.KEPT: 0, log.DESTROYED: 1}
        inbox = office.inboxes.prepare(Ticket(0, Frontier.empty().root(), FAR_DAY))
        bundle = b"".join(office.inboxes.stream(inbox))
    assert len(bundle) == inbox.total_bytes
    verify_inbox(InboxReader(io.BytesIO(bundle)), Frontier.empty(), ORIGIN, quiet.keys.intake)
    assert all(letter[-20_000:] not in all_bytes(quiet.folder) for letter in letters)


def test_unacknowledged_letters_stay(quiet: Deployment) -> None:
    with quiet.office() as office:
        office.housekeeping.run(NOON)
        deposit(office, quiet.quick_letters(2))
        office.batches.close(NOON)
        apply(office, quiet, 0, 0, NOON)
        for day in range(1, 30):
            office.housekeeping.run(NOON + day * DAY)
        assert states(office)[log.KEPT] == 1


def test_what_a_desk_of_another_history_says_destroys_nothing(quiet: Deployment) -> None:
    with quiet.office() as office:
        office.housekeeping.run(NOON)
        deposit(office, quiet.quick_letters(2))
        office.batches.close(NOON)
        forked = make_outbox(quiet.keys, 0, Ticket(2, bytes(32), FAR_DAY), acknowledged=2)
        outcome = office.exchange.run(io.BytesIO(forked.encode()), NOON)
        assert outcome.refusal is not None
        assert outcome.refusal.code == "ticket-forked"
        for day in range(1, 30):
            office.housekeeping.run(NOON + day * DAY)
        assert states(office)[log.KEPT] == 1


@pytest.mark.parametrize("jump", [3650 * DAY, -3650 * DAY])
def test_a_clock_that_jumps_destroys_nothing_early(quiet: Deployment, jump: int) -> None:
    with quiet.office() as office:
        office.housekeeping.run(NOON)
        deposit(office, quiet.quick_letters(2))
        office.batches.close(NOON)
        apply(office, quiet, 0, 2, NOON)
        apply(office, quiet, 1, 2, NOON)
        office.housekeeping.run(NOON + jump)
        office.housekeeping.run(NOON)
        with office.database.read() as connection:
            assert len(publications.in_mailbox(connection)) == 2
        assert states(office)[log.KEPT] == 1
        deposit(office, quiet.quick_letters(1))
        office.batches.close_if_due(NOON + DAY)
        with office.database.read() as connection:
            assert log.current(connection).day == "2026-05-30"


def test_a_replaced_publication_goes_after_a_full_day(quiet: Deployment) -> None:
    with quiet.office() as office:
        office.housekeeping.run(NOON)
        apply(office, quiet, 0, 0, NOON)
        apply(office, quiet, 1, 0, NOON)
        for day in range(DAYS_UNTIL_REMOVED):
            office.housekeeping.run(NOON + day * DAY)
            assert (quiet.folder / "mailbox/desk/0").exists()
        office.housekeeping.run(NOON + DAYS_UNTIL_REMOVED * DAY)
    assert [path.name for path in (quiet.folder / "mailbox/desk").iterdir()] == ["1"]


def test_batches_close_at_their_hour_and_only_then(quiet: Deployment) -> None:
    with quiet.office() as office:
        office.batches.close(NOON)
        deposit(office, quiet.quick_letters(2))
        office.housekeeping.run(NOON + DAY // 2)
        assert states(office)[log.KEPT] == 0
        office.housekeeping.run(NOON + DAY // 2 + 3 * 3600)
        assert states(office)[log.KEPT] == 1


def test_leftovers_of_a_killed_publication_go(quiet: Deployment) -> None:
    desk = quiet.folder / "mailbox/desk"
    with quiet.office() as office:
        apply(office, quiet, 0, 0, NOON)
        for name in (".new-1", "1", ".old-7"):
            (desk / name).mkdir()
            (desk / name / "slices").write_bytes(b"x")
        office.housekeeping.run(NOON)
        assert [path.name for path in desk.iterdir()] == ["0"]
        (desk / "1").mkdir()
        apply(office, quiet, 1, 0, NOON)
    assert (desk / "1/slices").exists()


def test_files_of_the_mailbox_tell_the_day_and_no_more(quiet: Deployment) -> None:
    with quiet.office() as office:
        apply(office, quiet, 0, 0, NOON + 7)
    times = {path.stat().st_mtime % DAY for path in (quiet.folder / "mailbox/desk/0").iterdir()}
    assert times == {0}


def test_only_one_keeps_house(quiet: Deployment) -> None:
    with quiet.office() as one, quiet.office() as two, one.housekeeping._leading.held_at_once():
        assert not two.housekeeping.run(NOON)
