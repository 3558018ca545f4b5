"""Writing an answer, and the second caseworker's word on it (docs/spec/desk-log.md, "Answers")."""

from collections.abc import Mapping
from typing import Any

from tracker.desk.acting import act
from tracker.desk.acts import Answer, Confirm
from tracker.desk.case import Case, WrittenAnswer, case_number, leaf_reference
from tracker.desk.days import add_days, day_of
from tracker.desk.references import case_of
from tracker.desk.replies.door import check_outgoing
from tracker.desk.state import Desk
from tracker.desk.vault import Vault
from tracker.records.errors import (
    AnswerDateInvalid,
    AnswerNotInVocabulary,
    CaseClosed,
    CaseUnknown,
    ConfirmNothing,
    ConfirmSamePerson,
)
from tracker.records.vocabulary import CLOSED, WITHDRAWN

NEXT_LOOK_DAYS = 7
CLOSED_CELL_DAYS = 365


def find_case(desk: Desk, label: str) -> Case:
    """The case of a number such as ``C-000123`` or ``123``.

    Raises CaseUnknown; its fact ``case`` names the case here that a colleague may call so.
    """
    number = case_number(label) or 0
    found = desk.cases.get(number)
    if found is not None:
        return found
    same = case_of(desk, leaf_reference(number - 1))
    if same is None:
        raise CaseUnknown("no such case", case="")
    raise CaseUnknown(
        f"no case has this number here, but its letter belongs to {same.label}", case=same.label
    )


def write_answer(
    vault: Vault, case: Case, given: dict[str, Any], now: int, justified: Mapping[str, str] | None = None
) -> WrittenAnswer:
    """Records an answer; what it lacks of language and days is filled in.

    ``justified`` gives the author's reasons by ``Finding.key``; with any, a second caseworker must confirm.
    Raises CaseClosed, AnswerError, WordingStopped, JustificationIdle.
    """
    content = check_draft(vault.desk, case, given, now, justified)
    act(vault, case, Answer(content, dict(justified or {})), now)
    return vault.desk.cases[case.number].answers[-1]


def check_draft(
    desk: Desk, case: Case, given: dict[str, Any], now: int, justified: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The content that ``write_answer`` would record, without recording it. Raises as that."""
    if case.is_withdrawn or not case.keys:
        raise CaseClosed("a withdrawn or unreadable case takes no answer")
    if given.get("work") == WITHDRAWN:
        raise AnswerNotInVocabulary("only the family withdraws", field="work")
    content = complete_answer(case, given, now)
    check_outgoing(content, justified or {}, desk, case)
    if content["answered"] > day_of(now):
        raise AnswerDateInvalid("a day that has not come", field="answered")
    return content


def complete_answer(case: Case, given: dict[str, Any], now: int) -> dict[str, Any]:
    """An answer with the family's language, today, and the usual days where it says nothing."""
    today = day_of(now)
    content = {"text": "", "language": case.language, "answered": today, **given}
    if given.get("work") == CLOSED:
        content.setdefault("ends", add_days(today, CLOSED_CELL_DAYS))
    else:
        content.setdefault("again", add_days(today, NEXT_LOOK_DAYS))
    return content


def confirm_answer(vault: Vault, case: Case, now: int) -> WrittenAnswer:
    """A second caseworker's confirmation of the newest answer, without which it is not published.

    Raises ConfirmNothing, ConfirmSamePerson, CaseClosed.
    """
    if case.is_withdrawn:
        raise CaseClosed("a withdrawn case takes no answer")
    waiting = case.waiting_answer
    if waiting is None:
        raise ConfirmNothing("no answer of this case waits for a second caseworker")
    if vault.desk.is_same_person(waiting.actor, vault.identity.signing_key.public):
        raise ConfirmSamePerson("whoever wrote the answer cannot confirm it")
    act(vault, case, Confirm(waiting.id), now)
    return vault.desk.cases[case.number].answers[-1]
