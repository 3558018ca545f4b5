"""Two people confirm what must not be wrong; the fold itself holds the rule."""

from typing import Any

import pytest
from click.testing import CliRunner

from crypto.letter import Kind
from crypto.recipient import Identity
from tests.desk.world import (
    DAY,
    NOW,
    ORIGIN,
    PUBLISHER,
    DeskInTest,
    World,
    code_of,
    inquiry_form,
    seed,
    send,
)
from tracker.desk.acting import act
from tracker.desk.acts import Answer, Confirm, Told, Wait, sign_act
from tracker.desk.answering import confirm_answer, find_case, write_answer
from tracker.desk.case import Case
from tracker.desk.commands import answers
from tracker.desk.days import day_of
from tracker.desk.events import Acted
from tracker.desk.queues import QUEUES, QueueContext, in_queue, queue_counts
from tracker.desk.replies.templates import BY_ID
from tracker.desk.shift import shift_note
from tracker.desk.vault import Vault
from tracker.records.errors import AnswerMissing, TemplateUnfit

EVIDENCE = {"source": "icrc", "date": "2026-08", "confidence": "high"}
LOCATED = {"work": "answered", "knowledge": {"value": "located", **EVIDENCE}, "text": "у Х."}
RELEASED = {
    "work": "answered",
    "knowledge": {"value": "released", **EVIDENCE, "conditions": "unknown", "exile": "no"},
}
TRACED = {"work": "being-traced", "knowledge": {"value": "none"}}
CLOSED = {"work": "closed", "why": "no-way-left", "knowledge": {"value": "none"}}


@pytest.fixture
def case(desk: DeskInTest, world: World, vault: Vault) -> Case:
    """An inquiry that waits for its answer."""
    world.write("one")
    desk.take(vault, world.inbox())
    return vault.desk.cases[1]


def as_other(vault: Vault, world: World, who: str) -> None:
    """Another caseworker sits down."""
    vault.identity = world.workers[who]


def queues(vault: Vault) -> set[str]:
    """The queues that are not empty, but for 'all'."""
    return {name for name, count in queue_counts(vault.desk).items() if count} - {"all"}


@pytest.mark.parametrize("content", [LOCATED, RELEASED])
def test_located_and_released_wait_for_a_second_person(
    vault: Vault, world: World, case: Case, content: dict[str, Any]
) -> None:
    written = write_answer(vault, case, content, NOW)
    assert written.waits_for_second
    assert vault.desk.cases[1].published_answer is None
    assert queues(vault) == {"open", "needs-second"}
    assert code_of(confirm_answer, vault, vault.desk.cases[1], NOW) == "confirm-same-person"
    as_other(vault, world, "borys")
    assert not confirm_answer(vault, vault.desk.cases[1], NOW).waits_for_second
    assert vault.desk.cases[1].published_answer is not None
    assert queues(vault) == {"open", "answered"}
    assert code_of(confirm_answer, vault, vault.desk.cases[1], NOW) == "confirm-nothing"


def test_a_confirmation_by_the_author_does_not_count_even_in_the_log(
    desk: DeskInTest, vault: Vault, case: Case
) -> None:
    written = write_answer(vault, case, LOCATED, NOW)
    act(vault, case, Confirm(written.id), NOW)
    assert vault.desk.cases[1].published_answer is None
    vault.close()
    with desk.unlock() as again:
        assert again.desk.cases[1].published_answer is None


def test_a_new_key_does_not_make_another_person(
    desk: DeskInTest, world: World, vault: Vault, case: Case
) -> None:
    write_answer(vault, case, LOCATED, NOW)
    world.workers["anna"] = Identity(seed("anna's next key"))
    world.add_epoch()
    vault.take_keyring(world.documents, NOW)
    vault.close()
    with desk.unlock("anna") as again:
        assert code_of(confirm_answer, again, again.desk.cases[1], NOW) == "confirm-same-person"


def test_a_later_answer_needs_its_own_confirmation(vault: Vault, world: World, case: Case) -> None:
    write_answer(vault, case, LOCATED, NOW)
    as_other(vault, world, "borys")
    confirm_answer(vault, vault.desk.cases[1], NOW)
    changed = {**LOCATED, "text": "в іншому місці"}
    write_answer(vault, vault.desk.cases[1], changed, NOW)
    published = vault.desk.cases[1].published_answer
    assert published is not None
    assert published.content["text"] == LOCATED["text"]
    as_other(vault, world, "anna")
    confirm_answer(vault, vault.desk.cases[1], NOW)
    published = vault.desk.cases[1].published_answer
    assert published is not None
    assert published.content["text"] == changed["text"]


