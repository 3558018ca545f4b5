"""An outbox tells every family what stands about it, and nothing else; signed by enough, or not at all."""

import gc
import hashlib
from pathlib import Path

import pytest

from crypto.letter import Kind
from crypto.mailbox import SEATS
from crypto.recipient import Identity
from tests.desk.family_side import AppliedOutbox
from tests.desk.world import DAY, NOW, ORIGIN, PUBLISHER, DeskInTest, World, code_of, quiet, seed
from tracker.desk import publishing
from tracker.desk.acting import act
from tracker.desk.acts import Answer
from tracker.desk.answering import confirm_answer, write_answer
from tracker.desk.backup import back_up, check_copy
from tracker.desk.days import add_days, day_of
from tracker.desk.exporting import ExportResult, draft_path, export_outbox
from tracker.desk.intake_state import SEQUENCE_JUMP
from tracker.desk.notes_file import NotesHead, unseal
from tracker.desk.signing import sign_outbox
from tracker.desk.status import draft_summary, status_facts
from tracker.desk.vault import Vault
from tracker.records.answer import check_answer
from tracker.records.outbox import NOTES_BYTES

TRACED = {"work": "being-traced", "knowledge": {"value": "none"}, "text": "Ми шукаємо. " * 300}
LOCATED = {
    "work": "answered",
    "knowledge": {"value": "located", "source": "icrc", "date": "2026", "confidence": "low"},
}
CLOSED = {"work": "closed", "why": "no-way-left", "knowledge": {"value": "none"}}


@pytest.fixture
def outbox_file(tmp_path: Path) -> Path:
    """Where the outbox goes."""
    return tmp_path / "outbox"


def make(vault: Vault, path: Path, *signers: Identity, now: int = NOW) -> ExportResult:
    """An outbox signed by these."""
    return export_outbox(vault, path, signers, now, quiet, processes=1)


def publish(vault: Vault, world: World, path: Path, now: int = NOW) -> AppliedOutbox:
    """An outbox signed by everybody, as the server applies it."""
    result = make(vault, path, *world.workers.values(), now=now)
    assert result.is_complete
    return AppliedOutbox(result.path, world.head)


def work_told(outbox: AppliedOutbox, world: World, *families: str) -> list[str | None]:
    """What each family reads of how the work stands; None if there is no cell."""
    answers = [outbox.answer(world.family(name)) for name in families]
    for answer in answers:
        if answer is not None:
            check_answer(answer)
    return [None if answer is None else answer["work"] for answer in answers]


def test_outbox_zero_is_all_decoys(vault: Vault, world: World, outbox_file: Path) -> None:
    outbox = publish(vault, world, outbox_file)
    header = outbox.header
    assert (header.sequence, header.ticket.size, header.acknowledged, header.applied) == (0, 0, 0, None)
    assert (header.ticket.valid_until, outbox.manifest.next_day) == ("2026-10-21", "2026-09-28")
    assert header.slices == 1
    assert work_told(outbox, world, "one") == [None]


def test_each_family_reads_its_own_answer(
    desk: DeskInTest, vault: Vault, world: World, outbox_file: Path
) -> None:
    world.write("one", "two", "three")
    desk.take(vault, world.inbox())
    write_answer(vault, vault.desk.cases[2], TRACED, NOW)
    outbox = publish(vault, world, outbox_file)
    told = work_told(outbox, world, "one", "two", "three", "four")
    assert told == ["received", "being-traced", "received", None]
    assert outbox.answer(world.family("two"))["text"] == TRACED["text"]
    assert outbox.manifest.read_up_to == "2026-09-01"


def test_every_cell_and_every_place_is_new_each_time(
    desk: DeskInTest, vault: Vault, world: World, outbox_file: Path
) -> None:
    world.write("one", "two")
    desk.take(vault, world.inbox())
    first, second = (publish(vault, world, outbox_file) for _ in range(2))
    assert second.header.sequence == first.header.sequence + 1
    assert first.manifest.key != second.manifest.key
    records = [
        {served[i : i + 4112] for i in range(len(served) - SEATS * 4112, len(served), 4112)}
        for outbox in (first, second)
        for served in outbox.slices
    ]
    assert not records[0] & records[1]
    assert not {record[:16] for record in records[0]} & {record[:16] for record in records[1]}


