"""Vaults of one desk tell each other what was done there, and agree, in whatever order they do."""

import contextlib
import random
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crypto.envelope import SealingKeyring
from crypto.errors import TrackerError
from crypto.letter import Kind
from crypto.recipient import Identity
from tests.desk.world import DAY, NOW, ORIGIN, PUBLISHER, DeskInTest, World, code_of, quiet, seed, send
from tracker.desk.acting import act, append_signed, judge, link
from tracker.desk.acts import (
    Act,
    Answer,
    Assign,
    Judge,
    Link,
    Note,
    SignedAct,
    Tag,
    Told,
    Wait,
    sign_act,
    signed_bytes,
)
from tracker.desk.alarms import alarms_of
from tracker.desk.answering import confirm_answer, find_case, write_answer
from tracker.desk.case import Case, case_label
from tracker.desk.days import day_of
from tracker.desk.erasing import erase_by_hand
from tracker.desk.evidence.exporting import linked_cases
from tracker.desk.exporting import export_outbox
from tracker.desk.notes import notes_block, write_notes
from tracker.desk.notes_file import NotesHead, decode_head, encode_summary, length_for, seal, unseal
from tracker.desk.notes_reading import read_notes
from tracker.desk.references import reference_of
from tracker.desk.rows import row_of
from tracker.desk.status import status_facts
from tracker.desk.triage import Triage
from tracker.desk.undoing import undo
from tracker.desk.vault import Vault
from tracker.records.errors import (
    CaseClosed,
    CaseUnknown,
    ConfirmNothing,
    ConfirmSamePerson,
    UndoNothing,
    UndoNotYours,
    UndoUnknown,
)
from tracker.records.outbox import NOTES_BYTES

LOCATED = {
    "work": "answered",
    "knowledge": {"value": "located", "source": "icrc", "date": "2026", "confidence": "high"},
}
TRACED = {"work": "being-traced", "knowledge": {"value": "none"}, "text": "шукаємо"}


@pytest.fixture
def pair(desk: DeskInTest, world: World) -> Any:
    """Anna's vault and Borys's copy of it, both open, with three inquiries."""
    with desk.create() as ours:
        world.write("one", "two", "three")
        desk.take(ours, world.inbox())
        theirs = desk.handed_over(ours)
        with theirs.unlock("borys") as vault_of_borys:
            yield ours, vault_of_borys


def triages(vault: Vault) -> dict[str, Triage]:
    """The triage of each entry, by its reference."""
    return {case.reference: case.triage for case in vault.desk.cases.values()}


def test_what_was_done_here_is_known_there(pair: tuple[Vault, Vault]) -> None:
    ours, theirs = pair
    one, two = ours.desk.cases[1], ours.desk.cases[2]
    act(ours, one, Assign("borys"), NOW)
    link(ours, one, reference_of(two), True, NOW)
    write_answer(ours, one, LOCATED, NOW)
    act(theirs, theirs.desk.cases[3], Note("дзвонили"), NOW)
    result = send(ours, theirs)
    assert (result.writer, result.new, result.known, result.acts) == ("anna", 4, 0, 4)
    confirm_answer(theirs, theirs.desk.cases[1], NOW)
    assert send(theirs, ours).new == 2
    assert triages(ours) == triages(theirs)
    assert ours.desk.cases[1].published_answer is not None
    assert theirs.desk.custody[-1].body.type == "notes-read"
    # Both hold after the vaults were closed.
    for vault, who in ((ours, "anna"), (theirs, "borys")):
        before, path, identity = triages(vault), vault.file.path, vault.identity
        vault.close()
        with Vault.unlock(path, identity, vault.randomness) as again:
            assert triages(again) == before, who


def test_notes_read_twice_or_late_change_nothing(pair: tuple[Vault, Vault], tmp_path: Path) -> None:
    ours, theirs = pair
    act(ours, ours.desk.cases[1], Assign("anna"), NOW)
    write_notes(ours, tmp_path / "old", NOW)
    act(ours, ours.desk.cases[1], Assign("borys"), NOW)
    write_notes(ours, tmp_path / "new", NOW)
    assert read_notes(theirs, tmp_path / "new", NOW, quiet).new == 2
    before = theirs.position
    late = read_notes(theirs, tmp_path / "old", NOW, quiet)
    assert (late.new, late.known, late.is_repeated) == (0, 1, True)
    assert theirs.position == before
    assert theirs.desk.cases[1].triage.owner == "borys"