def test_an_answer_is_completed_and_checked(vault: Vault, case: Case) -> None:
    content = write_answer(vault, case, TRACED, NOW).content
    assert (content["language"], content["answered"], content["again"]) == ("uk", "2026-09-21", "2026-09-28")
    closed = {"work": "closed", "why": "handed-over", "knowledge": {"value": "none"}}
    assert write_answer(vault, case, closed, NOW).content["ends"] == "2027-09-21"
    tomorrow = {**TRACED, "answered": "2026-09-22"}
    assert code_of(write_answer, vault, case, tomorrow, NOW) == "answer-date-invalid"
    assert code_of(write_answer, vault, case, {**TRACED, "work": "lost"}, NOW) == "answer-not-in-vocabulary"
    assert code_of(write_answer, vault, case, {"work": "waiting"}, NOW) == "answer-missing"
    assert code_of(write_answer, vault, case, {**TRACED, "text": "x" * 20_000}, NOW) == "answer-too-large"
    withdrawn = {"work": "withdrawn", "knowledge": {"value": "none"}, "ends": "2027-01-01"}
    assert code_of(write_answer, vault, case, withdrawn, NOW) == "answer-not-in-vocabulary"


def test_withdrawn_and_unreadable_cases_take_no_answer(
    desk: DeskInTest, world: World, vault: Vault, case: Case
) -> None:
    world.post(world.envelope("one", Kind.WITHDRAWAL), b"x" * 65536)
    desk.take(vault, world.inbox())
    for number in (1, 3):
        assert code_of(write_answer, vault, vault.desk.cases[number], TRACED, NOW) == "case-closed"
    assert code_of(confirm_answer, vault, vault.desk.cases[1], NOW) == "case-closed"


@pytest.mark.parametrize("label", ["C-000001", "c-1", "1", " 000001 "])
def test_a_case_is_found_by_its_number(vault: Vault, case: Case, label: str) -> None:
    assert find_case(vault.desk, label) == case


@pytest.mark.parametrize("label", ["", "C-", "2", "-1", "0", "x", "٣", "9" * 40])
def test_what_is_no_case_is_refused(vault: Vault, case: Case, label: str) -> None:
    assert code_of(find_case, vault.desk, label) == "case-unknown"


def test_a_case_moves_through_the_queues(desk: DeskInTest, world: World, vault: Vault) -> None:
    world.post(world.envelope("one", form=inquiry_form(urgent=["medicine"])))
    desk.take(vault, world.inbox())
    assert queues(vault) == {"new", "open", "unanswered", "urgent"}
    write_answer(vault, vault.desk.cases[1], TRACED, NOW)
    assert queues(vault) == {"open", "answered", "urgent"}
    world.post(world.envelope("one", Kind.ADDITION, {"text": "ще"}))
    desk.take(vault, world.inbox(), now=NOW + DAY)
    assert queues(vault) == {"new", "open", "answered", "urgent"}
    closed = {"work": "closed", "why": "returned", "knowledge": {"value": "none"}}
    write_answer(vault, vault.desk.cases[1], closed, NOW + DAY)
    assert queues(vault) == {"closed"}
    # Whoever came back may be taken again: nobody's letter is left unread because a case was closed.
    world.post(world.envelope("one", Kind.ADDITION, {"text": "знову"}))
    desk.take(vault, world.inbox(), now=NOW + DAY)
    assert queues(vault) == {"new", "open", "answered", "urgent"}
    write_answer(vault, vault.desk.cases[1], closed, NOW + DAY)
    assert queues(vault) == {"closed"}
    world.post(world.envelope("one", Kind.WITHDRAWAL))
    desk.take(vault, world.inbox(), now=NOW + DAY)
    assert queues(vault) == {"withdrawn"}


@pytest.mark.parametrize("has_letter", [True, False], ids=["letter", "none"])
def test_a_closed_case_is_open_while_a_newer_answer_waits_for_a_second_person(
    desk: DeskInTest, world: World, vault: Vault, case: Case, has_letter: bool
) -> None:
    write_answer(vault, case, CLOSED, NOW)
    if has_letter:
        world.post(world.envelope("one", Kind.ADDITION, {"text": "його знайшли"}))
        desk.take(vault, world.inbox())
    written = write_answer(vault, vault.desk.cases[1], LOCATED, NOW)
    assert queues(vault) == {"open", "answered", "needs-second"}
    assert shift_note(vault.desk, NOW, NOW).waits == {"": {"needs-second": (1,)}}
    as_other(vault, world, "borys")
    confirmed = confirm_answer(vault, vault.desk.cases[1], NOW)
    assert confirmed.id == written.id
    assert queues(vault) == {"open", "answered"}