def test_nothing_is_published_before_the_second_person_confirmed(
    desk: DeskInTest, vault: Vault, world: World, outbox_file: Path
) -> None:
    world.write("one")
    desk.take(vault, world.inbox())
    write_answer(vault, vault.desk.cases[1], LOCATED, NOW)
    assert work_told(publish(vault, world, outbox_file), world, "one") == ["received"]
    vault.identity = world.workers["borys"]
    confirm_answer(vault, vault.desk.cases[1], NOW)
    assert work_told(publish(vault, world, outbox_file), world, "one") == ["answered"]


def test_the_withdrawn_are_told_so_for_90_days_and_erased_at_once(
    desk: DeskInTest, vault: Vault, world: World, outbox_file: Path
) -> None:
    world.write("one", "two")
    world.post(world.envelope("one", Kind.WITHDRAWAL))
    desk.take(vault, world.inbox())
    assert work_told(publish(vault, world, outbox_file), world, "one", "two") == ["withdrawn", "received"]
    assert vault.desk.cases[1].letters == ()
    assert vault.desk.erased
    vault.close()
    with desk.unlock("borys") as again:
        for days, told in ((1, "withdrawn"), (90, "withdrawn"), (91, None)):
            outbox = publish(again, world, outbox_file, now=NOW + days * DAY)
            assert work_told(outbox, world, "one", "two") == [told, "received"]
        world.post(world.envelope("one", Kind.ADDITION, {"text": "later"}))
        desk.take(again, world.inbox())
        assert again.desk.cases[1].letters == ()


def test_the_closed_are_told_so_for_a_year(
    desk: DeskInTest, vault: Vault, world: World, outbox_file: Path
) -> None:
    world.write("one")
    desk.take(vault, world.inbox())
    write_answer(vault, vault.desk.cases[1], CLOSED, NOW)
    for days, told in ((0, "closed"), (365, "closed"), (366, None)):
        outbox = publish(vault, world, outbox_file, now=NOW + days * DAY)
        assert work_told(outbox, world, "one") == [told]


def test_a_case_that_is_open_again_has_a_cell_though_its_closing_ended(
    desk: DeskInTest, vault: Vault, world: World, outbox_file: Path
) -> None:
    world.write("one", "two")
    desk.take(vault, world.inbox())
    for number in (1, 2):
        write_answer(vault, vault.desk.cases[number], CLOSED, NOW)
    world.post(world.envelope("one", Kind.ADDITION, {"text": "знову"}))
    desk.take(vault, world.inbox())
    for days, told in ((365, ["closed", "closed"]), (366, ["received", None])):
        outbox = publish(vault, world, outbox_file, now=NOW + days * DAY)
        assert work_told(outbox, world, "one", "two") == told
    world.post(world.envelope("two", Kind.ADDITION, {"text": "знову"}))
    desk.take(vault, world.inbox(), now=NOW + 367 * DAY)
    outbox = publish(vault, world, outbox_file, now=NOW + 367 * DAY)
    assert work_told(outbox, world, "one", "two") == ["received", "received"]


def test_the_day_to_look_again_moves_on(
    desk: DeskInTest, vault: Vault, world: World, outbox_file: Path
) -> None:
    world.write("one")
    desk.take(vault, world.inbox())
    write_answer(vault, vault.desk.cases[1], TRACED, NOW)
    outbox = publish(vault, world, outbox_file, now=NOW + 30 * DAY)
    assert outbox.answer(world.family("one"))["again"] == outbox.manifest.next_day == "2026-10-28"


def death(vault: Vault, number: int) -> None:
    """An answer that the check never lets out, as a colleague's vault may bring it."""
    days = {"answered": "2026-09-21", "again": "2026-09-28"}
    content = {**TRACED, **days, "text": "Він помер.", "language": "uk"}
    act(vault, vault.desk.cases[number], Answer(content), NOW)