def test_acts_about_letters_still_to_come_wait_for_them(
    pair: tuple[Vault, Vault], desk: DeskInTest, world: World
) -> None:
    ours, theirs = pair
    world.write("four")
    world.post(b"?" * 65536)
    desk.take(ours, world.inbox())
    link(ours, ours.desk.cases[4], reference_of(ours.desk.cases[1]), True, NOW)
    act(ours, ours.desk.cases[4], Note("рано"), NOW)
    act(ours, ours.desk.cases[5], Assign("anna"), NOW)
    result = send(ours, theirs)
    assert (result.new, result.waiting) == (4, 3)
    assert set(theirs.desk.pending) == {ours.desk.cases[4].reference, "leaf:4"}
    path, identity = theirs.file.path, theirs.identity
    theirs.close()
    with Vault.unlock(path, identity, theirs.randomness) as again:
        assert send(ours, again).known == 4
        DeskInTest(world, path, theirs.randomness).take(again, world.inbox())
        assert again.desk.pending == {}
        assert triages(again) == triages(ours)
        erase_by_hand(again, again.desk.cases[4], NOW)
    with Vault.unlock(path, identity, theirs.randomness) as after:
        assert 4 not in after.desk.cases


def test_what_was_erased_does_not_come_back(
    pair: tuple[Vault, Vault], desk: DeskInTest, world: World
) -> None:
    ours, theirs = pair
    act(ours, ours.desk.cases[1], Note("до"), NOW)
    send(ours, theirs)
    erase_by_hand(theirs, theirs.desk.cases[1], NOW + DAY)
    act(ours, ours.desk.cases[1], Note("після"), NOW + 2 * DAY)
    result = send(ours, theirs, NOW + 2 * DAY)
    assert (result.new, dict(result.refused)) == (0, {"erased": 2})
    assert theirs.desk.pending == {}
    assert 1 not in theirs.desk.cases
    # Whoever still has the case is told.
    assert send(theirs, ours, NOW + 2 * DAY).erased == ("C-000001",)
    assert 1 in ours.desk.cases
    # A later letter begins it anew, under another number; what was done before the erasure stays out.
    world.post(world.envelope("one", Kind.ADDITION, {"text": "ще"}))
    desk.take(theirs, world.inbox())
    again = send(ours, theirs, NOW + 2 * DAY)
    assert (again.new, dict(again.refused)) == (1, {"erased": 1})
    assert [done.act for done in theirs.desk.cases[4].triage.notes] == [Note("після")]
    desk.take(ours, world.inbox())
    assert code_of(find_case, theirs.desk, "C-000001") == code_of(find_case, ours.desk, "C-000004")
    with pytest.raises(CaseUnknown) as found:
        find_case(ours.desk, "C-000004")
    assert found.value.facts["case"] == "C-000001"


def test_numbers_that_differ_between_vaults_never_mean_another_inquiry(
    pair: tuple[Vault, Vault], desk: DeskInTest, world: World, rng: random.Random
) -> None:
    """From one vault letters are withheld that the other gets, the first of each inquiry among them."""
    ours, theirs = pair
    families = ["four", "five", "six"]
    # The last of each comes to both.
    writers = [*families, *rng.choices(families, k=20), *families]
    for number, family in enumerate(writers):
        world.post(world.envelope(family, Kind.ADDITION, {"text": f"{number}"}))
    desk.take(ours, world.inbox())
    whole = world.log[:]
    withheld = [3, 4, 5, *rng.sample(range(6, 23), 8)]
    world.log = [None if leaf in withheld else envelope for leaf, envelope in enumerate(whole)]
    desk.take(theirs, world.inbox())
    for late in (False, True):
        if late:
            world.log = whole
            desk.take(theirs, world.inbox())
        named = {case.reference: number for number, case in ours.desk.cases.items()}
        differ = [case for case in theirs.desk.cases.values() if named[case.reference] != case.number]
        assert len(differ) == len(families)
        for case in differ:
            assert case.number not in ours.desk.cases
            assert named[case.reference] not in theirs.desk.cases
            with pytest.raises(CaseUnknown) as found:
                find_case(ours.desk, case.label)
            assert found.value.facts["case"] == case_label(named[case.reference])


