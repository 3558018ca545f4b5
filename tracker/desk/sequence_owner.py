"""From which vault of a desk outboxes are exported: exactly one (docs/spec/desk-log.md, "Sequence").

Two vaults that export would give two outboxes one number; the server refuses the second as forked.
"""

from tracker.desk.events import ADMINISTRATION, SequenceTaken
from tracker.desk.intake_state import SEQUENCE_JUMP
from tracker.desk.state import Desk
from tracker.desk.vault import Vault
from tracker.records.errors import SequenceElsewhere, SequenceHere, SequenceImplausible

# How many jumps the vault that is lost may have been made to do since this one knew its outboxes.
_JUMPS = 256


def check_sequence(desk: Desk) -> None:
    """Outboxes are exported from this vault. Raises SequenceElsewhere."""
    if not desk.owns_sequence:
        who = desk.sequence_owner
        text = f"outboxes of this desk are exported from the vault of {who}: send your notes there"
        raise SequenceElsewhere(text, who=who)


def take_sequence(vault: Vault, why: str, now: int) -> None:
    """Exports from this vault from now on, because the one that did is lost; recorded in the custody log.

    Raises SequenceHere, SequenceImplausible, VaultError.
    """
    if vault.desk.owns_sequence:
        raise SequenceHere("outboxes are exported from this vault already")
    number, known = vault.desk.next_sequence - 1, max(vault.desk.drafts, default=-1)
    if number > known + _JUMPS * SEQUENCE_JUMP:
        text = f"the last inbox says that outbox {number} was applied: import a newer inbox first"
        raise SequenceImplausible(text, number=number)
    name = vault.desk.store.name_of(vault.identity.signing_key.public)
    with vault.transaction():
        vault.append(ADMINISTRATION, SequenceTaken(name, why), now)
