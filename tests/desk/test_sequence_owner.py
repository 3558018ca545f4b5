"""Exactly one vault of a desk exports; the others know what they cannot know, and cry no wolf."""

import shutil
from pathlib import Path

import pytest

from crypto.errors import TrackerError
from crypto.recipient import Identity
from tests.desk.works import export_signed, take_applied, take_traced
from tests.desk.world import DAY, NOW, DeskInTest, World, code_of, quiet, seed, send
from tracker.desk.acting import act
from tracker.desk.acts import Undo
from tracker.desk.backup import back_up
from tracker.desk.days import day_of
from tracker.desk.handing_over import give
from tracker.desk.intake_state import SEQUENCE_JUMP
from tracker.desk.notes import write_notes
from tracker.desk.notes_reading import read_notes
from tracker.desk.restoring import restore
from tracker.desk.sequence_owner import check_sequence, take_sequence
from tracker.desk.status import status_facts
from tracker.desk.vault import Vault


def test_exactly_one_vault_exports(desk: DeskInTest, vault: Vault, world: World, tmp_path: Path) -> None:
    with desk.handed_over(vault).unlock("borys") as theirs:
        assert (theirs.desk.owns_sequence, theirs.desk.sequence_owner) == (False, "anna")
        with pytest.raises(TrackerError) as found:
            export_signed(theirs, world, tmp_path / "outbox")
        assert (found.value.code, found.value.facts["who"]) == ("sequence-elsewhere", "anna")
        assert code_of(give, theirs, "anna", tmp_path / "back", NOW, True) == "sequence-elsewhere"
    assert vault.desk.owns_sequence
    export_signed(vault, world, tmp_path / "outbox")


def test_the_sequence_goes_with_a_hand_over(desk: DeskInTest, vault: Vault) -> None:
    theirs = desk.handed_over(vault, with_sequence=True)
    assert (vault.desk.owns_sequence, vault.desk.sequence_owner) == (False, "borys")
    assert code_of(check_sequence, vault.desk) == "sequence-elsewhere"
    with theirs.unlock("borys") as vault_of_borys:
        assert vault_of_borys.desk.owns_sequence
        assert code_of(take_sequence, vault_of_borys, "x", NOW) == "sequence-here"


def test_a_medium_that_cannot_be_written_does_not_take_the_sequence_away(
    vault: Vault, tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError):
        give(vault, "borys", tmp_path / "no medium" / "copy", NOW, with_sequence=True)
    check_sequence(vault.desk)
    assert vault.desk.custody == []


def test_a_lost_owner_is_replaced_and_the_log_says_why(desk: DeskInTest, vault: Vault) -> None:
    desk.handed_over(vault, with_sequence=True)
    take_sequence(vault, "the medium broke on the way", NOW)
    assert vault.desk.owns_sequence
    assert vault.desk.custody[-1].body.type == "sequence-taken"
    vault.close()
    with desk.unlock() as again:
        check_sequence(again.desk)


def test_two_vaults_that_both_export_raise_an_alarm(desk: DeskInTest, world: World, vault: Vault) -> None:
    shutil.copy(vault.file.path, desk.path.with_name("twin"))
    twin = DeskInTest(world, desk.path.with_name("twin"), desk.randomness)
    other = DeskInTest(world, desk.path.with_name("second"), desk.randomness)
    with other.create("borys") as theirs:
        for _ in range(2):
            assert send(theirs, vault).both_own_sequence
        assert [alarm.code for _, alarm in vault.desk.alarms] == ["sequence-twice"]
    with twin.unlock("borys") as same:
        # The same copy, as when two caseworkers share one file.
        assert not send(same, vault).both_own_sequence


def test_the_log_has_it_once_for_as_long_as_this_copy_exports(
    desk: DeskInTest, world: World, vault: Vault
) -> None:
    """It is told each time; an alarm of each exchange of notes would hide the others."""
    other = DeskInTest(world, desk.path.with_name("second"), desk.randomness)
    with other.create("borys") as theirs:
        for day in (1, 2):
            assert send(theirs, vault, NOW + day * DAY).both_own_sequence
        give(vault, "borys", desk.path.with_name("medium"), NOW + 3 * DAY, with_sequence=True)
        assert not send(theirs, vault, NOW + 4 * DAY).both_own_sequence
        take_sequence(vault, "the medium broke on the way", NOW + 5 * DAY)
        for day in (6, 7):
            assert send(theirs, vault, NOW + day * DAY).both_own_sequence
    at = [day_of(at) for at, alarm in vault.desk.alarms if alarm.code == "sequence-twice"]
    assert at == [day_of(NOW + DAY), day_of(NOW + 6 * DAY)]


