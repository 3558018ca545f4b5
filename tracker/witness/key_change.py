"""A log goes on under another key, because the witness's operator says so (docs/guides/witness.md).

What was seen of it, and the evidence, stay as they are: the other key has to extend what the one before
signed, so nobody who changes a key rolls a history back.
"""

from dataclasses import replace

from crypto.errors import WitnessLogUnknown
from crypto.note import VerifierKey
from tracker.records.errors import WitnessLogKey
from tracker.witness.folder import Folder, KnownLog, locked
from tracker.witness.memory import Memory


def replace_key(folder: Folder, old: VerifierKey, new: VerifierKey) -> KnownLog:
    """Takes ``new`` (type 01) in place of ``old``, the log's key until now, which counts no more at once.

    Servers of the same folder need not be restarted. Raises WitnessLogUnknown; WitnessLogKey if these are
    not two keys of one log, of which the first is known; WitnessFolder, OSError.
    """
    if old.name != new.name or old == new:
        raise WitnessLogKey(
            "give two keys of one log: the one that it had, and the one that it has", log=old.name
        )
    known = folder.log(old.name)
    if known is None:
        raise WitnessLogUnknown(f"this witness was not told of the log {old.name}")
    with locked(known):
        known = _under(folder, old)
        # What was seen must be whole: nobody could tell afterwards which of the keys was to blame.
        Memory(folder.key).recall(known)
        before = tuple(key for key in known.earlier if key != new)
        changed = replace(known, key=new, earlier=(*before, old))
        folder.write_log(changed)
    return changed


def _under(folder: Folder, key: VerifierKey) -> KnownLog:
    """The log as it is now that nobody else changes it, if this is its key."""
    known = folder.log(key.name)
    if known is None or known.key != key:
        raise WitnessLogKey("the log is not known under the key that is to be replaced", log=key.name)
    return known