def test_what_a_family_withdrew_takes_no_acts(
    pair: tuple[Vault, Vault], desk: DeskInTest, world: World
) -> None:
    ours, theirs = pair
    world.post(world.envelope("one", Kind.WITHDRAWAL))
    inbox = world.inbox()
    DeskInTest(world, theirs.file.path, desk.randomness).take(theirs, inbox)
    # A vault that does not export erases with the import; nothing of the letters is left.
    assert theirs.desk.cases[1].letters == ()
    assert theirs.desk.cases[1].is_withdrawn
    act(ours, ours.desk.cases[1], Note("ще не знаємо"), NOW)
    assert dict(send(ours, theirs).refused) == {"withdrawn": 1}
    assert send(theirs, ours).new == 0
    desk.take(ours, inbox)
    assert send(ours, theirs).acts == 0


def test_an_envelope_that_opens_later_keeps_its_number_and_what_was_done(
    desk: DeskInTest, world: World, vault: Vault
) -> None:
    """Anna cannot open it, works on it all the same, and tells Borys, who can."""
    keyring = SealingKeyring(ORIGIN, 0, world.sealing.head_hash, world.sealing.recipients[1:])
    world.write("zero")
    world.post(world.envelope("one", keyring=keyring))
    desk.take(vault, world.inbox())
    act(vault, vault.desk.cases[2], Note("не відкрився"), NOW)
    assert vault.desk.cases[2].reference == "leaf:1"
    theirs = DeskInTest(world, desk.path.with_name("borys"), desk.randomness)
    with theirs.create("borys") as vault_of_borys:
        theirs.take(vault_of_borys, world.inbox())
        assert send(vault, vault_of_borys).new == 1
        assert len(vault_of_borys.desk.cases[2].triage.notes) == 1
        before = vault_of_borys.desk.cases[2].reference
    vault.close()
    with desk.unlock("borys") as same_vault:
        assert desk.take(same_vault, world.inbox()).reopened == 1
        case = same_vault.desk.cases[2]
        assert (case.reference, len(case.letters), len(case.triage.notes)) == (before, 1, 1)
        act(same_vault, case, Tag("x"), NOW)
    with desk.unlock("anna") as again:
        assert len(again.desk.cases[2].triage.history) == 2


def test_a_link_to_an_envelope_that_opened_later_can_be_taken_off(
    desk: DeskInTest, world: World, vault: Vault
) -> None:
    """Else the evidence about one family's inquiry would still hold another's letters."""
    keyring = SealingKeyring(ORIGIN, 0, world.sealing.head_hash, world.sealing.recipients[1:])
    world.write("zero")
    world.post(world.envelope("one", keyring=keyring))
    desk.take(vault, world.inbox())
    link(vault, vault.desk.cases[1], "leaf:1", True, NOW)
    vault.close()
    with desk.unlock("borys") as opened:
        assert desk.take(opened, world.inbox()).reopened == 1
        assert len(linked_cases(opened.desk, opened.desk.cases[1])) == 2
        link(opened, opened.desk.cases[1], opened.desk.cases[2].reference, False, NOW)
        for case in opened.desk.cases.values():
            assert linked_cases(opened.desk, case) == [case]
            assert case.triage.links == frozenset()


def test_an_answer_taken_back_elsewhere_after_it_was_told_is_named(
    pair: tuple[Vault, Vault], world: World, tmp_path: Path
) -> None:
    ours, theirs = pair
    write_answer(ours, ours.desk.cases[1], TRACED, NOW)
    send(ours, theirs)
    export_outbox(ours, tmp_path / "outbox", list(world.workers.values()), NOW, quiet, processes=1)
    (answer,) = theirs.desk.cases[1].triage.history
    undo(theirs, NOW, answer.id)
    assert send(theirs, ours).retracted == ("C-000001",)
    assert status_facts(ours, NOW)["retracted"] == ["C-000001"]
    write_answer(ours, ours.desk.cases[1], TRACED, NOW)
    export_outbox(ours, tmp_path / "outbox", list(world.workers.values()), NOW, quiet, processes=1)
    assert send(theirs, ours).retracted == ()