@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_read_while_it_is_sealed_is_told_as_what_was_read_before(
    desk: DeskInTest,
    vault: Vault,
    world: World,
    outbox_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    processes: int,
) -> None:
    monkeypatch.setattr(publishing, "_ALONE_BELOW", 0)
    families = [str(number) for number in range(1, 10)]
    world.write(*families)
    world.post(world.envelope("6", Kind.WITHDRAWAL))
    desk.take(vault, world.inbox())
    bare, ended = {**TRACED, "text": ""}, {**CLOSED, "text": "Шукати далі ніде."}
    for number, content in ((2, TRACED), (3, bare), (5, TRACED), (7, ended), (8, ended), (9, bare)):
        write_answer(vault, vault.desk.cases[number], content, NOW)
    for number in (3, 4, 5, 5, 8):
        death(vault, number)
    now = NOW + 366 * DAY
    read = publishing.what_is_told(vault.desk, now, add_days(day_of(now), 7))
    assert [item.case for item in read if item.held] == [3, 4, 5, 8]
    assert {item.case for item in read} == {1, 2, 3, 4, 5, 8, 9}
    result = export_outbox(vault, outbox_file, [*world.workers.values()], now, quiet, processes=processes)
    assert result.draft.cases == {str(item.case): item.answer for item in read}
    assert result.held == tuple(item.held for item in read if item.held)
    outbox, told = AppliedOutbox(result.path, world.head), {item.case: item.content for item in read}
    expected = [told.get(number) for number in range(1, len(families) + 1)]
    assert [outbox.answer(world.family(name)) for name in families] == expected


def test_one_signature_of_two_is_a_draft(vault: Vault, world: World, outbox_file: Path) -> None:
    anna, borys = world.workers["anna"], world.workers["borys"]
    result = make(vault, outbox_file, anna, anna)
    assert (result.signed, result.threshold, result.is_complete) == (1, 2, False)
    assert not outbox_file.exists()
    assert code_of(AppliedOutbox, result.path, world.head) == "threshold-missing"
    assert sign_outbox(vault, draft_path(outbox_file), outbox_file, NOW) == (1, 2)
    vault.identity = borys
    assert sign_outbox(vault, draft_path(outbox_file), outbox_file, NOW) == (2, 2)
    assert not draft_path(outbox_file).exists()
    assert vault.desk.exported == {0}
    apart = AppliedOutbox(outbox_file, world.head)
    assert {item.public for item in apart.signatures} == {
        worker.signing_key.public for worker in (anna, borys)
    }
    assert len(apart.signatures) == 4


def test_only_signers_of_the_keyring_sign(vault: Vault, world: World, outbox_file: Path) -> None:
    nobody = Identity(seed("nobody"))
    assert code_of(make, vault, outbox_file, nobody) == "signer-unauthorised"
    make(vault, outbox_file, world.workers["anna"])
    vault.identity = nobody
    waiting = draft_path(outbox_file)
    assert code_of(sign_outbox, vault, waiting, outbox_file, NOW) == "signer-unauthorised"


def test_only_the_newest_draft_and_only_unaltered_is_signed(
    vault: Vault, world: World, outbox_file: Path
) -> None:
    waiting = make(vault, outbox_file, world.workers["anna"]).path
    older = waiting.read_bytes()
    make(vault, outbox_file, world.workers["anna"])
    newest = waiting.read_bytes()
    vault.identity = world.workers["borys"]
    changed = bytearray(newest)
    changed[5000] ^= 1
    for wrong, code in (
        (older, "draft-other"),
        (bytes(changed), "draft-other"),
        (newest[:-1], "outbox-malformed"),
    ):
        waiting.write_bytes(wrong)
        assert code_of(sign_outbox, vault, waiting, outbox_file, NOW) == code
        assert not outbox_file.exists()
    waiting.write_bytes(newest)
    assert sign_outbox(vault, waiting, outbox_file, NOW) == (2, 2)


