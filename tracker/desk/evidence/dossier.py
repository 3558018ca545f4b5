"""What the evidence about one inquiry consists of, as files (docs/spec/evidence.md, "Of an inquiry").

Reads the vault and writes nothing.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crypto.family import FamilyPublic
from crypto.intake import intake_leaf
from crypto.letter import Attachment, Kind, Letter
from crypto.merkle import inclusion_proof
from crypto.padding import LENGTH_BYTES
from crypto.tlog_proof import TlogProof
from tracker.desk.blobs import Blob
from tracker.desk.case import Case, ReceivedLetter
from tracker.desk.evidence.chronicle import custody_of, history_of
from tracker.desk.sharing import permissions_of
from tracker.desk.vault import Vault

FORMAT = "inquiry-evidence/v1"


@dataclass(frozen=True)
class Export:
    """What this export is: its reference, who makes it, when (POSIX seconds), the program's version."""

    reference: str
    actor: str
    at: int
    version: str
    cases: tuple[Case, ...]


def files_of(vault: Vault, case: Case, export: Export) -> Iterator[tuple[str, bytes]]:
    """Every file about one inquiry, below a folder of its number. Raises VaultTampered."""
    for number, letter in enumerate(case.letters, 1):
        folder = f"{case.label}/letter-{number}"
        yield f"{folder}/original.envelope", vault.open_blob(Blob.from_json(letter.body.envelope))
        yield from _decrypted(vault, case, letter, folder)
        if proof := _proof(vault, letter.body.leaf):
            yield f"{folder}/original.tlog-proof", proof
    if case.unreadable is not None:
        envelope = vault.open_blob(Blob.from_json(case.unreadable.envelope))
        yield f"{case.label}/unreadable.envelope", envelope
    shown = {item.reference for item in export.cases}
    yield f"{case.label}/history.json", document("history", _about(case), history_of(vault.desk, case, shown))
    custody = custody_of(vault, case, shown, export.actor, export.at, export.version)
    yield f"{case.label}/custody.json", document("custody", _about(case), custody)


def document(kind: str, about: dict[str, Any], entries: Sequence[Any]) -> bytes:
    """A JSON document that says what it is, so that no other program takes it for one of its own."""
    value = {"format": FORMAT, "document": kind, **about, "entries": entries}
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _about(case: Case) -> dict[str, Any]:
    permissions = {item.name: item.given for item in permissions_of(case)}
    flags = list(case.flags)
    return {"case": case.label, "inquiry": case.reference, "permissions": permissions, "flags": flags}


def _decrypted(vault: Vault, case: Case, letter: ReceivedLetter, folder: str) -> Iterator[tuple[str, bytes]]:
    """The letter as it stood in the envelope: its JSON byte for byte, and each attachment."""
    body = letter.body
    attachments = tuple(
        Attachment(item["type"], vault.open_blob(Blob.from_json(item))) for item in body.attachments
    )
    public = FamilyPublic.from_json(case.keys)
    content = Letter(Kind(body.kind), body.day, public, body.form, attachments).content()
    length = int.from_bytes(content[:LENGTH_BYTES], "big")
    yield f"{folder}/decrypted.json", content[LENGTH_BYTES : LENGTH_BYTES + length]
    for number, attachment in enumerate(attachments, 1):
        # No ending that a program would open it by.
        yield f"{folder}/attachment-{number}.bin", attachment.data


def _proof(vault: Vault, leaf: int) -> bytes:
    """That the envelope is in the intake log, up to the newest checkpoint that was imported; or nothing."""
    imported = vault.desk.imported
    if imported is None or leaf >= imported.size:
        return b""
    leaves = [intake_leaf(item) for item in vault.desk.leaves[: imported.size]]
    return TlogProof(leaf, tuple(inclusion_proof(leaves, leaf)), imported.checkpoint).encode()