def test_what_is_new_for_a_case_is_what_the_writer_of_its_answer_did_not_have(
    pair: tuple[Vault, Vault], desk: DeskInTest, world: World
) -> None:
    ours, theirs = pair

    def news() -> list[bool]:
        return [vault.desk.cases[1].has_news for vault in pair]

    write_answer(ours, ours.desk.cases[1], TRACED, NOW)
    world.post(world.envelope("one", Kind.ADDITION, {"text": "ще"}))
    their_desk = DeskInTest(world, theirs.file.path, desk.randomness)
    their_desk.take(theirs, world.inbox())
    send(ours, theirs)
    desk.take(ours, world.inbox())
    assert news() == [True, True]
    write_answer(ours, ours.desk.cases[1], TRACED, NOW)
    send(ours, theirs)
    assert news() == [False, False]


def test_a_family_waits_since_the_first_letter_that_its_answer_did_not_know(
    pair: tuple[Vault, Vault], desk: DeskInTest, world: World
) -> None:
    """Not since a letter that came here after an answer of a colleague who had read it."""
    ours, theirs = pair
    world.post(world.envelope("one", Kind.ADDITION, {"text": "ще"}))
    inbox = world.inbox()
    desk.take(ours, inbox)
    write_answer(ours, ours.desk.cases[1], TRACED, NOW)
    send(ours, theirs)
    desk.take(theirs, inbox, now=NOW + DAY)
    assert row_of(theirs.desk.cases[1]).since == ""
    world.post(world.envelope("one", Kind.ADDITION, {"text": "і ще"}))
    desk.take(theirs, world.inbox(), now=NOW + 20 * DAY)
    case = theirs.desk.cases[1]
    assert row_of(case).since == day_of(NOW + 20 * DAY)
    assert alarms_of(case, day_of(NOW + 21 * DAY)) == []
    (alarm,) = alarms_of(case, day_of(NOW + 40 * DAY))
    assert (alarm.kind, alarm.date) == ("answer-overdue", day_of(NOW + 20 * DAY))


def test_the_outbox_brings_the_newest_notes(pair: tuple[Vault, Vault], world: World, tmp_path: Path) -> None:
    ours, theirs = pair
    act(ours, ours.desk.cases[2], Tag("обмін"), NOW)
    export_outbox(ours, tmp_path / "outbox", list(world.workers.values()), NOW, quiet, processes=1)
    result = read_notes(theirs, tmp_path / "outbox", NOW, quiet)
    assert (result.writer, result.new, result.is_whole) == ("anna", 1, False)
    assert triages(theirs) == triages(ours)


def test_the_block_is_of_one_size_and_holds_the_newest(pair: tuple[Vault, Vault]) -> None:
    ours, theirs = pair
    assert len(notes_block(ours, NOW)) == NOTES_BYTES
    for number in range(40):
        act(ours, ours.desk.cases[1], Note(f"{number}" + "я" * 3900), NOW + number)
    block = notes_block(ours, NOW)
    assert len(block) == NOTES_BYTES
    head = NotesHead(ORIGIN, PUBLISHER, 0, 2, NOTES_BYTES)
    held = unseal(head, block, theirs.identity).acts
    assert 20 < len(held) < 40
    newest = [done.signed for done in reversed(ours.desk.cases[1].acts)][: len(held)]
    assert list(held) == newest


def altered(data: bytes, how: str) -> bytes:
    """Notes that something happened to on the way."""
    middle = len(data) // 2
    return {
        "cut": data[:-1],
        "cut-short": data[:40],
        "empty": b"",
        "longer": data + b"x",
        "flipped": data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
        "flipped-box": data[:2000] + bytes([data[2000] ^ 1]) + data[2001:],
        "halves-swapped": data[:200] + data[middle:] + data[200:middle],
        "head": data.replace(b"epoch 0 2", b"epoch 0 1", 1),
        "origin": data.replace(ORIGIN.encode(), b"rehearsal/else", 1),
        "publisher": data.replace(b"publisher desk", b"publisher disk", 1),
        "epoch": data.replace(b"epoch 0", b"epoch 7", 1),
    }[how]


