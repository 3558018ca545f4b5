"""An inbox reaches the vault whole and once, and says what is odd about it."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from crypto import aead
from crypto.errors import TrackerError
from crypto.letter import Attachment, Kind
from crypto.note import NoteSigner
from crypto.recipient import Identity
from tests.desk.world import DAY, NOW, DeskInTest, World, inquiry_form, quiet, seed, witnessed
from tracker.desk.case import Case
from tracker.desk.days import add_days, day_of
from tracker.desk.importing import TRANSACTION_LEAVES, import_inbox
from tracker.desk.shared_envelopes import SEED_BYTES
from tracker.desk.state import Fate
from tracker.desk.vault import Vault
from tracker.records.errors import FetchDayEarly, InboxChanged


def case_of(vault: Vault, world: World, family: str) -> Case:
    """The case of a family's inquiry."""
    return vault.desk.cases[vault.desk.by_inquiry[world.family(family).public.inquiry_id]]


def alarms(vault: Vault) -> list[tuple[str, int]]:
    """Code and subject of each alarm."""
    return [(alarm.code, alarm.about) for _, alarm in vault.desk.alarms]


def test_a_letter_arrives_identical(desk: DeskInTest, world: World, vault: Vault) -> None:
    text = "Об'єднана «родина» ʼ 👩‍👩‍👧 " * 140
    photo = Attachment("image/jpeg", bytes(range(256)) * 300)
    form = inquiry_form(text=text[:4000])
    world.post(world.envelope("one", form=form, attachments=(photo,)))
    result = desk.take(vault, world.inbox())
    assert result.fates == {Fate.STORED: 1}
    vault.close()
    with desk.unlock("borys") as again:
        (case,) = again.desk.cases.values()
        (letter,) = case.letters
        assert letter.body.form == form
        assert case.flags == ()
        envelope, attachment = case.blobs
        assert again.open_blob(attachment) == photo.data
        assert again.open_blob(envelope) == world.log[0]


def test_letters_join_their_case_in_any_order(desk: DeskInTest, world: World, vault: Vault) -> None:
    world.post(world.envelope("one", Kind.ADDITION, {"text": "ще"}))
    desk.take(vault, world.inbox())
    assert case_of(vault, world, "one").flags == ("no-first-letter",)
    world.post(world.envelope("two"), world.envelope("one"))
    desk.take(vault, world.inbox(1))
    case = case_of(vault, world, "one")
    assert [letter.body.kind for letter in case.letters] == ["addition", "inquiry"]
    assert case.flags == ()
    assert case.label == "C-000001"
    assert case_of(vault, world, "two").label == "C-000002"


def test_probes_are_dropped_and_withdrawal_is_final(desk: DeskInTest, world: World, vault: Vault) -> None:
    world.write("one")
    world.post(world.envelope("prober", Kind.PROBE), world.envelope("one", Kind.WITHDRAWAL))
    world.post(world.envelope("one", Kind.ADDITION, {"text": "after"}))
    result = desk.take(vault, world.inbox())
    assert result.fates == {Fate.STORED: 2, Fate.PROBE: 1, Fate.AFTER_WITHDRAWAL: 1}
    case = case_of(vault, world, "one")
    assert case.is_withdrawn
    assert not case.is_open
    assert len(case.letters) == 2
    assert len(vault.desk.cases) == 1


def test_an_inbox_is_taken_once(desk: DeskInTest, world: World, vault: Vault) -> None:
    world.write("one", "two")
    first = world.inbox()
    desk.take(vault, first)
    again = desk.take(vault, first)
    assert (again.already, again.fates.total(), vault.desk.size) == (2, 0, 2)
    world.write("three")
    later = desk.take(vault, world.inbox(0))
    assert (later.already, later.fates) == (2, {Fate.STORED: 1})
    before = vault.desk.event_count
    with pytest.raises(TrackerError) as refused:
        desk.take(vault, first)
    assert (refused.value.code, vault.desk.event_count) == ("inbox-older", before)
    assert len(vault.desk.cases) == 3
    assert alarms(vault) == []


def test_a_leaf_of_an_earlier_letter_is_dropped_and_flagged(
    desk: DeskInTest, world: World, vault: Vault
) -> None:
    world.write("one")
    world.post(world.log[0], world.envelope("two"), world.log[0])
    result = desk.take(vault, world.inbox())
    assert result.fates == {Fate.STORED: 2, Fate.REPLAYED: 2}
    assert alarms(vault) == [("replayed", 1), ("replayed", 3)]


def test_a_withheld_letter_is_an_alarm_and_may_come_later(
    desk: DeskInTest, world: World, vault: Vault
) -> None:
    world.write("one", "two")
    kept, world.log[0] = world.log[0], None
    result = desk.take(vault, world.inbox())
    assert result.fates == {Fate.WITHHELD: 1, Fate.STORED: 1}
    assert alarms(vault) == [("withheld", 0)]
    world.log[0] = kept
    mended = desk.take(vault, world.inbox())
    assert mended.fates == {Fate.STORED: 1}
    assert vault.desk.fates == [Fate.STORED, Fate.STORED]
    assert case_of(vault, world, "one").letters


