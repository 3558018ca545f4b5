"""A participant's part: finding what is theirs to sign in a verified folder, and signing it."""

from collections.abc import Callable
from pathlib import Path

from crypto.keyfile import SeedUse
from crypto.recipient import Identity
from crypto.sshsig import Signature
from crypto.sshsig import sign as sshsig_sign
from tracker.ceremony import folder
from tracker.ceremony.drafts import Drafts
from tracker.ceremony.folder import Files
from tracker.ceremony.genesis import Supplies, next_turn
from tracker.ceremony.signatures import NAMESPACES, signers
from tracker.ceremony.signing import is_key_file, sign_with_openssh
from tracker.records.errors import FolderIncomplete, SignatureUnexpected
from tracker.secrets_input import load_seed


def find_documents(files: Files, supplies: Supplies) -> Drafts:
    """The documents to sign, once the whole folder was verified. Raises FolderIncomplete and the rest."""
    turn = next_turn(files, supplies)
    if turn.drafts is None or folder.HEAD not in files or folder.TRANSCRIPT not in files:
        raise FolderIncomplete(
            "there is nothing to sign yet: run `tracker ceremony genesis`", file=folder.HEAD
        )
    return turn.drafts


def sign_documents(drafts: Drafts, key: Path, password: Callable[[], str]) -> Files:
    """The signature files of whoever holds this key. Raises SignatureUnexpected, SigningFailed, OSError.

    ``password`` is asked only for a key file of this program; ssh-keygen asks for its own.
    """
    sign = _signer(key, password)
    origin, documents = drafts.transcript.origin, drafts.files
    made: dict[str, bytes] = {}
    for document, keys in signers(drafts.transcript).items():
        if document == folder.HEAD and not made:
            break
        signature = sign(NAMESPACES[document].at(origin), documents[document])
        names = [name for name, public in keys.items() if public == signature.public]
        made |= {folder.signature(name, document): signature.armor().encode() for name in names}
    if not made:
        raise SignatureUnexpected("this key is of nobody who takes part")
    return made


def _signer(key: Path, password: Callable[[], str]) -> Callable[[str, bytes], Signature]:
    if not is_key_file(key):
        return lambda namespace, document: sign_with_openssh(key, namespace, document)
    own = Identity(load_seed(key, SeedUse.CASEWORKER, password())).signing_key
    return lambda namespace, document: sshsig_sign(own, namespace, document)