@pytest.mark.parametrize(
    ("how", "codes"),
    [
        ("cut", {"notes-malformed"}),
        ("cut-short", {"notes-malformed"}),
        ("empty", {"outbox-malformed"}),
        ("longer", {"notes-malformed"}),
        ("flipped", {"notes-malformed"}),
        ("flipped-box", {"notes-not-for-you"}),
        ("halves-swapped", {"notes-malformed", "notes-not-for-you"}),
        ("head", {"notes-malformed", "notes-not-for-you"}),
        ("origin", {"notes-other"}),
        ("publisher", {"notes-other"}),
        ("epoch", {"notes-keyring"}),
    ],
)
def test_notes_altered_on_the_way_are_refused_and_nothing_is_lost(
    pair: tuple[Vault, Vault], tmp_path: Path, how: str, codes: set[str]
) -> None:
    ours, theirs = pair
    act(ours, ours.desk.cases[1], Note("x"), NOW)
    act(theirs, theirs.desk.cases[1], Note("y"), NOW)
    write_notes(ours, tmp_path / "notes", NOW)
    (tmp_path / "altered").write_bytes(altered((tmp_path / "notes").read_bytes(), how))
    before = theirs.position
    with pytest.raises(TrackerError, check=lambda error: error.code in codes):
        read_notes(theirs, tmp_path / "altered", NOW, quiet)
    assert theirs.position == before
    read_notes(theirs, tmp_path / "notes", NOW, quiet)
    assert len(theirs.desk.cases[1].triage.notes) == 2


@pytest.mark.parametrize("members", [64, 10**6, 10**12], ids=["many", "a-million", "beyond-memory"])
def test_a_head_asks_for_no_more_memory_than_notes_may_have(
    vault: Vault, tmp_path: Path, members: int
) -> None:
    """Nobody signed the head: more boxes than a keyring can have would make room for any length."""
    length = length_for(members, b"", [])
    (tmp_path / "notes").write_bytes(NotesHead(ORIGIN, PUBLISHER, 0, members, length).encode())
    assert code_of(read_notes, vault, tmp_path / "notes", NOW, quiet) == "notes-malformed"


def forge(vault: Vault, writer: Identity, acts: list[SignedAct], **more: Any) -> Path:
    """Notes that somebody's own program wrote."""
    members = [worker.recipient for worker in vault.desk.store.members]
    summary = encode_summary(
        {"version": 1, "at": NOW, "copy": "x", "whole": True, "owns-sequence": False, "erased": [], **more}
    )
    head = NotesHead(ORIGIN, PUBLISHER, 0, len(members), length_for(len(members), summary, acts))
    path = vault.file.path.with_name("forged")
    path.write_bytes(head.encode() + seal(head, (summary, acts), writer.signing_key, members, seed("key")))
    return path


def an_act(world: World, who: str, what: Any, about: str) -> SignedAct:
    """An act that somebody signed."""
    told = Told(what, about, NOW, NOW, "AAAAAAAAAAAAAAAAAAAAAA==")
    return sign_act(told, world.workers[who].signing_key, ORIGIN, PUBLISHER)


def test_notes_of_a_colleague_cannot_speak_for_another(pair: tuple[Vault, Vault], world: World) -> None:
    ours, theirs = pair
    case = ours.desk.cases[1]
    good = an_act(world, "borys", Note("x"), case.reference)
    as_anna = SignedAct(world.workers["anna"].signing_key.public, good.document, good.signature)
    assert code_of(read_notes, ours, forge(ours, theirs.identity, [as_anna]), NOW, quiet) == "notes-malformed"
    assert ours.desk.cases[1].triage.history == ()


def test_strangers_neither_write_notes_nor_act_in_them(pair: tuple[Vault, Vault], world: World) -> None:
    ours, theirs = pair
    world.workers["mallory"] = Identity(seed("mallory"))
    case = ours.desk.cases[1]
    foreign = an_act(world, "mallory", Note("x"), case.reference)
    path = forge(ours, world.workers["mallory"], [])
    assert code_of(read_notes, ours, path, NOW, quiet) == "notes-signer"
    result = read_notes(ours, forge(ours, theirs.identity, [foreign]), NOW, quiet)
    assert (result.new, dict(result.refused)) == (0, {"signer-unknown": 1})
    # Not even a member's log may hold it.
    with pytest.raises(TrackerError) as found, ours.transaction():
        append_signed(ours, case.subject, foreign, NOW)
    assert found.value.code == "vault-tampered"


