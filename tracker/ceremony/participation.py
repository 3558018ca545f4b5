"""A participant's part: finding what is theirs to sign in a verified folder, and signing it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from crypto.keyfile import SeedUse
from crypto.recipient import Identity
from crypto.sshsig import Signature
from crypto.sshsig import sign as sshsig_sign
from tracker.ceremony import folder
from tracker.ceremony.folder import Files
from tracker.ceremony.signatures import NAMESPACES
from tracker.ceremony.signing import is_key_file, sign_with_openssh
from tracker.ceremony.turn import Turn
from tracker.records.errors import CeremonyNotReady, SignatureUnexpected
from tracker.secrets_input import load_seed


def documents_to_sign(files: Files, turn: Turn) -> Mapping[str, bytes]:
    """What may be signed now, by name: the check-in, or transcript and head. Raises CeremonyNotReady."""
    if not turn.signing:
        raise CeremonyNotReady("there is nothing to sign now: run `tracker ceremony resume` to see what is")
    return {name: files[name] for name in turn.signing}


def sign_documents(
    files: Files, turn: Turn, key: Path, password: Callable[[], str], say: Callable[[str], None]
) -> Files:
    """The signature files of whoever holds this key. Raises SignatureUnexpected, SigningFailed, OSError.

    ``password`` is asked only for a key file of this program; ssh-keygen asks for its own, for each document:
    ``say`` gets the name of each before. What is not theirs to sign is not asked for once the key is known.
    """
    origin = "" if turn.ground is None else turn.ground.origin
    sign, made, public = _signer(key, password), dict[str, bytes](), b""
    for document, data in documents_to_sign(files, turn).items():
        signers = turn.signing[document]
        if public and not (made and public in signers.values()):
            break
        say(document)
        signature = sign(NAMESPACES[document].at(origin), data)
        public = signature.public
        names = [name for name in signers if signers[name] == public]
        made |= {folder.signature(name, document): signature.armor().encode() for name in names}
    if not made:
        raise SignatureUnexpected("this key is of nobody who takes part")
    return made


def _signer(key: Path, password: Callable[[], str]) -> Callable[[str, bytes], Signature]:
    if not is_key_file(key):
        return lambda namespace, document: sign_with_openssh(key, namespace, document)
    own = Identity(load_seed(key, SeedUse.CASEWORKER, password())).signing_key
    return lambda namespace, document: sshsig_sign(own, namespace, document)
