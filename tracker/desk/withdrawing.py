"""Erasing what families withdrew, but for what they are still told (docs/spec/vault.md, "Erasing")."""

from tracker.desk.events import Remainder
from tracker.desk.publishing import withdrawn_content
from tracker.desk.vault import Vault


def erase_withdrawn(vault: Vault, now: int) -> int:
    """Destroys the row keys of withdrawn cases; gives how many; inside a transaction.

    Families are told "at the next session": the vault that exports does it with an outbox, the others when
    they take in the withdrawal.
    """
    withdrawn = [case for case in vault.desk.cases.values() if case.is_withdrawn and case.letters]
    for case in withdrawn:
        content = withdrawn_content(case)
        vault.erase(case.subject, "withdrawn", now)
        vault.append(vault.new_subject(), Remainder(case.number, case.keys, content), now)
    return len(withdrawn)
