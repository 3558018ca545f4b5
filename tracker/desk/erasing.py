"""Erasing what families withdrew, and what caseworkers erase by hand (docs/spec/vault.md, "Erasing")."""

from tracker.desk.case import Case
from tracker.desk.events import Remainder
from tracker.desk.publishing import withdrawn_content
from tracker.desk.state import BY_HAND
from tracker.desk.vault import Vault


def erase_by_hand(vault: Vault, case: Case, now: int) -> None:
    """Destroys the row key of a case, in this vault alone: its notes name the case to the others.

    Raises VaultError.
    """
    with vault.transaction():
        vault.erase(case.subject, BY_HAND, now)


def erase_withdrawn(vault: Vault, now: int) -> int:
    """Destroys the row keys of withdrawn cases, but for what their families are still told; gives how many.

    Inside a transaction. Families are told "at the next session": the vault that exports does it with an
    outbox, the others when they take in the withdrawal.
    """
    withdrawn = [case for case in vault.desk.cases.values() if case.is_withdrawn and case.letters]
    for case in withdrawn:
        content = withdrawn_content(case)
        vault.erase(case.subject, "withdrawn", now)
        vault.append(vault.new_subject(), Remainder(case.number, case.keys, content), now)
    return len(withdrawn)
