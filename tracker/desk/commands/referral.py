"""Referral sheets: writing one, and what left before."""

from pathlib import Path
from typing import Any

import click

from tracker.desk.answering import find_case
from tracker.desk.commands.evidence import case_number_option
from tracker.desk.commands.session import NEW_FILE, Session, now, vault_options
from tracker.desk.display import line
from tracker.desk.leaving import find_reference, unfinished_files, unfinished_lines
from tracker.desk.referrals.carried_fields import CARRIED, RECIPIENTS
from tracker.desk.referrals.referring import Draft, Wish, prepare, refer, sheets
from tracker.desk.referrals.rendering import FORMATS, TEXT, field_label
from tracker.records.form import LANGUAGES

_LINE = 100


@click.command("referral")
@vault_options()
@click.option("--to", "recipient", required=True, type=click.Choice(list(RECIPIENTS)), help="For whom.")
@click.option("--language", required=True, type=click.Choice(LANGUAGES), help="The recipient's language.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default=TEXT, help="Plain text, or a page to print."
)
@click.option(
    "--without", multiple=True, type=click.Choice(list(CARRIED)), help="A field to leave out; repeatable."
)
@case_number_option
@click.argument("case")
@click.argument("file", type=NEW_FILE)
def referral(session: Session, typed: str, case: str, file: Path, **wish: Any) -> None:
    """Write a referral sheet about CASE to FILE, a new file.

    Only if the family said yes to this recipient, and only what they told of the person sought; nothing of
    whoever asks, no free text, no attachments. A field that holds what looks like a telephone number, an
    e-mail address or an account is refused: read it, and leave it out with --without.

    The sheet bears a reference (R-…) instead of the case number; `tracker desk referrals R-…` finds the case
    again. That it left is recorded, and cannot be undone.

    Example: tracker desk referral --vault v --identity i --to icrc --language en C-000123 sheet.txt
    """
    wished = Wish(**{**wish, "without": frozenset(wish["without"])})
    with session.unlocked() as vault:
        draft = prepare(vault, find_case(vault.desk, case), wished, now())
        refer(vault, draft, typed, file, now())
    left = unfinished_files(file.parent)
    facts = {**_facts(draft, file), "unfinished": list(map(str, left))}
    session.emit(facts, "\n".join([_text(draft, file), *unfinished_lines(left)]))


def _facts(draft: Draft, file: Path) -> dict[str, Any]:
    return {
        "file": str(file),
        "reference": draft.reference,
        "case": draft.case.label,
        "to": draft.wish.recipient,
        "fields": list(draft.paths),
        "consent_letter": draft.letter,
    }


def _text(draft: Draft, file: Path) -> str:
    labels = ", ".join(field_label(path, draft.wish.language) for path in draft.paths)
    return f"{file}: {draft.reference} to {draft.wish.recipient} about {draft.case.label}, with: {labels}"


@click.command("referrals")
@vault_options()
@click.argument("which")
def referrals(session: Session, which: str) -> None:
    """List what left about a case (C-000123), or find the case of a reference (R-…, E-…)."""
    with session.unlocked() as vault:
        desk = vault.desk
        is_reference = which.upper().startswith(("R-", "E-"))
        cases = find_reference(desk, which) if is_reference else [find_case(desk, which)]
        rows = [{**sheet, "case": case.label} for case in cases for sheet in sheets(desk, case)]
    labels = [case.label for case in cases]
    lines = [f"cases: {', '.join(labels) or 'none'}"]
    lines += map(_row_text, rows)
    session.emit({"cases": labels, "referrals": rows}, "\n".join(lines))


def _row_text(row: dict[str, Any]) -> str:
    """One sheet; a colleague's program wrote what is told of it, and may have written anything."""
    told = f"{row.get('reference', '')} to {row.get('recipient', '')}"
    return f"{row['case']} {row['day']} {line(told, _LINE)} by {row['by']}"