def test_an_answer_from_elsewhere_passes_the_same_check(pair: tuple[Vault, Vault], world: World) -> None:
    ours, theirs = pair
    about = ours.desk.cases[1].reference
    full = {**TRACED, "language": "uk", "answered": "2026-09-21", "again": "2026-09-28"}
    acts = [
        an_act(world, "borys", Answer({**full, "work": "lost"}), about),
        an_act(world, "borys", Answer({**full, "text": "x" * 20_000}), about),
        an_act(world, "borys", Answer(full), about),
    ]
    result = read_notes(ours, forge(ours, theirs.identity, acts), NOW, quiet)
    assert result.new == 1
    assert dict(result.refused) == {"answer-not-in-vocabulary": 1, "answer-too-large": 1}


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (Wait("\x1b]52;c;eA==\x07", "x"), "wait-day-invalid"),
        (Wait("9", "x"), "wait-day-invalid"),
        (Assign("\x9b31m"), "act-malformed"),
        (Judge(f"row:{'0f' * 32}:{'9' * 5000}", "accept"), "act-malformed"),
        (Judge("leaf:0", "perhaps"), "act-malformed"),
        (Link("me"), "act-malformed"),
        (Note("x" * 4001), "act-malformed"),
        (Tag(" "), "act-blank"),
    ],
    ids=["control", "no-day", "no-name", "long-row", "verdict", "reference", "long", "blank"],
)
def test_what_no_program_of_ours_writes_is_not_taken_in(
    pair: tuple[Vault, Vault], world: World, what: Act, code: str
) -> None:
    """Screens show days, names and references as they are, and count on them."""
    ours, theirs = pair
    acts = [an_act(world, "borys", item, ours.desk.cases[1].reference) for item in (what, Note("x"))]
    result = read_notes(ours, forge(ours, theirs.identity, acts), NOW, quiet)
    assert (result.new, dict(result.refused)) == (1, {code: 1})


def test_notes_of_another_version_say_so(pair: tuple[Vault, Vault], world: World) -> None:
    ours, theirs = pair
    about = ours.desk.cases[1].reference
    later, odd = {"version": 2}, {"at": "x"}
    assert code_of(read_notes, ours, forge(ours, theirs.identity, [], **later), NOW, quiet) == "notes-newer"
    assert code_of(read_notes, ours, forge(ours, theirs.identity, [], **odd), NOW, quiet) == "notes-malformed"
    act_of_tomorrow = an_act(world, "borys", Note("x"), about)
    document = act_of_tomorrow.document.replace(b'"act":"note"', b'"act":"nota"')
    signed = SignedAct(act_of_tomorrow.actor, document, resigned(world, "borys", document))
    assert code_of(read_notes, ours, forge(ours, theirs.identity, [signed]), NOW, quiet) == "notes-newer"


def resigned(world: World, who: str, document: bytes) -> bytes:
    """A signature over any document of an act."""
    return world.workers[who].signing_key.sign(signed_bytes(document, ORIGIN, PUBLISHER))


def test_notes_wait_until_this_vault_has_the_keyring(
    pair: tuple[Vault, Vault], world: World, tmp_path: Path
) -> None:
    ours, theirs = pair
    world.workers["borys"] = Identity(seed("borys anew"))
    world.add_epoch()
    ours.take_keyring(world.documents, NOW)
    act(ours, ours.desk.cases[1], Note("x"), NOW)
    write_notes(ours, tmp_path / "notes", NOW)
    assert code_of(read_notes, theirs, tmp_path / "notes", NOW, quiet) == "notes-keyring"
    theirs.take_keyring(world.documents, NOW)
    # The old key is gone from the roster: its notes are no longer believed, what it did before is.
    assert code_of(read_notes, theirs, tmp_path / "notes", NOW, quiet) == "notes-not-for-you"
    theirs.identity = world.workers["borys"]
    assert read_notes(theirs, tmp_path / "notes", NOW, quiet).new == 1


