"""What two caseworkers did in the practice vault before the exercise begins: acts like any others."""

from random import Random
from typing import Any

from tracker.desk.acting import act, act_on_all, link
from tracker.desk.acts import Assign, Escalate, Note, Tag, Wait
from tracker.desk.answering import write_answer
from tracker.desk.case import Case
from tracker.desk.days import add_days, day_of
from tracker.desk.practice.deployment import CASEWORKERS
from tracker.desk.practice.words import words
from tracker.desk.references import reference_of
from tracker.desk.vault import Vault

_WORK = ("being-read", "being-traced", "being-traced", "being-traced", "need-more", "referred")


def work_on(vault: Vault, rng: Random, fresh: list[Case], now: int, answered: float) -> None:
    """A day's work on the inquiries of one inbox; this share of them gets an answer."""
    for name in CASEWORKERS:
        share = [case for case in fresh if case.keys and rng.random() < 0.4]
        act_on_all(vault, share, Assign(name), now)
    for case in fresh:
        if case.keys and not case.is_withdrawn:
            _work_on_one(vault, rng, case, now, rng.random() - answered)


def _work_on_one(vault: Vault, rng: Random, case: Case, now: int, chance: float) -> None:
    today = day_of(now)
    if chance < 0:
        write_answer(vault, case, _answer(case, rng.choice(_WORK), today), now)
    elif chance < 0.05:
        until = add_days(today, rng.choice((5, 30, 90, 120)))
        act(vault, case, Wait(until, words(case.language, "wait")), now)
    elif chance < 0.08:
        act(vault, case, Note(words("uk", "note")), now)
    elif chance < 0.10:
        act(vault, case, Escalate(True, words("uk", "escalate")), now)
    elif chance < 0.15:
        act(vault, case, Tag(rng.choice(("exchange", "media", "lawyer")), True), now)


def find_somebody(vault: Vault, cases: list[Case], now: int) -> None:
    """Answers that need a second caseworker, and links between inquiries about one person."""
    today = day_of(now)
    for case, knowledge in zip(cases, ("located", "released", "located", "located"), strict=False):
        write_answer(vault, case, _found(case, knowledge, today), now)


def link_pairs(vault: Vault, pairs: list[tuple[Case, Case]], now: int) -> None:
    """Links inquiries about one person."""
    for first, second in pairs:
        link(vault, first, reference_of(second), True, now)


def _answer(case: Case, work: str, today: str) -> dict[str, Any]:
    return {
        "work": work,
        "knowledge": {"value": "none"},
        "text": words(case.language, "answer"),
        "answered": today,
        "again": add_days(today, 7),
    }


def _found(case: Case, value: str, today: str) -> dict[str, Any]:
    knowledge = {"value": value, "source": "icrc", "date": add_days(today, -3), "confidence": "high"}
    if value == "released":
        knowledge |= {"conditions": "unknown", "exile": "unknown"}
    return _answer(case, "answered", today) | {"knowledge": knowledge, "text": ""}
