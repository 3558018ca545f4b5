"""Taking in the signatures: everybody in the room signs the transcript, every officer signs the head."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from crypto.errors import SignatureInvalid, SshsigMalformed, SshsigNamespace
from crypto.labels import Namespace
from crypto.sshsig import Signature, parse_signature
from crypto.transcript import Transcript
from tracker.ceremony import folder
from tracker.ceremony.drafts import OFFICER
from tracker.ceremony.folder import Files, needed
from tracker.records.errors import ParticipantUnknown, SignatureUnexpected

NAMESPACES = {folder.TRANSCRIPT: Namespace.TRANSCRIPT, folder.HEAD: Namespace.KEYRING}


@dataclass(frozen=True)
class Signatures:
    """Who signed what, by document (``transcript``, ``head``) and name, and who has yet to.

    ``files`` are loose signatures to file by name, ``filed`` loose ones that were filed before.
    """

    given: Mapping[str, Mapping[str, Signature]]
    missing: tuple[tuple[str, str], ...]
    files: Files
    filed: tuple[str, ...]


def signers(transcript: Transcript) -> dict[str, dict[str, bytes]]:
    """Who must sign which document: Ed25519 keys by document and name. At genesis, every officer the head."""
    officers = {item.name: item.public for item in transcript.participants if item.role == OFFICER}
    everybody = {item.name: item.public for item in transcript.participants}
    return {folder.TRANSCRIPT: everybody, folder.HEAD: officers}


def take_signatures(files: Files, transcript: Transcript) -> Signatures:
    """Every signature that lies there, checked, whether it was filed by name or left beside its document.

    Raises ParticipantUnknown, SshsigMalformed, SshsigNamespace, SignatureUnexpected, SignatureInvalid.
    """
    wanted = signers(transcript)
    by_file = {
        folder.signature(name, document): (document, name)
        for document, keys in wanted.items()
        for name in keys
    }
    for path in folder.inside(files, "signatures"):
        if path not in by_file:
            raise ParticipantUnknown(f"'{path}' is of nobody who must sign that", file=path)
    given: dict[str, dict[str, Signature]] = {document: {} for document in wanted}
    for path, (document, name) in by_file.items():
        if path in files:
            given[document][name] = _check(files, path, document, transcript.origin)
            if given[document][name].public != wanted[document][name]:
                raise SignatureUnexpected(f"'{path}' is not by the key of '{name}'", file=path)
    loose = {f"{document}.sig": document for document in wanted if f"{document}.sig" in files}
    new: dict[str, bytes] = {}
    for path, document in loose.items():
        signature = _check(files, path, document, transcript.origin)
        name = _whose(signature, wanted[document], path)
        given[document][name] = signature
        new[folder.signature(name, document)] = files[path]
    missing = tuple(
        (document, name) for document, keys in wanted.items() for name in keys if name not in given[document]
    )
    unfiled = {path: data for path, data in new.items() if path not in files}
    return Signatures(given, missing, unfiled, () if unfiled else tuple(loose))


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
