"""From which vault of a desk outboxes are exported: exactly one (docs/spec/desk-log.md, "Sequence").

Two vaults that export would give two outboxes one number; the server refuses the second as forked.
"""

from tracker.desk.events import ADMINISTRATION, SequenceTaken
from tracker.desk.state import Desk
from tracker.desk.vault import Vault
from tracker.records.errors import SequenceElsewhere, SequenceHere, SequenceImplausible

# An outbox each second for a century. Nothing signs the number that an inbox names: from the largest that a
# document can name on, no outbox could follow.
SEQUENCE_PLAUSIBLE = 2**32


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
    if (number := vault.desk.next_sequence - 1) >= SEQUENCE_PLAUSIBLE:
        text = f"the last inbox says that outbox {number} was applied: import a newer inbox first"
        raise SequenceImplausible(text, number=number)
    name = vault.desk.store.name_of(vault.identity.signing_key.public)
    with vault.transaction():
        vault.append(ADMINISTRATION, SequenceTaken(name, why), now)
