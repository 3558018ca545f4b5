"""What everything that leaves the desk has in common (docs/spec/evidence.md, "Leaving")."""

import importlib.metadata
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from tracker.desk.acts import Evidence, Referred
from tracker.desk.case import Case, case_number
from tracker.desk.state import Desk
from tracker.desk.vault import Vault
from tracker.files import UNFINISHED
from tracker.records.errors import CaseNumberMistyped, EvidenceNoInput

VERSION = importlib.metadata.version("inquiry-tracker")
EVIDENCE_MARKS = ("bagit.txt", "CONSENTS.txt")
# Without those that are read or heard as another.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 8
_REFERENCE = re.compile(rf"[ER]-[{_LETTERS}]{{{_LENGTH}}}")


def check_typed(case: Case, typed: str) -> None:
    """Whoever takes something out of the desk types its number. Raises CaseNumberMistyped."""
    if case_number(typed) != case.number:
        raise CaseNumberMistyped(f"this is {case.label}")


def fresh_reference(letter: str, vault: Vault) -> str:
    """A name for what leaves the desk: it tells neither which case it is nor how many there are."""
    drawn = vault.randomness(_LENGTH)
    return f"{letter}-" + "".join(_LETTERS[byte % len(_LETTERS)] for byte in drawn)


def refuse_evidence(path: Path) -> None:
    """What left the desk as evidence does not come back as a list. Raises EvidenceNoInput."""
    for folder in path.resolve().parents:
        if all((folder / name).is_file() for name in EVIDENCE_MARKS):
            raise EvidenceNoInput(f"{path.name} belongs to an evidence folder")


def spare_vault(vault: Vault, path: Path) -> None:
    """What is written in place of an older file never takes the vault's. Raises FileExistsError."""
    if path.exists() and path.samefile(vault.file.path):
        raise FileExistsError(17, "will not overwrite the vault", str(path))


def write_durably(file: BinaryIO, data: bytes) -> None:
    """Writes all of it to the medium: what fails, fails before it is recorded that it left."""
    file.write(data)
    file.flush()
    os.fsync(file.fileno())


def unfinished_files(place: Path) -> list[Path]:
    """What a machine that stopped left of sheets and attachments: in clear, and recorded or not."""
    return sorted(path for path in place.glob(f"{UNFINISHED}*") if path.is_file())


def unfinished_lines(paths: Iterable[Path]) -> list[str]:
    """The same for people: to be deleted by hand, as somebody may be writing one of them right now."""
    return [f"a file was cut off and left {path}, not encrypted: delete it" for path in paths]


def find_reference(desk: Desk, reference: str) -> list[Case]:
    """The cases of which a referral sheet or an evidence folder with this reference left, by number."""
    wanted = reference.strip().upper()
    return [case for _, case in sorted(desk.cases.items()) if wanted in _references(case)]


def reference_in(told: dict[str, Any]) -> str:
    """The reference in what an act tells of a sheet or a folder; "" if it has none of our form."""
    reference = told.get("reference")
    return reference if isinstance(reference, str) and _REFERENCE.fullmatch(reference) else ""


def _references(case: Case) -> set[str]:
    told = [done.act for done in case.triage.lasting]
    sheets = {reference_in(act.sheet) for act in told if isinstance(act, Referred)}
    return sheets | {reference_in(act.export) for act in told if isinstance(act, Evidence)}
