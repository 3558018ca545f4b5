"""Judgments: remembered for a pair, from either side, undone like any act; and no status ever moves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crypto.letter import Kind
from tests.desk.reached import reached
from tests.desk.world import DAY, NOW, DeskInTest, World, inquiry_form
from tracker.desk import acting
from tracker.desk.acts import Judge, Link
from tracker.desk.answering import write_answer
from tracker.desk.case import Case
from tracker.desk.matching.book import MatchBook, match_book
from tracker.desk.matching.judging import judge
from tracker.desk.matching.person import Person
from tracker.desk.matching.telling import reason_lines, strength, verdict_words
from tracker.desk.matching.verdicts import (
    Verdict,
    all_undecided,
    decided,
    offered_link,
    undecided,
    undecided_hits,
    verdict_of,
)
from tracker.desk.references import reference_of
from tracker.desk.undoing import undo
from tracker.desk.vault import Vault
from tracker.records.errors import ActMalformed, CaseClosed, LinkItself, MatchUnknown, MatchWithoutConsent
from tracker.records.form import LANGUAGES

ROOT = Path(__file__).parents[3]
MAY = {"match": True}
ROW, OLD_ROW = f"row:{'ab' * 32}:3", f"row:{'cd' * 32}:2"
EVERY_VERDICT = list(Verdict)


@pytest.fixture
def vault(desk: DeskInTest, world: World) -> Iterator[Vault]:
    """Three inquiries: two about one woman in two spellings, and a third that nobody may compare."""
    forms = [
        inquiry_form(**{"full-name": "Хрущиця Олена Петрівна", "birth": "1980-02-03"}, sharing=MAY),
        inquiry_form(**{"full-name": "Elena Khrushchitsa", "birth": "1980-03-02"}, sharing=MAY),
        inquiry_form(**{"full-name": "Хрущица Елена", "birth": "1980-02-03"}),
    ]
    world.post(*(world.envelope(f"family {n}", form=form) for n, form in enumerate(forms)))
    with desk.create() as made:
        desk.take(made, world.inbox())
        yield made


def book_of(vault: Vault) -> MatchBook:
    """The book of a vault with one row of a list, its hits found."""
    rows = {ROW: Person(names=("Khrushchytsia Olena Petrivna",))}
    book = match_book(vault.desk, rows)
    book.all_hits(processes=1)
    return book


def standing(case: Case) -> Any:
    """All that a family or the public could ever be told of a case."""
    return (
        case.letters, case.answers, case.published_answer, case.waiting_answer, case.form,
        case.is_open, case.is_closed, case.is_withdrawn, case.has_news, case.triage.links,
        case.triage.owner, case.triage.tags, case.triage.escalated, case.triage.waiting_until,
    )  # fmt: skip


def test_what_was_said_of_a_pair_is_remembered_on_both_sides(vault: Vault) -> None:
    one, two, _ = (vault.desk.cases[n] for n in (1, 2, 3))
    book = book_of(vault)
    assert all_undecided(vault.desk, book) == {
        1: frozenset({reference_of(two), ROW}),
        2: frozenset({reference_of(one), ROW}),
    }
    judge(vault, one, reference_of(two), Verdict.REJECT, NOW + 1)
    judge(vault, two, ROW, Verdict.ACCEPT, NOW + 2)
    one, two = vault.desk.cases[1], vault.desk.cases[2]
    assert verdict_of(vault.desk, two, reference_of(one)) is Verdict.REJECT
    assert [item.id for item in undecided(vault.desk, book, one)] == [ROW]
    assert undecided(vault.desk, book, two) == []
    assert {item.id: said for item, said in decided(vault.desk, book, two)} == {
        reference_of(one): Verdict.REJECT,
        ROW: Verdict.ACCEPT,
    }
    assert all_undecided(vault.desk, book) == {1: frozenset({ROW})}


def test_it_is_remembered_after_the_vault_was_locked(vault: Vault, desk: DeskInTest) -> None:
    judge(vault, vault.desk.cases[1], ROW, Verdict.REJECT, NOW)
    vault.close()
    with desk.unlock("borys") as again:
        assert verdict_of(again.desk, again.desk.cases[1], ROW) is Verdict.REJECT


@pytest.mark.parametrize("side", [1, 2])
def test_the_newest_word_counts_from_whichever_side(vault: Vault, side: int) -> None:
    other = 3 - side
    for now, (number, verdict) in enumerate(
        [(1, Verdict.ACCEPT), (2, Verdict.REJECT), (side, Verdict.ACCEPT)]
    ):
        judge(vault, vault.desk.cases[number], reference_of(vault.desk.cases[3 - number]), verdict, NOW + now)
    assert (
        verdict_of(vault.desk, vault.desk.cases[other], reference_of(vault.desk.cases[side]))
        is Verdict.ACCEPT
    )
    judge(vault, vault.desk.cases[other], reference_of(vault.desk.cases[side]), Verdict.FORGET, NOW + 3)
    assert (
        verdict_of(vault.desk, vault.desk.cases[side], reference_of(vault.desk.cases[other]))
        is Verdict.FORGET
    )


def test_a_judgment_told_of_one_side_alone_counts_for_both(vault: Vault) -> None:
    one, two = vault.desk.cases[1], vault.desk.cases[2]
    acting.act(vault, one, Judge(reference_of(two), "reject"), NOW)
    assert verdict_of(vault.desk, vault.desk.cases[2], reference_of(one)) is Verdict.REJECT


def test_undo_takes_a_judgment_back_on_both_sides(vault: Vault) -> None:
    one, two = vault.desk.cases[1], vault.desk.cases[2]
    judge(vault, one, reference_of(two), Verdict.REJECT, NOW)
    undo(vault, NOW + 1)
    assert verdict_of(vault.desk, vault.desk.cases[1], reference_of(two)) is Verdict.FORGET
    assert verdict_of(vault.desk, vault.desk.cases[2], reference_of(one)) is Verdict.FORGET


def test_a_judgment_on_an_older_version_of_a_list_counts(vault: Vault) -> None:
    judge(vault, vault.desk.cases[1], OLD_ROW, Verdict.REJECT, NOW)
    case, book = vault.desk.cases[1], book_of(vault)

    def earlier(reference: str) -> tuple[str, ...]:
        return (OLD_ROW,) if reference == ROW else ()

    assert ROW in undecided_hits(vault.desk, book, case)
    assert ROW not in undecided_hits(vault.desk, book, case, earlier)


@pytest.mark.parametrize("answered", [False, True])
def test_no_judgment_moves_a_status_or_links_anything(vault: Vault, answered: bool) -> None:
    if answered:
        write_answer(
            vault, vault.desk.cases[1], {"work": "being-traced", "knowledge": {"value": "none"}}, NOW
        )
    before = {number: standing(case) for number, case in vault.desk.cases.items()}
    kept = (len(vault.desk.leaves), dict(vault.desk.drafts), set(vault.desk.exported), vault.desk.fates[:])
    count = vault.desk.event_count
    for now, verdict in enumerate(EVERY_VERDICT * 2):
        for entry in (reference_of(vault.desk.cases[2]), ROW):
            judge(vault, vault.desk.cases[1], entry, verdict, NOW + DAY + now)
            book_of(vault)
    assert {number: standing(case) for number, case in vault.desk.cases.items()} == before
    assert kept == (
        len(vault.desk.leaves), dict(vault.desk.drafts), set(vault.desk.exported), vault.desk.fates[:],
    )  # fmt: skip
    added = [done.act for case in vault.desk.cases.values() for done in case.triage.history]
    added = [what for what in added if what.kind != "answer"]
    assert {type(what) for what in added} == {Judge}
    assert vault.desk.event_count == count + len(added)


def test_an_accepted_pair_of_inquiries_offers_a_link_and_makes_none(vault: Vault) -> None:
    one, two = vault.desk.cases[1], vault.desk.cases[2]
    assert offered_link(vault.desk, one, reference_of(two)) is None
    judge(vault, one, reference_of(two), Verdict.ACCEPT, NOW)
    judge(vault, one, ROW, Verdict.ACCEPT, NOW)
    one, two = vault.desk.cases[1], vault.desk.cases[2]
    assert offered_link(vault.desk, one, reference_of(two)) == Link(reference_of(two))
    assert offered_link(vault.desk, two, reference_of(one)) == Link(reference_of(one))
    assert offered_link(vault.desk, one, ROW) is None
    assert one.triage.links == two.triage.links == frozenset()
    acting.link(vault, one, reference_of(two), on=True, now=NOW + 1)
    assert offered_link(vault.desk, vault.desk.cases[1], reference_of(two)) is None


def test_what_is_linked_by_hand_is_not_proposed_again(vault: Vault) -> None:
    one, two = vault.desk.cases[1], vault.desk.cases[2]
    acting.link(vault, one, reference_of(two), on=True, now=NOW)
    assert verdict_of(vault.desk, vault.desk.cases[2], reference_of(one)) is Verdict.ACCEPT


def test_without_the_familys_leave_no_pair_is_accepted(vault: Vault) -> None:
    one, silent = vault.desk.cases[1], vault.desk.cases[3]
    assert reference_of(silent) not in book_of(vault)
    for case, other in ((one, silent), (silent, one)):
        with pytest.raises(MatchWithoutConsent):
            judge(vault, case, reference_of(other), Verdict.ACCEPT, NOW)
        judge(vault, case, reference_of(other), Verdict.REJECT, NOW)
    with pytest.raises(MatchWithoutConsent):
        judge(vault, silent, ROW, Verdict.ACCEPT, NOW)


def test_with_a_family_that_withdrew_no_pair_is_accepted_nor_a_link_offered(
    vault: Vault, desk: DeskInTest, world: World
) -> None:
    one, two = (reference_of(vault.desk.cases[n]) for n in (1, 2))
    judge(vault, vault.desk.cases[1], two, Verdict.ACCEPT, NOW)
    assert offered_link(vault.desk, vault.desk.cases[1], two) is not None
    world.post(world.envelope("family 1", Kind.WITHDRAWAL))
    desk.take(vault, world.inbox(3))
    assert vault.desk.by_reference[two] == 2
    assert offered_link(vault.desk, vault.desk.cases[1], two) is None
    with pytest.raises(MatchWithoutConsent):
        judge(vault, vault.desk.cases[1], two, Verdict.ACCEPT, NOW + 1)
    with pytest.raises(CaseClosed):
        judge(vault, vault.desk.cases[2], one, Verdict.REJECT, NOW + 1)


def test_matching_cannot_write_an_answer_or_take_anything_out() -> None:
    for path in (ROOT / "tracker/desk/matching").glob("*.py"):
        allowed = {"tracker.desk.acting"} if path.name == "judging.py" else set()
        assert reached(path, "answering", "acting", "replies", "exporting") <= allowed, path


def test_only_entries_are_judged(vault: Vault) -> None:
    one = vault.desk.cases[1]
    with pytest.raises(LinkItself):
        judge(vault, one, reference_of(one), Verdict.ACCEPT, NOW)
    with pytest.raises(MatchUnknown):
        judge(vault, one, "inquiry:" + "A" * 22 + "==", Verdict.REJECT, NOW)
    with pytest.raises(ActMalformed):
        judge(vault, one, "row:x", Verdict.REJECT, NOW)


@pytest.mark.parametrize("language", LANGUAGES)
def test_proposals_are_told_in_words_without_terminal_codes(language: str) -> None:
    hostile = Person(names=("Хру\x1b[31mщиця \u202eОлена\x9b",), places=("Верб\x07опіль\x1b]0;x\x07",))
    book = MatchBook({"inquiry:a": hostile, "inquiry:b": hostile})
    found = book.hits("inquiry:a")[0]
    told = [*reason_lines(found, language), strength(found.score, language)]
    told += [verdict_words(verdict, language) for verdict in Verdict]
    assert all(told)
    assert not any(
        ord(letter) < 32 or 127 <= ord(letter) < 160 or letter == "\u202e" for letter in "".join(told)
    )
