"""Matches: who may be the person an inquiry asks for, and what a caseworker says of that."""

from typing import Any

import click

from tracker.desk.answering import find_case
from tracker.desk.case import Case, case_number
from tracker.desk.commands.session import ProgressLine, Session, now, vault_options
from tracker.desk.display import line
from tracker.desk.lists.shelf import Shelf
from tracker.desk.matching.asked_for import agrees_to_matching
from tracker.desk.matching.book import MatchBook, is_row, match_book
from tracker.desk.matching.candidates import Candidate
from tracker.desk.matching.judging import judge as judge_pair
from tracker.desk.matching.person import Person
from tracker.desk.matching.telling import reason_lines, strength, verdict_words
from tracker.desk.matching.verdicts import Earlier, Verdict, all_undecided, offered_link, verdict_of
from tracker.desk.references import case_of, reference_of, row_reference
from tracker.desk.state import Desk
from tracker.records.errors import MatchUnknown
from tracker.records.form import LANGUAGES
from tracker.records.language import translate

_SAID = {"accept": Verdict.ACCEPT, "reject": Verdict.REJECT, "forget": Verdict.FORGET}
_LONGEST_NAME = 80
Match = tuple[Candidate, Person | None]
_LANGUAGE = click.option(
    "--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], help="Language of reasons."
)


@click.command("matches")
@vault_options()
@_LANGUAGE
@click.argument("case", required=False)
def matches(session: Session, language: str, case: str | None) -> None:
    """Show who may be the person a case asks for, with reasons; without CASE, which cases wait for a word.

    A proposal changes nothing. Say what you think of it with `tracker desk judge`.
    """
    with session.unlocked() as vault:
        shelf = Shelf(vault)
        book = match_book(vault.desk, shelf.people())
        if case is None:
            _tell_all(session, vault.desk, book, shelf.earlier)
        else:
            found = _judged(vault.desk, book, find_case(vault.desk, case), shelf.earlier)
            _tell_one(session, vault.desk, find_case(vault.desk, case), found, language)


@click.command("judge")
@vault_options()
@_LANGUAGE
@click.argument("case")
@click.argument("entry")
@click.argument("verdict", type=click.Choice(list(_SAID)))
def judge(session: Session, language: str, case: str, entry: str, verdict: str) -> None:
    """Say whether CASE and ENTRY are one person: accept, reject, or forget what was said.

    ENTRY is another case (C-000012) or a row of a list (L-000007:31). It is remembered and signed; no status
    changes, and nothing is linked by it.
    """
    with session.unlocked() as vault:
        found = find_case(vault.desk, case)
        reference = entry_reference(vault.desk, entry)
        if is_row(reference):
            Shelf(vault).row(reference)
        judge_pair(vault, found, reference, _SAID[verdict], now())
        found = find_case(vault.desk, case)
        link = offered_link(vault.desk, found, reference)
        name = entry_label(vault.desk, reference)
        lines = [f"{found.label}, {name}: {verdict_words(_SAID[verdict], language)}"]
        if link is not None:
            lines.append(translate(language, "match.offer-link", ours=found.label, theirs=name))
        elif is_row(reference):
            lines.append(translate(language, "match.claim"))
    facts = {"case": found.label, "entry": reference, "verdict": verdict, "may_link": link is not None}
    session.emit(facts, "\n".join(lines))


def entry_reference(desk: Desk, entry: str) -> str:
    """The reference behind ``C-000012``, ``L-000007:31`` or a reference itself. Raises MatchUnknown."""
    number = case_number(entry)
    if number is not None and number in desk.cases:
        return reference_of(desk.cases[number])
    name, _, row = entry.strip().rpartition(":")
    for taken in desk.lists.values():
        if name.upper() == taken.label and row.isascii() and row.isdigit():
            return row_reference(taken.id, int(row))
    if is_row(entry) or case_of(desk, entry) is not None:
        return entry
    raise MatchUnknown("no such case or row; write C-000012 or L-000007:31")


def entry_label(desk: Desk, reference: str) -> str:
    """What people call an entry: ``C-000012``, ``L-000007:31``."""
    case = case_of(desk, reference)
    if case is not None:
        return case.label
    _, _, rest = reference.partition(":")
    list_id, _, row = rest.partition(":")
    labels = (taken.label for taken in desk.lists.values() if taken.id == list_id)
    return f"{next(labels, list_id[:12])}:{row}"


def _tell_all(session: Session, desk: Desk, book: MatchBook, earlier: Earlier) -> None:
    book.all_hits(ProgressLine())
    waiting = sorted(all_undecided(desk, book, earlier).items())
    names = {number: sorted(entry_label(desk, hit) for hit in hits) for number, hits in waiting}
    facts = {
        "cases": [{"case": desk.cases[number].label, "undecided": found} for number, found in names.items()]
    }
    lines = [
        f"{desk.cases[number].label}  {len(found):3}  {', '.join(found)}" for number, found in names.items()
    ]
    session.emit(facts, "\n".join(lines) or "no proposal waits for a word")


def _judged(desk: Desk, book: MatchBook, case: Case, earlier: Earlier) -> list[tuple[Match, Verdict]]:
    """The proposals for a case, whom each tells of, and what was said of it."""
    hits = book.hits(reference_of(case))
    return [((item, book.person(item.id)), verdict_of(desk, case, item.id, earlier)) for item in hits]


def _tell_one(
    session: Session, desk: Desk, case: Case, found: list[tuple[Match, Verdict]], language: str
) -> None:
    facts = {
        "case": case.label,
        "may_be_compared": agrees_to_matching(case),
        "matches": [_facts(desk, match, verdict) for match, verdict in found],
    }
    lines = [told for match, verdict in found for told in _lines(desk, match, verdict, language)]
    nothing = "nobody" if agrees_to_matching(case) else "no-consent"
    session.emit(facts, "\n".join(lines) or translate(language, f"match.{nothing}"))


def _facts(desk: Desk, match: Match, verdict: Verdict) -> dict[str, Any]:
    item, person = match
    reasons = [{"why": reason.why, "ours": reason.ours, "theirs": reason.theirs} for reason in item.reasons]
    return {
        "entry": item.id,
        "label": entry_label(desk, item.id),
        "names": list(person.names) if person else [],
        "score": round(item.score, 3),
        "verdict": verdict.value,
        "reasons": reasons,
    }


def _lines(desk: Desk, match: Match, verdict: Verdict, language: str) -> list[str]:
    item, person = match
    name = line(person.names[0], _LONGEST_NAME) if person else ""
    said = f"{strength(item.score, language)}; {verdict_words(verdict, language)}"
    head = f"{entry_label(desk, item.id)}  {name}  ({said})"
    return [head, *(f"    {told}" for told in reason_lines(item, language))]