def test_a_whole_vault_of_acts_fits_and_pads(pair: tuple[Vault, Vault], tmp_path: Path) -> None:
    ours, theirs = pair
    empty = write_notes(ours, tmp_path / "empty", NOW).bytes
    act(ours, ours.desk.cases[1], Note("x"), NOW)
    assert write_notes(ours, tmp_path / "one", NOW).bytes == empty
    head = decode_head(b"".join((tmp_path / "one").read_bytes().splitlines(keepends=True)[:5]))
    assert (head.origin, head.publisher, head.epoch, head.members) == (ORIGIN, PUBLISHER, 0, 2)
    for number in range(30):
        act(ours, ours.desk.cases[1], Note(f"{number:02}" * 2000), NOW)
    assert write_notes(ours, tmp_path / "more", NOW).bytes > empty
    assert read_notes(theirs, tmp_path / "more", NOW, quiet).new == 31


Step = tuple[str, int, int]


def do(vault: Vault, step: str, number: int, rng: random.Random) -> None:
    """One thing that a caseworker does, if it can be done now."""
    case: Case | None = vault.desk.cases.get(number)
    if case is None:
        return
    other = vault.desk.cases.get(number % 3 + 1)
    acts: dict[str, Callable[[], object]] = {
        "assign": lambda: act(vault, case, Assign(rng.choice(["", "anna", "borys"])), NOW),
        "wait": lambda: act(vault, case, Wait(rng.choice(["", "2026-12-01"]), "суд"), NOW),
        "tag": lambda: act(vault, case, Tag(rng.choice("xy"), rng.random() < 0.6), NOW),
        "link": lambda: other and link(vault, case, other.reference, rng.random() < 0.7, NOW),
        "judge": lambda: other and judge(vault, case, other.reference, rng.choice(["accept", ""]), NOW),
        "answer": lambda: write_answer(vault, case, LOCATED, NOW),
        "confirm": lambda: confirm_answer(vault, case, NOW),
        "undo": lambda: undo(vault, NOW),
        "undo-any": lambda: undo(vault, NOW, rng.choice(sorted(vault.desk.acts) or ["none"])),
    }
    with contextlib.suppress(
        UndoNothing, UndoUnknown, UndoNotYours, ConfirmNothing, ConfirmSamePerson, CaseClosed
    ):
        acts[step]()


STEPS = st.sampled_from(
    ["assign", "wait", "tag", "link", "judge", "answer", "confirm", "undo", "undo-any", "send", "letters"]
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plan=st.lists(st.tuples(STEPS, st.integers(0, 2), st.integers(1, 5)), min_size=4, max_size=25),
    rng=st.randoms(use_true_random=False),
)
def test_three_vaults_agree_whatever_they_did_and_heard_in_whatever_order(
    tmp_path_factory: pytest.TempPathFactory, plan: list[Step], rng: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("vaults")
    world = World()
    desk = DeskInTest(world, folder / "vault", random.Random(1).randbytes)
    world.workers["clara"] = Identity(seed("clara"))
    world = World(workers=world.workers)
    desk = DeskInTest(world, folder / "vault", random.Random(1).randbytes)
    with ExitStack() as stack:
        first = stack.enter_context(desk.create())
        world.write("one", "two", "three")
        desk.take(first, world.inbox())
        vaults = [first]
        vaults += [
            stack.enter_context(desk.handed_over(first, name).unlock(name)) for name in ("borys", "clara")
        ]
        world.write("four", "five")
        for step, who, number in plan:
            if step == "send":
                send(vaults[who], vaults[(who + number) % 3])
            elif step == "letters":
                desk.take(vaults[who], world.inbox())
            else:
                do(vaults[who], step, number, rng)
        for vault in vaults:
            desk.take(vault, world.inbox())
        for giver, taker in [(0, 1), (1, 2), (2, 0), (0, 1), (1, 2)]:
            send(vaults[giver], vaults[taker])
        assert triages(vaults[0]) == triages(vaults[1]) == triages(vaults[2])
        published = [
            {case.label: answer.id for case in vault.desk.cases.values() if (answer := case.published_answer)}
            for vault in vaults
        ]
        assert published[0] == published[1] == published[2]
        for vault, name in zip(vaults, ("anna", "borys", "clara"), strict=True):
            before = vault.desk
            vault.close()
            with Vault.unlock(vault.file.path, world.workers[name], vault.randomness) as again:
                assert again.desk == before
