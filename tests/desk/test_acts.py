"""Acts: their one encoding, whose they are, and what a caseworker may do and take back."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.keys import SigningKey
from crypto.letter import Kind
from tests.desk.world import DAY, NOW, ORIGIN, PUBLISHER, DeskInTest, World, code_of, seed
from tracker.desk.acting import act, act_on_all, judge, link
from tracker.desk.acts import (
    DOCUMENT_MAX,
    Act,
    Answer,
    Assign,
    AttachmentOut,
    Confirm,
    Escalate,
    Evidence,
    Heard,
    Judge,
    Link,
    Note,
    Referred,
    SignedAct,
    Tag,
    Told,
    Undo,
    Wait,
    act_id,
    decode_act,
    encode_act,
    is_signed,
    read_act,
    sign_act,
)
from tracker.desk.answering import confirm_answer, write_answer
from tracker.desk.case import Case
from tracker.desk.exporting import draft_path, export_outbox
from tracker.desk.references import case_of, check_reference, reference_of, row_reference
from tracker.desk.signing import sign_outbox
from tracker.desk.undoing import redo, undo
from tracker.desk.vault import Vault

ID = "ab" * 32
ROW = row_reference("0f" * 32, 7)
LOCATED = {
    "work": "answered",
    "knowledge": {"value": "located", "source": "icrc", "date": "2026", "confidence": "high"},
}
TRACED = {"work": "being-traced", "knowledge": {"value": "none"}}
EVERY_KIND: list[Act] = [
    Answer(dict(TRACED)),
    Confirm(ID),
    Assign("anna"),
    Wait("2026-12-01", "суд"),
    Note("дзвонили"),
    Escalate(True, "терміново"),
    Tag("обмін"),
    Link(ROW),
    Judge(ROW, "accept"),
    Heard("sentence-end"),
    Referred({"to": "icrc", "fields": ["full-name"]}),
    Evidence({"folder": "a", "sha256": ID}),
    AttachmentOut({"name": "a.bin", "size": 3}),
    Undo(ID),
]


def told(what: Act, **more: Any) -> Told:
    """An act with everything beside it."""
    return Told(what, "leaf:3", NOW, NOW, "AAAAAAAAAAAAAAAAAAAAAA==", **more)


@pytest.fixture
def cases(desk: DeskInTest, world: World, vault: Vault) -> list[Case]:
    """Three inquiries."""
    world.write("one", "two", "three")
    desk.take(vault, world.inbox())
    return list(vault.desk.cases.values())


def now_of(vault: Vault, case: Case) -> Case:
    """The case as it is now."""
    return vault.desk.cases[case.number]


@pytest.mark.parametrize("what", EVERY_KIND, ids=lambda what: what.kind)
def test_every_kind_comes_back_from_its_document(what: Act) -> None:
    document = encode_act(told(what, group="g", size=12))
    assert decode_act(document) == read_act(document) == told(what, group="g", size=12)
    assert encode_act(decode_act(document)) == document


def test_the_id_is_the_hash_of_who_and_what() -> None:
    key, document = SigningKey(seed("anna")), encode_act(told(Note("x")))
    assert act_id(key.public, document) == hashlib.sha256(key.public + document).hexdigest()
    assert sign_act(told(Note("x")), key, ORIGIN, PUBLISHER).id == act_id(key.public, document)


def test_an_act_is_signed_for_one_desk_by_one_person() -> None:
    signed = sign_act(told(Note("x")), SigningKey(seed("anna")), ORIGIN, PUBLISHER)
    assert is_signed(signed, ORIGIN, PUBLISHER)
    assert not is_signed(signed, "rehearsal/other", PUBLISHER)
    assert not is_signed(signed, ORIGIN, "other")
    assert not is_signed(replace(signed, actor=SigningKey(seed("borys")).public), ORIGIN, PUBLISHER)
    assert not is_signed(replace(signed, document=signed.document + b" "), ORIGIN, PUBLISHER)
    assert not is_signed(SignedAct(b"", b"", b""), ORIGIN, PUBLISHER)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        pytest.param(b'"act":"tag"', b'"act":"tug"', "act-newer", id="kind"),
        pytest.param(b'"at":1790000000', b'"at":-1', "act-malformed", id="time"),
        pytest.param(b'"at":1790000000', b'"at":true', "act-malformed", id="time-bool"),
        pytest.param(b'"at":1790000000', b'"at":"now"', "act-malformed", id="time-text"),
        pytest.param(b'"at":1790000000', b'"at":253402300800', "act-malformed", id="time-no-calendar"),
        pytest.param(b'"on":true', b'"on":1', "act-malformed", id="flag"),
        pytest.param(b'"name":"x"', b'"name":7', "act-malformed", id="text"),
        pytest.param(b'"name":"x"', b'"name":["x"]', "act-malformed", id="list"),
        pytest.param(b',"on":true', b"", "act-malformed", id="field-missing"),
        pytest.param(b'"what":{', b'"what":{"x":1,', "act-malformed", id="not-canonical"),
        pytest.param(b'{"about"', b' {"about"', "act-malformed", id="space"),
        pytest.param(b'"what":{"name":"x","on":true}', b'"what":[]', "act-malformed", id="no-object"),
        pytest.param(b'"group":""', b'"group":false', "act-malformed", id="group"),
        pytest.param(b'AAAAAAAAAAAAAAAAAAAAAA=="', b'AAAA"', "act-malformed", id="nonce-short"),
        pytest.param(
            b'AAAAAAAAAAAAAAAAAAAAAA=="', b'AAAAAAAAAAAAAAAAAAAAAB=="', "act-malformed", id="nonce-odd"
        ),
    ],
)
def test_another_document_is_refused(old: bytes, new: bytes, code: str) -> None:
    document = encode_act(told(Tag("x")))
    assert old in document
    assert code_of(decode_act, document.replace(old, new)) == code


@given(st.binary(max_size=300))
def test_whatever_else_it_is_gives_a_code(data: bytes) -> None:
    assert code_of(decode_act, data) == "act-malformed"


def test_what_json_or_the_limit_does_not_take_is_no_act() -> None:
    assert code_of(encode_act, told(Note("\ud800"))) == "act-malformed"
    assert code_of(encode_act, told(Note("x" * DOCUMENT_MAX))) == "act-malformed"
    assert code_of(encode_act, told(Evidence({"share": 0.5}))) == "act-malformed"


@pytest.mark.parametrize("name", ["inquiry:" + "A" * 22 + "==", "leaf:0", "leaf:12", ROW])
def test_a_reference_is_accepted(name: str) -> None:
    assert check_reference(name) == name


@pytest.mark.parametrize(
    "name", ["", "leaf:", "leaf:01", "leaf:-1", "inquiry:x", "row:1:2", ROW + " ", "C-1"]
)
def test_what_is_no_reference_is_refused(name: str) -> None:
    assert code_of(check_reference, name) == "act-malformed"


def test_a_reference_leads_back_to_its_case(
    desk: DeskInTest, world: World, vault: Vault, cases: list[Case]
) -> None:
    world.post(b"?" * 65536)
    desk.take(vault, world.inbox())
    for case in vault.desk.cases.values():
        assert case_of(vault.desk, reference_of(case)) is case
    assert reference_of(vault.desk.cases[4]) == "leaf:3"
    assert case_of(vault.desk, "leaf:1") is now_of(vault, cases[1])
    assert case_of(vault.desk, "leaf:9") is None


def test_each_act_changes_what_it_says_and_survives_the_vault(
    desk: DeskInTest, vault: Vault, cases: list[Case]
) -> None:
    case = cases[0]
    for what in (
        Assign("borys"),
        Wait("2026-12-01", "суд"),
        Note("дзвонили"),
        Escalate(True, "ліки"),
        Tag("обмін"),
        Tag("x"),
        Tag("x", on=False),
        Heard("sentence-end:2027"),
        Referred({"to": "icrc"}),
    ):
        act(vault, case, what, NOW)
    link(vault, case, ROW, True, NOW)
    judge(vault, case, ROW, "reject", NOW)
    before = now_of(vault, case).triage
    assert (before.owner, before.waiting_until, before.waiting_why) == ("borys", "2026-12-01", "суд")
    assert (before.escalated, before.escalated_why) == (True, "ліки")
    assert (set(before.tags), set(before.links)) == ({"обмін"}, {ROW})
    assert dict(before.verdicts) == {ROW: "reject"}
    assert [done.act for done in before.notes] == [Note("дзвонили")]
    assert before.heard == {"sentence-end:2027"}
    assert [done.act for done in before.lasting] == [Referred({"to": "icrc"})]
    assert len(before.history) == 11
    assert now_of(vault, cases[1]).triage.history == ()
    vault.close()
    with desk.unlock("borys") as again:
        assert again.desk.cases[case.number].triage == before


@pytest.mark.parametrize(
    ("what", "code"),
    [
        pytest.param(Assign("nobody"), "assignee-unknown", id="stranger"),
        pytest.param(Assign("Anna"), "assignee-unknown", id="case-of-the-name"),
        pytest.param(Wait("2026-02-30"), "wait-day-invalid", id="no-day"),
        pytest.param(Wait("tomorrow"), "wait-day-invalid", id="word"),
        pytest.param(Wait("2026-09-21"), "wait-day-invalid", id="today"),
        pytest.param(Note(" \n"), "act-blank", id="blank-note"),
        pytest.param(Note("x" * 4001), "act-malformed", id="long-note"),
        pytest.param(Tag(""), "act-blank", id="blank-tag"),
        pytest.param(Tag("x" * 65), "act-malformed", id="long-tag"),
        pytest.param(Escalate(True, ""), "act-blank", id="escalate-without-why"),
        pytest.param(Link("C-000002"), "act-malformed", id="link-to-a-number"),
        pytest.param(Judge(ROW, "maybe"), "act-malformed", id="verdict"),
    ],
)
def test_what_a_caseworker_cannot_mean_is_refused(
    vault: Vault, cases: list[Case], what: Act, code: str
) -> None:
    before = vault.position
    assert code_of(act, vault, cases[0], what, NOW) == code
    assert vault.position == before
    assert now_of(vault, cases[0]).triage.history == ()


def test_an_inquiry_is_not_linked_to_itself(vault: Vault, cases: list[Case]) -> None:
    assert code_of(link, vault, cases[0], reference_of(cases[0]), True, NOW) == "link-itself"
    assert code_of(judge, vault, cases[0], reference_of(cases[0]), "accept", NOW) == "link-itself"
    # Its letter's place in the log is another name of it.
    assert code_of(link, vault, cases[0], "leaf:0", True, NOW) == "link-itself"


def test_a_link_by_the_place_of_a_letter_is_one_with_the_inquiry(vault: Vault, cases: list[Case]) -> None:
    link(vault, cases[0], "leaf:1", True, NOW)
    link(vault, cases[0], reference_of(cases[1]), False, NOW)
    assert now_of(vault, cases[0]).triage.links == now_of(vault, cases[1]).triage.links == frozenset()


def test_a_link_stands_on_both_inquiries_and_one_undo_takes_it_off_both(
    vault: Vault, cases: list[Case]
) -> None:
    one, two = cases[0], cases[1]
    link(vault, one, reference_of(two), True, NOW)
    assert now_of(vault, one).triage.links == {reference_of(two)}
    assert now_of(vault, two).triage.links == {reference_of(one)}
    assert len(undo(vault, NOW)) == 2
    assert now_of(vault, one).triage.links == now_of(vault, two).triage.links == frozenset()
    judge(vault, two, reference_of(one), "accept", NOW)
    assert dict(now_of(vault, one).triage.verdicts) == {reference_of(two): "accept"}
    judge(vault, one, reference_of(two), "", NOW)
    assert not now_of(vault, one).triage.verdicts
    assert not now_of(vault, two).triage.verdicts


def test_many_are_done_at_once_or_none(
    vault: Vault, desk: DeskInTest, world: World, cases: list[Case]
) -> None:
    done = act_on_all(vault, cases, Assign("borys"), NOW)
    assert len({item.group for item in done}) == 1
    assert done[0].group
    assert {case.triage.owner for case in vault.desk.cases.values()} == {"borys"}
    world.post(world.envelope("three", Kind.WITHDRAWAL))
    desk.take(vault, world.inbox())
    assert code_of(act_on_all, vault, cases, Assign("anna"), NOW) == "case-closed"
    assert {case.triage.owner for case in vault.desk.cases.values()} == {"borys"}


def test_one_undo_takes_back_what_was_done_at_once_and_redo_brings_it(
    vault: Vault, cases: list[Case]
) -> None:
    act(vault, cases[1], Tag("kept"), NOW)
    act_on_all(vault, cases, Tag("all"), NOW)
    assert len(undo(vault, NOW)) == 3
    assert [case.triage.tags for case in vault.desk.cases.values()] == [frozenset(), {"kept"}, frozenset()]
    assert len(redo(vault, NOW)) == 3
    assert all("all" in case.triage.tags for case in vault.desk.cases.values())
    undo(vault, NOW)
    undo(vault, NOW)
    assert not any(case.triage.tags for case in vault.desk.cases.values())
    assert code_of(undo, vault, NOW) == "undo-nothing"


def test_undo_goes_back_step_by_step_and_only_over_ones_own(
    vault: Vault, world: World, cases: list[Case]
) -> None:
    act(vault, cases[0], Assign("anna"), NOW)
    act(vault, cases[0], Assign("borys"), NOW)
    vault.identity = world.workers["borys"]
    act(vault, cases[0], Escalate(True, "ліки"), NOW)
    vault.identity = world.workers["anna"]
    undo(vault, NOW)
    assert now_of(vault, cases[0]).triage.owner == "anna"
    undo(vault, NOW)
    triage = now_of(vault, cases[0]).triage
    assert (triage.owner, triage.escalated) == ("", True)
    assert code_of(undo, vault, NOW) == "undo-nothing"
    assert [item.is_undone for item in triage.history] == [True, True, False, False, False]


def test_redo_is_over_once_something_else_was_done(vault: Vault, cases: list[Case]) -> None:
    assert code_of(redo, vault, NOW) == "undo-nothing"
    act(vault, cases[0], Tag("a"), NOW)
    undo(vault, NOW)
    act(vault, cases[1], Tag("b"), NOW)
    assert code_of(redo, vault, NOW) == "undo-nothing"


def test_a_colleagues_act_is_undone_by_its_id_and_brought_again_by_who_undid(
    vault: Vault, world: World, cases: list[Case]
) -> None:
    done = act(vault, cases[0], Tag("a"), NOW)
    vault.identity = world.workers["borys"]
    (taken_back,) = undo(vault, NOW, done.id[:12].upper())
    assert now_of(vault, cases[0]).triage.undone == {done.id}
    assert code_of(undo, vault, NOW, done.id) == "undo-nothing"
    vault.identity = world.workers["anna"]
    assert code_of(undo, vault, NOW, taken_back.id) == "undo-not-yours"
    vault.identity = world.workers["borys"]
    undo(vault, NOW, taken_back.id)
    assert now_of(vault, cases[0]).triage.tags == {"a"}
    for unknown in ("", "ab", "00000000", "zz" * 32):
        assert code_of(undo, vault, NOW, unknown) == "undo-unknown"


def test_a_confirmation_taken_back_is_not_renewed_by_the_author(
    vault: Vault, world: World, cases: list[Case]
) -> None:
    write_answer(vault, cases[0], LOCATED, NOW)
    vault.identity = world.workers["borys"]
    confirm_answer(vault, now_of(vault, cases[0]), NOW)
    assert now_of(vault, cases[0]).published_answer is not None
    (taken_back,) = undo(vault, NOW)
    assert now_of(vault, cases[0]).published_answer is None
    vault.identity = world.workers["anna"]
    assert code_of(undo, vault, NOW, taken_back.id) == "undo-not-yours"
    # Nor by a log that somebody's own program wrote.
    act(vault, cases[0], Undo(taken_back.id), NOW)
    assert now_of(vault, cases[0]).published_answer is None


def test_what_left_the_desk_is_not_taken_back(vault: Vault, cases: list[Case]) -> None:
    done = act(vault, cases[0], Evidence({"folder": "x"}), NOW)
    assert code_of(undo, vault, NOW, done.id) == "undo-lasting"
    assert code_of(undo, vault, NOW) == "undo-nothing"
    act(vault, cases[0], Undo(done.id), NOW)
    assert [item.act for item in now_of(vault, cases[0]).triage.lasting] == [Evidence({"folder": "x"})]


def test_what_a_family_was_told_is_corrected_and_not_undone(
    vault: Vault, world: World, cases: list[Case], tmp_path: Any
) -> None:
    written = write_answer(vault, cases[0], TRACED, NOW)
    signers = list(world.workers.values())
    export_outbox(vault, tmp_path / "outbox", signers, NOW, lambda *_: None, processes=1)
    assert vault.desk.exported == {0}
    assert code_of(undo, vault, NOW) == "undo-told"
    write_answer(vault, cases[0], {**TRACED, "text": "ще"}, NOW)
    undo(vault, NOW)
    published = now_of(vault, cases[0]).published_answer
    assert published is not None
    assert published.id == written.id


def test_what_a_family_was_told_is_not_undone_by_undoing_what_brought_it_again(
    vault: Vault, world: World, cases: list[Case], tmp_path: Path
) -> None:
    write_answer(vault, cases[0], TRACED, NOW)
    (away,) = undo(vault, NOW)
    (again,) = undo(vault, NOW, away.id)
    export_outbox(vault, tmp_path / "outbox", list(world.workers.values()), NOW, lambda *_: None, processes=1)
    assert code_of(undo, vault, NOW, again.id) == "undo-told"
    assert now_of(vault, cases[0]).published_answer is not None


def test_an_answer_in_an_outbox_that_waits_for_a_signature_is_not_said_to_be_told(
    vault: Vault, world: World, cases: list[Case], tmp_path: Any
) -> None:
    write_answer(vault, cases[0], TRACED, NOW)
    path, quiet = tmp_path / "outbox", lambda *_: None
    export_outbox(vault, path, [world.workers["anna"]], NOW, quiet, processes=1)
    assert vault.desk.exported == set()
    assert code_of(undo, vault, NOW) == "undo-drafted"
    vault.identity = world.workers["borys"]
    sign_outbox(vault, draft_path(path), path, NOW)
    vault.identity = world.workers["anna"]
    assert code_of(undo, vault, NOW) == "undo-told"


def test_withdrawn_erased_and_unreadable_cases(
    vault: Vault, desk: DeskInTest, world: World, cases: list[Case]
) -> None:
    world.post(world.envelope("one", Kind.WITHDRAWAL), b"?" * 65536)
    desk.take(vault, world.inbox())
    with vault.transaction():
        vault.erase(cases[1].subject, "by hand", NOW)
    assert code_of(act, vault, cases[0], Note("x"), NOW) == "case-closed"
    assert code_of(act, vault, cases[1], Note("x"), NOW) == "case-closed"
    unreadable = vault.desk.cases[5]
    assert code_of(act, vault, unreadable, Answer(dict(TRACED)), NOW) == "case-closed"
    act(vault, unreadable, Assign("anna"), NOW)
    assert vault.desk.cases[5].triage.owner == "anna"


def test_a_clock_that_goes_back_does_not_turn_the_order_round(vault: Vault, cases: list[Case]) -> None:
    act(vault, cases[0], Assign("borys"), NOW + 300 * DAY)
    done = act(vault, cases[0], Assign("anna"), NOW)
    assert now_of(vault, cases[0]).triage.owner == "anna"
    assert done.at == NOW


def test_a_number_is_the_same_in_every_vault(
    desk: DeskInTest, world: World, vault: Vault, cases: list[Case]
) -> None:
    world.post(world.envelope("one", Kind.ADDITION, {"text": "ще"}))
    world.write("four")
    desk.take(vault, world.inbox())
    assert sorted(vault.desk.cases) == [1, 2, 3, 5]
