"""Making the key of a log: a key file for its keeper, a verifier key for the folder of the genesis."""

from pathlib import Path

from crypto.keyfile import SeedUse
from crypto.keys import SigningKey
from crypto.note import NoteSigner, VerifierKey
from tracker.ceremony import folder
from tracker.ceremony.kinds.genesis import Genesis
from tracker.ceremony.kinds.registry import KINDS
from tracker.ceremony.plan import read_plan
from tracker.files import write_new_file
from tracker.records.archive import Log
from tracker.records.errors import FolderIncomplete, SecretInFolder
from tracker.secrets_input import store_new_seed

FILES = {Log.KEYS: folder.LOG_KEY, Log.CEREMONY: folder.CEREMONY_KEY}


def new_log_key(root: Path, log: Log, out: Path, password: str) -> VerifierKey:
    """Writes the key file ``out`` and the folder's `log.vkey` or `ceremony.vkey`.

    Raises FolderIncomplete, PlanMalformed, SecretInFolder, FileExistsError, OSError.
    """
    plan = read_plan(folder.needed(folder.read_folder(root), folder.PLAN), KINDS)
    if not isinstance(plan.change, Genesis):
        raise FolderIncomplete("the keys of the logs are made at genesis", file=folder.PLAN)
    public = root / FILES[log]
    if out.resolve().is_relative_to(root.resolve()):
        raise SecretInFolder("no secret key lies in a folder that is published", file=str(out))
    if public.exists():
        raise FileExistsError(17, "will not overwrite", str(public))
    seed = store_new_seed(out, SeedUse.LOG, password)
    verifier = NoteSigner(log.origin(plan.change.origin), SigningKey(seed)).verifier
    write_new_file(public, verifier.encode().encode() + b"\n")
    return verifier
