"""Exporting evidence: the folder, its signature, the act that records it (docs/spec/evidence.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crypto.encoding import b64encode
from crypto.labels import Namespace
from crypto.sshsig import encode_public_line
from tracker.desk.acting import act_on_all
from tracker.desk.acts import Evidence
from tracker.desk.case import Case
from tracker.desk.days import day_of
from tracker.desk.evidence.bag import SIGNATURE, TAG_MANIFEST, Bag, unfinished, write_bag
from tracker.desk.evidence.dossier import FORMAT, Export, files_of
from tracker.desk.leaving import VERSION, check_typed, fresh_reference
from tracker.desk.references import case_of
from tracker.desk.sharing import SHARING, permissions_of
from tracker.desk.state import Desk
from tracker.desk.vault import Vault
from tracker.records.errors import CaseClosed
from tracker.records.form_export import label_id
from tracker.records.language import translate
from tracker.speaking import rehearsal_banner

CONSENTS, README, SIGNERS, HEAD = "CONSENTS.txt", "README.txt", "allowed_signers", "keyring-head.txt"


@dataclass(frozen=True)
class Exported:
    """An evidence folder: where, its reference, of which cases, SHA-256 of its tag manifest.

    ``unfinished`` are folders beside it that an export which was cut off left: to be deleted by hand, as
    somebody may be writing one of them right now.
    """

    folder: Path
    reference: str
    cases: tuple[str, ...]
    digest: bytes
    unfinished: tuple[Path, ...] = ()


def linked_cases(desk: Desk, case: Case) -> list[Case]:
    """The case and all that caseworkers linked to it, directly or by others: one person's, by number."""
    found, waiting = {case.number: case}, [case]
    while waiting:
        for reference in waiting.pop().triage.links:
            other = case_of(desk, reference)
            if other is not None and not other.is_withdrawn and other.number not in found:
                found[other.number] = other
                waiting.append(other)
    return [found[number] for number in sorted(found)]


def export_evidence(
    vault: Vault, cases: Sequence[Case], typed: str, folder: Path, now: int, language: str
) -> Exported:
    """Writes the evidence of one inquiry, or of all about one person, as a new folder.

    ``typed`` is the number of the first case as the caseworker typed it. Recorded as an act of every case.
    Raises CaseNumberMistyped, CaseClosed, FileExistsError, EvidenceDiffers, VaultTampered, OSError.
    """
    check_typed(cases[0], typed)
    if any(case.is_withdrawn for case in cases):
        raise CaseClosed("what was withdrawn is no longer ours to show")
    reference = fresh_reference("E", vault)
    actor = vault.desk.store.name_of(vault.identity.signing_key.public)
    export = Export(reference, actor, now, VERSION, tuple(cases))
    bag = make_bag(vault, export, language)

    def record(digest: bytes) -> None:
        told = {
            "reference": reference,
            "cases": [case.reference for case in cases],
            "tagmanifest": b64encode(digest),
            "version": VERSION,
        }
        act_on_all(vault, cases, Evidence(told), now)

    namespace = Namespace.EVIDENCE.at(vault.name.origin)
    digest = write_bag(folder, bag, vault.identity.signing_key, namespace, record)
    labels = tuple(case.label for case in cases)
    return Exported(folder, reference, labels, digest, tuple(unfinished(folder.parent)))


def make_bag(vault: Vault, export: Export, language: str) -> Bag:
    """All files of an export. Raises VaultTampered."""
    store, key = vault.desk.store, vault.identity.signing_key.public
    namespace = Namespace.EVIDENCE.at(vault.name.origin)
    payload = dict(item for case in export.cases for item in files_of(vault, case, export))
    signer = encode_public_line(key, export.reference)
    tags = {
        CONSENTS: _consents(export, vault.name.origin, language),
        README: _readme(export, namespace, language),
        SIGNERS: f'{export.actor} namespaces="{namespace}" {signer}'.encode(),
        HEAD: store.head.encode(),
    }
    info = {
        "Source-Organization": f"{vault.name.publisher} at {vault.name.origin}",
        "External-Identifier": export.reference,
        "External-Description": FORMAT,
        "Bagging-Date": day_of(export.at),
        "Bag-Software-Agent": f"inquiry-tracker {export.version}",
        "Keyring-Epoch": str(store.head.epoch),
        "Keyring-Head": b64encode(store.head.hash),
        "Signed-By": export.actor,
    }
    return Bag(payload, tags, info)


def _consents(export: Export, origin: str, language: str) -> bytes:
    """The first thing to read: what each family allowed."""
    lines = [translate(language, "evidence.consents.title", reference=export.reference)]
    if banner := rehearsal_banner(origin):
        lines = [f"*** {banner} ***", *lines]
    lines += [translate(language, "evidence.consents.rule"), ""]
    for case in export.cases:
        lines += [case.label, f"  {_told_where(case, language)}"]
        for item in permissions_of(case):
            word = translate(language, f"evidence.consents.{'given' if item.given else 'not-given'}")
            question = translate(language, label_id(f"{SHARING}.{item.name}"))
            lines.append(f"  [{'x' if item.given else ' '}] {question} {word}")
        lines.append("")
    return "\n".join(lines).encode()


def _told_where(case: Case, language: str) -> str:
    """Which letter speaks of permissions."""
    if not case.letters:
        return translate(language, "evidence.consents.unreadable")
    told = permissions_of(case)[0]
    if not told.letter:
        return translate(language, "evidence.consents.silent")
    return translate(language, "evidence.consents.letter", letter=told.letter, day=told.day)


def _readme(export: Export, namespace: str, language: str) -> bytes:
    commands = [
        "bagit.py --validate .",
        f"ssh-keygen -Y verify -f {SIGNERS} -I {export.actor} -n {namespace} -s {SIGNATURE} < {TAG_MANIFEST}",
    ]
    parts = [translate(language, f"evidence.readme.{part}") for part in ("what", "verify")]
    parts += ["\n".join(f"    {command}" for command in commands)]
    parts += [translate(language, f"evidence.readme.{part}") for part in ("signer", "files", "not")]
    return ("\n\n".join(parts) + "\n").encode()
