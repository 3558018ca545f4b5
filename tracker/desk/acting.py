"""Acting: checked, signed, and in the vault in one transaction (docs/spec/desk-log.md, "Acts").

What one act is made of is in ``tracker.desk.acts``; what they come to in ``tracker.desk.triage``.
"""

from collections.abc import Callable, Iterable

from crypto.encoding import check_day, check_name
from crypto.errors import EncodingError
from tracker.desk.acts import (
    NUMBER_MAX,
    Act,
    Answer,
    Assign,
    Confirm,
    Escalate,
    Heard,
    Judge,
    Link,
    Note,
    SignedAct,
    Tag,
    Told,
    Wait,
    fresh_nonce,
    sign_act,
)
from tracker.desk.case import Case
from tracker.desk.days import day_of
from tracker.desk.events import Acted
from tracker.desk.references import case_of, check_reference, reference_of
from tracker.desk.state import Desk
from tracker.desk.triage import Done
from tracker.desk.vault import Vault
from tracker.records.errors import (
    ActBlank,
    ActMalformed,
    AssigneeUnknown,
    CaseClosed,
    DeskError,
    LinkItself,
    WaitDayInvalid,
)

NAME_MAX = 64
TEXT_MAX = 4000
VERDICTS = ("accept", "reject", "")


def act(vault: Vault, case: Case, what: Act, now: int) -> Done:
    """Does one thing about one inquiry.

    Raises CaseClosed, ActBlank, ActMalformed, AssigneeUnknown, WaitDayInvalid, LinkItself, VaultError.
    """
    with vault.transaction():
        return append_act(vault, case, what, now)


def act_on_all(vault: Vault, cases: Iterable[Case], what: Act, now: int) -> list[Done]:
    """Does the same about several inquiries, all or none; one undo takes it all back. Raises as ``act``."""
    chosen, group = list(cases), fresh_nonce(vault.randomness)
    for case in chosen:
        check_act(vault.desk, _open_case(vault.desk, case), what, now)
    with vault.transaction():
        return [append_act(vault, case, what, now, group) for case in chosen]


def append_act(vault: Vault, case: Case, what: Act, now: int, group: str = "") -> Done:
    """As ``act``, inside a transaction of the caller's."""
    current = _open_case(vault.desk, case)
    check_act(vault.desk, current, what, now)
    turn = max([now, *(done.turn + 1 for done in current.acts)])
    told = Told(
        what,
        reference_of(current),
        now,
        min(turn, NUMBER_MAX),
        fresh_nonce(vault.randomness),
        group,
        vault.desk.size,
    )
    signed = sign_act(told, vault.identity.signing_key, vault.name.origin, vault.name.publisher)
    return append_signed(vault, current.subject, signed, now)


def append_signed(vault: Vault, subject: int, signed: SignedAct, now: int) -> Done:
    """Puts a signed act, of whomever, into a subject's row; inside a transaction."""
    vault.append(subject, Acted(signed.actor, signed.document.decode(), signed.signature), now)
    case = vault.desk.cases.get(vault.desk.by_subject.get(subject, 0))
    if case is not None:
        return case.acts[-1]
    return vault.desk.pending[vault.desk.awaited[subject]].acts[-1]


def link(vault: Vault, case: Case, other: str, on: bool, now: int) -> list[Done]:
    """Links a case to the entry of a reference, or no longer; another inquiry is told so of it too."""
    return _about_both(vault, case, other, lambda entry: Link(entry, on), now)


def judge(vault: Vault, case: Case, entry: str, verdict: str, now: int) -> list[Done]:
    """Judges a match of a case with an entry; another inquiry is told so of it too."""
    return _about_both(vault, case, entry, lambda reference: Judge(reference, verdict), now)


def check_act(desk: Desk, case: Case, what: Act, now: int) -> None:
    """Refuses what a caseworker cannot mean. Raises subclasses of DeskError."""
    match what:
        case Wait(until):
            _check_wait(until, now)
        case Assign(to):
            _check_assignee(desk, to)
        case Link(entry) | Judge(entry):
            _check_other(desk, case, entry)
        case Answer() | Confirm() if not case.keys:
            raise CaseClosed("an unreadable case takes no answer")
    check_form(what)


def check_form(what: Act) -> None:
    """Refuses what nobody can mean, whoever did it and when: whatever shows an act relies on that.

    Raises ActBlank, ActMalformed, WaitDayInvalid.
    """
    _check_words(what)
    match what:
        case Wait(until) if until:
            _check(check_day, until, WaitDayInvalid("no such day; write YYYY-MM-DD"))
        case Assign(to) if to:
            _check(check_name, to, ActMalformed("nobody is called so"))
        case Link(entry) | Judge(entry):
            check_reference(entry)
    if isinstance(what, Judge) and what.verdict not in VERDICTS:
        raise ActMalformed("a verdict is accept, reject or nothing")


def _check(is_so: Callable[[str], str], text: str, refusal: DeskError) -> None:
    try:
        is_so(text)
    except EncodingError as error:
        raise refusal from error


def _open_case(desk: Desk, case: Case) -> Case:
    current = desk.cases.get(case.number)
    if current is None or current.subject != case.subject or current.is_withdrawn:
        raise CaseClosed("a withdrawn or erased case takes no acts")
    return current


def _check_words(what: Act) -> None:
    match what:
        case Note(text):
            _words("text", text, TEXT_MAX)
        case Tag(name):
            _words("name", name, NAME_MAX)
        case Heard(alarm):
            _words("alarm", alarm, TEXT_MAX)
        case Escalate(on, why):
            _words("why", why, TEXT_MAX, may_lack=not on)
        case Wait(_, why):
            _words("why", why, TEXT_MAX, may_lack=True)


def _words(field: str, text: str, limit: int, may_lack: bool = False) -> None:
    if not text.strip() and not may_lack:
        raise ActBlank(f"'{field}' is empty", field=field)
    if len(text) > limit:
        raise ActMalformed(f"'{field}' has {len(text)} characters; at most {limit} fit")


def _check_wait(until: str, now: int) -> None:
    if until and until <= day_of(now):
        raise WaitDayInvalid(f"{until} does not lie ahead")


def _check_assignee(desk: Desk, to: str) -> None:
    names = [worker.name for worker in desk.store.members]
    if to and to not in names:
        raise AssigneeUnknown(f"no caseworker '{to}' here, but {', '.join(names)}", who=to)


def _check_other(desk: Desk, case: Case, reference: str) -> None:
    other = case_of(desk, check_reference(reference))
    if other is not None and other.number == case.number:
        raise LinkItself("an inquiry cannot be linked to itself")


def _about_both(vault: Vault, case: Case, other: str, make: Callable[[str], Act], now: int) -> list[Done]:
    group = fresh_nonce(vault.randomness)
    theirs = case_of(vault.desk, other)
    named = other if theirs is None else reference_of(theirs)
    with vault.transaction():
        names = _names(vault.desk, case, theirs, named)
        done = [append_act(vault, case, make(name), now, group) for name in names]
        if theirs is not None and not theirs.is_withdrawn:
            names = _names(vault.desk, theirs, case, reference_of(case))
            done += [append_act(vault, theirs, make(name), now, group) for name in names]
    return done


def _names(desk: Desk, case: Case, other: Case | None, reference: str) -> list[str]:
    """The reference, and by what else the case is linked to that entry: an envelope that opened has two."""
    linked = {name: case_of(desk, name) for name in sorted(case.triage.links - {reference})}
    same = [name for name, found in linked.items() if other and found and found.number == other.number]
    return [reference, *same]
