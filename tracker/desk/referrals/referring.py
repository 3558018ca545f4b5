"""Writing a referral sheet, and the act that records it (docs/spec/referral.md, "Record")."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crypto.encoding import b64encode
from tracker.desk.acting import act
from tracker.desk.acts import Referred
from tracker.desk.case import Case
from tracker.desk.days import day_of
from tracker.desk.leaving import VERSION, check_typed, fresh_reference, write_durably
from tracker.desk.referrals.rendering import TEXT, Heading, render
from tracker.desk.referrals.sheet import make_sheet
from tracker.desk.state import Desk
from tracker.desk.triage import Done
from tracker.desk.vault import Vault
from tracker.files import atomic_file


@dataclass(frozen=True)
class Wish:
    """What the caseworker asks for: for whom, in which language, text or page, and what to leave out."""

    recipient: str
    language: str
    form: str = TEXT
    without: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Draft:
    """A sheet that is ready: its bytes to look at, its reference, and the paths it carries."""

    case: Case
    wish: Wish
    reference: str
    paths: tuple[str, ...]
    letter: int
    document: bytes = field(repr=False)


def prepare(vault: Vault, case: Case, wish: Wish, now: int) -> Draft:
    """The sheet as it would leave; nothing is written or recorded yet. Raises as ``make_sheet``."""
    sheet = make_sheet(vault.desk, case, wish.recipient, wish.without)
    reference = fresh_reference("R", vault)
    heading = Heading(reference, vault.name.origin, vault.name.publisher, day_of(now))
    document = render(sheet, heading, wish.language, wish.form)
    return Draft(case, wish, reference, tuple(sheet.values), sheet.permission.letter, document)


def refer(vault: Vault, draft: Draft, typed: str, path: Path, now: int) -> Done:
    """Writes the sheet (mode 0600) and records it. ``typed`` is the case's number, typed.

    It is durable, then recorded, then it gets its name: none leaves unrecorded. The consent is asked once
    more. Raises CaseNumberMistyped, FileExistsError, OSError, and as ``make_sheet``.
    """
    check_typed(draft.case, typed)
    if path.exists() or path.is_symlink():
        raise FileExistsError(17, "will not overwrite", str(path))
    current = vault.desk.cases.get(draft.case.number, draft.case)
    make_sheet(vault.desk, current, draft.wish.recipient, draft.wish.without)
    with atomic_file(path) as file:
        write_durably(file, draft.document)
        return act(vault, current, Referred(_told(draft)), now)


def sheets(desk: Desk, case: Case) -> list[dict[str, Any]]:
    """The sheets that left about a case, oldest first, as facts."""
    return [
        {**done.act.sheet, "day": day_of(done.at), "by": desk.store.name_of(done.actor)}
        for done in case.triage.lasting
        if isinstance(done.act, Referred)
    ]


def _told(draft: Draft) -> dict[str, Any]:
    return {
        "reference": draft.reference,
        "recipient": draft.wish.recipient,
        "language": draft.wish.language,
        "form": draft.wish.form,
        "fields": list(draft.paths),
        "consent_letter": draft.letter,
        "sha256": b64encode(hashlib.sha256(draft.document).digest()),
        "version": VERSION,
    }
