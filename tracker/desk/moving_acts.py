"""Acts that came before the letter that they are about, and acts of a case that is filed anew.

docs/spec/desk-log.md, "Acts". They go into the case's own row, so that erasing the case erases them.
"""

from collections.abc import Iterable

from tracker.desk.events import Acted
from tracker.desk.references import case_of
from tracker.desk.state import references_of
from tracker.desk.triage import Done
from tracker.desk.vault import Vault


def adopt_pending(vault: Vault, subject: int, now: int) -> None:
    """Gives a case what colleagues did about it before its letter was here; inside a transaction."""
    desk = vault.desk
    if not desk.pending:
        return
    case = desk.cases[desk.by_subject[subject]]
    for reference in references_of(case):
        kept = desk.pending.get(reference)
        if kept is not None:
            vault.erase(kept.subject, "moved", now, bury=False)
            move_acts(vault, kept.acts, now)


def move_acts(vault: Vault, acts: Iterable[Done], now: int) -> None:
    """Puts acts whose row was erased into the rows of the cases that they name; inside a transaction."""
    for done in acts:
        case = case_of(vault.desk, done.about)
        if case is not None and done.signed is not None:
            signed = done.signed
            vault.append(case.subject, Acted(signed.actor, signed.document.decode(), signed.signature), now)