def test_notes_from_before_a_hand_over_say_nothing_of_today(desk: DeskInTest, vault: Vault) -> None:
    """They say that their writer exported, and so it was."""
    notes = desk.path.with_name("old notes")
    write_notes(vault, notes, NOW - DAY)
    with desk.handed_over(vault, with_sequence=True).unlock("borys") as theirs:
        assert not read_notes(theirs, notes, NOW, quiet).both_own_sequence
        assert theirs.desk.alarms == []
        take_sequence(vault, "borys does not answer", NOW)
        assert send(vault, theirs, NOW + DAY).both_own_sequence
        assert [alarm.code for _, alarm in theirs.desk.alarms] == ["sequence-twice"]


def test_the_last_outbox_of_a_lost_vault_is_no_second_owner(
    desk: DeskInTest, vault: Vault, world: World, tmp_path: Path
) -> None:
    back_up(vault, tmp_path / "copy", NOW, allow_same_device=True)
    outbox = tmp_path / "outbox"
    export_signed(vault, world, outbox, NOW + DAY)
    new = tmp_path / "new"
    restore(tmp_path / "copy", new, world.workers["anna"], NOW + 2 * DAY, desk.randomness)
    with DeskInTest(world, new, desk.randomness).unlock() as restored:
        assert restored.desk.owns_sequence
        assert not read_notes(restored, outbox, NOW + 2 * DAY, quiet).both_own_sequence
        # It was not lost after all.
        assert send(vault, restored, NOW + 3 * DAY).both_own_sequence


def test_a_vault_that_does_not_export_takes_outboxes_of_the_other_as_they_come(
    desk: DeskInTest, vault: Vault, world: World, tmp_path: Path
) -> None:
    with desk.handed_over(vault).unlock("borys") as theirs:
        # The last tells of an earlier outbox than the one before: somebody altered that one's header.
        for sequence, name in ((0, b"a"), (1, b"b"), (2**40, b"x"), (2, b"c")):
            assert take_applied(desk, theirs, sequence, name * 32) == ""
        assert (theirs.desk.alarms, theirs.desk.applied) == ([], (2, b"c" * 32))
        take_sequence(theirs, "the other vault burned", NOW)
        assert export_signed(theirs, world, tmp_path / "outbox").draft.sequence == 3
        # From now on it knows which outboxes there are.
        assert take_applied(desk, theirs, 7, b"y" * 32) == "outbox-unknown"


def test_a_number_that_no_desk_reaches_is_not_taken_over(
    desk: DeskInTest, vault: Vault, world: World, tmp_path: Path
) -> None:
    with desk.handed_over(vault).unlock("borys") as theirs:
        take_applied(desk, theirs, 2**53 - 1, b"x" * 32)
        assert code_of(take_sequence, theirs, "the other vault burned", NOW) == "sequence-implausible"
        assert not theirs.desk.owns_sequence
        # The vault that burned may have been made to jump, as often as anybody managed to.
        take_applied(desk, theirs, 100 * SEQUENCE_JUMP, b"c" * 32)
        take_sequence(theirs, "the other vault burned", NOW)
        assert export_signed(theirs, world, tmp_path / "outbox").draft.sequence == 100 * SEQUENCE_JUMP + 1


def test_an_outbox_of_the_other_vault_with_our_number_is_odd_wherever_it_is_seen(
    desk: DeskInTest, vault: Vault, world: World, tmp_path: Path
) -> None:
    export_signed(vault, world, tmp_path / "outbox")
    with desk.handed_over(vault).unlock("borys") as theirs:
        assert take_applied(desk, theirs, 0, b"x" * 32) == "outbox-forked"


def test_what_only_the_exporting_vault_knows_is_not_said_by_another(
    desk: DeskInTest, vault: Vault, world: World, tmp_path: Path
) -> None:
    """Its newest outbox may be long past: signers who left since, answers that were taken back."""
    take_traced(desk, vault)
    export_signed(vault, world, tmp_path / "outbox")
    with desk.handed_over(vault).unlock("borys") as theirs:
        (answer,) = theirs.desk.cases[1].triage.history
        act(theirs, theirs.desk.cases[1], Undo(answer.id), NOW)
        send(theirs, vault)
        world.workers["anna"] = Identity(seed("anna anew"))
        world.add_epoch()
        for each in (vault, theirs):
            each.take_keyring(world.documents, NOW)
        facts = [status_facts(each, NOW) for each in (vault, theirs)]
    assert [fact["resign"] for fact in facts] == [True, False]
    assert [fact["retracted"] for fact in facts] == [["C-000001"], []]