def test_a_signature_that_does_not_verify_stops_the_second_signer(
    vault: Vault, world: World, outbox_file: Path
) -> None:
    waiting = make(vault, outbox_file, world.workers["anna"]).path
    draft = waiting.read_bytes()
    second = make(vault, outbox_file, world.workers["anna"]).path.read_bytes()
    begin = b"-----BEGIN SSH"
    mixed = second[: second.index(begin)] + draft[draft.index(begin) :]
    waiting.write_bytes(mixed)
    vault.identity = world.workers["borys"]
    assert code_of(sign_outbox, vault, waiting, outbox_file, NOW) == "signature-invalid"


def test_the_second_signer_sees_what_is_new(
    desk: DeskInTest, vault: Vault, world: World, outbox_file: Path
) -> None:
    world.write("one", "two", "three")
    desk.take(vault, world.inbox())
    publish(vault, world, outbox_file)
    write_answer(vault, vault.desk.cases[2], TRACED, NOW)
    draft = make(vault, outbox_file, world.workers["anna"]).draft
    summary = draft_summary(vault.desk, draft)
    assert (summary["changed"], summary["inquiries"]) == (["C-000002"], 3)


def test_what_was_not_applied_is_superseded(
    desk: DeskInTest, vault: Vault, world: World, outbox_file: Path
) -> None:
    zero = publish(vault, world, outbox_file)
    publish(vault, world, outbox_file)
    world.applied = {"desk": zero.mark}
    world.write("one")
    desk.take(vault, world.inbox())
    outbox = publish(vault, world, outbox_file)
    assert (outbox.header.sequence, outbox.header.applied) == (2, zero.mark)
    assert (outbox.header.ticket.size, outbox.manifest.intake_size) == (1, 1)
    assert vault.desk.alarms == []


@pytest.mark.parametrize(
    ("mark", "alarm"), [((7, b"x" * 32), ("outbox-unknown", 7)), ((0, b"x" * 32), ("outbox-forked", 0))]
)
def test_an_applied_outbox_that_this_vault_did_not_make_is_an_alarm(
    desk: DeskInTest,
    vault: Vault,
    world: World,
    outbox_file: Path,
    mark: tuple[int, bytes],
    alarm: tuple[str, int],
) -> None:
    publish(vault, world, outbox_file)
    world.applied = {"desk": mark}
    for _ in range(2):
        doubt = desk.take(vault, world.inbox()).doubt
        assert doubt is not None
        assert (doubt.code, doubt.about) == alarm
        assert (vault.desk.alarms, vault.desk.applied, vault.desk.next_sequence) == ([], None, 1)
    for family in ("one", "two"):
        world.write(family)
        assert desk.take(vault, world.inbox()).doubt is None
    assert [(item.code, item.about) for _, item in vault.desk.alarms] == [alarm]
    outbox = publish(vault, world, outbox_file)
    assert outbox.header.sequence > mark[0]
    assert outbox.header.applied == mark


def test_no_inbox_makes_the_desk_run_out_of_numbers(
    desk: DeskInTest, vault: Vault, world: World, outbox_file: Path
) -> None:
    """Two headers in a row that name the largest number: after it, no outbox could follow for ever."""
    publish(vault, world, outbox_file)
    last = 0
    for round_, number in enumerate((2**53 - 1, SEQUENCE_JUMP + 5, SEQUENCE_JUMP, 3 * SEQUENCE_JUMP)):
        world.applied = {"desk": (number, b"x" * 32)}
        for family in ("one", "two"):
            world.write(f"{family} {round_}")
            desk.take(vault, world.inbox())
        assert vault.desk.alarms[-1][1].about == number
        outbox = publish(vault, world, outbox_file)
        is_near = number <= last + SEQUENCE_JUMP
        assert outbox.header.sequence == (number if is_near else last) + 1
        last = outbox.header.sequence
        # What it exports itself is believed at once, however high its numbers are.
        world.applied = {"desk": outbox.mark}
        world.write(f"three {round_}")
        desk.take(vault, world.inbox())
        assert vault.desk.applied == outbox.mark


