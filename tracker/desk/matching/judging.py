"""Writes down what a caseworker said of a pair: signed acts of that, and nothing else changes.

An accepted pair of inquiries offers a link (``verdicts.offered_link``); to make it is another act, of people.
"""

from tracker.desk import acting
from tracker.desk.case import Case
from tracker.desk.matching.asked_for import agrees_to_matching
from tracker.desk.matching.book import is_row
from tracker.desk.matching.verdicts import Verdict
from tracker.desk.references import case_of, check_reference
from tracker.desk.triage import Done
from tracker.desk.vault import Vault
from tracker.records.errors import MatchUnknown, MatchWithoutConsent


def judge(vault: Vault, case: Case, reference: str, verdict: Verdict, now: int) -> list[Done]:
    """Accepts or rejects a pair, or forgets what was said of it.

    Raises MatchUnknown, LinkItself, MatchWithoutConsent (an accept needs every family's leave), CaseClosed.
    """
    check_reference(reference)
    other = case_of(vault.desk, reference)
    if other is None and not is_row(reference):
        raise MatchUnknown("no inquiry of this reference in this vault")
    families = [case] if other is None else [case, other]
    if verdict is Verdict.ACCEPT and not all(map(agrees_to_matching, families)):
        raise MatchWithoutConsent("a family did not allow comparing its letter")
    return acting.judge(vault, case, reference, verdict.value, now)