Change = Callable[[World], bytes]


def flipped(world: World) -> bytes:
    inbox = bytearray(world.inbox())
    inbox[-1] ^= 1
    return bytes(inbox)


def swapped(world: World) -> bytes:
    world.log.reverse()
    return world.inbox()


def reordered(world: World) -> bytes:
    inbox = world.inbox()
    world.log.reverse()
    world.hashes.reverse()
    header, _, _ = inbox.partition(b"inquiry-envelope/v1")
    _, _, frames = world.inbox().partition(b"inquiry-envelope/v1")
    return header + b"inquiry-envelope/v1" + frames


REFUSED: dict[str, tuple[Change, str]] = {
    "cut": (lambda world: world.inbox()[:-1], "inbox-malformed"),
    "cut in the header": (lambda world: world.inbox()[:40], "inbox-malformed"),
    "longer": (lambda world: world.inbox() + b"\0", "inbox-malformed"),
    "flipped": (flipped, "inbox-root"),
    "swapped": (swapped, "inbox-root"),
    "reordered": (reordered, "inbox-root"),
    "of another origin": (lambda world: world.inbox(origin="rehearsal/other"), "inbox-origin"),
    "behind a gap": (lambda world: world.inbox(1), "inbox-gap"),
    "signed by another key": (
        lambda world: world.inbox(signer=NoteSigner(world.intake.name, world.officers[0])),
        "inbox-checkpoint",
    ),
    "empty": (lambda world: b"", "inbox-malformed"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_inbox_changes_nothing(name: str, desk: DeskInTest, world: World, vault: Vault) -> None:
    world.write("one", "two")
    change, code = REFUSED[name]
    before = vault.desk.event_count
    with pytest.raises(TrackerError) as refused:
        desk.take(vault, change(world))
    assert refused.value.code == code
    assert (vault.desk.event_count, vault.desk.size) == (before, 0)


def test_a_rewritten_log_is_noticed(desk: DeskInTest, world: World, vault: Vault) -> None:
    world.write("one", "two")
    desk.take(vault, world.inbox())
    other = World()
    other.write("another", "two", "three")
    with pytest.raises(TrackerError) as refused:
        desk.take(vault, other.inbox())
    assert refused.value.code == "inbox-forked"
    assert vault.desk.size == 2


def test_a_letter_for_nobody_here_is_kept_and_opens_for_the_next_who_can(
    desk: DeskInTest, world: World, vault: Vault
) -> None:
    only_borys = world.sealing.recipients[1:]
    sealed = world.envelope("one", keyring=type(world.sealing)(
        world.sealing.origin, 0, world.sealing.head_hash, only_borys))  # fmt: skip
    world.post(sealed)
    desk.take(vault, world.inbox())
    (case,) = vault.desk.cases.values()
    assert case.flags == ("envelope-not-for-us",)
    vault.close()
    with desk.unlock("borys") as borys:
        result = desk.take(borys, world.inbox())
        assert result.reopened == 1
        case = case_of(borys, world, "one")
        assert case.flags == ("recipients-differ",)
        assert borys.desk.fates == [Fate.STORED]
        assert len(borys.desk.cases) == 1
    with desk.unlock("borys") as borys:
        assert case_of(borys, world, "one").letters


def test_letters_of_an_older_epoch_are_flagged(desk: DeskInTest, world: World, vault: Vault) -> None:
    before = world.sealing
    world.workers = {"anna": world.workers["anna"], "clara": Identity(seed("clara"))}
    world.add_epoch()
    vault.take_keyring(world.documents, NOW)
    elsewhere = type(before)(before.origin, 1, before.head_hash, before.recipients)
    world.post(world.envelope("one", keyring=before), world.envelope("two"))
    world.post(world.envelope("three", keyring=elsewhere))
    desk.take(vault, world.inbox())
    assert case_of(vault, world, "one").flags == ("epoch-superseded", "recipient-revoked")
    assert case_of(vault, world, "two").flags == ()
    assert case_of(vault, world, "three").flags == ("epoch-unknown",)


def test_all_cores_give_what_one_gives(desk: DeskInTest, world: World, vault: Vault) -> None:
    # More than two transactions, some of it unreadable.
    world.write(*(f"family {number}" for number in range(2 * TRANSACTION_LEAVES + 5)))
    for position in range(0, len(world.log), 50):
        broken = bytearray(world.log[position] or b"")
        broken[-1] ^= 1
        world.log[position], world.hashes[position] = None, b""
        world.post(bytes(broken))
    kept = [envelope for envelope in world.log if envelope]
    world.log, world.hashes = [], []
    world.post(*kept)
    result = desk.take(vault, world.inbox(), processes=2)
    unreadable = len([case for case in vault.desk.cases.values() if case.unreadable])
    assert result.fates == {Fate.STORED: len(kept) - unreadable, Fate.UNREADABLE: 11}
    opened = [case.letters[0] for case in vault.desk.cases.values() if case.letters]
    assert [letter.body.leaf for letter in opened] == list(range(len(opened)))
    assert vault.check_blobs() == len(kept)


@pytest.mark.parametrize(
    ("draw_size", "is_noticed"),
    [(SEED_BYTES, True), (aead.NONCE_BYTES, False)],
    ids=["one read", "both read"],
)
def test_what_is_stored_is_what_was_verified(
    desk: DeskInTest, world: World, vault: Vault, tmp_path: Path, draw_size: int, is_noticed: bool
) -> None:
    file = tmp_path / "medium"
    world.write("one", "two")
    inbox = world.inbox()
    file.write_bytes(inbox)
    draw = vault.randomness

    def change_behind(size: int) -> bytes:
        """The medium gives another second letter from here on: before, or after, it was read to be opened."""
        if size == draw_size:
            file.write_bytes(inbox[:-1] + bytes([inbox[-1] ^ 1]))
        return draw(size)

    vault.randomness = change_behind
    if is_noticed:
        with pytest.raises(InboxChanged):
            import_inbox(vault, file, NOW, "2026-09-01", quiet, processes=1)
        assert vault.desk.size == len(vault.desk.cases) == 0
        vault.randomness = draw
        file.write_bytes(inbox)
    assert import_inbox(vault, file, NOW, "2026-09-01", quiet, processes=1).fates == {Fate.STORED: 2}
    kept = [vault.open_blob(blob) for case in vault.desk.cases.values() for blob in case.blobs]
    assert kept == world.log


def test_letters_and_their_leaves_are_stored_together_or_not_at_all(
    desk: DeskInTest, world: World, vault: Vault
) -> None:
    world.write("one", "two")
    # Events 1 and 2 are the letters, event 3 says how far the desk is.
    vault.file._db.execute(
        "CREATE TEMP TRIGGER broken BEFORE INSERT ON main.events WHEN NEW.sequence = 3"
        " BEGIN SELECT RAISE(ABORT, 'as if the medium failed'); END"
    )
    with pytest.raises(TrackerError) as failed:
        desk.take(vault, world.inbox())
    assert failed.value.code == "vault-damaged"
    assert (vault.desk.size, vault.desk.cases) == (0, {})
    vault.file._db.execute("DROP TRIGGER broken")
    desk.take(vault, world.inbox())
    assert (vault.desk.size, len(vault.desk.cases)) == (2, 2)


@pytest.mark.parametrize(("age", "raised"), [(None, True), (15 * DAY, True), (-2 * DAY, True), (DAY, False)])
def test_an_inbox_that_no_witness_saw_lately_is_an_alarm(
    tmp_path: Path, rng: random.Random, age: int | None, raised: bool
) -> None:
    world = World(policy_lines=witnessed())
    world.write("one")
    world.cosigned_at = None if age is None else NOW - age
    desk = DeskInTest(world, tmp_path / "vault", rng.randbytes)
    with desk.create() as vault:
        assert desk.take(vault, world.inbox()).fates == {Fate.STORED: 1}
        assert alarms(vault) == ([("not-cosigned", 1)] if raised else [])


@pytest.mark.parametrize("day", ["2020-01-01", "2026-08-31"])
def test_a_day_of_fetching_before_that_of_an_earlier_inbox_is_refused(
    day: str, desk: DeskInTest, world: World, vault: Vault
) -> None:
    world.write("one")
    desk.take(vault, world.inbox())
    world.write("two")
    file = desk.path.with_name("inbox")
    file.write_bytes(world.inbox(0))
    before = vault.desk.event_count
    with pytest.raises(FetchDayEarly) as refused:
        import_inbox(vault, file, NOW, day, quiet, processes=1)
    assert (refused.value.facts["day"], vault.desk.event_count) == ("2026-09-02", before)
    assert import_inbox(vault, file, NOW, "2026-09-01", quiet, processes=1).fates == {Fate.STORED: 1}


@pytest.mark.parametrize(("ahead", "is_early"), [(-2, False), (-1, False), (0, True), (40, True)])
def test_a_day_of_fetching_before_a_witness_saw_the_tree_is_refused(
    tmp_path: Path, rng: random.Random, ahead: int, is_early: bool
) -> None:
    world = World(policy_lines=witnessed())
    world.write("one")
    world.cosigned_at = NOW + ahead * 86_400
    desk = DeskInTest(world, tmp_path / "vault", rng.randbytes)
    file = tmp_path / "inbox"
    file.write_bytes(world.inbox())
    with desk.create() as vault:
        if is_early:
            with pytest.raises(FetchDayEarly):
                import_inbox(vault, file, NOW, add_days(day_of(NOW), -2), quiet, processes=1)
            # Not even by a witness who lives in the future is today's import kept away.
            read_up_to = add_days(day_of(NOW), -1)
        else:
            read_up_to = add_days(day_of(NOW), -2)
        assert import_inbox(vault, file, NOW, read_up_to, quiet, processes=1).fates == {Fate.STORED: 1}
