"""What acts come to does not depend on the order in which a vault came to know them."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.desk.world import NOW, seed
from tracker.desk.acts import (
    Act,
    Answer,
    Assign,
    Confirm,
    Escalate,
    Evidence,
    Heard,
    Judge,
    Link,
    Note,
    Tag,
    Undo,
    Wait,
)
from tracker.desk.acts_in_log import answers_of
from tracker.desk.triage import Done, Triage, fold, in_force

PEOPLE = ("anna", "borys", "clara")
LOCATED = {"work": "answered", "knowledge": {"value": "located"}, "text": ""}


def done(number: int, act: Act, person: str = "anna", turn: int | None = None) -> Done:
    """An act with an id of its own."""
    turn = NOW + number if turn is None else turn
    return Done(f"{number:064x}", seed(person), NOW, act, person=person, turn=turn)


SIMPLE = st.one_of(
    st.builds(Assign, st.sampled_from(["", *PEOPLE])),
    st.builds(Wait, st.sampled_from(["", "2026-12-01", "2027-01-01"]), st.sampled_from(["", "суд"])),
    st.builds(Note, st.sampled_from(["a", "b"])),
    st.builds(Escalate, st.booleans(), st.just("why")),
    st.builds(Tag, st.sampled_from("xyz"), st.booleans()),
    st.builds(Link, st.sampled_from(["leaf:1", "leaf:2"]), st.booleans()),
    st.builds(Judge, st.sampled_from(["leaf:1", "leaf:2"]), st.sampled_from(["accept", "reject", ""])),
    st.builds(Heard, st.just("sentence-end")),
    st.builds(Evidence, st.just({"folder": "x"})),
    st.builds(Answer, st.just(LOCATED)),
)


@st.composite
def acts(draw: st.DrawFn) -> list[Done]:
    """Acts of three people; undos and confirmations name earlier ones; some are concurrent (one turn)."""
    made: list[Done] = []
    for number in range(draw(st.integers(1, 14))):
        what: Act = draw(SIMPLE)
        kind = draw(st.integers(0, 2)) if made else 2
        if kind == 0:
            what = Undo(draw(st.sampled_from(made)).id)
        elif kind == 1:
            what = Confirm(draw(st.sampled_from(made)).id)
        turn = NOW + draw(st.integers(max(0, number - 1), number))
        made.append(done(number, what, draw(st.sampled_from(PEOPLE)), turn))
    return made


@given(acts(), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(made: list[Done], rng: random.Random) -> None:
    other = [replace(item, sequence=99, arrived=7) for item in made + rng.choices(made, k=3)]
    rng.shuffle(other)
    assert fold(other) == fold(made)
    assert [item.id for item in answers_of(other)] == [item.id for item in answers_of(made)]
    assert [item.confirmed_by for item in answers_of(other)] == [
        item.confirmed_by for item in answers_of(made)
    ]


@given(acts(), st.data())
def test_what_is_known_in_parts_comes_together(made: list[Done], data: st.DataObject) -> None:
    """Undos may come before what they undo, and confirmations before the answer."""
    kept = data.draw(st.sets(st.sampled_from(range(len(made)))))
    part = [made[i] for i in sorted(kept)]
    rest = [made[i] for i in range(len(made)) if i not in kept]
    assert fold(fold(part).history + tuple(rest)) == fold(made)


@given(acts())
def test_undo_and_redo_of_everything_leaves_all_as_it_was(made: list[Done]) -> None:
    before = fold(made)
    undos = [
        done(100 + number, Undo(item.id), "clara")
        for number, item in enumerate(before.history)
        if not isinstance(item.act, Undo | Evidence)
    ]
    taken_back = fold([*made, *undos])
    assert not [item for item in in_force([*made, *undos]) if not isinstance(item.act, Evidence)]
    assert (taken_back.owner, taken_back.tags, taken_back.links) == ("", frozenset(), frozenset())
    redos = [done(200 + number, Undo(item.id), "clara") for number, item in enumerate(undos)]
    after = fold([*made, *undos, *redos])
    assert _state(after) == _state(before)


def _state(triage: Triage) -> tuple[object, ...]:
    return (
        triage.owner,
        triage.waiting_until,
        triage.escalated,
        triage.tags,
        triage.links,
        dict(triage.verdicts),
        [item.id for item in triage.notes],
    )


def test_the_later_turn_wins_and_of_equals_the_higher_id() -> None:
    made = [done(1, Assign("anna"), turn=5), done(2, Assign("borys"), turn=9), done(3, Assign("x"), turn=9)]
    assert fold(made).owner == "x"
    assert fold(made[:2]).owner == "borys"


def test_two_undos_of_one_act_are_both_to_be_taken_back() -> None:
    tag, one, two = done(1, Tag("x")), done(2, Undo(f"{1:064x}"), "anna"), done(3, Undo(f"{1:064x}"), "borys")
    again = done(4, Undo(two.id), "borys")
    assert fold([tag, one, two, again]).tags == frozenset()
    assert fold([tag, one, two, again, done(5, Undo(one.id), "anna")]).tags == {"x"}


def test_nobody_renews_what_somebody_else_took_back() -> None:
    tag, back = done(1, Tag("x")), done(2, Undo(f"{1:064x}"), "anna")
    assert fold([tag, back, done(3, Undo(back.id), "borys")]).tags == frozenset()
    same_person = replace(done(3, Undo(back.id), "anna"), actor=seed("anna's next key"))
    assert fold([tag, back, same_person]).tags == {"x"}


def test_a_confirmation_counts_for_its_answer_and_by_another_person_only() -> None:
    one, two = done(1, Answer(LOCATED)), done(2, Answer(LOCATED))
    assert [item.confirmed_by for item in answers_of([one, two, done(3, Confirm(one.id), "borys")])] == [
        seed("borys"),
        None,
    ]
    by_author = replace(done(3, Confirm(one.id), "anna"), actor=seed("anna's next key"))
    assert [item.confirmed_by for item in answers_of([one, by_author])] == [None]
    assert answers_of([done(3, Confirm(one.id), "borys")]) == ()


def test_a_long_chain_of_undos_is_no_matter() -> None:
    made = [done(0, Tag("x"))]
    for number in range(1, 3001):
        made.append(done(number, Undo(made[-1].id)))
    assert fold(made).tags == {"x"}
    assert fold(made[:-1]).tags == frozenset()
