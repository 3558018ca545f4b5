"""Taking in signatures over one document: check-in, transcript, head, or the transcript of an aborted run."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from crypto.errors import SignatureInvalid, SshsigMalformed, SshsigNamespace
from crypto.labels import Namespace
from crypto.sshsig import Signature, parse_signature
from tracker.ceremony import folder
from tracker.ceremony.folder import Files, needed
from tracker.records.errors import ParticipantUnknown, SignatureUnexpected

NAMESPACES = {
    folder.CHECKIN: Namespace.CHECKIN,
    folder.TRANSCRIPT: Namespace.TRANSCRIPT,
    folder.HEAD: Namespace.KEYRING,
    folder.ABORTED: Namespace.TRANSCRIPT,
}


@dataclass(frozen=True)
class Signatures:
    """Who signed a document, by name, and who has yet to; ``keys`` are those of all who must.

    ``files`` are loose signatures to file by name, ``filed`` loose ones that were filed before.
    """

    document: str
    keys: Mapping[str, bytes]
    given: Mapping[str, Signature]
    missing: tuple[str, ...]
    files: Files
    filed: tuple[str, ...]


def take_signatures(files: Files, document: str, origin: str, keys: Mapping[str, bytes]) -> Signatures:
    """Every signature over this document, checked, whether it was filed by name or left beside it.

    ``keys`` are the Ed25519 keys of all who must sign it, by name. Raises ParticipantUnknown,
    SshsigMalformed, SshsigNamespace, SignatureUnexpected, SignatureInvalid.
    """
    _check_strangers(files, document, keys)
    given: dict[str, Signature] = {}
    for name, public in keys.items():
        path = folder.signature(name, document)
        if path in files:
            given[name] = _check(files, path, document, origin)
            if given[name].public != public:
                raise SignatureUnexpected(f"'{path}' is not by the key of '{name}'", file=path)
    loose, new = f"{document}.sig", {}
    if loose in files:
        signature = _check(files, loose, document, origin)
        name = _whose(signature, keys, loose)
        given[name] = signature
        path = folder.signature(name, document)
        new = {} if path in files else {path: files[loose]}
    missing = tuple(name for name in keys if name not in given)
    return Signatures(document, keys, given, missing, new, () if new or loose not in files else (loose,))


def _check_strangers(files: Files, document: str, keys: Mapping[str, bytes]) -> None:
    for path in folder.inside(files, "signatures"):
        of = folder.document(path)
        if of not in NAMESPACES or (of == document and folder.stem(path) not in keys):
            raise ParticipantUnknown(f"'{path}' is of nobody who must sign that", file=path)


def _whose(signature: Signature, keys: Mapping[str, bytes], path: str) -> str:
    """`ssh-keygen` leaves `head.sig` beside `head`: whose it is, its key says."""
    for name, public in keys.items():
        if public == signature.public:
            return name
    raise SignatureUnexpected(f"'{path}' is by nobody who must sign it", file=path)


def _check(files: Files, path: str, document: str, origin: str) -> Signature:
    namespace = NAMESPACES[document].at(origin)
    try:
        signature = parse_signature(files[path].decode("ascii", errors="replace"))
        signature.check(namespace, hashlib.sha512(needed(files, document)).digest())
    except SshsigMalformed as error:
        raise SshsigMalformed(f"{path}: {error}", file=path) from error
    except SshsigNamespace as error:
        raise SshsigNamespace(f"{path}: {error}", file=path) from error
    except SignatureInvalid as error:
        raise SignatureInvalid(f"{path} is not over this {document}", file=path) from error
    return signature
