"""Making the key of the key log: a key file for its keeper, a verifier key for the folder."""

from pathlib import Path

from crypto.keyfile import SeedUse
from crypto.keys import SigningKey
from crypto.note import NoteSigner, VerifierKey
from tracker.ceremony import folder
from tracker.ceremony.plan import read_plan
from tracker.files import write_new_file
from tracker.records.errors import SecretInFolder
from tracker.secrets_input import store_new_seed


def new_log_key(root: Path, out: Path, password: str) -> VerifierKey:
    """Writes the key file ``out`` and the folder's log.vkey.

    Raises FolderIncomplete, PlanMalformed, SecretInFolder, FileExistsError, OSError.
    """
    plan = read_plan(folder.needed(folder.read_folder(root), folder.PLAN))
    public = root / folder.LOG_KEY
    if out.resolve().is_relative_to(root.resolve()):
        raise SecretInFolder("no secret key lies in a folder that is published", file=str(out))
    if public.exists():
        raise FileExistsError(17, "will not overwrite", str(public))
    seed = store_new_seed(out, SeedUse.LOG, password)
    verifier = NoteSigner(plan.log_name, SigningKey(seed)).verifier
    write_new_file(public, verifier.encode().encode() + b"\n")
    return verifier
