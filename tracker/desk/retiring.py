"""Destroying the key file of an identity that was replaced, once nothing waits for it.

docs/spec/identity.md, "Destroying".
"""

import os
from pathlib import Path

from crypto.envelope import GRACE_DAYS
from crypto.errors import EnvelopeNotForUs
from crypto.recipient import Identity
from tracker.desk import events
from tracker.desk.days import add_days, day_of
from tracker.desk.events import ADMINISTRATION
from tracker.desk.queues import in_queue
from tracker.desk.vault import Vault
from tracker.files import sync_folder
from tracker.records.errors import IdentityAwaited, IdentityInUse

# The day on which the last letter that is taken is logged.
_BATCH_DAYS = 1


def check_retired(vault: Vault, old: Identity) -> None:
    """Nothing is sealed to this identity any more, and nothing that was waits for it.

    Raises IdentityInUse, IdentityAwaited; the latter's facts say what is waited for, ``until`` which day.
    """
    store, desk = vault.desk.store, vault.desk
    if old.recipient.id in {recipient.id for recipient in store.roster.recipients}:
        raise IdentityInUse(f"epoch {store.head.epoch} still seals letters to it", epoch=store.head.epoch)
    days = (GRACE_DAYS if store.head.grace else 0) + _BATCH_DAYS
    last = add_days(day_of(desk.taken_at), days)
    read_up_to = desk.imported.read_up_to if desk.imported else ""
    if read_up_to < last:
        have = read_up_to or "none"
        text = f"letters under the old keyring may come until {last}; this desk has read those up to {have}"
        raise IdentityAwaited(text, until=last)
    if desk.acknowledged < desk.size:
        text = f"letters {desk.acknowledged} to {desk.size} are on no second medium yet: back up first"
        raise IdentityAwaited(text, until="")
    closed = [case for case in in_queue(desk, "unreadable") if _may_open(case.unreadable)]
    if closed:
        text = f"{closed[0].label} did not open: import with --old-identity first"
        raise IdentityAwaited(text, until="")


def destroy(vault: Vault, old: Identity, path: Path, now: int) -> None:
    """Overwrites and removes the key file, and records it in the custody log. Raises as above, OSError.

    A flash medium may keep what was overwritten, and copies are not known here: people destroy media.
    """
    check_retired(vault, old)
    name = vault.desk.store.name_of(old.signing_key.public)
    _overwrite(path)
    with vault.transaction():
        vault.append(ADMINISTRATION, events.IdentityDestroyed(name, old.recipient.id), now)


def _may_open(unreadable: events.Unreadable | None) -> bool:
    return unreadable is not None and unreadable.code == EnvelopeNotForUs.code


def _overwrite(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(bytes(size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_folder(path.parent)