def test_a_case_that_was_put_off_comes_back_when_the_family_writes(
    desk: DeskInTest, world: World, vault: Vault, case: Case
) -> None:
    at = QueueContext("anna", day_of(NOW))
    act(vault, case, Wait("2027-01-31", "суд"), NOW)
    assert [item.number for item in in_queue(vault.desk, "waiting-until", at)] == [1]
    assert in_queue(vault.desk, "new", at) == []
    assert "new" not in shift_note(vault.desk, NOW, NOW).waits.get("", {})
    world.post(world.envelope("one", Kind.ADDITION, {"text": "йому зле"}))
    desk.take(vault, world.inbox())
    assert in_queue(vault.desk, "waiting-until", at) == []
    assert [item.number for item in in_queue(vault.desk, "new", at)] == [1]
    assert shift_note(vault.desk, NOW, NOW).waits[""]["new"] == (1,)
    # Whoever has read it may put the case off again.
    act(vault, vault.desk.cases[1], Wait("2027-01-31", "суд"), NOW)
    assert in_queue(vault.desk, "new", at) == []


def test_a_case_that_was_put_off_comes_back_with_a_letter_that_was_withheld(
    desk: DeskInTest, world: World, vault: Vault, case: Case
) -> None:
    world.post(world.envelope("one", Kind.ADDITION, {"text": "йому зле"}))
    kept, world.log[1] = world.log[1], None
    world.write("two")
    desk.take(vault, world.inbox())
    act(vault, vault.desk.cases[1], Wait("2027-01-31", "суд"), NOW)
    assert vault.desk.cases[1].waiting_until == "2027-01-31"
    world.log[1] = kept
    desk.take(vault, world.inbox())
    assert vault.desk.cases[1].waiting_until == ""
    # Whoever has read it may put the case off again.
    act(vault, vault.desk.cases[1], Wait("2027-01-31", "суд"), NOW)
    assert vault.desk.cases[1].waiting_until == "2027-01-31"


def test_a_wait_of_a_colleague_who_had_the_letter_holds_when_it_comes_here(
    desk: DeskInTest, world: World, vault: Vault, case: Case
) -> None:
    with desk.handed_over(vault).unlock("borys") as theirs:
        world.post(world.envelope("one", Kind.ADDITION, {"text": "йому зле"}))
        desk.take(theirs, world.inbox())
        act(theirs, theirs.desk.cases[1], Wait("2027-01-31", "суд"), NOW)
        send(theirs, vault)
    desk.take(vault, world.inbox())
    assert len(vault.desk.cases[1].letters) == 2
    assert vault.desk.cases[1].waiting_until == "2027-01-31"


def test_the_state_is_a_fold_of_what_is_in_the_file(
    desk: DeskInTest, world: World, vault: Vault, case: Case
) -> None:
    write_answer(vault, case, LOCATED, NOW)
    world.post(world.envelope("two"), b"?" * 65536, world.envelope("one", Kind.WITHDRAWAL))
    desk.take(vault, world.inbox())
    before = vault.desk
    vault.close()
    with desk.unlock("borys") as again:
        assert again.desk == before
        assert {name: in_queue(again.desk, name) for name in QUEUES} == {
            name: in_queue(before, name) for name in QUEUES
        }


def test_an_act_about_a_case_in_another_row_is_no_log(desk: DeskInTest, vault: Vault, case: Case) -> None:
    before = vault.desk.event_count

    def lost() -> None:
        told = Told(Answer(TRACED), "leaf:0", NOW, NOW, "")
        signed = sign_act(told, vault.identity.signing_key, ORIGIN, PUBLISHER)
        with vault.transaction():
            acted = Acted(signed.actor, signed.document.decode(), signed.signature)
            vault.append(vault.new_subject(), acted, NOW)

    assert code_of(lost) == "vault-damaged"
    assert vault.desk.event_count == before


@pytest.mark.parametrize("template", list(BY_ID))
def test_a_template_without_what_it_speaks_of_is_refused_with_a_code(
    desk: DeskInTest, world: World, session_options: list[str], template: str
) -> None:
    with desk.create() as vault:
        world.write("one")
        desk.take(vault, world.inbox())
    typed = [*session_options, "--template", template, "--dry-run", "1"]
    done = CliRunner().invoke(answers.answer, typed)
    assert done.exit_code == 0 or isinstance(done.exception, AnswerMissing | TemplateUnfit)