def test_an_altered_inbox_leaves_nothing_behind_when_the_next_is_right(
    desk: DeskInTest, vault: Vault, world: World, outbox_file: Path
) -> None:
    zero, one = publish(vault, world, outbox_file), publish(vault, world, outbox_file)
    right = {"desk": one.mark}
    for number, wrong in enumerate([one.mark, (2**40, b"x" * 32), (1, b"y" * 32), zero.mark, one.mark]):
        world.write(f"family {number}")
        world.applied = {"desk": wrong}
        assert (desk.take(vault, world.inbox()).doubt is None) == (wrong == one.mark)
        world.applied = right
        assert desk.take(vault, world.inbox()).doubt is None
    assert (vault.desk.alarms, vault.desk.applied, vault.desk.next_sequence) == ([], one.mark, 2)


def test_a_server_that_stays_rolled_back_is_an_alarm(
    desk: DeskInTest, vault: Vault, world: World, outbox_file: Path
) -> None:
    zero, one = publish(vault, world, outbox_file), publish(vault, world, outbox_file)
    for mark in (one.mark, zero.mark, zero.mark):
        world.write(f"family {len(world.log)}")
        world.applied = {"desk": mark}
        desk.take(vault, world.inbox())
    assert [(item.code, item.about) for _, item in vault.desk.alarms] == [("server-rolled-back", 0)]


def test_only_a_backup_that_was_read_back_acknowledges(
    desk: DeskInTest, vault: Vault, world: World, outbox_file: Path, tmp_path: Path
) -> None:
    world.write("one", "two")
    desk.take(vault, world.inbox())
    assert publish(vault, world, outbox_file).header.acknowledged == 0
    copy = tmp_path / "copy"
    assert code_of(back_up, vault, copy, NOW) == "backup-same-device"
    assert back_up(vault, copy, NOW, allow_same_device=True).size == 2
    world.write("three")
    desk.take(vault, world.inbox())
    assert publish(vault, world, outbox_file).header.acknowledged == 2
    world.log[0] = None
    world.write("four")
    desk.take(vault, world.inbox())
    assert vault.desk.alarms == []
    with Vault.unlock(copy, world.workers["borys"], desk.randomness) as restored:
        assert restored.desk.size == 2
        desk.take(restored, world.inbox(2))
        assert restored.desk.size == 4


def test_a_copy_that_reads_back_differently_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.write_bytes(b"what the medium made of it")
    written = hashlib.sha256(b"what was written").digest()
    assert code_of(check_copy, copy, written) == "backup-differs"


def test_after_a_backup_the_vault_is_still_locked(desk: DeskInTest, vault: Vault, tmp_path: Path) -> None:
    back_up(vault, tmp_path / "copy", NOW, allow_same_device=True)
    assert code_of(desk.unlock) == "vault-busy"


def test_notes_are_always_there_and_only_the_desk_reads_them(
    vault: Vault, world: World, outbox_file: Path
) -> None:
    notes = publish(vault, world, outbox_file).notes
    head = NotesHead(ORIGIN, PUBLISHER, 0, 2, NOTES_BYTES)
    assert unseal(head, notes, world.workers["borys"]).acts == ()
    assert code_of(unseal, head, notes, world.recovery) == "notes-not-for-you"


def test_status_tells_how_the_desk_stands(
    desk: DeskInTest, vault: Vault, world: World, outbox_file: Path
) -> None:
    world.write("one")
    desk.take(vault, world.inbox())
    publish(vault, world, outbox_file)
    facts = status_facts(vault, NOW)
    shown = {name: facts[name] for name in ("who", "epoch", "signs", "size", "next_sequence", "exported")}
    assert shown == {
        "who": "anna",
        "epoch": 0,
        "signs": True,
        "size": 1,
        "next_sequence": 1,
        "exported": 0,
    }


@pytest.mark.parametrize("is_aside", [True, False])
def test_what_was_put_aside_for_good_stays_so(
    desk: DeskInTest, world: World, vault: Vault, outbox_file: Path, is_aside: bool
) -> None:
    """Else every key at a console of many inquiries would wait for the collector after the first export."""
    world.write("one")
    desk.take(vault, world.inbox())
    gc.unfreeze()
    if is_aside:
        gc.freeze()
    try:
        publish(vault, world, outbox_file)
        assert (gc.get_freeze_count() > 0) is is_aside
    finally:
        gc.unfreeze()
